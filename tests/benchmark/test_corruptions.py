"""Every line of the table: repeatable, ordered from mild to strong, over the whole picture."""

import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from actors import face_clip
from faceproof.benchmark.corruptions import (
    CORRUPTIONS,
    Corruption,
    corrupt_clip,
    corruption_digest,
)
from faceproof.benchmark.corruptions import corruption as corruption_module
from faceproof.core import Compression, sha256_file
from faceproof.core.errors import MediaError, ScoreError
from faceproof.media import encode, probe, read_rgb, spread

Rgb = NDArray[np.uint8]

RAW, C23, C40 = Compression.RAW, Compression.C23, Compression.C40
FPS = Fraction(30000, 1001)
WIDTH, HEIGHT, FRAMES, KEPT = 160, 128, 12, 4
RANDOM = {"blocks", "gaussian-noise"}
OF_PICTURES = sorted(name for name, kind in CORRUPTIONS.items() if not kind.encodes)
OF_CLIPS = sorted(name for name, kind in CORRUPTIONS.items() if kind.encodes)
EVERY = [
    Corruption(kind=kind, level=level + 1)
    for kind in CORRUPTIONS
    for level in range(len(CORRUPTIONS[kind].levels))
]


def strongest(kind: str) -> Corruption:
    return Corruption(kind=kind, level=len(CORRUPTIONS[kind].levels))


