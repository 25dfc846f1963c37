"""Clips of outside tools: taken in under every promise of a fake, or refused with the reason."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import chdir
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from release_studio import FRAMES, HEIGHT, TODAY, WIDTH, Studio

from faceproof.core import Compression, Manipulated, MaskKind
from faceproof.core.errors import BuildError, ConsentError, FaceproofError, PlanError
from faceproof.datasets import read_manifest
from faceproof.media import encode, encode_masks, read_masks, read_rgb
from faceproof.release import BuildReport, build, fakes_of, read_plan, verify

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "external-fakes.md"
TABLE = """
[external.Paste]
folder = "pasted"
pairs = "pairs.csv"
version = "3"
reference = "none"
"""
GOOD = "file,target,source\na.mp4,01__wall,02__wall\n"
PASTED = np.s_[:, 48:80, 64:96]


def pasted(studio: Studio, *, noise: int = 0) -> np.ndarray:
    """Ann's recording with a bright square in her face, and with an encoder's noise all over."""
    frames = read_rgb(studio.data / "ann.mp4").copy()
    rng = np.random.default_rng(3)
    noisy = frames + rng.integers(-noise, noise + 1, frames.shape)
    frames = np.clip(noisy, 0, 255).astype(np.uint8)
    frames[PASTED] = 255 - frames[PASTED] // 2
    return frames


def write(folder: Path, name: str, frames: np.ndarray, fps: int = 25) -> None:
    encode(frames, {Compression.RAW: folder / name}, fps=Fraction(fps))


@pytest.fixture
def tool(studio: Studio, tmp_path: Path) -> Studio:
    """A studio whose plan takes in one clip of a tool named Paste, and has no other method."""
    mine = studio.copy(tmp_path / "studio")
    (mine.root / "pasted").mkdir()
    write(mine.root / "pasted", "a.mp4", pasted(mine, noise=2))
    (mine.root / "pairs.csv").write_text(GOOD)
    plan = (
        mine.plan.read_text()
        .replace("[methods.FaceSwap]\n", "")
        .replace("[methods.SelfBlend]\n", "")
    )
    mine.plan.write_text(plan + TABLE)
    return mine


def made(tool: Studio, out: Path) -> tuple[BuildReport, Manipulated]:
    report = tool.build(out)
    (fake,) = {
        clip.origin for clip in read_manifest(out).clips if isinstance(clip.origin, Manipulated)
    }
    return report, fake


def frames_of(out: Path) -> np.ndarray:
    (path,) = out.glob("manipulated_sequences/Paste/raw/videos/*.mp4")
    return read_rgb(path)


def with_mask(tool: Studio, mask: np.ndarray, kind: str = "edit-box") -> None:
    encode_masks(mask, tool.root / "pasted" / "m.mp4", fps=Fraction(25))
    (tool.root / "pairs.csv").write_text("file,target,source,mask\na.mp4,01__wall,02__wall,m.mp4\n")
    tool.plan.write_text(tool.plan.read_text() + f'mask_kind = "{kind}"\n')


def test_an_outside_clip_becomes_a_fake_like_any_other(tool: Studio, tmp_path: Path):
    out = tmp_path / "release"
    _, fake = made(tool, out)
    assert (fake.method, fake.version, fake.mask_kind) == ("Paste", "3", MaskKind.DIFFERENCE)
    assert (fake.target, fake.source) == ("01__wall.raw", "02__wall.raw")
    assert fake.segments == ((0, FRAMES),)
    assert set(dict(fake.params)) == {"clip_sha256"}
    assert not verify(out)


def test_the_encoders_noise_stays_outside(tool: Studio, tmp_path: Path):
    made(tool, tmp_path / "release")
    target, outside = read_rgb(tool.data / "ann.mp4"), pasted(tool, noise=2)
    faked = frames_of(tmp_path / "release")
    (path,) = (tmp_path / "release").glob("manipulated_sequences/Paste/masks/videos/*.mp4")
    masks = read_masks(path)
    background = masks == 0
    np.testing.assert_array_equal(faked[background], target[background])
    np.testing.assert_array_equal(faked[masks == 255], outside[masks == 255])
    assert (masks[PASTED] == 255).mean() > 0.99
    assert 0.03 < (~background).mean() < 0.2
    assert len(np.unique(masks)) > 5  # a soft rim


def test_a_mask_of_the_tools_own_is_kept_as_it_is(tool: Studio, tmp_path: Path):
    mask = np.zeros((FRAMES, HEIGHT, WIDTH), np.uint8)
    mask[:, 40:90, 60:100] = 200
    with_mask(tool, mask)
    _, fake = made(tool, tmp_path / "release")
    assert fake.mask_kind is MaskKind.EDIT_BOX
    assert set(dict(fake.params)) == {"clip_sha256", "mask_sha256"}
    np.testing.assert_array_equal(read_masks(tmp_path / "release" / fake.mask), mask)
    target, outside = read_rgb(tool.data / "ann.mp4"), pasted(tool, noise=2)
    np.testing.assert_array_equal(
        frames_of(tmp_path / "release"), np.where(mask[..., None] > 0, outside, target)
    )


def test_a_clip_without_source_has_only_its_target(tool: Studio, tmp_path: Path):
    (tool.root / "pairs.csv").write_text("file,target,source\na.mp4,01__wall,\n")
    _, fake = made(tool, tmp_path / "release")
    assert fake.source is None


def test_outside_fakes_follow_those_of_the_package(tool: Studio):
    tool.plan.write_text(tool.plan.read_text() + "\n[methods.SelfBlend]\n")
    methods = [fake.method.name for fake in fakes_of(read_plan(tool.plan))]
    assert methods == ["SelfBlend"] * 6 + ["Paste"]


def test_other_bytes_of_a_clip_are_another_plan(tool: Studio):
    before = read_plan(tool.plan).digest()
    write(tool.root / "pasted", "a.mp4", pasted(tool, noise=3))
    assert read_plan(tool.plan).digest() != before


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a.mp4,01__hall,02__wall", "target '01__hall' is no recording of the plan; did you mean"),
        ("a.mp4,01__wall,02__hall", "source '02__hall' is no recording"),
        ("a.mp4,01__wall,03__wall", "ann and cat are on different sides of the split"),
        ("b.mp4,01__wall,02__wall", "'b.mp4' is not in the folder"),
        ("../data/ann.mp4,01__wall,02__wall", "leaves the folder"),
        ("/etc/hostname,01__wall,02__wall", "leaves the folder"),
        ("link.mp4,01__wall,02__wall", "leaves the folder"),
        (",01__wall,02__wall", "leaves the folder"),
        ("a\0.mp4,01__wall,02__wall", "leaves the folder"),
        ("loop.mp4,01__wall,02__wall", "'loop.mp4' cannot be followed"),
        (f"{'a' * 300}.mp4,01__wall,02__wall", "cannot be followed (File name too long)"),
        ("a.mp4,01__wall,02__wall,m.mp4", "more values than the header"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(tool: Studio, row: str, said: str):
    (tool.root / "pasted" / "link.mp4").symlink_to(tool.data / "ann.mp4")
    (tool.root / "pasted" / "loop.mp4").symlink_to("loop.mp4")
    (tool.root / "pairs.csv").write_text(f"file,target,source\n{row}\n")
    with pytest.raises(PlanError, match=re.escape(said)) as refused:
        read_plan(tool.plan)
    assert "line 2" in str(refused.value)


def test_all_wrong_lines_are_told_at_once(tool: Studio):
    (tool.root / "pairs.csv").write_text(
        f"{GOOD}a.mp4,01__wall,\nb.mp4,01__wall,\na.mp4,09__wall,\n"
    )
    with pytest.raises(PlanError, match="3 problems") as refused:
        read_plan(tool.plan)
    assert re.findall(r"line (\d)", str(refused.value)) == ["3", "2", "4", "5"]
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "expected file, target, source"),
        ("x" * 200_000, "is no CSV"),
        ("file,target\n", "has the columns file, target"),
        ("file,target,source\n", "no line beside the header"),
        ("file,target,source,mask\na.mp4,01__wall,02__wall,a.mp4\n", "the plan no mask_kind"),
    ],
)
def test_a_csv_of_another_shape_is_refused(tool: Studio, text: str, said: str):
    (tool.root / "pairs.csv").write_text(text)
    with pytest.raises(PlanError, match=said):
        read_plan(tool.plan)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("external.Paste", "external.FaceSwap", "'FaceSwap' cannot name a method"),
        ("external.Paste", 'external."a/b"', "'a/b' cannot name a method"),
        ('folder = "pasted"', 'folder = "gone"', "gone is not there"),
        ('version = "3"', 'version = "3"\nmask_kind = "soft"', "mask_kind 'soft' is unknown"),
        ('version = "3"', 'version = "3"\ntool_sha256 = "1"', "expected 64 hex digits"),
        ('version = "3"', 'version = "3"\nseed = 1', "unknown key 'seed'"),
        ('pairs = "pairs.csv"', 'pairs = "gone.csv"', "gone.csv cannot be read"),
    ],
)
def test_a_table_that_cannot_be_used_is_named(tool: Studio, old: str, new: str, said: str):
    tool.plan.write_text(tool.plan.read_text().replace(old, new))
    with pytest.raises(PlanError, match=said):
        read_plan(tool.plan)


def refused_before_writing(tool: Studio, out: Path, kind: type[FaceproofError]) -> str:
    with pytest.raises(kind) as refused:
        tool.build(out)
    assert not out.exists()
    return str(refused.value)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"cut": FRAMES - 1}, "a.mp4 has 5 frames of 160x128 at 25 fps, its target 6 frames"),
        ({"narrow": 140}, "a.mp4 has 6 frames of 140x128"),
        ({"fps": 30}, "a.mp4 has 6 frames of 160x128 at 30 fps"),
    ],
)
def test_a_clip_of_another_shape_is_refused_before_writing(
    tool: Studio, tmp_path: Path, change: Mapping[str, int], said: str
):
    frames = pasted(tool)[: change.get("cut"), :, : change.get("narrow")]
    write(tool.root / "pasted", "a.mp4", frames, change.get("fps", 25))
    message = refused_before_writing(tool, tmp_path / "release", PlanError)
    assert f"Paste line 2: {said}" in message


def test_a_file_that_is_no_video_is_refused_before_writing(tool: Studio, tmp_path: Path):
    (tool.root / "pasted" / "a.mp4").write_bytes(b"no video at all")
    assert "Paste line 2" in refused_before_writing(tool, tmp_path / "release", PlanError)


def test_a_mask_of_another_length_is_refused_before_writing(tool: Studio, tmp_path: Path):
    with_mask(tool, np.full((FRAMES + 1, HEIGHT, WIDTH), 255, np.uint8))
    message = refused_before_writing(tool, tmp_path / "release", PlanError)
    assert "m.mp4 has 7 frames" in message


@pytest.mark.parametrize("person", ["ann", "bob"])
def test_target_and_source_must_allow_the_tool_by_name(tool: Studio, tmp_path: Path, person: str):
    tool.withdraw(person, on=TODAY)
    assert person in refused_before_writing(tool, tmp_path / "release", ConsentError)


def test_a_clip_of_another_recording_is_no_fake_of_this_one(tool: Studio, tmp_path: Path):
    frames = 255 - read_rgb(tool.data / "ann.mp4")
    write(tool.root / "pasted", "a.mp4", frames)
    with pytest.raises(BuildError, match="can be re-encoding"):
        tool.build(tmp_path / "release")


def test_a_clip_that_changes_nothing_is_no_fake(tool: Studio, tmp_path: Path):
    write(tool.root / "pasted", "a.mp4", read_rgb(tool.data / "ann.mp4"))
    with pytest.raises(BuildError, match="no frame differs"):
        tool.build(tmp_path / "release")


def test_a_clip_that_changed_since_the_plan_was_read_is_refused(tool: Studio, tmp_path: Path):
    plan = read_plan(tool.plan)
    write(tool.root / "pasted", "a.mp4", pasted(tool, noise=3))
    with ThreadPoolExecutor(1) as here, pytest.raises(BuildError, match="when the plan was read"):
        build(plan, data=tool.data, out=tmp_path / "out", jobs=1, on=TODAY, executor=here)


def run(words: Sequence[str]) -> None:
    """One line of the how-to, with this environment's programs."""
    here = Path(sys.executable)
    program = {"faceproof": here.with_name("faceproof"), "python": here}.get(words[0], words[0])
    subprocess.run([program, *words[1:]], check=True, capture_output=True)


def test_the_how_to_runs_as_it_stands(tmp_path: Path):
    blocks = re.findall(r"```(\w+)\n(.*?)```", HOW_TO.read_text(), re.DOTALL)
    of = {kind: [text for k, text in blocks if k == kind] for kind, _ in blocks}
    first, added = of["toml"]
    (tmp_path / "first.toml").write_text(first)
    (tmp_path / "second.toml").write_text(first.replace('version = "1"', 'version = "2"') + added)
    (tmp_path / "paste.py").write_text(of["python"][0])
    (tmp_path / "pasted.csv").write_text(of["csv"][0])
    with chdir(tmp_path):
        for line in "".join(of["bash"]).splitlines():
            run(shlex.split(line))
    assert not verify(tmp_path / "release-2")
    origins = [clip.origin for clip in read_manifest(tmp_path / "release-2").clips]
    methods = [o.method for o in origins if isinstance(o, Manipulated)]
    assert methods.count("Paste") == 4
