"""The twin in torch is the network that scores, and what refuses to be one offers none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from faceproof import detectors
from faceproof.core import ActorId, ClipId, Score
from faceproof.detectors import (
    DETECTORS,
    HasGradient,
    PredictFile,
    View,
    ask,
    resolve,
    score_view,
)
from faceproof.detectors.meso4 import SIDE_PX, meso4
from faceproof.faces import aligned_crop

HERE, NOBODY = ClipId("here"), frozenset[ActorId]()


def test_two_detectors_offer_a_gradient():
    assert [n for n in DETECTORS if isinstance(detectors.get(n), HasGradient)] == [
        "mesonet",
        "blend",
    ]


def test_a_view_at_hand_is_answered_as_its_file_is(face_file: Path, view: View):
    judge = resolve("mesonet")
    assert not isinstance(judge, PredictFile)
    (found,) = ask([judge], {HERE: face_file}, {HERE: NOBODY}, frames=4)
    assert score_view(judge, view, HERE, NOBODY) == found[HERE].score
    assert isinstance(found[HERE].score, Score)


@pytest.mark.extra
def test_the_twin_of_mesonet_gives_what_openvino_gives(view: View):
    torch = pytest.importorskip("torch")
    mesonet = detectors.get("mesonet")
    assert isinstance(mesonet, HasGradient)
    faces = [
        aligned_crop(r.rgb, r.landmarks_px, size=mesonet.crop_px, margin=mesonet.margin)
        for r in view.regions
    ]
    noise = np.random.default_rng(0).integers(0, 256, (3, SIDE_PX, SIDE_PX, 3), np.uint8)
    crops = np.concatenate([np.stack(faces), noise]).astype(np.float32) / 255
    network, real = meso4(), []
    for crop in crops:
        network.input[:] = crop
        real.append(float(network.run()[0][0]))
    found = mesonet.twin()(torch.from_numpy(crops.transpose(0, 3, 1, 2))).numpy()
    np.testing.assert_allclose(found, -np.array(real), rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(found[: len(faces)], mesonet.describe(view)[:, 0], atol=1e-4)


@pytest.mark.extra
def test_the_twin_of_blend_gives_what_it_decides(view: View):
    torch = pytest.importorskip("torch")
    blend = detectors.get("blend")
    assert isinstance(blend, HasGradient)
    crops = np.stack(
        [
            aligned_crop(r.rgb, r.landmarks_px, size=blend.crop_px, margin=blend.margin)
            for r in view.regions
        ]
    )
    x = torch.from_numpy(crops.transpose(0, 3, 1, 2).astype(np.float32) / 255)
    expected = blend.decide(blend.describe(view))
    np.testing.assert_allclose(blend.twin()(x).detach().numpy(), expected, atol=2e-3)
