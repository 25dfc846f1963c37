"""Prediction tables that others write: read as they mean it, or refused by line."""

import io
import json
import re
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measured import noisy, paper_manifest, table_of

from faceproof.benchmark import default_protocol, write_table
from faceproof.benchmark.outside import FORMATS, Reading, read_reading
from faceproof.core import Score, Unscored
from faceproof.core.errors import ScoreError
from faceproof.detectors.external import llr_of
from faceproof.metrics import Scale

PAGE = Path(__file__).parents[2] / "docs/how-to/foreign-tables.md"
MISSING = Unscored(reason="missing value")


def _zip(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


LINES = (
    b'{"id": "a", "llr": -1.5, "frames": [-1, -2.0], "frame_index": [3, 9], "mask": "m.png"}\n'
    b'\n{"probability": 0.75, "id": "b", "segments": [[0, 1]]}\r\n'
    b'{"id": "c", "unscored": "no\\nface"}\n{"id": "d", "abstain": true}\n'
    b'{"id": "e", "abstain": "too dark"}'
)
DECISIONS = b'{"0000.png": "fake",\n "0001.png": "real"}\n'
SEGMENTS = b'{\n "a.mp4": [[0.2, 0.5, 1], [0.9, 4.0, 4.8]],\n "b.mp4": []\n}\n'
MATRIX = (
    b"id,modality,label,generator,ensemble_score,prob_npr,lat_npr,prob_sbi\n"
    b'7f,video,fake,"sora, v2",0.3,0.25,12.5,0.5\n'
    b"80,audio,real,none,0.1,,,1\n"
)

GOOD: dict[str, tuple[str, bytes, str | None]] = {
    "jsonl": ("jsonl", LINES, None),
    "csv of scores": ("csv", b"id,score\na.mp4,-7e3\nb.mp4,\n", None),
    "csv of llr": ("csv", b"\xef\xbb\xbfid,llr\r\n\r\na.mp4,.5\r\nb.mp4,-2.\r\n", None),
    "csv of probability": ("csv", b'"id","probability"\n"a, b.mp4","0.75"\n', None),
    "deepsafe": ("deepsafe", MATRIX, "prob_npr"),
    "dfdc": ("dfdc", b"filename,label\na.mp4,0.75\nb.mp4,1\n", None),
    "ffpp": ("ffpp", DECISIONS, None),
    "ffpp, zipped": ("ffpp", _zip({"submission.json": DECISIONS}), None),
    "avdf1m task 1": ("avdf1m", b"a.mp4;0.9128\nfolder/b;c.mp4; -3\n", None),
    "avdf1m task 2": ("avdf1m", SEGMENTS, None),
    "asvspoof": ("asvspoof", b"LA_1 u1 -1.5\nLA_2\tu2 0 target\n", None),
}

EXPECTED: dict[str, tuple[Scale, dict[str, Score | Unscored]]] = {
    "jsonl": (
        Scale.LLR,
        {
            "a": Score(llr=-1.5, frames=(-1.0, -2.0), frame_index=(3, 9)),
            "b": Score(llr=llr_of(0.75)),
            "c": Unscored(reason="no face"),
            "d": Unscored(reason="abstained"),
            "e": Unscored(reason="abstained: too dark"),
        },
    ),
    "csv of scores": (Scale.RANKING, {"a.mp4": Score(llr=-7000.0), "b.mp4": MISSING}),
    "csv of llr": (Scale.LLR, {"a.mp4": Score(llr=0.5), "b.mp4": Score(llr=-2.0)}),
    "csv of probability": (Scale.LLR, {"a, b.mp4": Score(llr=llr_of(0.75))}),
    "deepsafe": (Scale.LLR, {"7f": Score(llr=llr_of(0.25)), "80": MISSING}),
    "dfdc": (Scale.LLR, {"a.mp4": Score(llr=llr_of(0.75)), "b.mp4": Score(llr=llr_of(1.0))}),
    "ffpp": (Scale.DECISION, {"0000.png": Score(llr=1.0), "0001.png": Score(llr=-1.0)}),
    "ffpp, zipped": (Scale.DECISION, {"0000.png": Score(llr=1.0), "0001.png": Score(llr=-1.0)}),
    "avdf1m task 1": (
        Scale.RANKING,
        {"a.mp4": Score(llr=0.9128), "folder/b;c.mp4": Score(llr=-3.0)},
    ),
    "avdf1m task 2": (Scale.RANKING, {"a.mp4": Score(llr=0.9), "b.mp4": Score(llr=0.0)}),
    "asvspoof": (Scale.RANKING, {"u1": Score(llr=1.5), "u2": Score(llr=0.0)}),
}


def _file(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "answers.bin"
    path.write_bytes(data)
    return path


def _refusal(tmp_path: Path, data: bytes, name: str | None, column: str | None = None) -> str:
    with pytest.raises(ScoreError) as refused:
        read_reading(_file(tmp_path, data), format=name, column=column)
    told = str(refused.value)
    assert told.isprintable()
    assert len(told) < 700
    return told


@pytest.mark.parametrize("which", GOOD)
@pytest.mark.parametrize("named", [True, False])
def test_a_table_is_read_as_it_means_it(tmp_path: Path, which: str, named: bool):
    name, data, column = GOOD[which]
    reading = read_reading(_file(tmp_path, data), format=name if named else None, column=column)
    scale, answers = EXPECTED[which]
    assert reading == Reading(format=name, scale=scale, answers=answers)
    assert list(reading.answers) == list(answers)


def test_every_format_is_read_here():
    assert {name for name, _, _ in GOOD.values()} == set(FORMATS)


@pytest.mark.parametrize("which", GOOD)
def test_exactly_one_format_recognises_a_head(which: str):
    name, data, _ = GOOD[which]
    for head in (data, b"\r\n " + data.removeprefix(b"\xef\xbb\xbf")):
        if not data.startswith(b"PK") or head is data:
            assert [one for one in FORMATS if FORMATS[one].recognises(head)] == [name]


FRAGMENTS = [
    b"{", b"}", b'"id"', b'"a.mp4"', b'"llr"', b'"frames"', b": ", b"[", b"]", b",", b";", b" ",
    b"\n", b"0.5", b"nan", b"id", b"score", b"filename,label", b'"fake"', b"a", b"PK\x03\x04",
    b"id,modality,label,generator,prob_x", b"\xef\xbb\xbf", b"\t", b"\xff", b'"', b"\r",
]  # fmt: skip


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=12).map(b"".join) | st.binary(max_size=60))
@settings(max_examples=500, deadline=None)
def test_no_head_is_recognised_twice(head: bytes):
    assert sum(one.recognises(head) for one in FORMATS.values()) <= 1


