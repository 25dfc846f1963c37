"""`check` from outside: an answer for every file, and one bad file never stops the others."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from commands import faceproof

from actors import backdrop, face_clip
from faceproof.benchmark import write_band
from faceproof.core import Compression
from faceproof.media import encode
from faceproof.metrics import Band, Domain
from films import filmed, swapped, written

SIDE = 200


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("check")
    room = np.stack([backdrop(SIDE, SIDE)] * 6)
    for name, frames in {"face": face_clip(30, SIDE, SIDE, seed=1), "room": room}.items():
        encode(frames, {Compression.C23: root / f"{name}.mp4"}, fps=Fraction(25))
    (root / "broken.mp4").write_bytes((root / "face.mp4").read_bytes()[:300])
    people = tuple((-1 + i / 100,) for i in range(200))
    write_band(root / "band.json", "coin", (), Band({"drawn": Domain(people, people)}))
    return root


def test_every_file_has_an_answer_and_a_page(folder: Path, tmp_path: Path):
    files = [folder / name for name in ("face.mp4", "broken.mp4", "room.mp4")]
    done = faceproof(
        "check", *files, "--detector", "coin", "--band", folder / "band.json",
        "--html", tmp_path / "pages", "--prior", "0.1", "--json",
    )  # fmt: skip
    assert done.code == 2  # one could not be read
    assert "broken.mp4" in done.err
    face, broken, room = done.json["files"]
    assert [row["path"] for row in done.json["files"]] == [str(file) for file in files]
    assert face["state"] == "inconclusive"
    assert set(face) >= {"reasons", "llr", "probability", "faces", "provenance", "quality"}
    assert {"track", "llr", "seconds"} <= set(face["faces"][0])
    odds = face["probability"] / (1 - face["probability"])
    assert np.log(odds) == pytest.approx(np.log(0.1 / 0.9) + face["llr"])
    assert "error" in broken
    assert room["state"] == "not-examined"
    assert room["llr"] is None
    assert room["faces"] == []
    pages = {path.name for path in (tmp_path / "pages").iterdir()}
    assert pages == {"0.html", "2.html"}
    assert "We cannot tell." in (tmp_path / "pages" / "0.html").read_text()
    assert "Nothing could be examined." in (tmp_path / "pages" / "2.html").read_text()


def test_answers_are_good_whatever_they_are(folder: Path):
    band = ("--band", folder / "band.json")
    done = faceproof("check", folder / "room.mp4", "--detector", "coin", *band)
    assert done.code == 0
    assert "not-examined. No face was found" in " ".join(done.out.split())


def test_reasons_limits_and_pages_are_said_in_dutch(folder: Path, tmp_path: Path):
    asked = ("check", folder / "room.mp4", "--detector", "coin", "--band", folder / "band.json")
    done = faceproof(*asked, "--language", "nl", "--html", tmp_path, "--json")
    (room,) = done.json["files"]
    assert room["state"] == "not-examined"
    assert room["reasons"] == [
        "Er is geen gezicht gevonden, en alleen gezichten worden onderzocht.",
        "Er zitten geen Content Credentials bij. De meeste bestanden op internet hebben die niet.",
    ]
    assert any("niet met geregistreerde originelen" in limit for limit in room["limits"])
    assert '<html lang="nl">' in (tmp_path / "0.html").read_text()
    assert faceproof(*asked, "--language", "fr").code == 2


def test_what_was_not_asked_is_told_apart_from_what_was_not_found(folder: Path):
    done = faceproof(
        "check", folder / "room.mp4", "--detector", "coin", "--band", folder / "band.json", "--json"
    )
    (room,) = done.json["files"]
    assert room["provenance"]["state"] == "none"
    assert room["registry"] is room["compared_with"] is None


def test_credentials_come_before_the_detector(folder: Path, tmp_path: Path):
    ca, clip = tmp_path / "ca", folder / "face.mp4"
    faceproof("provenance", "ca", "init", ca)
    faceproof("provenance", "ca", "issue", ca)
    keys = ("--key", ca / "leaf-key.pem", "--chain", ca / "chain.pem")
    signed, swapped, broken = (tmp_path / f"{n}.mp4" for n in ("signed", "swapped", "broken"))
    faceproof("sign", clip, "--out", signed, *keys)
    parent = ("--parent", signed, "--source", "compositeSynthetic")
    faceproof("sign", clip, "--out", swapped, *keys, *parent)
    data = bytearray(signed.read_bytes())
    data[-100] ^= 1
    broken.write_bytes(data)
    asked = ("--detector", "coin", "--band", folder / "band.json", "--json")
    trust = ("--trust", ca / "root.pem")
    done = faceproof("check", signed, swapped, broken, clip, *asked, *trust)
    assert done.code == 0
    states = [row["state"] for row in done.json["files"]]
    assert states[:3] == ["original", "declared-manipulated", "tampered"]
    assert states[3] in {"inconclusive", "no-sign-found"}  # the coin's word, as without
    known = [row["provenance"]["state"] for row in done.json["files"]]
    assert known == ["trusted", "trusted", "tampered", "none"]
    unknown = faceproof("check", signed, swapped, *asked).json["files"]
    assert {row["state"] for row in unknown} <= {"inconclusive", "no-sign-found"}


def test_registered_originals_come_before_the_detector(folder: Path, tmp_path: Path):
    film, registry = filmed(1), tmp_path / "registry"
    names = ("news", "again", "altered")
    news, again, altered = (tmp_path / f"{name}.mp4" for name in names)
    asked = ("--detector", "coin", "--band", folder / "band.json", "--json")
    written(news, film, crf=18)
    assert faceproof("check", news, "-r", registry, *asked).code == 2  # nothing to compare with
    faceproof("registry", "add", news, "-r", registry, "--name", "The news")
    written(again, film, crf=30)
    written(altered, swapped(film, filmed(2)), crf=30)
    done = faceproof("check", again, altered, folder / "room.mp4", "-r", registry, *asked)
    same, other, strange = done.json["files"]
    assert (same["state"], other["state"]) == ("unaltered-copy", "altered-copy")
    assert other["registry"]["original"] == "The news"
    x0, y0, x1, y1 = other["registry"]["region"]
    assert x0 < 160 < x1
    assert y0 < 128 < y1
    assert (strange["registry"], strange["compared_with"]) == (None, 1)


def test_a_band_of_another_detector_and_a_program_are_refused(folder: Path, tmp_path: Path):
    band = ("--band", folder / "band.json")
    done = faceproof("check", folder / "face.mp4", "--detector", "mesonet", *band)
    assert done.code == 2
    assert "is a band of coin, asked for mesonet" in done.err
    program = tmp_path / "predict.py"
    program.write_text("def predict(path):\n    return 0.5")
    done = faceproof("check", folder / "face.mp4", "--detector", program, *band)
    assert done.code == 2
    assert "looks at files, not faces" in done.err


def test_nothing_need_be_named(folder: Path):
    done = faceproof("check", folder / "face.mp4", "--json")
    assert done.code == 0
    (row,) = done.json["files"]
    assert row["state"] in {"inconclusive", "no-sign-found", "likely-manipulated"}
    assert "portraits" in row["calibrated_on"]
    asked = faceproof("detect", "score", folder / "face.mp4", "--json")
    assert isinstance(asked.json["scores"][0]["llr"], float)


def test_the_band_that_comes_along_is_not_for_other_weights(folder: Path):
    done = faceproof("check", folder / "face.mp4", "--weights", folder)
    assert done.code == 2
    assert "give --band too" in done.err
