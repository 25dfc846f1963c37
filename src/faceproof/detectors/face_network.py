"""What does a face look like as 128 numbers? dlib's network, with the weights of its maker.

Both come by PyPI (extra ``identity``): ``dlib-bin`` (Boost licence) runs it, and
``face-recognition-models`` carries the file, which its maker gave away as CC0. That package is
never imported, only its file is read.
"""

from __future__ import annotations

import importlib.util
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from faceproof.core import sha256_file
from faceproof.core.errors import WeightsError
from faceproof.detectors.view import FaceRegion
from faceproof.faces import crop_by_places

PACKAGE = "face_recognition_models"
FILE = "models/dlib_face_recognition_resnet_model_v1.dat"
SHA256 = "55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30"

DIMENSIONS = 128
SIDE_PX = 150
"""Side of the crops it looks at."""

# Eye corners from the left of the picture and the base of the nose, in FaceMesh's numbers and in
# the unit square of dlib's mean face (image_transforms/interpolation.h, get_face_chip_details);
# a crop shows that square and a quarter of it more on every side.
_POINTS = [33, 133, 362, 263, 2]
_MEAN_FACE = np.array(
    [
        [0.1205750620789, 0.2137274526848],
        [0.3340850613712, 0.2290642403242],
        [0.6460604764104, 0.2289674387677],
        [0.8595674595992, 0.2134981538014],
        [0.4901123135679, 0.6277975316475],
    ]
)
_PADDING = 0.25
_PLACES = (_MEAN_FACE - 0.5) / (1 + 2 * _PADDING)


def embed(face: FaceRegion) -> NDArray[np.float32]:
    """The face as a point ``(128,)``; pictures of one person lie near each other.

    Raises:
        WeightsError: the file of the network is not the one known here.

    Reference:
        He et al. 2016, Deep residual learning, CVPR (a variant of 29 convolutions); King 2017,
        "High quality face recognition with deep metric learning", blog.dlib.net.
    """
    return np.array(_network().compute_face_descriptor(face_chip(face)), np.float32)


def face_chip(face: FaceRegion) -> NDArray[np.uint8]:
    """The face laid on dlib's mean face, RGB ``(150, 150, 3)``."""
    return crop_by_places(face.rgb, face.landmarks_px[_POINTS], _PLACES, size=SIDE_PX)


@lru_cache(maxsize=1)
def _network() -> Any:
    import dlib  # noqa: PLC0415 - of the extra, and heavy

    package = importlib.util.find_spec(PACKAGE)
    if package is None or package.origin is None:
        raise WeightsError(f"{PACKAGE} is not installed; pip install 'faceproof[identity]'")
    path = Path(package.origin).parent / FILE
    if sha256_file(path) != SHA256:
        raise WeightsError(f"{path}: sha256 is not {SHA256}; install {PACKAGE} 0.3.0 again")
    return dlib.face_recognition_model_v1(str(path))
