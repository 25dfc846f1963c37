"""`sign`, `verify` and `provenance ca` from outside."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import pytest
from commands import faceproof

from actors import face_clip
from faceproof.core import Compression
from faceproof.media import encode


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("credentials")
    for name, seed in {"a": 1, "b": 2}.items():
        encode(
            face_clip(8, 64, 64, seed=seed),
            {Compression.C23: folder / f"{name}.mp4"},
            fps=Fraction(25),
        )
    assert faceproof("provenance", "ca", "init", folder / "ca").code == 0
    done = faceproof("provenance", "ca", "issue", folder / "ca", "--name", "Desk", "--json")
    assert done.code == 0
    assert Path(done.json["chain"]) == folder / "ca" / "chain.pem"
    return folder


def keys(place: Path) -> list[object]:
    return ["--key", place / "ca" / "leaf-key.pem", "--chain", place / "ca" / "chain.pem"]


def test_signed_is_trusted_and_exits_0_and_everything_else_exits_1(place: Path, tmp_path: Path):
    out = tmp_path / "a.mp4"
    done = faceproof("sign", place / "a.mp4", "--out", out, *keys(place), "--json")
    assert done.code == 0
    assert done.json["steps"] == ["created"]
    assert "created (digitalCapture)" in done.err  # what was said in one's name is said aloud
    found = faceproof("verify", out, "--trust", place / "ca" / "root.pem", "--json")
    assert found.code == 0
    assert found.json["state"] == "trusted"
    assert found.json["signer"] == "Desk, Self-made authority"
    assert {"signed_on", "ingredients", "reasons"} <= set(found.json)
    unknown = faceproof("verify", out, "--json")
    assert (unknown.code, unknown.json["state"]) == (1, "valid-unknown-signer")
    none = faceproof("verify", place / "a.mp4", "--trust", place / "ca" / "root.pem", "--json")
    assert (none.code, none.json["state"]) == (1, "none")


def test_a_file_that_cannot_be_read_exits_2(place: Path, tmp_path: Path):
    trust = ["--trust", place / "ca" / "root.pem"]
    empty = tmp_path / "empty.mp4"
    empty.touch()
    for path in (tmp_path / "nowhere.mp4", tmp_path, empty):
        done = faceproof("verify", path, *trust)
        assert done.code == 2
        assert len(done.err.strip().splitlines()) == 1


def test_a_parent_becomes_an_ingredient(place: Path, tmp_path: Path):
    parent, out = tmp_path / "parent.mp4", tmp_path / "child.mp4"
    faceproof("sign", place / "a.mp4", "--out", parent, *keys(place))
    done = faceproof(
        "sign", place / "b.mp4", "--out", out, *keys(place), "--parent", parent,
        "--source", "compositeCapture", "--json",
    )  # fmt: skip
    assert done.json["steps"] == ["opened", "edited"]
    found = faceproof("verify", out, "--trust", place / "ca" / "root.pem", "--json").json
    assert found["declared"]
    assert [one["title"] for one in found["ingredients"]] == ["parent.mp4"]


def test_a_sidecar_leaves_the_file_as_it_is(place: Path, tmp_path: Path):
    trust = ["--trust", place / "ca" / "root.pem"]
    alone, copy = tmp_path / "a.c2pa", tmp_path / "copy.mp4"
    faceproof("sign", place / "a.mp4", "--out", alone, *keys(place), "--sidecar")
    assert faceproof("verify", place / "a.mp4", "--sidecar", alone, *trust).code == 0
    assert faceproof("verify", place / "b.mp4", "--sidecar", alone, *trust).code == 1
    faceproof("sign", place / "a.mp4", "--out", copy, *keys(place), "--sidecar")
    assert copy.read_bytes() == (place / "a.mp4").read_bytes()
    assert faceproof("verify", copy, *trust).code == 0


def test_private_removes_tags_before_signing(place: Path, tmp_path: Path):
    tagged, out = tmp_path / "tagged.mp4", tmp_path / "private.mp4"
    with av.open(str(place / "a.mp4")) as source, av.open(str(tagged), "w") as copy:
        copy.metadata["title"] = "at home"
        stream = copy.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                copy.mux(packet)
    assert b"at home" in tagged.read_bytes()
    done = faceproof("sign", tagged, "--out", out, *keys(place), "--private")
    assert done.code == 0
    assert b"at home" not in out.read_bytes()
    assert faceproof("verify", out, "--trust", place / "ca" / "root.pem").code == 0


@pytest.mark.parametrize(
    "words",
    [
        ["--source", "genuine"],
        ["--action", "transcoded"],
        ["--parent", "nowhere.mp4"],
        ["--timestamp", "not-an-address"],
    ],
)
def test_what_cannot_be_said_is_one_line_and_leaves_nothing(
    place: Path, tmp_path: Path, words: list[str]
):
    done = faceproof("sign", place / "a.mp4", "--out", tmp_path / "x.mp4", *keys(place), *words)
    assert done.code == 2
    assert len(done.err.strip().splitlines()) == 1
    assert not (tmp_path / "x.mp4").exists()


def test_revoked_after_the_trust_list_is_handed_out_again(tmp_path: Path, place: Path):
    ca, out = tmp_path / "ca", tmp_path / "a.mp4"
    faceproof("provenance", "ca", "init", ca, "--name", "Root", "--organisation", "Paper")
    faceproof("provenance", "ca", "issue", ca, "--out", tmp_path / "desk")
    signing = ["--key", tmp_path / "desk" / "leaf-key.pem"]
    signing += ["--chain", tmp_path / "desk" / "chain.pem"]
    faceproof("sign", place / "a.mp4", "--out", out, *signing)
    assert faceproof("verify", out, "--trust", ca / "root.pem").code == 0
    done = faceproof(
        "provenance", "ca", "revoke", ca, tmp_path / "desk" / "chain.pem", "--why", "superseded"
    )
    assert done.code == 0
    found = faceproof("verify", out, "--trust", ca / "root.pem", "--json")
    assert (found.code, found.json["state"]) == (1, "revoked")
    listed = faceproof("provenance", "ca", "list", ca, "--json").json["certificates"]
    assert [row["withdrawn"] for row in listed] == [True]
    assert faceproof("provenance", "ca", "rotate", ca).code == 0
    again = faceproof("provenance", "ca", "issue", ca, "--out", tmp_path / "new")
    assert again.code == 0
