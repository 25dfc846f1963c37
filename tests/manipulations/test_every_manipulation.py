"""What every entry of the table of manipulations promises."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from generators import ready
from people import DAY, consent, footage

from faceproof import manipulations
from faceproof.core import ConsentKind, MaskKind, Scope
from faceproof.core.errors import ConsentError, LimitError, ManipulationError, PlanError
from faceproof.manipulations import MANIPULATIONS, Faked, Footage, Manipulation


@pytest.fixture(params=sorted(MANIPULATIONS))
def method(request: pytest.FixtureRequest) -> Manipulation:
    return ready(manipulations.get(request.param))


def fake(method: Manipulation, target: Footage, source: Footage | None, seed: int = 0) -> Faked:
    rng = np.random.default_rng(seed)
    return method.apply(target, source if method.needs_source else None, on=DAY, rng=rng)


def test_the_fake_has_the_targets_shape_and_something_changed(method: Manipulation):
    target, source = footage("ann"), footage("bob", frames=5, size=(128, 128), eye_px=40, fps=30)
    faked = fake(method, target, source)
    assert faked.frames.shape == target.frames.shape
    assert faked.frames.dtype == faked.masks.dtype == np.uint8
    assert faked.masks.shape == target.frames.shape[:3]
    assert (faked.frames != target.frames).any()


def test_pixels_outside_the_mask_are_the_targets_own(method: Manipulation):
    target = footage("ann")
    faked = fake(method, target, footage("bob"))
    outside = faked.masks == 0
    assert outside.any()
    np.testing.assert_array_equal(faked.frames[outside], target.frames[outside])


def test_most_of_the_mask_lies_on_the_face(method: Manipulation):
    target = footage("ann")
    faked = fake(method, target, footage("bob"))
    x0, y0, x1, y1 = np.median(target.track.box_px, axis=0).astype(int)
    near = np.zeros(faked.masks.shape, bool)
    near[:, max(0, y0 - 8) : y1 + 8, max(0, x0 - 8) : x1 + 8] = True
    assert faked.masks[near].sum() > 0.95 * faked.masks.sum()


def test_the_same_seed_gives_the_same_bytes(method: Manipulation):
    first = fake(method, footage("ann"), footage("bob"), seed=3)
    again = fake(method, footage("ann"), footage("bob"), seed=3)
    assert first.frames.tobytes() == again.frames.tobytes()
    assert first.masks.tobytes() == again.masks.tobytes()


def test_frames_without_a_face_pass_through_and_are_no_segment(method: Manipulation):
    seen = np.arange(20) % 20 < 8  # 12 frames without a face: too long to bridge
    target = footage("ann", frames=20, seen=seen)
    faked = fake(method, target, footage("bob"))
    np.testing.assert_array_equal(faked.frames[8:], target.frames[8:])
    assert not faked.masks[8:].any()
    assert all(end <= 8 for _, end in faked.segments)


def test_a_short_gap_in_the_track_is_bridged(method: Manipulation):
    seen = np.ones(16, bool)
    seen[6:10] = False
    target = footage("ann", frames=16, seen=seen)
    faked = fake(method, target, footage("bob", frames=11))
    assert faked.masks[6:10].any()


def test_segments_are_the_frames_that_changed(method: Manipulation):
    seen = np.ones(24, bool)
    seen[8:16] = False
    target = footage("ann", frames=24, seen=seen)
    faked = fake(method, target, footage("bob"))
    touched = np.zeros(24, bool)
    for start, end in faked.segments:
        touched[start:end] = True
    np.testing.assert_array_equal(touched, (faked.frames != target.frames).any(axis=(1, 2, 3)))
    np.testing.assert_array_equal(touched, faked.masks.any(axis=(1, 2)))


def test_inputs_are_left_alone_even_when_their_owner_may_write(method: Manipulation):
    target, source = footage("ann"), footage("bob")
    before = [f.frames.copy() for f in (target, source)]
    tracks = [f.track.landmarks_px.copy() for f in (target, source)]
    fake(method, target, source)
    for given, frames, track in zip((target, source), before, tracks, strict=True):
        assert not given.frames.flags.writeable
        np.testing.assert_array_equal(given.frames, frames)
        np.testing.assert_array_equal(given.track.landmarks_px, track)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"scopes": frozenset({Scope.RECORD, Scope.TRAIN})}, "not manipulate"),
        ({"expires_on": date(2026, 5, 31)}, "expired on 2026-05-31"),
        ({"withdrawn_on": DAY}, "was withdrawn on 2026-06-01"),
        ({"signed_on": date(2026, 7, 1)}, "is signed on 2026-07-01"),
        ({"methods": frozenset({"Puppet"})}, "allows the methods Puppet"),
    ],
)
@pytest.mark.parametrize("who", ["target", "source"])
def test_it_refuses_without_a_live_consent_that_allows_it(
    method: Manipulation, who: str, changes: dict[str, Any], found: str
):
    if who == "source" and not method.needs_source:
        pytest.skip("needs no source")
    ann = footage("ann", allowed=consent("ann", **(changes if who == "target" else {})))
    bob = footage("bob", allowed=consent("bob", **(changes if who == "source" else {})))
    with pytest.raises(ConsentError, match=found) as refused:
        fake(method, ann, bob)
    assert ("ann" if who == "target" else "bob") in str(refused.value)
    assert "\n" not in str(refused.value)


def test_large_faces_of_people_who_exist_are_refused_and_rendered_ones_are_not(
    method: Manipulation,
):
    large = footage("ann", frames=3, size=(420, 420), eye_px=190)
    assert large.track.width_px > manipulations.FACE_LIMIT_PX
    with pytest.raises(LimitError, match="at most 256 px"):
        fake(method, large, footage("bob"))
    rendered = replace(large, consent=consent("ann", kind=ConsentKind.SYNTHETIC))
    assert fake(method, rendered, footage("bob")).segments


def test_a_source_is_given_exactly_where_one_is_needed(method: Manipulation):
    wrong = None if method.needs_source else footage("bob")
    with pytest.raises(PlanError, match="was given the source"):
        method.apply(footage("ann"), wrong, on=DAY, rng=np.random.default_rng(0))


def test_a_track_beyond_the_clip_is_refused_for_nothing_changes(method: Manipulation):
    target = footage("ann", frames=12)
    late = replace(target.track, frame=target.track.frame + 100)
    with pytest.raises(ManipulationError, match="no frame differs"):
        fake(method, replace(target, track=late), footage("bob"))


def test_one_frame_is_enough(method: Manipulation):
    faked = fake(method, footage("ann", frames=1), footage("bob", frames=9, talks=0.3))
    assert faked.frames.shape[0] == 1


def test_a_face_half_out_of_the_picture_is_no_trouble(method: Manipulation):
    target = footage("ann")
    track, out = target.track, np.float32(-40)
    moved = replace(track, landmarks_px=track.landmarks_px + out, box_px=track.box_px + out)
    assert fake(method, replace(target, track=moved), footage("bob")).segments


def test_it_says_what_it_is(method: Manipulation):
    assert manipulations.get(method.name) == method
    assert isinstance(method.mask_kind, MaskKind)
    assert method.version
    assert method.reference
    assert method.params() == tuple(sorted(method.params()))
    assert all(isinstance(v, str | int | float | bool) for _, v in method.params())


def test_frame_rates_may_differ(method: Manipulation):
    target, source = footage("ann", fps=30), footage("bob", fps=24)
    faked = fake(method, target, replace(source, fps=Fraction(24000, 1001)))
    assert len(faked.frames) == len(target.frames)