def test_our_own_table_is_read_and_its_protocol_left_out(tmp_path: Path):
    manifest = paper_manifest(test=4)
    table = table_of(default_protocol(manifest), manifest, noisy(0))
    path = tmp_path / "own.jsonl"
    write_table(path, table)
    reading = read_reading(path)
    assert reading == Reading(format="jsonl", scale=Scale.LLR, answers=dict(table.scores))


@pytest.mark.parametrize(
    ("label", "generator", "modality"),
    [(b"real", b"none", b"audio"), (b"", b"", b""), (b"1", b"sora", b"?"), (b"x;y", b"{", b"nan")],
)
def test_labels_in_a_deepsafe_table_change_nothing(
    tmp_path: Path, label: bytes, generator: bytes, modality: bytes
):
    head, *rows = MATRIX.splitlines()
    told = [b'7f,video,fake,"sora, v2"', b"80,audio,real,none"]
    assert all(row.startswith(start) for row, start in zip(rows, told, strict=True))
    others = [
        b",".join([start[:2], modality, label, generator]) + row.removeprefix(start)
        for row, start in zip(rows, told, strict=True)
    ]
    path = _file(tmp_path, b"\n".join([head, *others]))
    assert read_reading(path, column="prob_npr").answers == EXPECTED["deepsafe"][1]


def test_the_only_detector_of_a_matrix_needs_no_name(tmp_path: Path):
    path = _file(tmp_path, b"id,modality,label,generator,prob_x\na,video,fake,sora,0.5\n")
    assert read_reading(path).answers == {"a": Score(llr=0.0)}


def test_a_probability_is_held_short_of_certainty(tmp_path: Path):
    path = _file(tmp_path, b"id,probability\na,0\nb,1\nc,1e-300\n")
    assert [one.llr for one in read_reading(path).answers.values() if isinstance(one, Score)] == [
        llr_of(0.0),
        llr_of(1.0),
        llr_of(0.0),
    ]


