"""A foreign tree becomes a release that verifies and is measured on, never exported or learnt."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from release_studio import TODAY

import foreign_trees as trees
from faceproof.benchmark import read_protocol
from faceproof.core import Compression, Manipulated, MaskKind
from faceproof.core.errors import ConsentError, ManifestError, StorageError
from faceproof.datasets import read_manifest, read_tree
from faceproof.detectors import train
from faceproof.detectors.train import training_clips
from faceproof.media import read_masks, read_rgb
from faceproof.release import ImportReport, export, import_tree, verify


@pytest.fixture
def here() -> Iterator[Executor]:
    """Runs jobs in this process, which saves starting workers."""
    with ThreadPoolExecutor(1) as executor:
        yield executor


def imported(root: Path, out: Path, executor: Executor, *, copy: bool = False) -> ImportReport:
    tree = read_tree(root)
    return import_tree(tree, out=out, tell=pytest.fail, executor=executor, copy=copy)


def test_an_imported_tree_verifies_and_keeps_labels_methods_masks(
    tmp_path: Path, here: Executor
) -> None:
    root = trees.ffpp(tmp_path / "ffpp", levels=["c0", "c23"], make=True)
    made = imported(root, tmp_path / "out", here)
    assert verify(tmp_path / "out") == []
    manifest = read_manifest(tmp_path / "out")
    assert manifest.digest() == made.manifest.digest()
    fake = manifest.by_id["Deepfakes-004_005.c23"]
    assert isinstance(fake.origin, Manipulated)
    assert fake.origin.method == "Deepfakes"
    assert fake.origin.mask_kind is MaskKind.UNSTATED
    assert fake.origin.segments == ((0, trees.FRAMES),)
    assert fake.original == "Deepfakes-004_005.raw"
    assert manifest.by_id["youtube-000.raw"].compression is Compression.RAW
    assert sum(clip.is_fake for clip in manifest.clips) == 12
    assert manifest.splits.parts["test"] == ("ffpp-004", "ffpp-005")


def test_media_are_linked_or_copied_and_never_changed(tmp_path: Path, here: Executor) -> None:
    root = trees.celeb_df(tmp_path / "celeb", make=True)
    before = (root / trees.CELEB[0]).read_bytes()
    for name, copy in (("linked", False), ("copied", True)):
        imported(root, tmp_path / name, here, copy=copy)
        file = tmp_path / name / "media" / trees.CELEB[0]
        assert file.samefile(root / trees.CELEB[0]) is not copy
        assert file.read_bytes() == before


def test_an_import_has_no_scopes_so_nobody_exports_or_learns_from_it(
    tmp_path: Path, here: Executor
) -> None:
    imported(trees.celeb_df(tmp_path / "celeb", make=True), tmp_path / "out", here)
    assert read_manifest(tmp_path / "out").scopes == ()
    with pytest.raises(ConsentError, match="has scopes none, not redistribute"):
        export(tmp_path / "out", format="dfd", out=tmp_path / "e", ledger=None, on=TODAY)
    with pytest.raises(ConsentError, match="may not be trained on"):
        train(tmp_path / "out", detector="coin", out=tmp_path / "w")
    sheet = (tmp_path / "out" / "DATASHEET.md").read_text()
    assert "Nobody's consent was seen" in sheet
    assert str(tmp_path) not in sheet


def test_an_undivided_set_keeps_its_test_list_and_refuses_training_by_itself(
    tmp_path: Path, here: Executor
) -> None:
    out = tmp_path / "out"
    imported(trees.celeb_df(tmp_path / "celeb", make=True), out, here)
    manifest = read_manifest(out)
    assert manifest.splits.is_undivided
    protocol = read_protocol(out / "protocols" / "published-test.toml", manifest)
    assert protocol.ask == ("id0_id1_0000.raw", "youtube-00007.raw")
    assert (out / "splits" / "undivided.json").is_file()
    with pytest.raises(ManifestError, match="is undivided"):
        training_clips(manifest)


def test_lists_of_frames_become_the_same_pixels_in_order(tmp_path: Path, here: Executor) -> None:
    root = tmp_path / "bench"
    content = trees.deepfakebench(root)
    imported(root, tmp_path / "out", here)
    assert verify(tmp_path / "out") == []
    clip = read_manifest(tmp_path / "out").by_id["Deepfakes-000_001.c23"]
    frames = read_rgb(tmp_path / "out" / clip.path)
    said = content["FF-DF"]["train"]["c23"]["000_001"]
    in_order = sorted(said["frames"], key=lambda path: int(Path(path).stem))
    for frame, path in zip(frames, in_order, strict=True):
        np.testing.assert_array_equal(frame, read_rgb(root / path)[0])
    assert isinstance(clip.origin, Manipulated)
    assert clip.origin.mask is not None
    assert read_masks(tmp_path / "out" / clip.origin.mask).shape == (3, 64, 64)


def test_a_list_of_one_frame_is_a_video_too(tmp_path: Path, here: Executor) -> None:
    root = tmp_path / "bench"
    content = trees.deepfakebench(root, numbers=[9])
    imported(root, tmp_path / "out", here)
    assert verify(tmp_path / "out") == []
    manifest = read_manifest(tmp_path / "out")
    assert {(clip.media.frames, clip.media.fps) for clip in manifest.clips} == {(1, 25)}
    clip = manifest.by_id["Deepfakes-000_001.c23"]
    assert clip.path == "media/frames/Deepfakes-000_001.c23.mp4"
    (path,) = content["FF-DF"]["train"]["c23"]["000_001"]["frames"]
    np.testing.assert_array_equal(read_rgb(tmp_path / "out" / clip.path), read_rgb(root / path))
    assert isinstance(clip.origin, Manipulated)
    assert clip.origin.mask == "media/frames/Deepfakes-000_001.c23.mask.mp4"


def test_problems_are_told_once_each_and_nothing_is_left(tmp_path: Path, here: Executor) -> None:
    root = trees.ffpp(tmp_path / "ffpp", make=True)
    (root / "original_sequences/youtube/c23/videos/000.mp4").write_bytes(b"not a video")
    (root / "manipulated_sequences/Deepfakes/masks/videos/002_003.mp4").write_bytes(b"nor this")
    told: list[str] = []
    with pytest.raises(ManifestError, match="has 2 problems as a tree of ffpp"):
        import_tree(read_tree(root), out=tmp_path / "out", tell=told.append, executor=here)
    assert len(told) == 2
    assert any("000.mp4" in line for line in told)
    assert any("002_003.mp4" in line for line in told)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ffpp"]


def test_a_mask_of_another_length_is_left_out_and_said(tmp_path: Path, here: Executor) -> None:
    root = trees.ffpp(tmp_path / "ffpp", make=True)
    unfit = "manipulated_sequences/Deepfakes/masks/videos/002_003.mp4"
    trees.mask(root / unfit, frames=2)
    made = imported(root, tmp_path / "out", here)
    assert verify(tmp_path / "out") == []
    origins = {clip.id: clip.origin for clip in made.manifest.clips if clip.is_fake}
    bare = [i for i, o in origins.items() if isinstance(o, Manipulated) and o.mask is None]
    assert bare == ["Deepfakes-002_003.c23"]
    assert any("1 masks of another size, length or rate than their clip" in n for n in made.notes)
    assert unfit in (tmp_path / "out" / "DATASHEET.md").read_text()


def test_issues_of_names_stop_it_before_any_video_is_opened(tmp_path: Path, here: Executor) -> None:
    root = trees.empty(trees.ffpp(tmp_path / "ffpp"), ["manipulated_sequences/odd.mp4"])
    told: list[str] = []
    with pytest.raises(ManifestError, match="has 1 problem "):
        import_tree(read_tree(root), out=tmp_path / "out", tell=told.append, executor=here)
    assert told == [
        "manipulated_sequences/odd.mp4: is not named as FaceForensics++ names its files"
    ]


def test_equal_bytes_called_real_and_fake_are_a_contradiction(
    tmp_path: Path, here: Executor
) -> None:
    root = trees.celeb_df(tmp_path / "celeb", make=True)
    (root / trees.CELEB[4]).write_bytes((root / trees.CELEB[0]).read_bytes())
    told: list[str] = []
    with pytest.raises(ManifestError, match="have the same bytes, and one is called fake"):
        import_tree(read_tree(root), out=tmp_path / "out", tell=told.append, executor=here)


def test_an_import_never_overwrites_nor_lies_in_its_tree(tmp_path: Path, here: Executor) -> None:
    root = trees.celeb_df(tmp_path / "celeb", make=True)
    (tmp_path / "out").mkdir()
    with pytest.raises(StorageError, match="exists already"):
        imported(root, tmp_path / "out", here)
    with pytest.raises(StorageError, match="lies in"):
        imported(root, root / "release", here)


def test_more_people_than_two_digits_can_number(tmp_path: Path, here: Executor) -> None:
    root = tmp_path / "csv"
    lines = ["path,label,actor"]
    for n in range(101):
        trees.picture(root / f"v{n}.png", n)
        lines.append(f"v{n}.png,real,p{n}")
    trees.write(root / "clips.csv", "\n".join(lines))
    imported(root, tmp_path / "out", here)
    assert verify(tmp_path / "out") == []
    assert json.loads((tmp_path / "out" / "release.json").read_text())["actors"]["p99"] == "100"
