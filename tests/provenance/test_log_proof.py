"""A proof convinces a stranger who has the log's key, and no changed proof does."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from logs import DAY, KEY, PUBLIC, STRANGER, entry_lines, grown, original, sign_again, write_lines

from faceproof.core import canonical_json, fields
from faceproof.core.errors import BrokenLogError, FaceproofError, LogError
from faceproof.provenance.log import (
    Consistency,
    Grant,
    Head,
    Inclusion,
    Logged,
    Opening,
    Original,
    Receipt,
    append_entries,
    check_any,
    check_evidence,
    commit,
    find_entry,
    proof_to_json,
    prove_entry,
    prove_growth,
    read_any,
    read_head,
    read_log,
    read_opening,
    verify_opening,
)
from faceproof.provenance.log.grant import keep_opening
from faceproof.provenance.log.proof import proof_from_json


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return grown(tmp_path_factory.mktemp("logs") / "log", range(7))


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Head:
    """The same log when it was smaller."""
    return read_log(grown(tmp_path_factory.mktemp("first") / "log", range(3))).head


def written(folder: Path, proof: Inclusion | Consistency) -> Path:
    path = folder / "proof.json"
    path.write_bytes(canonical_json(proof_to_json(proof)))
    return path


def test_a_proof_comes_back_from_its_file_and_holds(log: Path, first: Head, tmp_path: Path) -> None:
    found = read_log(log)
    for index in range(7):
        proof = prove_entry(found, index)
        assert proof.logged == Logged(entry=original(index), logged_on=DAY)
        back = read_any(written(tmp_path, proof))
        assert back == proof
        check_any(back, PUBLIC)
    growth = prove_growth(found, first)
    back = read_any(written(tmp_path, growth))
    assert back == growth
    check_any(back, PUBLIC)


@pytest.mark.parametrize("kind", ["inclusion", "consistency"])
def test_every_bit_of_a_proof_counts(kind: str, log: Path, first: Head, tmp_path: Path) -> None:
    found = read_log(log)
    proof = prove_entry(found, 2) if kind == "inclusion" else prove_growth(found, first)
    good = written(tmp_path, proof).read_bytes()
    check_evidence(proof_from_json(fields.parse_json(good)), PUBLIC)
    for bit in range(len(good) * 8):
        bad = bytearray(good)
        bad[bit // 8] ^= 1 << bit % 8
        with pytest.raises((ValueError, BrokenLogError)):
            check_evidence(proof_from_json(fields.parse_json(bytes(bad))), PUBLIC)


CHANGES: dict[str, Callable[[Inclusion], Inclusion]] = {
    "another entry": lambda p: replace(p, logged=replace(p.logged, entry=original(5))),
    "an earlier day": lambda p: replace(p, logged=replace(p.logged, logged_on=DAY.min)),
    "another index": lambda p: replace(p, index=3),
    "no path": lambda p: replace(p, path=()),
    "a longer path": lambda p: replace(p, path=(*p.path, bytes(32))),
    "a path turned round": lambda p: replace(p, path=p.path[::-1]),
    "another size": lambda p: replace(p, head=replace(p.head, size=8)),
    "another root": lambda p: replace(p, head=replace(p.head, root="0" * 64)),
    "another day of signing": lambda p: replace(p, head=replace(p.head, signed_on=DAY.max)),
    "another key's name": lambda p: replace(p, head=replace(p.head, key="0" * 16)),
}


@pytest.mark.parametrize("change", sorted(CHANGES))
def test_a_changed_proof_does_not_hold(change: str, log: Path) -> None:
    with pytest.raises(BrokenLogError):
        check_evidence(CHANGES[change](prove_entry(read_log(log), 2)), PUBLIC)


def test_a_proof_is_of_one_log_only(log: Path) -> None:
    with pytest.raises(BrokenLogError, match="signed with key") as caught:
        check_evidence(prove_entry(read_log(log), 2), STRANGER.public_key())
    assert caught.value.what == "signature"


def test_a_proof_and_a_head_seen_are_held_against_each_other(
    log: Path, first: Head, tmp_path: Path
) -> None:
    found = read_log(log)
    other = read_log(grown(tmp_path / "other", [0, 1, 9, 3, 4, 5, 6])).head
    growth, inclusion = prove_growth(found, first), prove_entry(found, 0)
    for seen in (first, found.head):
        check_evidence(growth, PUBLIC, seen=seen)
    for evidence in (inclusion, found.head):
        check_evidence(evidence, PUBLIC, seen=found.head)
    for evidence in (growth, inclusion, found.head):
        with pytest.raises(BrokenLogError, match="forked") as caught:
            check_evidence(evidence, PUBLIC, seen=other)
        roots = [head["root"] for head in caught.value.evidence]
        assert roots == [other.root, found.head.root]
    for evidence in (inclusion, found.head):
        with pytest.raises(LogError, match="log prove LOG --from"):
            check_evidence(evidence, PUBLIC, seen=first)


def test_a_log_does_not_prove_what_is_not_so(log: Path, first: Head, tmp_path: Path) -> None:
    found = read_log(log)
    for index in (-1, 7):
        with pytest.raises(LogError, match="no entry"):
            prove_entry(found, index)
    fork = read_log(grown(tmp_path / "fork", [0, 1, 9, 3, 4]))
    with pytest.raises(BrokenLogError, match="forked"):
        prove_growth(fork, first)
    with pytest.raises(BrokenLogError, match="shortened"):
        prove_growth(fork, found.head)
    changed = grown(tmp_path / "changed", range(7))
    write_lines(changed, entry_lines(changed)[::-1])
    for prove in (
        lambda: prove_entry(read_log(changed), 0),
        lambda: prove_growth(read_log(changed), first),
    ):
        with pytest.raises(BrokenLogError) as caught:
            prove()
        assert caught.value.what == "changed"


def test_an_entry_is_found_by_its_digest(log: Path, tmp_path: Path) -> None:
    assert [find_entry(read_log(log), original(n).sha256) for n in range(7)] == [*range(7)]
    named = original(1).sha256
    append_entries(tmp_path / "log", KEY, [Original(sha256="0" * 64, title=named)], on=DAY)
    for missing in (named, "0" * 63, "", "no digest"):
        with pytest.raises(LogError):
            find_entry(read_log(tmp_path / "log"), missing)


@pytest.mark.parametrize(
    "garbage",
    [
        b"",
        b"[]",
        b"{}",
        b'{"faceproof_proof":"inclusion"}',
        b'{"faceproof_proof":["inclusion"]}',
        b'{"faceproof_proof":null,"head":{}}',
        b'{"faceproof_log":2}',
        b"[" * 900,
        b"[" * 60_000,
        b'{"a":' * 990 + b"1" + b"}" * 990,
        b"\xff\xfe",
        b"x" * 70_000,
    ],
)
def test_garbage_is_neither_proof_nor_head(garbage: bytes, tmp_path: Path) -> None:
    path = tmp_path / "proof.json"
    path.write_bytes(garbage)
    for read in (read_any, read_head, read_opening):
        with pytest.raises(LogError) as caught:
            read(path)
        assert "proof.json" in str(caught.value)


@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    ),
    where=st.sampled_from(["logged", "index", "path", "head"]),
)
def test_any_json_in_a_field_is_refused_in_one_line(
    value: Any, where: str, log: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    proof = proof_to_json(prove_entry(read_log(log), 2))
    path = tmp_path_factory.getbasetemp() / "any.json"
    if value == proof[where]:
        return
    path.write_text(json.dumps({**proof, where: value}))
    with pytest.raises(FaceproofError):
        check_any(read_any(path), PUBLIC)


def test_a_path_longer_than_any_log_needs_is_not_read(log: Path, tmp_path: Path) -> None:
    proof = prove_entry(read_log(log), 2)
    path = written(tmp_path, replace(proof, path=(bytes(32),) * 65))
    with pytest.raises(LogError, match="65 hashes"):
        read_any(path)


def test_a_signature_over_something_else_is_no_head(tmp_path: Path) -> None:
    log = grown(tmp_path / "log", [1])
    sign_again(log, STRANGER)
    forged = replace(read_log(log).head, key=read_log(grown(tmp_path / "own", [1])).head.key)
    with pytest.raises(BrokenLogError, match="does not verify"):
        check_evidence(forged, PUBLIC)


# --- grants ---------------------------------------------------------------------------------

GRANT = {"to": "bea", "what": "dfd 1.0", "until": "2027-11-26"}


def test_a_grant_tells_nothing_and_its_opening_shows_it(tmp_path: Path) -> None:
    kept = keep_opening(tmp_path / "openings", GRANT, bytes(range(32)))
    append_entries(tmp_path / "log", KEY, [kept.entry], on=DAY)
    assert b"bea" not in (tmp_path / "log" / "entries.jsonl").read_bytes()
    logged = prove_entry(read_log(tmp_path / "log"), 0).logged
    opening = read_opening(kept.opening)
    verify_opening(logged, opening)
    others = (
        replace(opening, salt="0" * 64),
        replace(opening, grant={**GRANT, "to": "ann"}),
        Opening(salt=opening.salt, grant=None),
    )
    for other in others:
        with pytest.raises(BrokenLogError, match="does not open"):
            verify_opening(logged, other)
    for entry in (Receipt(digest=commit(opening).commitment), original(1)):
        with pytest.raises(BrokenLogError, match="does not open"):
            verify_opening(replace(logged, entry=entry), opening)


def test_another_salt_is_another_commitment() -> None:
    made = {commit(Opening(salt=f"{salt:064x}", grant=GRANT)) for salt in range(50)}
    assert len(made) == 50


def test_the_same_grant_keeps_its_opening(tmp_path: Path) -> None:
    first = keep_opening(tmp_path, GRANT, bytes(32))
    again = keep_opening(tmp_path, dict(reversed(GRANT.items())), bytes([1] * 32))
    assert again == first
    assert isinstance(first.entry, Grant)
    assert first.opening.stat().st_mode & 0o777 == 0o600
    first.opening.write_bytes(canonical_json({"salt": "0" * 64, "grant": {"to": "ann"}}))
    with pytest.raises(LogError, match="another grant"):
        keep_opening(tmp_path, GRANT, bytes(32))


def test_what_cannot_be_written_is_no_grant(tmp_path: Path) -> None:
    for grant in ({"to": "\ud800"}, {"share": float("inf")}):
        with pytest.raises(LogError, match="cannot be entered"):
            keep_opening(tmp_path, grant, bytes(32))
    path = tmp_path / "opening.json"
    path.write_bytes(b'{"grant":{"to":"\\ud800"},"salt":"%s"}' % (b"0" * 64))
    with pytest.raises(LogError, match="not the opening"):
        read_opening(path)
