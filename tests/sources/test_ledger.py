"""A ledger says what its steward signed, in that order, or names the line that is wrong."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from faceproof.core import ActorId, Consent, ConsentKind, Scope, canonical_json
from faceproof.core.errors import ConsentError, LedgerError, StorageError
from faceproof.provenance import create_key, key_id, load_private, private_path, sign
from faceproof.sources import Ledger, append_consent, append_withdrawal, synthetic_consent
from faceproof.sources.ledger_line import FIRST, signed_line

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key()
ANN, BEN = ActorId("ann"), ActorId("ben")
DAY = date(2026, 3, 1)


def consent(actor: ActorId = ANN, **changes: Any) -> Consent:
    fields: dict[str, Any] = {
        "actor": actor,
        "kind": ConsentKind.SIGNED,
        "scopes": frozenset({Scope.RECORD, Scope.MANIPULATE}),
        "methods": frozenset({"FaceSwap", "Face2Face"}),
        "signed_on": date(2026, 1, 1),
        "expires_on": date(2027, 1, 1),
        "evidence_sha256": "ab" * 32,
    }
    return Consent(**(fields | changes))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "workspace" / "consents.jsonl"


def filled(path: Path) -> Path:
    append_consent(path, KEY, consent(ANN))
    append_consent(path, KEY, consent(BEN, expires_on=None, methods=frozenset()))
    append_withdrawal(path, KEY, BEN, DAY, "asked by letter")
    return path


# --- what holds of each person -------------------------------------------------------------


def test_consents_come_back_as_they_were_signed(path: Path):
    people = [consent(ANN), consent(BEN, expires_on=None, kind=ConsentKind.LICENSED)]
    for person in people:
        append_consent(path, KEY, person)
    ledger = Ledger.read(path, PUBLIC)
    assert list(ledger.consents.values()) == people
    assert ledger.head == hashlib.sha256(path.read_bytes().splitlines()[-1]).hexdigest()


def test_a_withdrawal_ends_a_consent_from_its_day_on(path: Path):
    ledger = Ledger.read(filled(path), PUBLIC)
    assert ledger.consents[BEN].withdrawn_on == DAY
    ledger.require(BEN, Scope.RECORD, on=date(2026, 2, 28))
    with pytest.raises(ConsentError, match=r"ben.*withdrawn on 2026-03-01"):
        ledger.require(BEN, Scope.RECORD, on=DAY)


def test_a_newer_consent_replaces_the_older_even_after_a_withdrawal(path: Path):
    renewed = consent(BEN, signed_on=DAY, scopes=frozenset({Scope.TRAIN}))
    append_consent(filled(path), KEY, renewed)
    assert Ledger.read(path, PUBLIC).consents[BEN] == renewed


def test_an_older_form_never_undoes_a_withdrawal(path: Path):
    before = filled(path).read_bytes()
    with pytest.raises(LedgerError, match=r"not added.*ben.*only a newer consent"):
        append_consent(path, KEY, consent(BEN, signed_on=date(2026, 2, 28)))
    assert path.read_bytes() == before


def test_a_second_withdrawal_only_brings_the_day_forward(path: Path):
    append_withdrawal(filled(path), KEY, BEN, date(2026, 6, 1))
    assert Ledger.read(path, PUBLIC).consents[BEN].withdrawn_on == DAY
    append_withdrawal(path, KEY, BEN, date(2026, 2, 1))
    assert Ledger.read(path, PUBLIC).consents[BEN].withdrawn_on == date(2026, 2, 1)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (consent(scopes=frozenset()), "at least one scope"),
        (consent(expires_on=date(2025, 12, 31)), "expires on 2025-12-31, before"),
        (consent(withdrawn_on=DAY), "entry of its own"),
        (consent(ActorId("syn-0001")), "synthetic"),
        (synthetic_consent(3), "synthetic"),
        (consent(evidence_sha256="none"), "sha256"),
        (consent(methods=frozenset({"x" * (64 << 10)})), "more than an entry"),
        (consent(methods=frozenset({"two\nlines"})), "control character"),
        (consent(ActorId("../ann")), "not valid"),
    ],
)
def test_what_a_reader_would_refuse_is_not_written(path: Path, wrong: Consent, says: str):
    before = filled(path).read_bytes()
    with pytest.raises(LedgerError, match=says):
        append_consent(path, KEY, wrong)
    assert path.read_bytes() == before


def test_a_refused_first_entry_leaves_no_file(path: Path):
    with pytest.raises(LedgerError):
        append_consent(path, KEY, consent(scopes=frozenset()))
    with pytest.raises(LedgerError):
        append_withdrawal(path, KEY, ANN, DAY)
    assert not path.parent.exists()


def test_a_withdrawal_needs_a_consent_before_it(path: Path):
    filled(path)
    with pytest.raises(LedgerError, match=r"'nobody' withdraws, but no line before"):
        append_withdrawal(path, KEY, ActorId("nobody"), DAY)
    with pytest.raises(LedgerError, match="before the consent was signed"):
        append_withdrawal(path, KEY, ANN, date(2025, 12, 31))


def test_a_rendered_actor_is_withdrawn_with_no_line_before_and_for_good(path: Path):
    actor = ActorId("syn-0007")
    append_withdrawal(path, KEY, actor, DAY)
    ledger = Ledger.read(path, PUBLIC)
    assert ledger.consents == {actor: replace(synthetic_consent(7), withdrawn_on=DAY)}
    with pytest.raises(ConsentError, match=r"'syn-0007' was withdrawn on 2026-03-01.*revise"):
        ledger.refuse_withdrawn([ActorId("syn-0008"), actor], on=DAY)
    ledger.refuse_withdrawn([actor], on=date(2026, 2, 28))
    ledger.refuse_withdrawn([ActorId("syn-0008")], on=DAY)
    with pytest.raises(LedgerError, match="synthetic"):
        append_consent(path, KEY, replace(synthetic_consent(7), signed_on=date(2026, 4, 1)))


def test_a_name_that_only_looks_rendered_needs_a_consent_before_it(path: Path):
    for name in ("syn-7", "syn-0007x", "syn-00007"):
        with pytest.raises(LedgerError, match="no line before"):
            append_withdrawal(path, KEY, ActorId(name), DAY)


# --- what is required ----------------------------------------------------------------------


def test_what_is_allowed_is_given(path: Path):
    ledger = Ledger.read(filled(path), PUBLIC)
    found = ledger.require(ANN, Scope.RECORD, Scope.MANIPULATE, on=DAY, method="FaceSwap")
    assert found == consent(ANN)


@pytest.mark.parametrize(
    ("scope", "on", "method", "says"),
    [
        (Scope.RECORD, date(2025, 12, 31), None, "is signed on 2026-01-01, after 2025-12-31"),
        (Scope.RECORD, date(2027, 1, 2), None, "expired on 2027-01-01"),
        (Scope.REDISTRIBUTE, DAY, None, "has scopes manipulate, record, not redistribute"),
        (Scope.MANIPULATE, DAY, "SelfBlend", "allows the methods Face2Face, FaceSwap, not"),
    ],
)
def test_what_is_not_allowed_names_person_found_and_expected(
    path: Path, scope: Scope, on: date, method: str | None, says: str
):
    ledger = Ledger.read(filled(path), PUBLIC)
    with pytest.raises(ConsentError, match=says) as caught:
        ledger.require(ANN, Scope.MANIPULATE, scope, on=on, method=method)
    assert "'ann'" in str(caught.value)
    assert "consents.jsonl" in str(caught.value)
    assert "faceproof consent sign" in str(caught.value)


def test_an_unknown_person_is_told_with_the_number_of_known_ones(path: Path):
    ledger = Ledger.read(filled(path), PUBLIC)
    with pytest.raises(
        ConsentError,
        match=r"unknown actor 'zoe': the ledger consents\.jsonl holds 2 people; add them with",
    ):
        ledger.require(ActorId("zoe"), Scope.RECORD, on=DAY)


# --- tampering -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    path = filled(tmp_path_factory.mktemp("ledger") / "consents.jsonl")
    return path.read_bytes().splitlines(keepends=True)


def parse(data: bytes) -> Ledger:
    return Ledger.parse("consents.jsonl", data, PUBLIC)


@given(data=st.data())
def test_no_byte_of_a_ledger_is_free(lines: list[bytes], data: st.DataObject):
    whole = b"".join(lines)
    at = data.draw(st.integers(0, len(whole) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda b: b != whole[at]))
    with pytest.raises(LedgerError, match=r"line [1-4]") as caught:
        parse(whole[:at] + bytes([byte]) + whole[at + 1 :])
    assert "\n" not in str(caught.value)


@given(data=st.data())
def test_bytes_put_in_or_taken_out_are_seen(lines: list[bytes], data: st.DataObject):
    whole = b"".join(lines)
    at = data.draw(st.integers(0, len(whole) - 1))
    until = data.draw(st.integers(at, min(at + 400, len(whole))))
    damaged = whole[:at] + data.draw(st.binary(max_size=20)) + whole[until:]
    kept = {b"".join(lines[:count]) for count in range(4)}  # shows in the head only
    if damaged == whole or damaged in kept:
        return
    with pytest.raises(LedgerError):
        parse(damaged)


def _fields(value: dict[str, Any], at: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, inner in value.items():
        yield (*at, name)
        if isinstance(inner, dict):
            yield from _fields(inner, (*at, name))


@given(
    number=st.integers(0, 2),
    data=st.data(),
    new=st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.lists(st.just("x")),
)
def test_every_field_is_signed(lines: list[bytes], number: int, data: st.DataObject, new: object):
    record = json.loads(lines[number])
    *inside, last = data.draw(st.sampled_from(list(_fields(record))))
    inner = record
    for name in inside:
        inner = inner[name]
    if canonical_json(inner[last]) == canonical_json(new):
        return
    if data.draw(st.booleans()):
        inner[last] = new
    else:
        del inner[last]
    changed = [*lines[:number], canonical_json(record) + b"\n", *lines[number + 1 :]]
    with pytest.raises(LedgerError, match=rf"line {number + 1}:"):
        parse(b"".join(changed))


def test_lines_moved_repeated_or_taken_out_break_the_chain(lines: list[bytes]):
    a, b, c = lines
    for order, number in [((b, a, c), 1), ((a, a, b, c), 2), ((a, c), 2), ((b, c), 1)]:
        with pytest.raises(LedgerError, match=rf"line {number}: the chain is broken"):
            parse(b"".join(order))


def test_missing_last_lines_show_in_the_head(lines: list[bytes]):
    assert parse(b"".join(lines[:2])).head != parse(b"".join(lines)).head


def test_another_stewards_ledger_is_refused(path: Path):
    other = Ed25519PrivateKey.generate()
    filled(path)
    with pytest.raises(LedgerError, match=f"expected {key_id(other.public_key())}"):
        Ledger.read(path, other.public_key())
    with pytest.raises(LedgerError, match=r"line 1: signed with key"):
        append_consent(path, other, consent(ActorId("zoe")))


def test_a_line_signed_by_a_stranger_in_the_stewards_name_is_refused(lines: list[bytes]):
    record = json.loads(lines[0])
    signed = {name: record[name] for name in ("entry", "key", "previous")}
    forged = signed | {"signature": sign(Ed25519PrivateKey.generate(), canonical_json(signed))}
    with pytest.raises(LedgerError, match=r"line 1: signature does not verify"):
        parse(canonical_json(forged) + b"\n")


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "gossip"},
        {"extra": 1},
        {"basis": "rumour"},
        {"scopes": ["record", "record"]},
        {"scopes": ["record", "manipulate"]},
        {"scopes": ["everything"]},
        {"scopes": "record"},
        {"scopes": []},
        {"methods": [""]},
        {"signed_on": "1 January 2026"},
        {"signed_on": "2026-02-30"},
        {"signed_on": None},
        {"actor": "../ann"},
        {"actor": 7},
        {"evidence_sha256": "AB" * 32},
    ],
)
def test_a_signature_does_not_excuse_a_malformed_entry(lines: list[bytes], change: dict[str, Any]):
    record = json.loads(lines[0])
    signed = {
        "entry": record["entry"] | change,
        "key": record["key"],
        "previous": record["previous"],
    }
    line = canonical_json(signed | {"signature": sign(KEY, canonical_json(signed))})
    with pytest.raises(LedgerError, match=r"line 1: "):
        parse(line + b"\n")


@pytest.mark.parametrize(
    "line",
    [b"", b"[]", b"null", b"{}", b"\xff", b"[" * 9000, b"9" * 5000, b'{"key":NaN}', b"x" * 99999],
)
def test_a_line_that_is_no_entry_is_named(lines: list[bytes], line: bytes):
    with pytest.raises(LedgerError, match=r"line 2: "):
        parse(lines[0] + line + b"\n")


# --- files ---------------------------------------------------------------------------------


def test_a_missing_or_unreadable_ledger_is_named(path: Path):
    with pytest.raises(LedgerError, match=r"consents\.jsonl cannot be read \(No such file"):
        Ledger.read(path, PUBLIC)
    path.mkdir(parents=True)
    with pytest.raises(LedgerError, match="cannot be read"):
        Ledger.read(path, PUBLIC)
    with pytest.raises(StorageError, match="cannot be written"):
        append_consent(path, KEY, consent())


def test_a_large_file_is_refused(path: Path):
    filled(path)
    os.truncate(path, 1 << 40)
    with pytest.raises(LedgerError, match="over 64 MiB"):
        Ledger.read(path, PUBLIC)


def test_a_cut_off_last_line_says_so_and_nothing_is_added_to_it(path: Path):
    whole = filled(path).read_bytes()
    path.write_bytes(whole[:-7])
    for attempt in (
        lambda: Ledger.read(path, PUBLIC),
        lambda: append_consent(path, KEY, consent(ActorId("zoe"))),
    ):
        with pytest.raises(LedgerError, match=r"line 3 is cut off.*take away"):
            attempt()
    assert path.read_bytes() == whole[:-7]


def test_an_empty_ledger_holds_nobody(path: Path):
    path.parent.mkdir()
    path.touch()
    assert Ledger.read(path, PUBLIC) == Ledger(name="consents.jsonl", consents={}, head=FIRST)


def test_the_same_entries_make_the_same_bytes(tmp_path: Path):
    a, b = filled(tmp_path / "a.jsonl"), filled(tmp_path / "b.jsonl")
    assert a.read_bytes() == b.read_bytes()
    assert a.read_bytes().splitlines()[0] == signed_line(KEY, FIRST, consent(ANN))


def test_a_full_disk_leaves_the_ledger_as_it_was(path: Path):
    before = filled(path).read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 100, hard))
    try:
        with pytest.raises(StorageError, match="no space left"):
            append_consent(path, KEY, consent(ActorId("zoe")))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, ignored)
    assert path.read_bytes() == before
    append_consent(path, KEY, consent(ActorId("zoe")))
    assert len(Ledger.read(path, PUBLIC).consents) == 3


_WRITER = """
import sys
from datetime import date
from pathlib import Path
from faceproof.core import Consent, ConsentKind, Scope, actor_id
from faceproof.provenance import load_private
from faceproof.sources import append_consent
ledger, key, name = sys.argv[1:]
private = load_private(Path(key))
sys.stdin.readline()
for number in range(25):
    append_consent(Path(ledger), private, Consent(
        actor=actor_id(f"{name}-{number}"), kind=ConsentKind.SIGNED,
        scopes=frozenset({Scope.RECORD}), signed_on=date(2026, 1, 1), evidence_sha256="0" * 64))
"""


def test_two_processes_that_append_at_once_keep_the_chain_whole(path: Path):
    public = create_key(path.parent / "keys", "steward")
    key = private_path(path.parent / "keys", "steward")
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", _WRITER, path, key, name], stdin=subprocess.PIPE, text=True
        )
        for name in ("left", "right")
    ]
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        writer.communicate(timeout=60)
        assert writer.returncode == 0
    ledger = Ledger.read(path, public)
    expected = {f"{name}-{number}" for name in ("left", "right") for number in range(25)}
    assert set(ledger.consents) == expected
    order = [actor.split("-")[0] for actor in ledger.consents]
    assert order.count("left") == 25
    append_consent(path, load_private(key), consent(ANN))
