"""One face, upright, centred and of one size, out of a picture."""

from __future__ import annotations

import cmath
import math

import numpy as np
from numpy.typing import NDArray

from faceproof.faces.picture import ArrayPicture, Picture, Rgb, resized
from faceproof.faces.region import Points, Region, draw

# Points that jaw and lids hardly move, and where they lie in a frontal face: heights of the face
# from its middle, x to the right and y down. Procrustes mean of 120 neutral portraits, made
# symmetric.
_PLACES = {
    33: (-0.273, -0.1735),  # eye corners
    133: (-0.106, -0.165),
    362: (0.106, -0.165),
    263: (0.273, -0.1735),
    168: (0.0, -0.203),  # bridge of the nose
    6: (0.0, -0.158),
    2: (0.0, 0.101),  # base of the nose
    61: (-0.1615, 0.2215),  # mouth corners
    291: (0.1615, 0.2215),
}
_STABLE = np.array(list(_PLACES))
_PLACE = np.array([complex(*place) for place in _PLACES.values()])
_FINEST = 4  # a still larger face is halved first


def aligned_crop(
    image: Rgb, landmarks_px: Points, *, size: int = 256, margin: float = 1.3
) -> NDArray[np.uint8]:
    """The face in ``image`` as an upright square, RGB ``(size, size, 3)``.

    Turned, scaled and moved by the similarity that best lays eyes, nose and mouth on those of a
    mean face; never sheared. Shrinks by pixel area; beyond the frame its edge is repeated.

    Args:
        image: RGB uint8 ``(h, w, 3)``.
        landmarks_px: x, y of the 468 points in ``image``.
        size: side of the crop.
        margin: side of the crop in heights of the face, chin to hairline.
    """
    return _drawn(ArrayPicture(image), crop_region(landmarks_px, margin=margin), size)


def frame_crop(
    frame: Picture, landmarks_px: Points, *, size: int = 256, margin: float = 1.3
) -> NDArray[np.uint8]:
    """`aligned_crop` of a decoded frame, of which only the face's surroundings become RGB."""
    return _drawn(frame, crop_region(landmarks_px, margin=margin), size)


def _drawn(picture: Picture, region: Region, size: int) -> Rgb:
    """At a whole number of times the size, not below the picture's own, then averaged."""
    finer = finer_by(region, size)
    drawn = draw(picture, region, finer * size)
    return drawn if finer == 1 else resized(drawn, size, size)


def finer_by(region: Region, size: int) -> int:
    """How many times ``size`` a region is drawn before it is averaged to that."""
    return min(max(math.ceil(region.side / size), 1), _FINEST)


def crop_region(landmarks_px: Points, *, margin: float = 1.3) -> Region:
    """The square that `aligned_crop` shows; its `Region.to_frame` maps crop pixels back."""
    return _fitted(landmarks_px[_STABLE], _PLACE, margin)


def crop_by_places(
    image: Rgb, points_px: Points, places: NDArray[np.float64], *, size: int
) -> NDArray[np.uint8]:
    """`aligned_crop` to somebody else's mean face, for a network that was taught on such crops.

    Args:
        image: RGB uint8 ``(h, w, 3)``.
        points_px: x, y of some points in ``image`` ``(k, 2)``.
        places: where they belong, from the middle of the crop and in its sides ``(k, 2)``.
        size: side of the crop.
    """
    region = _fitted(points_px, places[:, 0] + 1j * places[:, 1], 1.0)
    return _drawn(ArrayPicture(image), region, size)


def _fitted(points_px: Points, place: NDArray[np.complex128], margin: float) -> Region:
    """The square, ``margin`` units wide, that lays points nearest to their places."""
    points = np.asarray(points_px, np.float64)
    seen = points[:, 0] + 1j * points[:, 1]
    mean = place.mean()
    place = place - mean
    turn = complex(np.vdot(place, seen - seen.mean()) / np.vdot(place, place))
    middle = complex(seen.mean() - turn * mean)
    return Region(x=middle.real, y=middle.imag, side=abs(turn) * margin, angle=cmath.phase(turn))
