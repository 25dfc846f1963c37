"""An audit blocks a release that gives itself away, and lets a clean one pass."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest
from planted import SHORTCUTS, plant
from release_studio import PEOPLE, new_studio, write_plan

from actors import face_clip
from faceproof.core import Compression, Manipulated, Scope
from faceproof.core.errors import BuildError, ManifestError
from faceproof.datasets import read_release, write_manifest
from faceproof.media import encode, encode_masks
from faceproof.release import verify
from faceproof.release.audit import PROBES, Audit, audit, audit_sheet, grouping_of
from faceproof.release.audit.background import BLOCK_PX, MARGIN_BLOCKS, kept_region
from faceproof.release.seal import write_seal

FRAMES, WIDTH, HEIGHT = 4, 320, 240
BLOCKED_BY = {
    "fps": "fps",
    "length": "frames",
    "crf": "encoder",
    "border line": "background_edges",
    "metadata tag": "metadata",
    "colour": "background_colour",
}


def audited(release: Path) -> Audit:
    """In this process, which saves starting workers."""
    with ThreadPoolExecutor(1) as executor:
        return audit(release, grouping_of(release), jobs=1, executor=executor)


def clean(root: Path, *, first_seed: int) -> Path:
    """Six drawn people, one recording and two fakes of each, raw and c40."""
    studio = new_studio(root)
    for seed, name in enumerate(PEOPLE, first_seed):
        frames = face_clip(FRAMES, WIDTH, HEIGHT, seed=seed)
        encode(frames, {Compression.RAW: studio.data / f"{name}.mp4"}, fps=Fraction(25))
    write_plan(root)
    studio.sign(*PEOPLE, scopes=[Scope.RECORD, Scope.MANIPULATE])
    return studio.build(root / "release").release


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Never change it."""
    return clean(tmp_path_factory.mktemp("clean") / "studio", first_seed=1)


@pytest.fixture(scope="module")
def found(release: Path) -> Audit:
    return audited(release)


def test_a_clean_release_passes(found: Audit) -> None:
    assert (found.ok, found.shortcuts, found.unmeasured) == (True, (), ())
    assert (found.fakes, found.looked_at, found.alone, found.unfaked) == (24, 24, 0, 0)


def test_other_people_pass_too(tmp_path: Path) -> None:
    found = audited(clean(tmp_path / "studio", first_seed=20))
    assert (found.shortcuts, found.unmeasured) == ((), ())


@pytest.mark.parametrize("shortcut", SHORTCUTS)
def test_a_planted_shortcut_is_found_by_its_probe(
    release: Path, tmp_path: Path, shortcut: str
) -> None:
    bad = plant(shortcut, release, tmp_path / "bad")
    assert verify(bad) == []
    found = audited(bad)
    assert not found.ok
    assert BLOCKED_BY[shortcut] in found.shortcuts
    auc = found.probes[BLOCKED_BY[shortcut]].worst.auc
    assert auc.low is not None
    assert auc.low > 0.5
    assert found.probes[BLOCKED_BY[shortcut]].worst.note


def test_every_probe_has_the_shape_of_the_contract(found: Audit) -> None:
    told = found.as_json()
    assert set(told) >= {"ok", "probes", "shortcuts"}
    assert set(told["probes"]) == set(PROBES)
    for probe in told["probes"].values():
        assert set(probe["auc"]) == {"value", "low", "high", "n", "clusters"}
        assert probe["auc"]["clusters"] == 6


def test_what_may_be_a_trace_of_the_manipulation_blocks_nothing() -> None:
    reported = {name for name, probe in PROBES.items() if not probe.kind.blocks}
    assert reported == {"file_size", "bitrate", "thumbnail", "face_size", "face_sharpness"}