PREFIX = '{"id": "ok", "llr": 1}\n'
BAD_LINES = [
    ('{"id": "a"}', "line 2: has fields 'id'; expected"),
    ("[1]", "line 2: not an object with an 'id'"),
    ('{"llr": 1}', "line 2: not an object with an 'id'"),
    ('{"id": "a", "llr": 1, "label": 1}', "line 2: has fields 'id, llr, label'"),
    ('{"id": "a", "llr": 1, "probability": 0.5}', "line 2: has fields 'id, llr, probability'"),
    ('{"id": "a", "llr": 1, "abstain": false}', "line 2: has fields 'id, llr, abstain'"),
    ('{"id": "a", "abstain": false}', "line 2: has fields 'id, abstain'"),
    ('{"id": "a", "unscored": 5}', "line 2: has fields 'id, unscored'"),
    ('{"id": "a", "probability": 1.01}', "line 2: 1.01 is not a probability, 0 to 1"),
    ('{"id": "a", "probability": -1e-9}', "line 2: -1e-09 is not a probability"),
    ('{"id": "a", "probability": 0.5, "frames": []}', "line 2: has fields"),
    ('{"id": "a", "llr": 1e999}', "line 2: a number is not finite"),
    ('{"id": "a", "llr": NaN}', "line 2: NaN is not a number"),
    ('{"id": "a", "llr": "1"}', "line 2: '1' is not a number"),
    ('{"id": "a", "llr": true}', "line 2: True is not a number"),
    ('{"id": "a", "llr": 1, "llr": 2}', "line 2: key 'llr' stands twice"),
    ('{"id": "a", "llr": 1, "frames": [1]}', "line 2: frames and frame_index stand together"),
    ('{"id": "ok", "llr": 1}', "line 2: 'ok' already stands in line 1"),
    ('{"id": 5, "llr": 1}', "line 2: id 5 is not 1 to 512 printable characters"),
    ('{"id": "", "llr": 1}', "line 2: id '' is not 1 to 512"),
    ('{"id": "a\\u0007", "llr": 1}', r"line 2: id 'a\x07' is not"),
    ('{"id": "a\\ud800", "llr": 1}', r"line 2: id 'a\ud800' is not"),
    (f'{{"id": "{"a" * 513}", "llr": 1}}', "line 2: id 'aaa"),
    ('{"protocol": {}}', "line 2: not an object with an 'id'"),
    ("{", "line 2: not JSON"),
]  # fmt: skip
BAD: list[tuple[str, str, str]] = [
    *(("jsonl", PREFIX + line, told) for line, told in BAD_LINES),
    ("csv", "id,score,llr\n", "line 1: header 'id,score,llr', expected id,score or id,llr or"),
    ("csv", "name,score\n", "line 1: header 'name,score'"),
    ("csv", "id,score\na,1\nb\n", "line 3: has 1 cells, expected 2"),
    ("csv", "id,score\na,1,2\n", "line 2: has 3 cells, expected 2"),
    ("csv", "id,score\n\na,nan\n", "line 3: 'nan' is not a finite number"),
    ("csv", "id,score\na,-inf\n", "line 2: '-inf' is not a finite number"),
    ("csv", "id,score\na,1e999\n", "line 2: a number is not finite"),
    ("csv", "id,score\na,1_0\n", "line 2: '1_0' is not a finite number"),
    ("csv", "id,score\na,٣\n", r"line 2: '\u0663' is not a finite number"),
    ("csv", "id,probability\na,1.5\n", "line 2: 1.5 is not a probability"),
    ("csv", "id,score\na,1\nb,2\na,1\n", "line 4: 'a' already stands in line 2"),
    ("csv", 'id,score\n"a\nb",1\n', "line 2: not a line of CSV"),
    ("csv", 'id,score\n"a"b,1\n', "line 2: not a line of CSV"),
    ("csv", f"id,score\n{'a' * 140_000},1\n", "line 2: not a line of CSV"),
    ("csv", "id,score\n,1\n", "line 2: id '' is not"),
    ("csv", "id,score\na\u2028b,1\n", r"line 2: id 'a\u2028b' is not"),
    ("csv", "id,score\n", "holds no answer"),
    ("deepsafe", "id,modality,label,generator\n", "line 1: header"),
    ("deepsafe", "id,modality,label,generator,prob_a,prob_a\n", "each once"),
    ("deepsafe", "id,modality,label,generator,prob_a\nx,v,fake,g,2\n", "line 2: 2.0 is not a prob"),
    ("deepsafe", "id,modality,label,generator,prob_a\nx,v,fake,0.5\n", "line 2: has 4 cells"),
    ("dfdc", "filename,label\na.mp4,FAKE\n", "line 2: 'FAKE' is not a finite number"),
    ("dfdc", "filename,prob\na.mp4,1\n", "line 1: header 'filename,prob', expected filename,label"),
    ("dfdc", "filename,label\na.mp4,1\na.mp4,0\n", "line 3: 'a.mp4' already stands in line 2"),
    ("ffpp", '{"a.png": "fake",\n"b.png": "maybe"}', "line 2: 'b.png' is 'maybe', expected 'fake'"),
    ("ffpp", '{"a.png": "fake",\n"b.png": 1}', "line 2: 'b.png' is 1, expected"),
    ("ffpp", '{"a.png": "fake",\n\n"a.png": "fake"}', "line 3: 'a.png' already stands in line 1"),
    ("ffpp", '{"a.png": "fake"\n"b.png": "fake"}', "line 2: not JSON: '\"b.png\": "),
    ("ffpp", '{"a.png": "fake",\n}', "line 2: not JSON: Expecting value"),
    ("ffpp", '{"a.png": "fake"}\n{', "line 2: more stands behind the one JSON object"),
    ("ffpp", '{"a.png": "fake"', "line 1: not JSON: 'the end' where ','"),
    ("ffpp", '["fake"]', "line 1: not JSON: '[\"fake\"]' where '{'"),
    ("ffpp", '{5: "fake"}', "line 1: id 5 is not"),
    ("ffpp", "{}", "holds no answer"),
    ("avdf1m", "a.mp4;0.5\nb.mp4,0.5\n", "line 2: 'b.mp4,0.5' has no ';'"),
    ("avdf1m", "a.mp4;0.5\nb.mp4;nan\n", "line 2: 'nan' is not a finite number"),
    ("avdf1m", ";0.5\n", "line 1: id '' is not"),
    ("avdf1m", "a.mp4;0.5\n\na.mp4;0.6\n", "line 3: 'a.mp4' already stands in line 1"),
    ("avdf1m", '{"a.mp4": [[1.5, 0, 1]]}', "line 1: confidence 1.5 is not from 0 to 1"),
    ("avdf1m", '{"a.mp4": [],\n "b.mp4": [[0.5, 1, 1]]}', "line 2: a segment from 1.0 s to 1.0 s"),
    ("avdf1m", '{"a.mp4": [[0.5, 1]]}', "line 1: [0.5, 1] is not [confidence, start, end]"),
    ("avdf1m", '{"a.mp4": [0.5, 1, 2]}', "line 1: 0.5 is not a list"),
    ("avdf1m", '{"a.mp4": [[NaN, 1, 2]]}', "line 1: a number is not finite"),
    ("avdf1m", '{"a.mp4": [["0.5", 1, 2]]}', "line 1: '0.5' is not a number"),
    ("avdf1m", '{"a.mp4": [],\n "a.mp4": []}', "line 2: 'a.mp4' already stands in line 1"),
    ("avdf1m", "{}", "holds no answer"),
    ("asvspoof", "s u1 1.5\ns u2\n", "line 2: has 2 words, expected speaker utterance score"),
    ("asvspoof", "s u1 1.5 target more\n", "line 1: has 5 words"),
    ("asvspoof", "s u1 nan\n", "line 1: 'nan' is not a finite number"),
    ("asvspoof", "s u1 Infinity\n", "line 1: 'Infinity' is not a finite number"),
    ("asvspoof", "s u1 1\nt u1 2\n", "line 2: 'u1' already stands in line 1"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "told"), BAD)
