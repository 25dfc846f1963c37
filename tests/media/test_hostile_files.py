"""Whatever a file claims or hides, it is refused in one line, before it costs anything."""

import os
import shutil
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from media_files import (
    claiming,
    moving_rgb,
    with_matrix,
    write_image,
    write_sound,
    write_video,
)

from faceproof.core.errors import LimitError, MediaError
from faceproof.media import Decoder, Limits, probe, read_rgb
from faceproof.media.container import opened

Make = Callable[[Path], Path]


def written(data: bytes) -> Make:
    def make(folder: Path) -> Path:
        (folder / "file.mp4").write_bytes(data)
        return folder / "file.mp4"

    return make


def cut(name: str, part: float, **settings: str) -> Make:
    def make(folder: Path) -> Path:
        path = write_video(folder / name, moving_rgb(8), **settings)
        os.truncate(path, int(path.stat().st_size * part))
        return path

    return make


def playlist(text: str) -> Make:
    def make(folder: Path) -> Path:
        film = write_video(folder / "film.mp4", moving_rgb(3))
        (folder / "list.mp4").write_text(text.format(film=film))
        return folder / "list.mp4"

    return make


def linked(folder: Path) -> Path:
    (folder / "link.mp4").symlink_to("nowhere.mp4")
    return folder / "link.mp4"


def piped(folder: Path) -> Path:
    os.mkfifo(folder / "pipe.mp4")
    return folder / "pipe.mp4"


def askew(folder: Path) -> Path:
    return with_matrix(write_video(folder / "a.mp4", moving_rgb(3)), 1, 0.5, 0, 1)


def too_fast(folder: Path) -> Path:
    return write_video(folder / "a.mp4", moving_rgb(3), fps=Fraction(1000))


def late(folder: Path) -> Path:
    times = [0, 10_000_000]
    return write_video(folder / "a.mkv", moving_rgb(2), times=times, tick=Fraction(1, 1000))


def many_frames(folder: Path) -> Path:
    path = write_video(folder / "a.mp4", moving_rgb(3))
    return claiming(path, width=7680, height=4320, frames=1_000_000)