def test_fakes_without_masks_are_not_cleared_in_silence(release: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    shutil.copytree(release, bare, ignore=shutil.ignore_patterns(".build", "masks"))
    records = read_release(bare)
    clips = tuple(
        replace(c, origin=replace(c.origin, mask=None, mask_kind=None))
        if isinstance(c.origin, Manipulated)
        else c
        for c in records.manifest.clips
    )
    write_manifest(bare, replace(records.manifest, clips=clips), records.numbers)
    write_seal(bare, key=None)
    found = audited(bare)
    background = {name for name in PROBES if name.startswith("background")}
    assert set(found.unmeasured) == background
    for name in background:
        worst = found.probes[name].worst
        assert worst.auc.value is None
        assert worst.note.startswith("not measurable")


def test_a_file_that_cannot_be_read_is_an_error_and_no_gap(release: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad"
    shutil.copytree(release, bad, ignore=shutil.ignore_patterns(".build"))
    next(bad.glob("manipulated_sequences/FaceSwap/c40/videos/*.mp4")).write_bytes(b"no video")
    with pytest.raises(BuildError, match="1 of 12 recordings cannot be audited"):
        audited(bad)


def test_without_fakes_there_is_nothing_to_compare(release: Path, tmp_path: Path) -> None:
    bare = tmp_path / "originals"
    shutil.copytree(release, bare, ignore=shutil.ignore_patterns(".build"))
    records = read_release(bare)
    clips = tuple(c for c in records.manifest.clips if not c.is_fake)
    write_manifest(bare, replace(records.manifest, clips=clips), records.numbers)
    with pytest.raises(ManifestError, match="nothing to compare"):
        grouping_of(bare)


def test_fewer_fakes_are_looked_at_and_all_are_compared(release: Path) -> None:
    few = grouping_of(release, most=1)
    assert sum(len(group.looked_at) for group in few.groups) == 12
    assert sum(len(group.fakes) for group in few.groups) == 24


def test_the_hole_is_whole_blocks_and_leaves_a_margin(release: Path) -> None:
    mask = next(release.glob("manipulated_sequences/FaceSwap/masks/videos/*.mp4"))
    keep = kept_region([mask], HEIGHT, WIDTH)
    blocks = keep.reshape(HEIGHT // BLOCK_PX, BLOCK_PX, WIDTH // BLOCK_PX, BLOCK_PX)
    assert (blocks.all(axis=(1, 3)) == blocks.any(axis=(1, 3))).all()
    changed = ~kept_region([], HEIGHT, WIDTH)
    assert not changed.any()
    margin = 2 * MARGIN_BLOCKS * BLOCK_PX + 1
    rim = cv2.dilate((~keep).astype(np.uint8), np.ones((3, 3), np.uint8))
    assert rim.sum() > (~keep).sum() > margin**2


def test_the_sheet_repeats_and_shows_two_of_each_method(release: Path) -> None:
    grouping = grouping_of(release)
    first, again = (
        audit_sheet(release, grouping, rng=np.random.default_rng(seed)) for seed in (3, 3)
    )
    other = audit_sheet(release, grouping, rng=np.random.default_rng(4))
    assert np.array_equal(first, again)
    assert first.shape == other.shape
    assert not np.array_equal(first, other)
    assert first.shape[0] == 4 * (240 + 26 + 4)


def with_brief_changes(release: Path, out: Path) -> Path:
    """A release whose fakes change frame 1 a little, frame 2 wholly, and no other."""
    shutil.copytree(release, out)
    found = read_release(out)
    masks = np.zeros((FRAMES, HEIGHT, WIDTH), np.uint8)
    masks[1, :8, :8] = masks[2] = 255
    clips = []
    for clip in found.manifest.clips:
        if isinstance(clip.origin, Manipulated):
            encode_masks(masks, out / str(clip.origin.mask), fps=clip.media.fps)
            clips.append(replace(clip, origin=replace(clip.origin, segments=((1, 3),))))
        else:
            clips.append(clip)
    write_manifest(out, replace(found.manifest, clips=tuple(clips)), found.numbers)
    return out


@pytest.mark.parametrize("seed", range(3))
def test_each_row_of_the_sheet_shows_the_frame_with_the_largest_mask(
    release: Path, tmp_path: Path, seed: int
) -> None:
    root = with_brief_changes(release, tmp_path / "brief")
    sheet = audit_sheet(root, grouping_of(root), rng=np.random.default_rng(seed))
    rows = np.split(sheet, 4)
    masks = np.array([row[:HEIGHT, 2 * (WIDTH + 4) :][:, :WIDTH] for row in rows])
    assert (masks == 255).all()
