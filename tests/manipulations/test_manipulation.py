"""The base class believes no method: it measures what came back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pytest
from people import DAY, footage

from faceproof import manipulations
from faceproof.core import MaskKind
from faceproof.core.errors import ManipulationError, MediaError, PlanError
from faceproof.manipulations import Faked, Footage, Manipulation
from faceproof.manipulations.footage import Painted


@dataclass(frozen=True, kw_only=True)
class Scripted(Manipulation):
    """Returns what a test tells it to."""

    name: ClassVar[str] = "Scripted"
    version: ClassVar[str] = "1"
    mask_kind: ClassVar[MaskKind] = MaskKind.EDIT_BOX
    needs_source: ClassVar[bool] = False
    reference: ClassVar[str] = "none"

    answer: str

    def _apply(
        self,
        target: Footage,
        source: Footage | None,  # noqa: ARG002
        rng: np.random.Generator,  # noqa: ARG002
    ) -> Painted:
        frames, masks = target.frames.copy(), np.zeros(target.frames.shape[:3], np.uint8)
        frames[1, 5:9, 5:9] ^= 255
        masks[1, 5:9, 5:9] = 255
        match self.answer:
            case "stray pixel":
                frames[2, 0, 0] ^= 1
            case "nothing":
                frames = target.frames.copy()
            case "shorter":
                frames, masks = frames[:-1], masks[:-1]
            case "float masks":
                masks = masks.astype(np.float32)
            case "mask on an unchanged frame":
                masks[4] = 255
        return Painted(frames, masks)


def run(answer: str) -> Faked:
    rng = np.random.default_rng(0)
    return Scripted(answer=answer).apply(footage("ann"), None, on=DAY, rng=rng)


def test_an_honest_answer_comes_through_with_its_segment():
    assert run("honest").segments == ((1, 2),)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("stray pixel", "frame 2 differs from its target in 1 pixels where the mask is 0"),
        ("nothing", "no frame differs"),
        ("shorter", "it returned frames"),
        ("float masks", "it returned masks float32"),
    ],
)
def test_a_lie_is_named(answer: str, said: str):
    with pytest.raises(ManipulationError, match=said) as refused:
        run(answer)
    assert "Scripted on clip ann-1" in str(refused.value)


def test_a_mask_on_a_frame_that_did_not_change_is_emptied():
    faked = run("mask on an unchanged frame")
    assert not faked.masks[4].any()
    assert faked.segments == ((1, 2),)


def test_footage_of_the_wrong_kind_is_refused_by_name():
    good = footage("ann")
    with pytest.raises(MediaError, match=r"ann-1.*float32"):
        Footage(
            clip=good.clip,
            frames=good.frames.astype(np.float32),
            fps=good.fps,
            track=good.track,
            consent=good.consent,
        )


@pytest.mark.parametrize(
    ("name", "params", "said"),
    [
        ("Faceswap", {}, r"'Faceswap' is unknown; expected one of .*FaceSwap"),
        ("FaceSwap", {"colour": 1}, "no setting 'colour'; expected one of blend, feather"),
        ("FaceSwap", {"blend": "glue"}, "no blend 'glue'"),
        ("FaceSwap", {"blend": 3}, "expected a str"),
        ("FaceSwap", {"feather": 0}, "above 0"),
        ("FaceSwap", {"feather": True}, "expected a float"),
        ("Face2Face", {"strength": -1.0}, "above 0"),
        ("Face2Face", {"strength": float("nan")}, "above 0"),
        ("LipSync", {"strength": 2.5}, "at most 2"),
        ("SelfBlend", {"amount": 9.0}, "at most 2"),
    ],
)
def test_a_plan_that_asks_for_what_is_not_there_is_told_what_is(
    name: str, params: dict[str, Any], said: str
):
    with pytest.raises(PlanError, match=said):
        manipulations.get(name, **params)


def test_settings_are_kept_as_they_were_used():
    method = manipulations.get("FaceSwap", feather=0.2)
    assert method.params() == (("blend", "feather"), ("feather", 0.2))