@pytest.fixture(params=sorted(CORRUPTIONS))
def kind(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def images() -> Rgb:
    return face_clip(FRAMES, WIDTH, HEIGHT)


@pytest.fixture(scope="module")
def clip(images: Rgb, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(images, tmp_path_factory.mktemp("clip") / "clip.mp4")


def written(images: Rgb, path: Path) -> Path:
    encode(images, {RAW: path}, fps=FPS)
    return path


def corrupted(clip: Path, corruption: Corruption, out: Path, seed: int = 0) -> Rgb:
    corrupt_clip(clip, out, corruption, frames=KEPT, seed=seed)
    return read_rgb(out)


def psnr(image: Rgb, original: Rgb) -> float:
    error = np.square(image - original.astype(float)).mean()
    return float(10 * np.log10(255**2 / error)) if error else np.inf


def test_the_same_seed_gives_the_same_bytes(kind: str, clip: Path, tmp_path: Path):
    other_name = tmp_path / "other-name.mp4"
    other_name.write_bytes(clip.read_bytes())
    corrupted(clip, strongest(kind), tmp_path / "a.mp4")
    corrupted(other_name, strongest(kind), tmp_path / "b.mp4")
    assert sha256_file(tmp_path / "a.mp4") == sha256_file(tmp_path / "b.mp4")


ELSEWHERE = """
import sys
from pathlib import Path
from faceproof.benchmark.corruptions import Corruption, corrupt_clip
kind, level, clip, out = sys.argv[1:]
asked = Corruption(kind=kind, level=int(level))
corrupt_clip(Path(clip), Path(out), asked, frames=4, seed=0)
"""


@pytest.mark.parametrize("kind", [*sorted(RANDOM), "chain"])
def test_another_process_gives_the_same_bytes(kind: str, clip: Path, tmp_path: Path):
    here, there, asked = tmp_path / "a.mp4", tmp_path / "b.mp4", strongest(kind)
    corrupted(clip, asked, here)
    arguments = [kind, str(asked.level), str(clip), str(there)]
    subprocess.run([sys.executable, "-c", ELSEWHERE, *arguments], check=True)
    assert sha256_file(here) == sha256_file(there)


def test_another_seed_changes_what_is_random_and_nothing_else(
    kind: str, clip: Path, tmp_path: Path
):
    one = corrupted(clip, strongest(kind), tmp_path / "a.mp4", seed=1)
    two = corrupted(clip, strongest(kind), tmp_path / "b.mp4", seed=2)
    assert (one != two).any() == (kind in RANDOM)


@pytest.mark.parametrize("kind", sorted(RANDOM))
def test_another_clip_and_another_frame_get_other_noise(kind: str, tmp_path: Path):
    grey = np.full((FRAMES, HEIGHT, WIDTH, 3), 90, np.uint8)
    noise = corrupted(written(grey, tmp_path / "a.mp4"), strongest(kind), tmp_path / "a-out.mp4")
    assert all((noise[i] != noise[i + 1]).any() for i in range(KEPT - 1))
    grey[-1] = 91
    other = corrupted(written(grey, tmp_path / "b.mp4"), strongest(kind), tmp_path / "b-out.mp4")
    assert (noise[0] != other[0]).any()


@pytest.mark.parametrize("kind", sorted(RANDOM))
def test_the_noise_of_a_frame_is_the_same_however_many_are_kept(
    kind: str, clip: Path, tmp_path: Path
):
    few = corrupted(clip, strongest(kind), tmp_path / "few.mp4")
    corrupt_clip(clip, tmp_path / "all.mp4", strongest(kind), frames=FRAMES, seed=0)
    np.testing.assert_array_equal(few, read_rgb(tmp_path / "all.mp4")[list(spread(FRAMES, KEPT))])


def test_no_level_is_milder_than_the_one_before(kind: str, images: Rgb, tmp_path: Path):
    dim = (images * 0.8).astype(np.uint8)  # as most rooms are: gamma 2 and 1/2 tie by brightness
    clip, kept = written(dim, tmp_path / "clip.mp4"), dim[list(spread(FRAMES, KEPT))]
    of_kind = [one for one in EVERY if one.kind == kind]
    measured = [psnr(corrupted(clip, one, tmp_path / f"{one.name}.mp4"), kept) for one in of_kind]
    assert measured == sorted(measured, reverse=True)
    assert len(set(measured)) == len(measured)
    assert measured[0] < 45


def test_size_rate_and_count_are_kept_and_the_clip_is_left_alone(
    kind: str, clip: Path, tmp_path: Path
):
    before = sha256_file(clip)
    facts = corrupt_clip(clip, tmp_path / "out.mp4", strongest(kind), frames=KEPT, seed=0)
    assert facts == replace(probe(clip), frames=KEPT)
    assert facts == probe(tmp_path / "out.mp4")
    assert sha256_file(clip) == before


@pytest.mark.parametrize("kind", OF_PICTURES)
def test_a_picture_function_leaves_its_input_alone(kind: str, images: Rgb):
    image = images[0].copy()
    image.setflags(write=False)
    for step, number in zip(CORRUPTIONS[kind].pictures, strongest(kind).parameters, strict=True):
        changed = step(image, number, np.random.default_rng(0))
        assert changed.shape == image.shape
        assert changed.dtype == np.uint8
        assert not np.shares_memory(changed, image)
    np.testing.assert_array_equal(image, images[0])


def test_the_whole_picture_is_altered_and_not_the_face_alone(
    kind: str, clip: Path, images: Rgb, tmp_path: Path
):
    corrupt_clip(clip, tmp_path / "out.mp4", strongest(kind), frames=FRAMES, seed=0)
    changed = (read_rgb(tmp_path / "out.mp4") != images).any(axis=(0, 3))
    corners = [changed[y : y + 32, x : x + 32] for y in (0, HEIGHT - 32) for x in (0, WIDTH - 32)]
    assert all(corner.mean() > 0.5 for corner in corners)


@pytest.mark.parametrize("value", [0, 255])
@pytest.mark.parametrize(("width", "height"), [(16, 16), (2, 2), (64, 2)])
def test_tiny_black_and_white_pictures_pass(
    kind: str, value: int, width: int, height: int, tmp_path: Path
):
    flat = np.full((3, height, width, 3), value, np.uint8)
    facts = corrupt_clip(
        written(flat, tmp_path / "a.mp4"), tmp_path / "b.mp4", strongest(kind), frames=2, seed=0
    )
    assert (facts.frames, facts.width, facts.height) == (2, width, height)


def test_an_odd_row_and_column_are_left_out(kind: str, images: Rgb, tmp_path: Path):
    stored = tmp_path / "odd.png"
    cv2.imwrite(str(stored), images[0, :47, :65])
    facts = corrupt_clip(stored, tmp_path / "out.mp4", strongest(kind), frames=1, seed=0)
    assert (facts.frames, facts.width, facts.height) == (1, 64, 46)


@pytest.mark.parametrize("level", [C23, C40])
def test_any_compression_is_taken(level: Compression, images: Rgb, tmp_path: Path):
    encode(images, {level: tmp_path / "a.mp4"}, fps=FPS)
    facts = corrupt_clip(
        tmp_path / "a.mp4", tmp_path / "b.mp4", strongest("jpeg"), frames=KEPT, seed=0
    )
    assert facts.frames == KEPT


def test_h264_is_what_a_file_of_the_whole_clip_at_that_crf_shows(
    clip: Path, images: Rgb, tmp_path: Path
):
    encode(images, {C40: tmp_path / "c40.mp4"}, fps=FPS)
    shown = read_rgb(tmp_path / "c40.mp4")[list(spread(FRAMES, KEPT))]
    np.testing.assert_array_equal(corrupted(clip, strongest("h264"), tmp_path / "out.mp4"), shown)


def test_double_h264_is_a_file_of_a_files_frames(clip: Path, images: Rgb, tmp_path: Path):
    encode(images, {C23: tmp_path / "c23.mp4"}, fps=FPS)
    encode(read_rgb(tmp_path / "c23.mp4"), {C40: tmp_path / "c40.mp4"}, fps=FPS)
    shown = read_rgb(tmp_path / "c40.mp4")[list(spread(FRAMES, KEPT))]
    once_more = Corruption(kind="double-h264", level=4)
    assert once_more.parameters == (23, 40)
    np.testing.assert_array_equal(corrupted(clip, once_more, tmp_path / "out.mp4"), shown)


@pytest.mark.parametrize("kind", OF_CLIPS)
def test_what_went_through_x264_holds_less(kind: str, clip: Path, tmp_path: Path):
    corrupt_clip(clip, tmp_path / "out.mp4", strongest(kind), frames=FRAMES, seed=0)
    assert (tmp_path / "out.mp4").stat().st_size < clip.stat().st_size / 2


def test_noise_has_the_variance_that_it_says(tmp_path: Path):
    grey = np.full((2, 256, 256, 3), 128, np.uint8)
    asked = Corruption(kind="gaussian-noise", level=3)
    noisy = corrupted(written(grey, tmp_path / "a.mp4"), asked, tmp_path / "b.mp4")
    luma = (noisy - 128.0) @ [0.299, 0.587, 0.114] * 219 / 255
    assert np.var(luma / 255) == pytest.approx(0.005, rel=0.05)


def test_no_saturation_leaves_grey_of_the_same_luma(clip: Path, images: Rgb, tmp_path: Path):
    grey = corrupted(clip, strongest("saturation"), tmp_path / "out.mp4")
    assert np.ptp(grey, axis=-1).max() == 0
    luma = images[list(spread(FRAMES, KEPT))] @ np.array([0.299, 0.587, 0.114])
    assert np.abs(grey[..., 0] - luma).max() < 1


def test_blocks_grow_in_number_with_the_picture():
    blocks, rng = CORRUPTIONS["blocks"].pictures[0], np.random.default_rng
    covered = [(blocks(np.zeros((side, side, 3), np.uint8), 16, rng(0)) > 0).mean() * side**2
               for side in (128, 512)]  # fmt: skip
    assert covered[0] <= 16 * 64 < covered[1] <= 32 * 64


def test_a_file_that_is_no_video_is_refused(tmp_path: Path):
    (tmp_path / "a.mp4").write_bytes(b"not a video")
    with pytest.raises(MediaError):
        corrupt_clip(tmp_path / "a.mp4", tmp_path / "b.mp4", EVERY[0], frames=1, seed=0)
    assert not (tmp_path / "b.mp4").exists()


@pytest.mark.parametrize("corruption", EVERY, ids=lambda one: one.name)
def test_a_level_has_a_number_for_each_step(corruption: Corruption):
    kind = CORRUPTIONS[corruption.kind]
    assert len(corruption.parameters) == len(kind.pictures) + kind.encodes > 0


def test_an_unknown_kind_or_level_is_told_what_there_is():
    with pytest.raises(ScoreError, match="'fog' is unknown, expected one of saturation, contrast"):
        Corruption(kind="fog", level=1)
    for level in (0, 4, -1):
        with pytest.raises(ScoreError, match=rf"no level {level}, expected 1 \(mild\) to 3"):
            Corruption(kind="resize", level=level)


def test_the_digest_holds_everything_but_the_order(monkeypatch: pytest.MonkeyPatch):
    two = [Corruption(kind="jpeg", level=1), Corruption(kind="gamma", level=1)]
    digest = corruption_digest(two, seed=1, frames=8)
    assert digest == corruption_digest(two[::-1], seed=1, frames=8)
    others = [
        corruption_digest(two[:1], seed=1, frames=8),
        corruption_digest([two[0], Corruption(kind="gamma", level=2)], seed=1, frames=8),
        corruption_digest(two, seed=2, frames=8),
        corruption_digest(two, seed=1, frames=9),
    ]
    gentler = replace(CORRUPTIONS["jpeg"], levels=((91,), (70,)))
    for patch in (
        lambda m: m.setitem(CORRUPTIONS, "jpeg", gentler),
        lambda m: m.setattr(corruption_module, "ENCODER", "another"),
        lambda m: m.setattr(corruption_module.cv2, "__version__", "another"),
        lambda m: m.setattr(corruption_module, "VERSION", "another"),
    ):
        with monkeypatch.context() as patched:
            patch(patched)
            others.append(corruption_digest(two, seed=1, frames=8))
    assert len({digest, *others}) == 1 + len(others)
