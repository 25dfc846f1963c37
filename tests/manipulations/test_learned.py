"""A learned method keeps to who allowed it, and to what it has learned."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from generators import trainable, untrained
from people import DAY, consent, footage

from faceproof import manipulations
from faceproof.core import Scope
from faceproof.core.errors import ConsentError, ManipulationError, PlanError, WeightsError
from faceproof.manipulations import Deepfakes, Learned, NeuralTextures
from faceproof.manipulations.closeup import Closeup
from faceproof.manipulations.deepfakes import evened
from faceproof.manipulations.generator import NUMBERS, RECORD
from faceproof.manipulations.head import head_of
from faceproof.manipulations.samples import gathered


@pytest.fixture(params=[Deepfakes, NeuralTextures])
def method(request: pytest.FixtureRequest) -> Learned:
    made: Learned = request.param()
    return made


def apply(method: Learned, target: str = "ann", source: str = "bob") -> Any:
    rng = np.random.default_rng(0)
    return method.apply(footage(target), footage(source), on=DAY, rng=rng)


def test_who_has_learned_nobody_makes_nothing(method: Learned):
    with pytest.raises(WeightsError, match="has learned nobody yet"):
        apply(method)


def test_who_was_not_learned_cannot_be_made(method: Learned):
    known = method.knowing(untrained(method))
    stranger = consent("cat")
    target, source = footage("ann", allowed=stranger), footage("bob", allowed=stranger)
    with pytest.raises(ManipulationError, match="was not trained on cat"):
        known.apply(target, source, on=DAY, rng=np.random.default_rng(0))


def test_nobody_is_learned_without_scope_train(method: Learned, tmp_path: Path):
    pytest.importorskip("torch")
    with pytest.raises(ConsentError, match="has scopes manipulate, record, not train"):
        method.train([footage("ann")], folder=tmp_path, seed=0, on=DAY)


def test_nobody_is_learned_by_a_method_they_do_not_allow(method: Learned):
    allowed = consent("ann", scopes=frozenset(Scope), methods=frozenset({"FaceSwap"}))
    with pytest.raises(ConsentError, match="allows the methods FaceSwap"):
        method.check_trainable(allowed, on=DAY)


def test_a_generator_comes_back_as_it_was_saved(method: Learned, tmp_path: Path):
    generator = untrained(method)
    generator.save(tmp_path)
    bound = method.bound(tmp_path)
    assert bound.generator is not None
    assert bound.generator.sha256 == generator.sha256
    assert bound.generator.provenance() == generator.provenance()
    assert apply(bound).frames.tobytes() == apply(method.knowing(generator)).frames.tobytes()


def test_the_fake_names_the_weights(method: Learned):
    generator = untrained(method)
    assert "weights" not in dict(method.params())
    assert dict(method.knowing(generator).params())["weights"] == generator.sha256[:16]


@pytest.mark.parametrize("name", [NUMBERS, RECORD])
def test_a_changed_or_missing_file_is_refused(method: Learned, tmp_path: Path, name: str):
    untrained(method).save(tmp_path)
    whole = (tmp_path / name).read_bytes()
    at = whole.index(b"a", len(whole) // 2)
    (tmp_path / name).write_bytes(whole[:at] + b"b" + whole[at + 1 :])
    with pytest.raises(WeightsError, match=r"sha256 is|malformed"):
        method.bound(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(WeightsError, match="cannot be read"):
        method.bound(tmp_path)


def test_a_generator_of_other_settings_is_refused(method: Learned):
    with pytest.raises(WeightsError, match="train it for this method"):
        replace(method, steps=7).knowing(untrained(method))


def test_the_generator_is_no_setting_of_a_plan():
    with pytest.raises(PlanError, match="has no setting 'generator'"):
        manipulations.get("Deepfakes", generator="x")


@pytest.mark.parametrize("settings", [{"steps": 0}, {"feather": 0.0}])
def test_settings_out_of_range_are_refused(settings: dict[str, Any]):
    with pytest.raises(PlanError, match="expected"):
        Deepfakes(**settings)


def test_only_the_mouth_region_is_painted_anew():
    method = NeuralTextures()
    target = footage("ann")
    faked = method.knowing(untrained(method)).apply(
        target, footage("bob"), on=DAY, rng=np.random.default_rng(0)
    )
    eyes = target.track.landmarks_px[:, [33, 263], 1].max(axis=1)
    for mask, y in zip(faked.masks, eyes, strict=True):
        assert not mask[: int(y)].any()
        assert mask.any()


def test_a_closeup_holds_the_head_still_whatever_its_size_and_place():
    closeup = Closeup(centre=(0.0, 0.0, 0.0), half=1.0, side=64)
    near, far = footage("ann", eye_px=40, size=(160, 160)), footage("ann", eye_px=20)
    points = []
    for recording in (near, far):
        head = head_of(recording.track, len(recording.frames))
        points.append(closeup.points(head.landmarks_px[3], closeup.placed(head, 3)))
    np.testing.assert_allclose(points[0], points[1], atol=0.5)


def test_the_encoder_sees_no_colour_and_no_brightness():
    rng = np.random.default_rng(0)
    picture = rng.integers(0, 100, (1, 96, 96, 3), np.uint8)
    face = np.full((1, 96, 96), 255, np.uint8)
    np.testing.assert_allclose(
        evened(picture, face), evened(2 * picture + np.uint8(10), face), atol=1e-4
    )


def test_a_persons_last_of_three_recordings_is_held_out_else_a_quarter():
    def study(recording: Any) -> dict[str, Any]:
        return {"x": np.zeros((8, 1))}

    one = trainable("ann")
    three = [replace(one, clip=f"ann-{i}") for i in range(3)]
    np.testing.assert_array_equal(gathered(study, three).held, [False] * 16 + [True] * 8)
    np.testing.assert_array_equal(gathered(study, three[:1]).held, [False] * 6 + [True] * 2)