def png_header(width: int, height: int) -> bytes:
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = b"IDAT" + zlib.compress(bytes(1000))
    chunks = (
        struct.pack(">I", len(c) - 4) + c + struct.pack(">I", zlib.crc32(c)) for c in (header, body)
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


HLS = "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n{film}\n#EXT-X-ENDLIST\n"
Y4M_8K = b"YUV4MPEG2 W7680 H4320 F25:1 Ip A1:1 C420\nFRAME\n" + bytes(1000)

REFUSED: dict[str, tuple[Make, type[MediaError], str]] = {
    "missing": (lambda folder: folder / "a.mp4", MediaError, "No such file"),
    "broken link": (linked, MediaError, "a broken link"),
    "folder": (lambda folder: folder, MediaError, "is a folder"),
    "pipe": (piped, MediaError, "not a regular file"),
    "device": (lambda _: Path("/dev/zero"), MediaError, "not a regular file"),
    "URL": (lambda _: Path("http://127.0.0.1/a.mp4"), MediaError, "No such file"),
    "protocol": (lambda _: Path("concat:a.mp4|b.mp4"), MediaError, "No such file"),
    "null byte": (lambda _: Path("a\0.mp4"), MediaError, "null"),
    "name too long": (lambda _: Path("a" * 5000), MediaError, "too long"),
    "empty": (written(b""), MediaError, "is empty (0 bytes)"),
    "text": (written(b"Dear reader\n" * 50), MediaError, "begins with b'Dear reader"),
    "zeros": (written(bytes(100_000)), MediaError, "is not a video"),
    "sound only": (lambda folder: write_sound(folder / "a.wav"), MediaError, "sound only"),
    "concat list": (playlist("ffconcat version 1.0\nfile '{film}'\n"), MediaError, "ffconcat"),
    "HLS playlist": (playlist(HLS), MediaError, "#EXTM3U"),
    "mp4 without its index": (cut("a.mp4", 0.3), MediaError, "is not a video"),
    "mkv cut in its header": (cut("a.mkv", 0.3), MediaError, "none of its 0 packets"),
    "gif cut in its header": (cut("a.gif", 0.01, codec="gif", pix_fmt="rgb8"), MediaError, "a.gif"),
    "8k x 1e6 frames mp4": (many_frames, LimitError, "1000000 frames, at most 200000"),
    "8k video": (written(Y4M_8K), LimitError, "7680x4320"),
    "huge image": (written(png_header(60_000, 60_000)), MediaError, "at most 9437184 pixels"),
    "long thin image": (written(png_header(100_000, 4)), LimitError, "100000x4"),
    "lasts for hours": (late, LimitError, "10000 s"),
    "1000 frames a second": (too_fast, MediaError, "1000 frames a second"),
    "shown askew": (askew, MediaError, "quarter turns"),
}


@pytest.mark.parametrize("case", REFUSED)
@pytest.mark.parametrize("read", [probe, Decoder, read_rgb])
def test_bad_files_are_refused_in_one_line(
    tmp_path: Path, case: str, read: Callable[[Path], object]
):
    make, kind, found = REFUSED[case]
    path = make(tmp_path)
    with pytest.raises(MediaError) as refusal:
        read(path)
    message = str(refusal.value)
    assert type(refusal.value) is kind
    assert found in message
    assert message.isprintable()
    assert "expected" in message or "at most" in message
    assert path.name[-9:].replace("\0", "\\x00") in message


@pytest.mark.parametrize("case", [c for c in REFUSED if c.startswith(("8k", "long thin"))])
def test_claims_are_refused_before_anything_is_decoded(tmp_path: Path, case: str):
    path = REFUSED[case][0](tmp_path)
    with pytest.raises(LimitError), opened(path, limits=Limits()):
        pytest.fail("the header alone is enough to refuse it")


def test_frames_without_a_count_in_the_header_are_counted_against_the_limit(tmp_path: Path):
    path = write_video(tmp_path / "a.mkv", moving_rgb(8))
    assert probe(path, limits=Limits(frames=8)).frames == 8
    with pytest.raises(LimitError, match="6 frames, at most 5"):
        probe(path, limits=Limits(frames=5))


def test_a_file_over_the_byte_limit_is_not_opened(tmp_path: Path):
    path = write_image(tmp_path / "a.png", moving_rgb(1)[0], "png")
    with pytest.raises(LimitError, match="bytes, at most 100"):
        probe(path, limits=Limits(bytes=100))


def test_pictures_larger_than_the_header_said_are_not_shown(tmp_path: Path):
    small = write_video(tmp_path / "a.h264", moving_rgb(3, 64, 48))
    large = write_video(tmp_path / "b.h264", moving_rgb(3, 320, 240))
    with small.open("ab") as out, large.open("rb") as more:
        shutil.copyfileobj(more, out)
    with Decoder(small, limits=Limits(pixels=64 * 64)) as clip:
        assert len(list(clip)) == 3
        assert clip.failures == 3
    with Decoder(small) as clip, pytest.raises(MediaError, match="frame 3 is 320x240"):
        list(clip)


def test_a_png_with_a_colour_profile_does_not_end_the_process(tmp_path: Path):
    path = write_image(tmp_path / "plain.png", moving_rgb(1)[0], "png")
    data = path.read_bytes()
    profile = b"some name\0\0" + zlib.compress(bytes(128))
    chunk = b"iCCP" + profile
    framed = struct.pack(">I", len(profile)) + chunk + struct.pack(">I", zlib.crc32(chunk))
    begin = 8 + 25  # signature and IHDR, before which no chunk may stand
    named = tmp_path / "named.png"
    named.write_bytes(data[:begin] + framed + data[begin:])
    program = (
        "import gc, sys\n"
        "from pathlib import Path\n"
        "from faceproof.media import read_rgb\n"
        "for _ in range(40):\n"
        "    print(read_rgb(Path(sys.argv[1])).shape)\n"
        "    gc.collect()\n"
    )
    command = [sys.executable, "-c", program, named]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert read_rgb(named).tolist() == read_rgb(path).tolist()
