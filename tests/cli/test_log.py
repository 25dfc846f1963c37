"""`faceproof log` from outside: what it says, and with which exit code."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from commands import Ended, faceproof

from faceproof.core import sha256_file

KEY = ("--key", "keys/steward.pem")
PUBLIC = ("--key", "keys/steward.pub.pem")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a key, three files, and a log of the first two."""
    monkeypatch.chdir(tmp_path)
    assert faceproof("consent", "init").code == 0
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.mp4").write_bytes(name.encode() * 100)
    assert append("a.mp4", "b.mp4").code == 0
    return tmp_path


def append(*words: object) -> Ended:
    return faceproof("log", "append", "log", *words, *KEY, "--json")


def check(*words: object) -> Ended:
    return faceproof("log", "check", *words, *PUBLIC, "--json")


def saved(ended: Ended, name: str) -> str:
    assert ended.code == 0, ended
    Path(name).write_text(ended.out)
    return name


def assert_no(ended: Ended, what: str) -> Any:
    assert (ended.code, ended.err) == (1, "")
    assert ended.json["ok"] is False
    assert ended.json["what"] == what
    assert ended.json["problem"]
    return ended.json["evidence"]


def assert_asked_wrongly(ended: Ended, *words: str) -> None:
    assert (ended.code, ended.out) == (2, "")
    assert len(ended.err.strip().splitlines()) == 1, ended.err
    for word in words:
        assert word in ended.err


def test_an_entry_is_appended_proved_and_checked(place: Path) -> None:
    added = append("c.mp4", "--title", "take 3").json
    assert added["added"] == 1
    assert added["entries"][0]["index"] == 2
    assert added["entries"][0]["digest"] == sha256_file(place / "c.mp4")
    asked = (("2",), (added["entries"][0]["digest"],), ("--file", "c.mp4"))
    proofs = [faceproof("log", "prove", "log", *words, "--json").out for words in asked]
    assert len(set(proofs)) == 1
    Path("proof.json").write_text(proofs[0])
    shutil.rmtree("log")  # a proof needs no log
    found = check("proof.json").json
    assert (found["ok"], found["kind"], found["index"]) == (True, "inclusion", 2)
    assert found["entry"]["title"] == "take 3"
    assert found["head"] == added["head"]


def test_a_monitor_remembers_and_finds_a_fork(place: Path) -> None:
    shutil.copytree("log", "fork")
    first = check("log", "--seen", "seen.json", "--remember")
    assert first.json["held_to"] is None
    assert "first head seen" in first.err
    append("c.mp4")
    assert check("log", "--seen", "seen.json", "--remember").json["held_to"] == 2
    assert check("log", "--seen", "seen.json").json["held_to"] == 3
    seen = json.loads(Path("seen.json").read_text())
    assert_no(check("fork", "--seen", "seen.json", "--remember"), "shortened")
    Path("d.mp4").write_bytes(b"d")
    assert faceproof("log", "append", "fork", "d.mp4", *KEY).code == 0
    evidence = assert_no(check("fork", "--seen", "seen.json", "--remember"), "forked")
    assert evidence[0] == seen
    assert [head["size"] for head in evidence] == [3, 3]
    assert json.loads(Path("seen.json").read_text()) == seen  # a bad head is not remembered
    # Two heads are enough, without any log.
    assert_no(check("fork/head.json", "--seen", "seen.json"), "forked")


def test_growth_is_proved_without_the_log(place: Path) -> None:
    shutil.copy("log/head.json", "seen.json")
    append("c.mp4")
    proof = saved(faceproof("log", "prove", "log", "--from", "seen.json", "--json"), "growth.json")
    found = check(proof, "--seen", "seen.json", "--remember").json
    assert (found["kind"], found["first"]["size"], found["held_to"]) == ("consistency", 2, 2)
    assert json.loads(Path("seen.json").read_text())["size"] == 3


def test_what_somebody_changed_is_an_answer(place: Path) -> None:
    lines = Path("log/entries.jsonl").read_bytes().splitlines(keepends=True)
    Path("log/entries.jsonl").write_bytes(b"".join(lines[::-1]))
    assert_no(check("log"), "changed")
    assert_no(faceproof("log", "prove", "log", "0", "--json"), "changed")
    assert_asked_wrongly(append("c.mp4"), "entry was changed")
    Path("log/entries.jsonl").write_bytes(b"".join(lines)[:-9])
    assert_no(check("log"), "shortened")
    told = faceproof("log", "check", "log", "--key", "keys/steward.pub.pem")
    assert told.code == 1
    assert told.out.startswith("shortened: ")


def test_a_changed_proof_and_another_key_are_answers(place: Path) -> None:
    proof = saved(faceproof("log", "prove", "log", "1", "--json"), "proof.json")
    changed = json.loads(Path(proof).read_text())
    changed["index"] = 0
    Path("changed.json").write_text(json.dumps(changed))
    assert_no(check("changed.json"), "proof")
    assert faceproof("consent", "init", "-w", "other").code == 0
    key = ("--key", "other/keys/steward.pub.pem", "--json")
    assert_no(faceproof("log", "check", proof, *key), "signature")
    assert_no(faceproof("log", "check", "log", *key), "signature")


