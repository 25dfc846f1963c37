"""What each method does to a face, as far as a drawn one can show it."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from people import DAY, SKIN, footage

from faceproof.manipulations import Face2Face, FaceSwap, Faked, Footage, SelfBlend
from faceproof.manipulations.head import head_of
from faceproof.manipulations.mean_face import INNER_LIPS
from faceproof.manipulations.occlusion import clear_of_hands
from faceproof.manipulations.texture import flatten_all, skin


def run(method: FaceSwap | Face2Face | SelfBlend, *people: Footage, seed: int = 0) -> Faked:
    source = people[1] if len(people) > 1 else None
    return method.apply(people[0], source, on=DAY, rng=np.random.default_rng(seed))


def with_hand(clip: Footage, first: int, last: int) -> Footage:
    """The clip with a skin-coloured bar reaching in over mouth and chin in some frames."""
    frames = clip.frames.copy()
    for t in range(first, last):
        x, y = clip.track.landmarks_px[t, 14].astype(int)
        cv2.rectangle(frames[t], (x - 10, y - 5), (x + 14, 95), (165, 110, 90), -1)
    return replace(clip, frames=frames)


def mouth_area(frame: np.ndarray) -> int:
    """Pixels as dark as an open drawn mouth."""
    return int((frame.max(axis=2) < 95).sum())


def test_a_swap_marks_the_sources_spots_at_the_same_place_of_the_targets_face():
    target, source = footage("ann"), footage("bob", size=(140, 150), eye_px=40)
    marked = source.frames.copy()
    for t, points in enumerate(source.track.landmarks_px):
        cv2.circle(marked[t], np.round(points[50]).astype(int).tolist(), 4, (0, 0, 255), -1)
    faked = run(FaceSwap(), target, replace(source, frames=marked))
    for t in range(len(target.frames)):
        blue = faked.frames[t][..., 2].astype(int) - faked.frames[t][..., 0]
        inside = faked.masks[t] > 200
        y, x = np.unravel_index(np.where(inside, blue, -999).argmax(), blue.shape)
        assert np.linalg.norm(target.track.landmarks_px[t, 50] - [x, y]) < 3


def test_a_swapped_face_takes_the_targets_colour():
    target = footage("ann")
    faked = run(FaceSwap(), target, footage("bob"))
    on_face = faked.masks > 250
    assert (
        np.abs(faked.frames[on_face].mean(axis=0) - target.frames[on_face].mean(axis=0)).max() < 8
    )
    assert max(np.abs(np.subtract(SKIN["ann"], SKIN["bob"]))) > 50


def test_a_hand_before_the_face_stays_before_it():
    target = with_hand(footage("ann", frames=30), 12, 20)
    faked = run(FaceSwap(), target, footage("bob", frames=12))
    x, y = target.track.landmarks_px[15, 14].astype(int)
    hand = np.s_[y + 2 : y + 10, x - 2 : x + 6]
    assert faked.masks[15][hand].max() < 60
    assert faked.masks[25][hand].min() > 60
    assert faked.masks[15].any()  # the rest of the face is still swapped


def test_a_source_frame_with_a_hand_is_not_worn():
    bare = footage("bob", frames=30)
    part = np.s_[12:20]  # the frames most alike are the very ones that the hand crosses
    track = replace(
        bare.track,
        frame=np.arange(8),
        box_px=bare.track.box_px[part],
        landmarks_px=bare.track.landmarks_px[part],
        confidence=bare.track.confidence[part],
    )
    target = replace(bare, frames=bare.frames[part], track=track)
    worn = run(FaceSwap(), target, with_hand(bare, 12, 20))
    difference = np.abs(worn.frames.astype(int) - target.frames)[worn.masks > 200]
    assert (difference > 30).mean() < 0.03


def test_nothing_is_covered_where_nobody_crosses_the_face():
    clip = footage("ann", frames=30)
    head = head_of(clip.track, 30)
    clear = clear_of_hands(flatten_all(clip.frames, head, head.frames), head)
    assert clear[:, skin()].mean() > 0.995


@pytest.mark.parametrize("blend", ["feather", "pyramid", "poisson"])
def test_a_swap_does_not_flicker(blend: str):
    """Between frames the swapped clip changes hardly more than the target does."""
    target = footage("ann", frames=12)
    faked = run(FaceSwap(blend=blend), target, footage("bob", frames=12))

    def change(frames: np.ndarray) -> float:
        return float(np.abs(np.diff(frames.astype(int), axis=0)).mean())

    assert change(faked.frames) < 1.3 * change(target.frames)


def test_the_mouth_opens_when_the_sources_does():
    silent, talking = footage("ann", frames=16, talks=0.0), footage("bob", frames=16, talks=0.35)
    faked = run(Face2Face(), silent, talking)
    opened = np.array([mouth_area(f) for f in faked.frames], float)
    spoken = np.ptp(talking.track.landmarks_px[:, [13, 14], 1], axis=1)
    assert opened.max() > mouth_area(silent.frames[0]) + 20
    assert np.corrcoef(opened, spoken)[0, 1] > 0.8


def test_an_open_mouth_closes_when_the_source_is_silent():
    talking, silent = footage("ann", frames=16, talks=0.35), footage("bob", frames=16, talks=0.0)
    faked = run(Face2Face(), talking, silent)
    widest = int(np.argmax([mouth_area(f) for f in talking.frames]))
    assert mouth_area(faked.frames[widest]) < 0.5 * mouth_area(talking.frames[widest])


def test_a_mouth_under_a_hand_is_not_moved():
    target = with_hand(footage("ann", frames=30, talks=0.0), 12, 20)
    faked = run(Face2Face(), target, footage("bob", frames=30, talks=0.35))
    for t in (14, 16, 18):
        lips = target.track.landmarks_px[t, list(INNER_LIPS)].mean(axis=0).astype(int)
        x, y = lips
        region = np.s_[t, y - 1 : y + 3, x - 2 : x + 3]
        np.testing.assert_array_equal(faked.frames[region], target.frames[region])


def test_half_the_strength_moves_less():
    target, source = footage("ann", talks=0.0), footage("bob", talks=0.35)
    half, whole = (run(Face2Face(strength=s), target, source) for s in (0.5, 1.0))
    assert half.masks.sum() < whole.masks.sum()
    assert max(map(mouth_area, half.frames)) < max(map(mouth_area, whole.frames))


def test_a_self_blend_is_one_change_for_the_whole_clip():
    still = footage("ann", frames=6)
    frozen = replace(
        still,
        frames=np.repeat(still.frames[:1], 6, axis=0),
        track=replace(still.track, landmarks_px=np.repeat(still.track.landmarks_px[:1], 6, axis=0)),
    )
    faked = run(SelfBlend(), frozen)
    for frame, mask in zip(faked.frames, faked.masks, strict=True):
        np.testing.assert_array_equal(frame, faked.frames[0])
        np.testing.assert_array_equal(mask, faked.masks[0])


def test_self_blends_of_other_seeds_differ():
    target = footage("ann")
    seen = {run(SelfBlend(), target, seed=seed).frames.tobytes() for seed in range(6)}
    assert len(seen) == 6


def test_more_amount_changes_more():
    target = footage("ann")

    def change(amount: float) -> float:
        fakes = [run(SelfBlend(amount=amount), target, seed=s) for s in range(4)]
        return float(np.mean([np.abs(f.frames.astype(int) - target.frames).sum() for f in fakes]))

    assert change(0.3) < change(1.0)