def test_what_is_wrong_is_told_by_line(tmp_path: Path, name: str, text: str, told: str):
    refusal = _refusal(tmp_path, text.encode(), name)
    assert refusal.startswith("answers.bin")
    assert told in refusal


@pytest.mark.parametrize("which", GOOD)
def test_bytes_that_are_not_utf8_are_told_by_line(tmp_path: Path, which: str):
    name, data, column = GOOD[which]
    if data.startswith(b"PK"):
        data = _zip({"a.json": DECISIONS + b"\xff"})
        assert "line 3: byte 1 is not UTF-8" in _refusal(tmp_path, data, name)
    else:
        lines = data.removesuffix(b"\n").count(b"\n") + 1
        told = _refusal(tmp_path, data.rstrip() + b"\n\xff", name, column)
        assert f"line {lines + 1}: byte 1 is not UTF-8" in told


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_an_absent_and_a_folder_of_a_table_are_refused(tmp_path: Path, name: str):
    for data in (b"", b"\n \n", b"\xef\xbb\xbf"):
        assert "answers.bin" in _refusal(tmp_path, data, name)
        assert "is empty" in _refusal(tmp_path, data, None)
    for path in (tmp_path / "absent", tmp_path):
        for named in (name, None):
            with pytest.raises(ScoreError, match="cannot be read"):
                read_reading(path, format=named)


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"deepsafe"}))
def test_a_column_is_refused_where_there_is_none_to_choose(tmp_path: Path, name: str):
    data = next(data for one, data, _ in GOOD.values() if one == name)
    assert f"a {name} table has one answer" in _refusal(tmp_path, data, None, "prob_x")


