"""What foreign tools get of a release: their own names and lists, and nothing lost."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from release_studio import FRAMES, HEIGHT, PEOPLE, TODAY, WIDTH

from faceproof.core import Clip, Compression, Manipulated, sha256_file
from faceproof.core.errors import ManifestError, MediaError, PlanError
from faceproof.datasets import ReleaseFolder, read_manifest, read_release
from faceproof.media import read_masks, read_rgb
from faceproof.release import export
from faceproof.release.export_ffpp import sequence_numbers, write_ffpp
from faceproof.release.export_frames import Workers
from faceproof.release.export_lists import FRAME_FORMATS, deepfakebench_label, write_frame_format
from faceproof.sources import Ledger

FRAME_FORMS = ("deepfakebench", "gend", "forensichub")


def exported(
    free: tuple[Path, Ledger],
    out: Path,
    form: str,
    *,
    compressions: Sequence[Compression] = (),
    frames: int = 3,
) -> list[str]:
    told: list[str] = []
    with ThreadPoolExecutor(1) as executor:
        export(
            free[0],
            format=form,
            out=out,
            ledger=free[1],
            on=TODAY,
            frames=frames,
            compressions=compressions,
            progress=told.append,
            executor=executor,
        )
    return told


def names(out: Path) -> dict[str, dict[str, str]]:
    with (out / "names.csv").open() as file:
        return {row["clip"]: row for row in csv.DictReader(file)}


# --- FaceForensics++ -----------------------------------------------------------------------


def test_ffpp_names_every_clip_by_target_and_source(
    free: tuple[Path, Ledger], tmp_path: Path
) -> None:
    told = exported(free, tmp_path / "out", "ffpp")
    manifest = read_manifest(free[0])
    rows = names(tmp_path / "out")
    assert set(rows) == set(told) == {clip.id for clip in manifest.clips}
    numbers = sequence_numbers(manifest.clips)
    for clip in manifest.clips:
        path = Path(rows[clip.id]["path"])
        assert sha256_file(tmp_path / "out" / path) == clip.sha256
        folder = f"{clip.compression}/videos"
        if not isinstance(clip.origin, Manipulated):
            number = numbers[clip.original or clip.id]
            assert path == Path(f"original_sequences/youtube/{folder}/{number}.mp4")
            continue
        target = numbers[clip.origin.target]
        stem = f"{target}_{numbers[clip.origin.source] if clip.origin.source else target}"
        made = Path("manipulated_sequences", clip.origin.method)
        assert path == made / folder / f"{stem}.mp4"
        mask = tmp_path / "out" / made / "masks/videos" / f"{stem}.mp4"
        assert clip.origin.mask is not None
        assert mask.read_bytes() == (free[0] / clip.origin.mask).read_bytes()


def test_ffpp_lists_hold_exactly_the_pairs_that_were_made(
    free: tuple[Path, Ledger], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    exported(free, out, "ffpp")
    made = {
        frozenset(path.stem.split("_"))
        for path in out.glob("manipulated_sequences/*/raw/videos/*.mp4")
    }
    lists = [json.loads((out / f"{part}.json").read_text()) for part in ("train", "val", "test")]
    assert {frozenset(pair) for part in lists for pair in part} == made
    sides = [{number for pair in part for number in pair} for part in lists]
    assert all(sides)
    assert sum(map(len, sides)) == len(set().union(*sides)) == len(PEOPLE)


def test_ffpp_takes_of_one_actor_share_a_stand_in_for_their_video(
    free: tuple[Path, Ledger], tmp_path: Path
) -> None:
    exported(free, tmp_path / "out", "ffpp")
    videos = json.loads((tmp_path / "out" / "conversion_dict.json").read_text())
    assert len({video.split()[0] for video in videos.values()}) == len(PEOPLE)
    assert all(len(video.split()[0]) == 11 for video in videos.values())


def test_ffpp_second_fake_of_a_pair_gets_a_folder_of_its_own(
    free: tuple[Path, Ledger], tmp_path: Path
) -> None:
    release = read_release(free[0])
    again = _second_fakes(release)
    write_ffpp(release, [*release.manifest.clips, *again], tmp_path, Workers(1, None, None))
    rows = names(tmp_path)
    for clip in again:
        assert f"/{clip.method}-2/" in rows[clip.id]["path"]
        assert f"/{clip.method}-2/masks/" in rows[clip.id]["mask"]
    assert len({row["path"] for row in rows.values()}) == len(rows)


def _second_fakes(release: ReleaseFolder) -> list[Clip]:
    return [
        replace(
            clip,
            id=f"{clip.id}.again",
            original=clip.original and f"{clip.original}.again",
            origin=replace(clip.origin, seed=99),
        )
        if clip.compression is Compression.RAW
        else replace(clip, id=f"{clip.id}.again", original=f"{clip.original}.again")
        for clip in release.manifest.clips
        if isinstance(clip.origin, Manipulated) and clip.method == "FaceSwap"
    ]


def test_ffpp_refuses_a_fake_whose_recording_is_not_there(free: tuple[Path, Ledger]) -> None:
    clips = [clip for clip in read_manifest(free[0]).clips if clip.is_fake]
    with pytest.raises(ManifestError, match="is not among the exported recordings"):
        sequence_numbers(clips)


def test_only_the_compressions_asked_for_leave(free: tuple[Path, Ledger], tmp_path: Path) -> None:
    exported(free, tmp_path / "out", "ffpp", compressions=[Compression.C40])
    assert {p.parts[-3] for p in (tmp_path / "out").rglob("*.mp4")} == {"c40", "masks"}
    with pytest.raises(PlanError, match="holds nothing at compression c23; expected some of c40"):
        exported(free, tmp_path / "other", "ffpp", compressions=[Compression.C23])


# --- frames --------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FRAME_FORMS)
def test_frames_are_the_pixels_of_their_clip(
    free: tuple[Path, Ledger], tmp_path: Path, form: str
) -> None:
    told = exported(free, tmp_path / "out", form, compressions=[Compression.RAW])
    clips = read_manifest(free[0]).by_id
    rows = names(tmp_path / "out")
    assert set(told) == set(rows)
    for name, row in rows.items():
        files = sorted((tmp_path / "out" / row["path"]).iterdir())
        assert [int(file.stem) for file in files] == [1, 3, 5]
        video = read_rgb(free[0] / clips[name].path)
        for file in files:
            shown = cv2.cvtColor(cv2.imread(str(file)), cv2.COLOR_BGR2RGB)
            np.testing.assert_array_equal(shown, video[int(file.stem)])


def test_deepfakebench_json_holds_labels_splits_levels_frames_and_masks(
    free: tuple[Path, Ledger], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    exported(free, out, "deepfakebench", compressions=[Compression.RAW, Compression.C40])
    content = json.loads((out / "FaceForensics++.json").read_text())["FaceForensics++"]
    assert set(content) == {"FF-real", "FF-FS", "FF-SelfBlend"}
    clips = read_manifest(free[0]).by_id
    found = 0
    for label, parts in content.items():
        assert list(parts) == ["train", "val", "test"]
        for levels in parts.values():
            assert set(levels) == {"raw", "c40"}
            for level, videos in levels.items():
                for stem, video in videos.items():
                    found += 1
                    clip = clips[f"{stem}.{level}"]
                    assert video["label"] == label == deepfakebench_label(clip)
                    assert len(video["frames"]) == 3
                    assert len(video["masks"]) == (3 if clip.is_fake else 0)
                    for path in (*video["frames"], *video["masks"]):
                        assert (out / path).is_file()
                        assert not path.startswith("/")
                        assert "\\" not in path
    assert found == len(clips)


def test_deepfakebench_masks_are_those_of_the_same_frames(
    free: tuple[Path, Ledger], tmp_path: Path
) -> None:
    exported(free, tmp_path / "out", "deepfakebench", compressions=[Compression.C40])
    swap = next(c for c in read_manifest(free[0]).clips if c.method == "FaceSwap")
    assert isinstance(swap.origin, Manipulated)
    assert swap.origin.mask is not None
    masks = read_masks(free[0] / swap.origin.mask)
    row = names(tmp_path / "out")[f"{swap.original or swap.id}".replace(".raw", ".c40")]
    for number in (1, 3, 5):
        file = tmp_path / "out" / row["mask"] / f"{number:03d}.png"
        np.testing.assert_array_equal(cv2.imread(str(file), cv2.IMREAD_GRAYSCALE), masks[number])


def test_gend_lists_are_real_where_the_source_says_so(
    free: tuple[Path, Ledger], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    exported(free, out, "gend")
    clips = {Path(row["path"]): name for name, row in names(out).items()}
    manifest = read_manifest(free[0])
    seen = set()
    for part in ("train", "val", "test"):
        for line in (out / f"{part}.txt").read_text().splitlines():
            dataset, source, video, frame = line.split("/")
            assert (out / line).is_file()
            clip = manifest.by_id[clips[Path(dataset, source, video)]]
            assert ("real" in source) == (not clip.is_fake)
            assert frame.endswith(".png")
            seen.add(clip.id)
    assert seen == {c.id for c in manifest.clips if c.compression is Compression.RAW}


def test_forensichub_labels_are_one_for_fake(free: tuple[Path, Ledger], tmp_path: Path) -> None:
    out = tmp_path / "out"
    exported(free, out, "forensichub")
    clips = {row["path"]: name for name, row in names(out).items()}
    manifest = read_manifest(free[0])
    rows = [
        r for p in ("train", "val", "test") for r in json.loads((out / f"{p}.json").read_text())
    ]
    assert len(rows) == 3 * len(clips)
    for row in rows:
        clip = manifest.by_id[clips[row["path"].rsplit("/", 1)[0]]]
        assert row["label"] == int(clip.is_fake)


def test_nothing_exported_names_a_place_on_this_machine(
    free: tuple[Path, Ledger], tmp_path: Path
) -> None:
    for form in ("ffpp", *FRAME_FORMS):
        out = tmp_path / form
        exported(free, out, form)
        assert not list(out.glob(".*"))
        for file in out.rglob("*"):
            if file.suffix in {".json", ".csv", ".txt", ".md"}:
                assert str(tmp_path).encode() not in file.read_bytes()
                assert str(free[0]).encode() not in file.read_bytes()


def test_a_method_called_real_is_not_handed_to_gend(
    free: tuple[Path, Ledger], tmp_path: Path
) -> None:
    release = read_release(free[0])
    fakes = [
        replace(clip, origin=replace(clip.origin, method="SurrealSwap"))
        for clip in release.manifest.clips
        if isinstance(clip.origin, Manipulated)
    ]
    with pytest.raises(ManifestError, match="takes a folder whose name holds 'real'"):
        write_frame_format(
            release,
            fakes,
            tmp_path,
            FRAME_FORMATS["gend"],
            frames=1,
            workers=Workers(1, None, None),
        )


def test_a_clip_that_does_not_decode_whole_stops_the_export(
    free: tuple[Path, Ledger], tmp_path: Path
) -> None:
    release = read_release(free[0])
    wall = next(c for c in release.manifest.clips if not c.is_fake)
    broken = tmp_path / "broken" / wall.path
    broken.parent.mkdir(parents=True)
    data = (free[0] / wall.path).read_bytes()
    broken.write_bytes(data[: len(data) // 2])
    with (
        ThreadPoolExecutor(1) as executor,
        pytest.raises(MediaError, match="1 of 1 clips cannot be extracted"),
    ):
        write_frame_format(
            replace(release, root=tmp_path / "broken"),
            [wall],
            tmp_path / "out",
            FRAME_FORMATS["forensichub"],
            frames=FRAMES,
            workers=Workers(1, None, executor),
        )


def test_pictures_keep_their_size(free: tuple[Path, Ledger], tmp_path: Path) -> None:
    exported(free, tmp_path / "out", "forensichub", frames=1)
    first = next((tmp_path / "out").rglob("*.png"))
    assert cv2.imread(str(first)).shape == (HEIGHT, WIDTH, 3)
