"""A receipt is kept when it is the right one and a log has it, and never else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from judge import (
    CARD,
    DIGEST,
    GET,
    INVALID,
    POST,
    SCORED,
    SCORES,
    TEXT,
    WAIT,
    WAITING,
    in_turn,
    one_line,
    proved,
)

from faceproof.provenance.log import read_any

RECEIPT = f"/api/receipts/{DIGEST}"


def receipts(**lie: Any) -> dict[str, Any]:
    """An answer about the receipt, without a proof yet."""
    return {"receipt": TEXT, "sha256": DIGEST, "proof": None} | lie


def test_a_receipt_is_kept_once_it_is_proved(submit: Any, tmp_path: Path):
    proof = proved(tmp_path / "keys")
    told = {
        POST: WAITING,
        GET: in_turn(SCORED | {"receipt": None}, SCORED | {"receipt": None}, SCORED),
        RECEIPT: in_turn(receipts(), receipts(), receipts(proof=proof)),
    }
    to = tmp_path / "new" / "receipt.txt"
    ended, _ = submit(told, *WAIT, "--receipt", to)
    assert (ended.code, ended.json["card"]) == (0, CARD)
    assert to.read_bytes() == TEXT.encode()
    kept = to.with_name("receipt.txt.proof.json")
    assert json.loads(kept.read_text()) == proof
    assert read_any(kept).logged.entry.digest == DIGEST
    assert "waiting for its receipt" in ended.err
    assert "waiting for the receipt to stand in the log" in ended.err


@pytest.mark.parametrize(
    "lie",
    [
        {"receipt": TEXT + " "}, {"receipt": ""}, {"receipt": None}, {"receipt": "\ud800"},
        {"sha256": "0" * 64}, {"sha256": None}, {"proof": []}, {"proof": {}}, {"proof": "other"},
        {"proof": "growth"}, {"proof": "index"},
    ],
)  # fmt: skip
def test_a_receipt_that_lies_is_not_kept(submit: Any, tmp_path: Path, lie: dict[str, Any]):
    true = proved(tmp_path / "keys")
    proofs = {
        "other": lambda: proved(tmp_path / "others", "0" * 64),
        "growth": lambda: {
            "faceproof_proof": "consistency", "first": true["head"], "path": [],
            "head": true["head"],
        },
        "index": lambda: true | {"index": -1},
    }  # fmt: skip
    if isinstance(lie.get("proof"), str):
        lie = {"proof": proofs[lie["proof"]]()}
    to = tmp_path / "receipt.txt"
    ended, _ = submit(
        {POST: SCORED, RECEIPT: receipts(**({"proof": true} | lie))}, *WAIT, "--receipt", to
    )
    assert (ended.code, ended.json["state"]) == (2, "scored")
    assert "the site's receipt cannot be believed" in ended.err.splitlines()[-1]
    assert not list(tmp_path.glob("receipt*"))


def test_no_receipt_is_waited_for_where_nothing_was_scored(submit: Any, tmp_path: Path):
    to = tmp_path / "receipt.txt"
    assert submit({POST: INVALID}, *WAIT, "--receipt", to)[0].code == 2
    assert not to.exists()


def test_a_receipt_never_takes_the_place_of_scores_or_a_folder(
    submit: Any, file: Path, tmp_path: Path
):
    (tmp_path / "x.proof.json").mkdir()
    for to in (file, tmp_path, tmp_path / "x", "n" * 300):
        ended, asked = submit({POST: SCORED}, *WAIT, "--receipt", to)
        one_line(ended)
        assert asked == []
    assert file.read_bytes() == SCORES
