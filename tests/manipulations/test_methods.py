"""What each method does to a face, as far as a drawn one can show it."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from people import DAY, SKIN, footage, landmarks

from faceproof.manipulations import (
    Face2Face,
    FaceSwap,
    Faked,
    Footage,
    LipSync,
    Manipulation,
    SelfBlend,
)
from faceproof.manipulations.expression import lips_apart, own_expression
from faceproof.manipulations.head import head_of
from faceproof.manipulations.mean_face import INNER_LIPS, LEFT_EYE, RIGHT_EYE, mean_face
from faceproof.manipulations.occlusion import clear_of_hands
from faceproof.manipulations.rim import in_sight
from faceproof.manipulations.texture import flatten_all, skin


def run(method: Manipulation, *people: Footage, seed: int = 0) -> Faked:
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


@pytest.mark.parametrize("method", [Face2Face(), LipSync()])
def test_the_mouth_opens_when_the_sources_does(method: Manipulation):
    silent, talking = footage("ann", frames=16, talks=0.0), footage("bob", frames=16, talks=0.35)
    faked = run(method, silent, talking)
    opened = np.array([mouth_area(f) for f in faked.frames], float)
    spoken = np.ptp(talking.track.landmarks_px[:, [13, 14], 1], axis=1)
    assert opened.max() > mouth_area(silent.frames[0]) + 20
    assert np.corrcoef(opened, spoken)[0, 1] > 0.8


@pytest.mark.parametrize("method", [Face2Face(), LipSync()])
def test_an_open_mouth_closes_when_the_source_is_silent(method: Manipulation):
    talking, silent = footage("ann", frames=16, talks=0.35), footage("bob", frames=16, talks=0.0)
    faked = run(method, talking, silent)
    widest = int(np.argmax([mouth_area(f) for f in talking.frames]))
    assert mouth_area(faked.frames[widest]) < 0.5 * mouth_area(talking.frames[widest])


@pytest.mark.parametrize("method", [Face2Face(), LipSync()])
def test_a_mouth_under_a_hand_is_not_moved(method: Manipulation):
    target = with_hand(footage("ann", frames=30, talks=0.0), 12, 20)
    faked = run(method, target, footage("bob", frames=30, talks=0.35))
    for t in (14, 16, 18):
        lips = target.track.landmarks_px[t, list(INNER_LIPS)].mean(axis=0).astype(int)
        x, y = lips
        region = np.s_[t, y - 1 : y + 3, x - 2 : x + 3]
        np.testing.assert_array_equal(faked.frames[region], target.frames[region])


@pytest.mark.parametrize("method", [Face2Face, LipSync])
def test_half_the_strength_moves_less(method: type[Face2Face | LipSync]):
    target, source = footage("ann", talks=0.0), footage("bob", talks=0.35)
    half, whole = (run(method(strength=s), target, source) for s in (0.5, 1.0))
    assert half.masks.sum() < whole.masks.sum()
    assert max(map(mouth_area, half.frames)) < max(map(mouth_area, whole.frames))


def test_a_synced_mouth_changes_no_eye_and_no_brow():
    target, source = footage("ann", talks=0.0), footage("bob", talks=0.35)
    faked = run(LipSync(), target, source)
    for t, points in enumerate(target.track.landmarks_px):
        below_y = int(points[[*RIGHT_EYE, *LEFT_EYE], 1].max()) + 1
        np.testing.assert_array_equal(faked.frames[t, :below_y], target.frames[t, :below_y])
        assert not faked.masks[t, :below_y].any()


def test_a_synced_mouth_fades_into_the_targets_own_face():
    faked = run(LipSync(), footage("ann", talks=0.0), footage("bob", talks=0.35))
    steps = np.abs(np.diff(faked.masks.astype(int), axis=2))
    assert faked.masks.max() == 255
    assert steps.max() < 160


def test_a_synced_mouth_says_what_the_source_says_at_that_moment():
    silent = footage("ann", frames=20, fps=50, talks=0.0)
    talking = footage("bob", frames=16, fps=25, talks=0.35)
    faked = run(LipSync(), silent, talking)
    opened = np.array([mouth_area(f) for f in faked.frames], float)
    spoken = np.ptp(talking.track.landmarks_px[:, [13, 14], 1], axis=1)
    heard = np.interp(np.arange(20) / 2, np.arange(16), spoken)
    assert np.corrcoef(opened, heard)[0, 1] > 0.8


def test_lips_meet_but_never_pass_each_other():
    head = head_of(footage("ann", talks=0.0).track, 8)
    pressed = np.zeros((len(head.frames), 468, 2), np.float32)
    pressed[:, 14, 1] = -0.4
    y = (head.shape() + mean_face()[:, :2] + lips_apart(pressed, head))[..., 1]
    assert (y[:, 14] >= y[:, 13] - 1e-5).all()


def test_the_far_side_of_a_turned_face_is_played_as_the_near_side_mirrored():
    turned = np.stack([landmarks(0.0, (96, 112), 26, yaw=0.7) for _ in range(12)])
    track = footage("ann", frames=12).track
    unseen = int(in_sight(head_of(replace(track, landmarks_px=turned), 12))[6].argmin())
    turned = turned.copy()
    turned[6, unseen, 1] += 6  # a tracker's guess about what it cannot see
    head = head_of(replace(track, landmarks_px=turned), 12)
    guessed = head.shape()[6, unseen] - np.median(head.shape()[:, unseen], axis=0)
    played = own_expression(head)[6, unseen]
    assert np.linalg.norm(guessed) > 0.05
    assert np.linalg.norm(played) < 0.3 * np.linalg.norm(guessed)


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