def test_a_grant_is_shown_by_its_opening_alone(place: Path) -> None:
    Path("grant.json").write_text('{"to": "bea", "what": "dfd"}')
    grant = ("grant.json", "--kind", "grant")
    assert_asked_wrongly(append(*grant), "--openings")
    first = append(*grant, "--openings", "openings").json
    again = append(*grant, "--openings", "openings").json
    assert (first["added"], again["added"]) == (1, 0)
    row = first["entries"][0]
    proof = saved(faceproof("log", "prove", "log", row["digest"], "--json"), "proof.json")
    assert check(proof, "--opening", row["opening"]).json["ok"]
    opening = json.loads(Path(row["opening"]).read_text())
    Path("forged.json").write_text(json.dumps({**opening, "grant": {"to": "ann"}}))
    assert_no(check(proof, "--opening", "forged.json"), "opening")
    assert_asked_wrongly(check("log", "--opening", row["opening"]), "--opening")


def test_a_receipt_is_entered_by_its_bytes(place: Path) -> None:
    row = append("c.mp4", "--kind", "receipt").json["entries"][0]
    assert (row["kind"], row["digest"]) == ("receipt", sha256_file(place / "c.mp4"))
    Path("list.json").write_text("[1]")
    ended = append("list.json", "--kind", "grant", "--openings", "openings")
    assert_asked_wrongly(ended, "expected a JSON object")


def test_a_release_is_entered_as_it_states_itself(place: Path, tmp_path: Path) -> None:
    release = Path(__file__).parents[2] / "leaderboard" / "dfd-tenth" / "release"
    shutil.copytree(release, "release")
    content = json.loads(Path("release/release.json").read_text())
    ended = append("release", "--kind", "release")
    if content["merkle_root"] is None:
        assert_asked_wrongly(ended, "not sealed")
        content["merkle_root"] = "ab" * 32
        Path("release/release.json").write_text(json.dumps(content))
        ended = append("release", "--kind", "release")
    assert ended.json["entries"][0]["digest"] == content["digest"]
    proof = saved(faceproof("log", "prove", "log", content["digest"], "--json"), "proof.json")
    entry = check(proof).json["entry"]
    assert entry["merkle_root"] == content["merkle_root"]
    assert (entry["name"], entry["version"]) == (content["name"], content["version"])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("append", "log", "nowhere.mp4", *KEY), "nowhere.mp4"),
        (("append", "log", "a.mp4", "--key", "nowhere.pem"), "nowhere.pem"),
        (("append", "log", "a.mp4", *PUBLIC), "steward.pub.pem"),
        (("append", "a.mp4", "b.mp4", *KEY), "a.mp4"),
        (("append", "log", "a.mp4", "b.mp4", "--title", "x", *KEY), "title"),
        (("append", "log", "a.mp4", "--kind", "release", *KEY), "a.mp4"),
        (("append", "log", "a.mp4", "--kind", "grant", *KEY, "--openings", "o"), "not a grant"),
        (("prove", "nowhere", "0"), "nowhere"),
        (("prove", "log"), "expected one of"),
        (("prove", "log", "0", "--file", "a.mp4"), "expected one of"),
        (("prove", "log", "7"), "no entry 7"),
        (("prove", "log", "9" * 30), "not a hex sha256"),
        (("prove", "log", "--file", "c.mp4"), "no entry of the log"),
        (("prove", "log", "--from", "a.mp4"), "a.mp4"),
        (("check", "nowhere", *PUBLIC), "nowhere"),
        (("check", "a.mp4", *PUBLIC), "a.mp4"),
        (("check", "x" * 5000, *PUBLIC), "File name too long"),
        (("check", "log", *PUBLIC, "--seen", "x" * 5000, "--remember"), "File name too long"),
        (("check", "keys", *PUBLIC), "no transparency log"),
        (("check", "log", "--key", "keys/steward.pem"), "private key"),
        (("check", "log", *PUBLIC, "--remember"), "--seen"),
        (("check", "log", *PUBLIC, "--seen", "no.json"), "no.json"),
        (("check", "log", *PUBLIC, "--seen", "a.mp4"), "a.mp4"),
    ],
    ids=lambda value: " ".join(value)[:60] if isinstance(value, tuple) else "",
)
def test_asked_wrongly_is_one_line(place: Path, words: tuple[str, ...], told: str) -> None:
    before = sorted(place.rglob("*"))
    assert_asked_wrongly(faceproof("log", *words), told)
    assert sorted(place.rglob("*")) == before


def test_a_person_reads_one_line_of_each(place: Path) -> None:
    digest = sha256_file(place / "b.mp4")
    told = faceproof("log", "append", "log", "b.mp4", "--key", "keys/steward.pem")
    assert told.out == f"1  {digest}  b.mp4\n"
    assert told.err.startswith("0 new; 2 entries on ")
    proved = faceproof("log", "prove", "log", "1", "--out", "proof.json")
    assert json.loads(proved.out) == json.loads(Path("proof.json").read_text())
    checked = faceproof("log", "check", "proof.json", "--key", "keys/steward.pub.pem")
    assert checked.out.startswith(f"original {digest} is entry 1, since ")
    whole = faceproof("log", "check", "log", "--key", "keys/steward.pub.pem")
    assert whole.out.startswith("the whole log\nholds: 2 entries on ")
    head = faceproof("log", "check", "log/head.json", "--key", "keys/steward.pub.pem")
    assert head.out.startswith("a head alone")
