"""A copy without traces shows the same and tells nothing else."""

from __future__ import annotations

import struct
import zlib
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from media_files import moving_rgb, with_exif, write_sound, write_video

from faceproof.core.errors import FaceproofError
from faceproof.media import probe, read_rgb, without_traces

SECRET = b"51.5007N"


def test_a_jpeg_loses_exif_and_comments_but_not_which_way_up_it_is(tmp_path: Path):
    path, out = tmp_path / "a.jpg", tmp_path / "b.jpg"
    cv2.imwrite(str(path), moving_rgb(1, 64, 48)[0])
    with_exif(path, 6)
    data = path.read_bytes()
    comment = b"\xff\xfe" + struct.pack(">H", len(SECRET) + 2) + SECRET
    xmp = b"\xff\xe1" + struct.pack(">H", len(SECRET) + 2) + SECRET
    path.write_bytes(data[:2] + comment + xmp + data[2:])
    without_traces(path, out)
    assert SECRET not in out.read_bytes()
    assert (read_rgb(out) == read_rgb(path)).all()
    assert probe(out).width == 48  # still turned
    upright = tmp_path / "c.jpg"
    cv2.imwrite(str(upright), moving_rgb(1, 64, 48)[0])
    without_traces(upright, out)
    assert b"Exif" not in out.read_bytes()


def test_a_png_keeps_only_what_it_is_drawn_from(tmp_path: Path):
    path, out = tmp_path / "a.png", tmp_path / "b.png"
    cv2.imwrite(str(path), moving_rgb(1)[0])
    data = path.read_bytes()
    text = b"tEXt" + b"Where\0" + SECRET
    chunk = struct.pack(">I", len(text) - 4) + text + struct.pack(">I", zlib.crc32(text))
    path.write_bytes(data[:33] + chunk + data[33:])
    assert SECRET in path.read_bytes()
    without_traces(path, out)
    assert out.read_bytes() == data


def test_a_wav_keeps_only_what_it_is_played_from(tmp_path: Path):
    path, out = write_sound(tmp_path / "a.wav"), tmp_path / "b.wav"
    data = path.read_bytes()
    chunk = b"LIST" + struct.pack("<I", len(SECRET)) + SECRET
    size = struct.pack("<I", len(data) - 8 + len(chunk))
    path.write_bytes(data[:4] + size + data[8:] + chunk)
    without_traces(path, out)
    assert out.read_bytes() == data


@pytest.mark.parametrize("ending", ["mp4", "mov"])
def test_a_video_loses_its_tags_and_keeps_its_pictures_sound_and_turn(tmp_path: Path, ending: str):
    plain, path = tmp_path / f"plain.{ending}", tmp_path / f"a.{ending}"
    write_video(plain, moving_rgb(8), sound_rate=44100, rotation=90)
    with av.open(str(plain)) as source, av.open(str(path), "w") as copy:
        copy.metadata.update({"location": "+51.5007-000.1246/", "title": SECRET.decode()})
        places = {s.index: copy.add_stream_from_template(s) for s in source.streams}
        for packet in source.demux():
            if packet.dts is not None:
                packet.stream = places[packet.stream.index]
                copy.mux(packet)
    assert SECRET in path.read_bytes()
    out = tmp_path / f"b.{ending}"
    without_traces(path, out)
    assert SECRET not in out.read_bytes()
    assert b"51.5007" not in out.read_bytes()
    assert (read_rgb(out) == read_rgb(path)).all()
    assert probe(out).audio_rate == 44100
    with av.open(str(out)) as told:
        assert set(told.metadata) <= {"major_brand", "minor_version", "compatible_brands"}


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.mp4"])
@pytest.mark.parametrize("share", [0.02, 0.3])
def test_a_broken_file_is_one_line_and_leaves_nothing(tmp_path: Path, name: str, share: float):
    path, out = tmp_path / name, tmp_path / f"out-{name}"
    if name.endswith("mp4"):
        write_video(path, moving_rgb(8), fps=Fraction(25))
    else:
        cv2.imwrite(str(path), moving_rgb(1, 256, 256)[0])
    data = path.read_bytes()
    path.write_bytes(data[: int(share * len(data))])
    try:
        without_traces(path, out)
    except FaceproofError:
        assert not out.exists()
    else:  # a JPEG may break off in its pixels: what is there is kept, and nothing is added
        assert out.stat().st_size <= path.stat().st_size


def test_another_kind_is_refused(tmp_path: Path):
    path = tmp_path / "a.mkv"
    write_video(path, moving_rgb(4))
    with pytest.raises(FaceproofError, match="cannot be stripped"):
        without_traces(path, tmp_path / "b.mkv")
    assert np.array([*tmp_path.iterdir()]).tolist() == [path]
