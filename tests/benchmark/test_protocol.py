"""What is asked is written down, strictly read, and never the wrong clips."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measured import paper_manifest

from faceproof.benchmark.protocol import (
    check_protocol,
    default_protocol,
    protocol_from_json,
    protocol_to_json,
    read_protocol,
)
from faceproof.core import Protocol
from faceproof.core.errors import ManifestError, ScoreError
from faceproof.release.vouching import EMBEDDED


def _toml(folder: Path, text: str) -> Path:
    path = folder / "protocol.toml"
    path.write_text(text)
    return path


def test_the_default_asks_every_test_clip_and_no_other():
    manifest = paper_manifest(test=5)
    protocol = default_protocol(manifest)
    expected = {clip.id for clip in manifest.clips if clip.target.startswith("te")}
    assert set(protocol.ask) == expected
    assert (protocol.name, protocol.split) == ("within-release", "test")
    assert protocol.compressions == ("raw", "c23")
    assert protocol.manifest_digest == manifest.digest()


def test_folds_ask_every_clip():
    manifest = paper_manifest(folds=3)
    protocol = default_protocol(manifest)
    assert protocol.split == "folds"
    assert set(protocol.ask) == {clip.id for clip in manifest.clips}


def test_a_file_changes_what_it_names_and_nothing_else(tmp_path: Path):
    manifest = paper_manifest()
    text = 'name = "hard"\nversion = "3"\ncompressions = ["c23"]\nframes_per_clip = 4\nprior = 0.1'
    protocol = read_protocol(_toml(tmp_path, text), manifest)
    assert (protocol.name, protocol.version, protocol.frames_per_clip) == ("hard", "3", 4)
    assert protocol.prior == 0.1
    assert protocol.llr_limit == default_protocol(manifest).llr_limit
    assert all(manifest.by_id[asked].compression == "c23" for asked in protocol.ask)
    assert len(protocol.ask) == 15


def test_a_file_may_ask_a_few_clips_or_another_split(tmp_path: Path):
    manifest = paper_manifest()
    one = default_protocol(manifest).ask[0]
    text = f'name = "few"\nversion = "1"\nask = ["{one}"]'
    assert read_protocol(_toml(tmp_path, text), manifest).ask == (one,)
    val = read_protocol(_toml(tmp_path, 'name="v"\nversion="1"\nsplit="val"'), manifest)
    assert all(manifest.by_id[asked].target.startswith("va") for asked in val.ask)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('name = "x"\nversion = "1"\nfps = 3', "unknown field 'fps'"),
        ('version = "1"', "None is not a text"),
        ('name = "x"', "None is not a text"),
        ('name = "x"\nversion = "1"\nsplit = "folds"', "no split 'folds'"),
        ('name = "x"\nversion = "1"\ncompressions = ["c99"]', "c99"),
        ('name = "x"\nversion = "1"\ncompressions = []', "compressions"),
        ('name = "x"\nversion = "1"\ncompressions = ["c40"]', "asks no clip"),
        ('name = "x"\nversion = "1"\nframes_per_clip = 0', "from 1 up"),
        ('name = "x"\nversion = "1"\nframes_per_clip = 1000000', "over 10000"),
        ('name = "x"\nversion = "1"\nprior = 1.0', "between 0 and 1"),
        ('name = "x"\nversion = "1"\nprior = true', "not a number"),
        ('name = "x"\nversion = "1"\nllr_limit = inf', "not a number"),
        ('name = "x"\nversion = "1"\nllr_limit = 0', "between 0 and 1000"),
        ('name = "x"\nversion = "1"\nask = ["tr00.original.raw"]', "not in split 'test'"),
        ('name = "x"\nversion = "1"\nask = ["a", "a"]', "twice"),
        ('name = "x"\nversion = "1"\nask = ["../a"]', "not valid"),
        (f'name = "x"\nversion = "1"\nmanifest_digest = "{"0" * 64}"', "with digest 0000"),
        ('name = "x"\nversion = "1"\nface_policy = "first face"', "face_policy"),
        ("name = ", "Invalid value"),
    ],
)
def test_a_wrong_file_is_refused_in_one_line(tmp_path: Path, text: str, complaint: str):
    with pytest.raises(ScoreError, match=complaint) as refused:
        read_protocol(_toml(tmp_path, text), paper_manifest())
    assert "\n" not in str(refused.value)


def test_an_absent_or_binary_file_is_refused(tmp_path: Path):
    with pytest.raises(ScoreError, match="cannot be read"):
        read_protocol(tmp_path / "absent.toml", paper_manifest())
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ScoreError, match=r"binary\.toml"):
        read_protocol(tmp_path / "binary.toml", paper_manifest())


def test_a_protocol_of_another_release_does_not_fit():
    protocol = default_protocol(paper_manifest(test=5))
    with pytest.raises(ScoreError, match="grade against the release that was scored"):
        check_protocol(protocol, paper_manifest(test=6))


NAMES = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=20)
PROTOCOLS = st.builds(
    Protocol,
    name=NAMES,
    version=NAMES,
    manifest_digest=st.text("0123456789abcdef", min_size=64, max_size=64),
    split=st.sampled_from(["train", "val", "test", "folds"]),
    compressions=st.sampled_from([("raw",), ("c23", "c40"), ("raw", "c23", "c40")]),
    frames_per_clip=st.integers(1, 10_000),
    llr_limit=st.floats(0.01, 999),
    prior=st.floats(0.01, 0.99),
    ask=st.lists(st.from_regex(r"[a-z][a-z0-9_.]{0,9}", fullmatch=True), unique=True).map(tuple),
)


@given(PROTOCOLS)
@settings(max_examples=80, deadline=None)
def test_json_gives_the_same_protocol_back(protocol: Protocol):
    assert protocol_from_json(protocol_to_json(protocol)) == protocol


@given(PROTOCOLS, st.sampled_from(sorted(Protocol.__dataclass_fields__)), st.data())
@settings(max_examples=120, deadline=None)
def test_no_field_may_be_missing_or_of_another_kind(
    protocol: Protocol, field: str, data: st.DataObject
):
    written = protocol_to_json(protocol)
    if data.draw(st.booleans()):
        del written[field]
    else:
        written[field] = data.draw(st.sampled_from([None, {}, [[]], True, float("nan")]))
    with pytest.raises((ValueError, ManifestError)):
        protocol_from_json(written)


def test_clips_that_hold_their_credentials_are_not_asked_about() -> None:
    shown = replace(paper_manifest(test=5), tools={EMBEDDED: "0" * 64})
    with pytest.raises(ScoreError, match="tell whoever opens them what is fake"):
        default_protocol(shown)
