"""A clip's JSON gives the same clip back; every other JSON is refused by one line."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faceproof.core import (
    ActorId,
    Clip,
    ClipId,
    Compression,
    Generated,
    Manipulated,
    MaskKind,
    MediaFacts,
    Recorded,
    actor_id,
    canonical_json,
    clip_from_json,
    clip_id,
    clip_to_json,
)
from faceproof.core.errors import ManifestError
from records import clip, manifest, swapped

IDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,127}", fullmatch=True)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8)
PATHS = st.lists(st.from_regex(r"[A-Za-z0-9_]{1,9}", fullmatch=True), min_size=1).map("/".join)
DIGESTS = st.from_regex(r"[0-9a-f]{64}", fullmatch=True)
COUNTS = st.integers(1, 2**63 - 1)
MEDIA = st.builds(
    MediaFacts,
    frames=COUNTS,
    fps=st.builds(Fraction, st.integers(1, 10**6), st.integers(1, 10**6)),
    width=COUNTS,
    height=COUNTS,
    pix_fmt=TEXTS,
    audio_rate=st.none() | COUNTS,
)
SEGMENTS = st.lists(st.integers(0, 10**6), unique=True, max_size=6).map(
    lambda edges: tuple(zip(*[iter(sorted(edges))] * 2, strict=False))
)
SETTINGS = (
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=5)
    | st.integers(-(10**9), 10**9)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.booleans()
)
MANIPULATED = st.builds(
    Manipulated,
    method=TEXTS,
    version=TEXTS,
    target=IDS.map(ClipId),
    source=st.none() | IDS.map(ClipId),
    mask=PATHS,
    mask_kind=st.sampled_from(MaskKind),
    segments=SEGMENTS,
    seed=st.integers(0, 2**63 - 1),
    params=st.dictionaries(TEXTS, SETTINGS, max_size=4).map(lambda d: tuple(sorted(d.items()))),
)
CLIPS = st.builds(
    Clip,
    id=IDS.map(ClipId),
    path=PATHS,
    sha256=DIGESTS,
    media=MEDIA,
    actors=st.lists(IDS.map(ActorId), max_size=3).map(tuple),
    compression=st.sampled_from(Compression),
    original=st.none() | IDS.map(ClipId),
    origin=MANIPULATED
    | st.builds(Recorded, scene=TEXTS, take=st.integers(0, 10**6))
    | st.builds(Generated, tool=TEXTS, version=TEXTS),
    synthetic=st.booleans(),
)


@given(record=CLIPS)
def test_a_clip_comes_back_equal(record: Clip):
    line = canonical_json(clip_to_json(record))
    assert clip_from_json(json.loads(line)) == record
    assert canonical_json(clip_to_json(clip_from_json(json.loads(line)))) == line


def test_no_label_is_stored():
    for record in manifest().clips:
        stored = canonical_json(clip_to_json(record)).decode()
        assert "fake" not in stored.replace(record.path, "")
        assert "label" not in stored


FAKE = clip_to_json(
    clip("x", swapped("a.raw", "b.raw", "masks/x.mp4"), ActorId("ann"), ActorId("ben"))
)
REAL = clip_to_json(clip("y", Recorded(scene="desk", take=2), ActorId("ann")))
WRONG: list[tuple[str, Any]] = [
    ("id", "../x"), ("id", ""), ("id", None), ("id", "-x"), ("id", "x" * 129),
    ("path", "/x.mp4"), ("path", "a/../x.mp4"), ("path", "a\\x.mp4"), ("path", 3),
    ("sha256", "0" * 63), ("sha256", "G" * 64), ("sha256", None),
    ("actors", "ann"), ("actors", ["ann", 3]), ("actors", {"ann": 1}), ("actors", None),
    ("compression", "c0"), ("compression", []), ("original", 0), ("original", ""),
    ("synthetic", 1), ("synthetic", None), ("origin", None), ("origin", []), ("media", 7),
    ("media.frames", 0), ("media.frames", 1.0), ("media.frames", True), ("media.frames", 2**63),
    ("media.fps", "25"), ("media.fps", 25), ("media.fps", "0/1"), ("media.fps", "1e999999999"),
    ("media.fps", "1/0"), ("media.width", -1), ("media.height", "64"), ("media.pix_fmt", ""),
    ("media.audio_rate", 0), ("origin.kind", "real"), ("origin.kind", None), ("origin.kind", {}),
]  # fmt: skip
WRONG_FAKE: list[tuple[str, Any]] = [
    *WRONG, ("origin.method", ""), ("origin.version", 1), ("origin.target", None),
    ("origin.source", "a b"), ("origin.mask", "/mask.mp4"), ("origin.mask_kind", "white"),
    ("origin.segments", [[3, 3]]), ("origin.segments", [[5, 8], [0, 3]]),
    ("origin.segments", [[0, 3], [2, 8]]), ("origin.segments", [[0]]),
    ("origin.segments", [[0, 1, 2]]), ("origin.segments", [["0", "3"]]),
    ("origin.segments", ["03"]), ("origin.segments", None), ("origin.seed", -1),
    ("origin.seed", 1.5), ("origin.params", []), ("origin.params", {"a": [1]}),
    ("origin.params", {"a": None}), ("origin.params", {"a": float("inf")}),
    ("origin.params", {"a": "\ud800"}), ("origin.params", {"": 1}),
]  # fmt: skip


def _with(record: dict[str, Any], place: str, value: Any) -> dict[str, Any]:
    *inside, last = place.split(".")
    copy = json.loads(json.dumps(record))
    inner = copy
    for name in inside:
        inner = inner[name]
    inner[last] = value
    return copy


@pytest.mark.parametrize(
    ("record", "place", "value"),
    [
        *((FAKE, *wrong) for wrong in WRONG_FAKE),
        *((REAL, *wrong) for wrong in WRONG),
        (REAL, "origin.take", -1),
        (REAL, "origin.scene", None),
        (REAL, "origin.method", "FaceSwap"),
        (REAL, "is_fake", False),
        (REAL, "media.bitrate", 1),
    ],
)
def test_a_malformed_field_is_refused_by_one_line(record: dict[str, Any], place: str, value: Any):
    with pytest.raises(ManifestError) as caught:
        clip_from_json(_with(record, place, value))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("record", [FAKE, REAL])
def test_every_field_is_needed(record: dict[str, Any]):
    for name in record:
        with pytest.raises(ManifestError, match=name):
            clip_from_json({k: v for k, v in record.items() if k != name})
    for part in ("media", "origin"):
        for name in record[part]:
            inner = {k: v for k, v in record[part].items() if k != name}
            with pytest.raises(ManifestError, match=name):
                clip_from_json(record | {part: inner})


@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=3),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from([*FAKE, "kind", "x"]), inner, max_size=9)
        ),
        max_leaves=9,
    )
)
def test_any_other_json_is_a_manifest_error(value: Any):
    with pytest.raises(ManifestError):
        clip_from_json(value)


@given(text=st.text(max_size=10))
def test_an_id_is_a_plain_word(text: str):
    plain = text.isascii() and text.replace("_", "").replace(".", "").replace("-", "").isalnum()
    if plain and text[0].isalnum():
        assert clip_id(text) == actor_id(text) == text
        return
    for check in (clip_id, actor_id):
        with pytest.raises(ManifestError, match="not valid"):
            check(text)