@pytest.mark.parametrize(
    ("column", "told"),
    [
        (None, "line 1: no column was named; name one of prob_npr, prob_sbi"),
        ("prob_xyz", "line 1: there is no column 'prob_xyz'; name one of prob_npr, prob_sbi"),
        ("label", "line 1: there is no column 'label'"),
        ("ensemble_score", "line 1: there is no column 'ensemble_score'"),
    ],
)
def test_the_detectors_of_a_matrix_are_listed(tmp_path: Path, column: str | None, told: str):
    assert told in _refusal(tmp_path, MATRIX, None, column)


@pytest.mark.parametrize(
    "data",
    [
        b"id,prediction\na,1\n",
        b'{"video": "a", "llr": 1}\n',
        b'[{"id": "a", "llr": 1}]\n',
        b"a.mp4 0.5\n",
        b"{}",
        b"\x1f\x8b\x08\x00",
        b"\xff\xfei\x00d\x00",
        b"hello",
    ],
)
def test_what_cannot_be_told_is_refused_with_all_formats(tmp_path: Path, data: bytes):
    told = _refusal(tmp_path, data, None)
    assert "which tells no format" in told
    assert all(f"{name} (" in told for name in FORMATS)


def test_a_name_is_no_format(tmp_path: Path):
    path = tmp_path / "table.csv"
    path.write_bytes(b"a.mp4;0.5\n")
    assert read_reading(path).format == "avdf1m"
    told = _refusal(tmp_path, b"a.mp4;0.5\n", "xml")
    assert told == f"format 'xml' is unknown; expected one of {', '.join(FORMATS)}"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (_zip({}), "it holds 0 files"),
        (_zip({"a.json": DECISIONS, "b.json": DECISIONS}), "it holds 2 files"),
        (_zip({"deep/a.json": DECISIONS}), "'deep/a.json' stands in a folder"),
        (_zip({"../a.json": DECISIONS}), "'../a.json' stands in a folder"),
        (_zip({"a\\b.json": DECISIONS}), "stands in a folder"),
        (_zip({"folder/": b""}), "'folder/' stands in a folder"),
        (_zip({"a.json": b" " * (4 << 20)}), "'a.json' is packed over 200 to 1"),
        (_zip({"a.json": b" " * (17 << 20)}), "'a.json' is over 16 MiB"),
        (_zip({"a.json": DECISIONS}, zipfile.ZIP_LZMA), "packed in an unusual way"),
        (_zip({"a.json": DECISIONS}, zipfile.ZIP_STORED)[:-9], "cannot be unpacked"),
        (_zip({"a.json": _zip({"b.json": DECISIONS})}), "answers.bin line 1"),
    ],
)
def test_a_zip_holds_one_small_json_or_is_refused(tmp_path: Path, data: bytes, told: str):
    assert told in _refusal(tmp_path, data, "ffpp")


def test_a_zip_that_lies_about_its_size_is_not_unpacked_further(tmp_path: Path):
    honest = b'{"0.png": "fake"}'
    data = bytearray(_zip({"a.json": honest + b" " * (1 << 20)}))
    where = data.index(b"PK\x01\x02") + 24  # uncompressed size in the directory
    data[where : where + 4] = struct.pack("<I", len(honest))
    assert "cannot be unpacked" in _refusal(tmp_path, bytes(data), "ffpp")


