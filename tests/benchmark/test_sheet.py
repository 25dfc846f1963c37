"""The contact sheet shows what was made, marks every fake, and nobody who did not allow it."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from filmed import filmed_release
from measured import on_disk, paper_manifest

from faceproof.benchmark import clip_picture, contact_sheet
from faceproof.benchmark.sheet import CELL_PX, GAP_PX, LEGEND_PX
from faceproof.core import Clip, ClipId, Compression, Manipulated
from faceproof.core.errors import MediaError
from faceproof.datasets import read_manifest


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filmed_release(tmp_path_factory.mktemp("sheet") / "release")


def test_two_lines_a_target_one_column_a_method(release: Path):
    sheet = contact_sheet(release, targets=2)
    assert sheet is not None
    assert sheet.dtype == np.uint8
    assert sheet.shape == (4 * CELL_PX + 8 * GAP_PX, 3 * CELL_PX + 2 * GAP_PX, 3)


def test_original_fake_and_mask_show_one_region(release: Path):
    sheet = contact_sheet(release, targets=1)
    assert sheet is not None
    top = slice(0, CELL_PX - LEGEND_PX)
    original, fake = sheet[top, :CELL_PX], sheet[top, CELL_PX + GAP_PX : 2 * CELL_PX + GAP_PX]
    below = slice(CELL_PX + GAP_PX, 2 * CELL_PX + GAP_PX - LEGEND_PX)
    mask = sheet[below, CELL_PX + GAP_PX : 2 * CELL_PX + GAP_PX, 0]
    changed = np.abs(original.astype(int) - fake).max(2)
    assert changed[mask > 250].mean() > 10
    assert changed[mask < 5].mean() < 2
    assert 0.1 < (mask > 128).mean() < 0.6


def test_every_fake_is_marked_in_the_picture(release: Path):
    sheet = contact_sheet(release, targets=1)
    assert sheet is not None
    band = sheet[CELL_PX - LEGEND_PX : CELL_PX]
    for column in (1, 2):
        x = column * (CELL_PX + GAP_PX) + 2
        assert band[3, x].tolist() == [213, 94, 0]
    assert band[3, 2].tolist() == [0, 94, 150]


def test_nobody_is_shown_without_scope_publish(tmp_path: Path):
    assert contact_sheet(filmed_release(tmp_path / "a", synthetic=False)) is None
    allowed = filmed_release(tmp_path / "b", synthetic=False, scopes=("publish", "record"))
    assert contact_sheet(allowed) is not None


def test_a_release_without_fakes_has_no_sheet(tmp_path: Path):
    assert contact_sheet(on_disk(tmp_path, paper_manifest(methods=()))) is None


def test_a_release_whose_files_are_gone_is_an_error(tmp_path: Path):
    with pytest.raises(MediaError):
        contact_sheet(on_disk(tmp_path, paper_manifest()))


def test_one_missing_mask_affects_one_clip(tmp_path: Path, release: Path):
    manifest = read_manifest(release)
    maskless = ClipId("te0__Patch")

    def without(clip: Clip) -> Clip:
        if clip.id != maskless or not isinstance(clip.origin, Manipulated):
            return clip
        return replace(clip, origin=replace(clip.origin, mask=None, mask_kind=None))

    copy = shutil.copytree(release, tmp_path / "copy")
    on_disk(copy, replace(manifest, clips=tuple(map(without, manifest.clips))))
    whole, lacking = (contact_sheet(one, targets=2) for one in (release, copy))
    assert whole is not None
    assert lacking is not None
    row = 2 * CELL_PX + 4 * GAP_PX
    assert np.array_equal(whole[row:], lacking[row:])
    assert not np.array_equal(whole[:row], lacking[:row])
    assert clip_picture(copy, maskless) is not None


def test_a_release_without_raw_clips_shows_the_least_compressed(tmp_path: Path):
    levels = (Compression.C23, Compression.C40)
    sheet = contact_sheet(filmed_release(tmp_path / "lossy", levels=levels), targets=2)
    assert sheet is not None
    assert sheet.shape == (4 * CELL_PX + 8 * GAP_PX, 3 * CELL_PX + 2 * GAP_PX, 3)
