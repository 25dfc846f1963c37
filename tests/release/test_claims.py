"""What is said of a clip follows from its record alone, and says no more than is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from faceproof.core import Clip, ClipId, Compression, Generated, Manipulated, Recorded, clip_to_json
from faceproof.manipulations import MANIPULATIONS
from faceproof.release.claims import RECORD, Said, said_of
from records import manifest

CLIPS = manifest().clips
FILMED, SWAP = "01__kitchen_pan", "01_02__kitchen_pan__ABCDEFGH"
LEARNED = {"Deepfakes", "NeuralTextures"}


def said(name: str, clips: tuple[Clip, ...] = CLIPS) -> Said:
    return next(one for round_ in said_of(clips) for one in round_ if one.clip.id == name)


def told(one: Said) -> list[str]:
    return [f"{s.action[5:]} {s.source_type or ''}".strip() for s in one.claim.steps]


def changed(change: Callable[[Clip], Clip]) -> tuple[Clip, ...]:
    return tuple(map(change, CLIPS))


def without_raw() -> tuple[Clip, ...]:
    return tuple(clip for clip in CLIPS if clip.compression is not Compression.RAW)


def made_by(method: str) -> Callable[[Clip], Clip]:
    def change(clip: Clip) -> Clip:
        made = clip.origin
        return replace(clip, origin=replace(made, method=method)) if clip.is_fake else clip

    return change


def test_a_filmed_recording_was_captured_and_a_rendered_one_calculated() -> None:
    filmed = said(f"{FILMED}.raw")
    assert told(filmed) == ["created digitalCapture"]
    assert filmed.parent is None
    assert filmed.is_captured
    rendered = said(f"{FILMED}.raw", changed(lambda clip: replace(clip, synthetic=True)))
    assert told(rendered) == ["created algorithmicMedia"]
    assert not rendered.is_captured


def test_a_fake_is_edited_from_its_targets_recording() -> None:
    fake = said(f"{SWAP}.raw")
    assert told(fake) == ["opened", "edited compositeCapture"]
    assert fake.claim.steps[1].description == "face manipulated by FaceSwap, version 1"
    assert fake.parent is not None
    assert fake.parent.id == f"{FILMED}.raw"
    assert not fake.is_captured


@pytest.mark.parametrize("name", [FILMED, SWAP])
def test_a_compression_is_transcoded_from_its_raw_clip(name: str) -> None:
    compressed = said(f"{name}.c40")
    assert told(compressed) == ["opened", "transcoded"]
    assert compressed.parent is not None
    assert compressed.parent.id == f"{name}.raw"


@pytest.mark.parametrize("method", MANIPULATIONS)
def test_only_methods_that_learned_are_said_to_have_learned(method: str) -> None:
    (edited,) = told(said(f"{SWAP}.raw", changed(made_by(method))))[1:]
    learned = edited == "edited compositeWithTrainedAlgorithmicMedia"
    assert learned == (method in LEARNED)


def test_of_a_tool_that_is_not_ours_nothing_is_said_but_that_it_composed() -> None:
    fake = said(f"{SWAP}.raw", changed(made_by("FaceShifter")))
    assert told(fake) == ["opened", "edited composite"]


def test_one_rendered_person_makes_it_synthetic() -> None:
    def render_the_source(clip: Clip) -> Clip:
        return replace(clip, synthetic=clip.actors == ("person-b",))

    fake = said(f"{SWAP}.raw", changed(render_the_source))
    assert told(fake) == ["opened", "edited compositeSynthetic"]


def test_without_raw_clips_a_compressed_one_tells_the_whole_history() -> None:
    filmed = said(f"{FILMED}.c23", without_raw())
    assert told(filmed) == ["created digitalCapture", "transcoded"]
    fake = said(f"{SWAP}.c23", without_raw())
    assert told(fake) == ["opened", "edited compositeCapture", "transcoded"]
    assert fake.parent is not None
    assert fake.parent.id == f"{FILMED}.c23"


def test_a_fake_without_its_recording_has_no_parent_and_is_no_capture() -> None:
    alone = (said(f"{SWAP}.c23").clip,)
    assert told(said(f"{SWAP}.c23", alone)) == ["created compositeCapture", "transcoded"]
    generated = (replace(alone[0], origin=Generated(tool="painter", version="3")),)
    assert told(said(f"{SWAP}.c23", generated)) == ["created composite", "transcoded"]


def test_parents_stand_in_an_earlier_round() -> None:
    rounds = said_of(CLIPS)
    assert sum(map(len, rounds)) == len(CLIPS)
    seen: set[ClipId] = set()
    for round_ in rounds:
        assert all(one.parent is None or one.parent.id in seen for one in round_)
        seen |= {one.clip.id for one in round_}


def test_a_fake_that_calls_itself_its_target_ends_somewhere() -> None:
    name = ClipId(f"{SWAP}.raw")

    def itself(clip: Clip) -> Clip:
        made = clip.origin
        return replace(clip, origin=replace(made, target=name)) if clip.is_fake else clip

    assert said(name, changed(itself)).parent is None


def test_the_record_is_told_whole_and_names_nobody_but_by_id() -> None:
    for round_ in said_of(CLIPS):
        for one in round_:
            assert one.claim.assertions == {RECORD: clip_to_json(one.clip)}
            assert isinstance(one.clip.origin, Recorded | Manipulated)