def test_an_encrypted_zip_is_refused(tmp_path: Path):
    data = bytearray(_zip({"a.json": DECISIONS}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert "encrypted" in _refusal(tmp_path, bytes(data), "ffpp")


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, name: str):
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate((1 << 30) + 1)
    for named in (name, None):
        with pytest.raises(ScoreError, match=r"large: over (1024|16) MiB"):
            read_reading(path, format=named)


def test_a_line_that_is_too_long_is_refused(tmp_path: Path):
    data = b"id,score\n" + b"a" * ((16 << 20) + 1)
    assert "line 2: longer than 16 MiB" in _refusal(tmp_path, data, None)


@pytest.mark.parametrize("depth", [100, 900, 990, 1010, 5000, 100_000])
@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("jsonl", '{"id": "a", "llr": '),
        ("jsonl", '{"id": "a", "llr": 1, "mask": '),
        ("jsonl", '{"id": '),
        ("ffpp", '{"a.png": '),
        ("ffpp", "{"),
        ("avdf1m", '{"a.mp4": [['),
    ],
)
def test_nesting_has_a_bottom(tmp_path: Path, name: str, start: str, depth: int):
    for end in ("", "]" * depth + "}"):
        path = _file(tmp_path, (start + "[" * depth + end).encode())
        _read_or_refuse(path, name, None)


def _read_or_refuse(path: Path, name: str | None, column: str | None) -> None:
    try:
        reading = read_reading(path, format=name, column=column)
    except ScoreError as error:
        assert str(error).isprintable()  # noqa: PT017 - either is fine
    else:
        assert reading.answers


@given(data=st.binary(max_size=200), name=st.sampled_from([None, *FORMATS]))
@settings(max_examples=200, deadline=None)
def test_garbage_is_refused_and_nothing_else_happens(
    tmp_path_factory: Any, data: bytes, name: str | None
):
    _read_or_refuse(_file(tmp_path_factory.getbasetemp(), data), name, None)


@given(
    which=st.sampled_from(sorted(GOOD)),
    cuts=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 4)), min_size=1, max_size=3),
    put=st.sampled_from(FRAGMENTS) | st.binary(max_size=4),
    named=st.booleans(),
)
@settings(max_examples=500, deadline=None)
def test_a_damaged_table_is_read_or_refused(
    tmp_path_factory: Any, which: str, cuts: list[tuple[int, int]], put: bytes, named: bool
):
    name, data, column = GOOD[which]
    for at, length in cuts:
        place = at % (len(data) + 1)
        data = data[:place] + put + data[place + length :]
    path = _file(tmp_path_factory.getbasetemp(), data)
    _read_or_refuse(path, name if named else None, column)


def test_the_page_shows_every_format_and_its_examples_are_read(tmp_path: Path):
    page = PAGE.read_text().partition("\n## When a table")[0]
    parts = re.split(r"^## `(\w+)`.*$", page, flags=re.MULTILINE)
    shown = dict(zip(parts[1::2], parts[2::2], strict=True))
    assert list(shown) == list(FORMATS)
    for name, part in shown.items():
        examples = re.findall(r"^```\w*\n(.*?)^```", part, re.MULTILINE | re.DOTALL)
        assert examples
        for example in examples:
            reading = read_reading(_file(tmp_path, example.encode()))
            assert reading.format == name
            assert f"`{reading.scale}`" in part


def test_a_key_twice_in_a_long_json_is_told_with_both_lines(tmp_path: Path):
    lines = [f'"{number}.mp4": [[0.5, 1, 2]]' for number in range(20_000)]
    path = _file(tmp_path, ("{" + ",\n".join(lines) + ',\n"7.mp4": []}').encode())
    with pytest.raises(ScoreError, match=r"line 20001: '7\.mp4' already stands in line 8$"):
        read_reading(path)


def test_numbers_come_back_exactly(tmp_path: Path):
    values = [0.1, -1e-300, 1.7976931348623157e308, 5e-324, 123456789.123]
    table = "id,llr\n" + "".join(f"{n},{value!r}\n" for n, value in enumerate(values))
    reading = read_reading(_file(tmp_path, table.encode()))
    assert [one.llr for one in reading.answers.values() if isinstance(one, Score)] == values
    lines = "".join(json.dumps({"id": str(n), "llr": v}) + "\n" for n, v in enumerate(values))
    assert read_reading(_file(tmp_path, lines.encode())).answers == reading.answers
