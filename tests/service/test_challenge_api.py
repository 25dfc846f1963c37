"""What programs are told of challenges: shapes, refusals, boards, and receipts to be checked."""

from __future__ import annotations

import csv
import io
import json
import time
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from challenged import a_challenge, answers, fail, hidden_release, send, somebody
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from everybody import bearer, let_go
from offered import researcher, steward
from working import work_off

from faceproof.core import sha256_of
from faceproof.provenance import load_public
from faceproof.provenance.log import Inclusion, check_evidence, digest_of, read_any
from faceproof.service import limits
from faceproof.service.challenges import scoring
from faceproof.service.models import (
    Account,
    Challenge,
    Evaluation,
    Job,
    JobState,
    Submission,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("labels")]

CARD = {
    "auc", "low", "high", "coverage", "by_method", "by_compression", "improved", "group",
    "labels_sha256", "scorer",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _begun() -> None:
    steward()


@pytest.fixture
def challenge(truth: dict[str, bool]) -> Challenge:
    return a_challenge(hidden_release("set", truth), attempts=3)


def get(path: str, account: Account | None = None) -> Any:
    return Client().get(f"/api/{path}", headers=bearer(account) if account else {})


def post(account: Account, text: str, name: str = "scores.jsonl", **said: object) -> Any:
    file = SimpleUploadedFile(name, text.encode())
    told = Client().post(
        "/api/challenges/c/submissions", {"scores": file, **said}, headers=bearer(account)
    )
    let_go(told)
    return told


def test_challenges_are_told_to_everybody(challenge: Challenge) -> None:
    (told,) = get("challenges").json()
    assert told == get("challenges/c").json()
    assert told == {
        "slug": "c",
        "title": "Challenge c",
        "phase": "open",
        "opens_on": challenge.opens_on.isoformat(),
        "closes_on": challenge.closes_on.isoformat(),
        "hidden": "set-1",
        "labels_sha256": challenge.hidden.labels_sha256,
        "attempts": 3,
        "cool_down_days": 14,
        "attempts_in_all": None,
        "ranked_by": "auc",
    }


@pytest.mark.parametrize(
    "path",
    [
        "challenges/nothing",
        "challenges/nothing/board",
        "challenges/nothing/board.csv",
        "challenges/c/board",
        "challenges/c/board?part=private",
        "challenges/c/board.csv",
        "receipts/nothing",
        "submissions/0",
        f"submissions/{2**63}",
        f"submissions/{'9' * 4000}",
    ],
)
def test_what_is_not_there_is_not_found(challenge: Challenge, path: str) -> None:
    answer = get(path, somebody())
    assert answer.status_code == 404
    assert "detail" in answer.json() or path.endswith("9")


def test_a_submission_goes_from_waiting_to_its_card(
    challenge: Challenge, truth: dict[str, bool]
) -> None:
    account = somebody()
    said = {"detector": "residual", "seconds_per_clip": "0.5", "trained_elsewhere": "faces"}
    first = post(account, answers(truth), **said)
    assert first.status_code == 201
    told = first.json()
    assert (told["state"], told["running"], told["position"]) == ("waiting", False, 0)
    assert (told["card"], told["receipt"], told["problems"], told["reason"]) == (None, None, [], "")
    assert (told["attempts_left"], told["next_on"]) == (2, None)
    again = post(account, answers(truth), **said)
    assert (again.status_code, again.json()["id"]) == (200, told["id"])
    work_off()
    told = get(f"submissions/{told['id']}", account).json()
    assert (told["state"], told["position"], set(told["card"])) == ("scored", None, CARD)
    assert (told["card"]["improved"], told["card"]["group"]) == (True, 1)
    assert get("challenges/c/submissions", account).json() == [told]


def test_one_says_how_many_come_before_it_and_when_it_is_being_scored(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    first = send(tmp_path, challenge, answers(truth, seed=1), somebody("b"))
    second = send(tmp_path, challenge, answers(truth, seed=2), somebody("c"))
    assert get(f"submissions/{second.pk}", somebody("c")).json()["position"] == 1
    Job.objects.filter(pk=first.job_id).update(state=JobState.RUNNING)
    told = get(f"submissions/{first.pk}", somebody("b")).json()
    assert (told["running"], told["position"], told["state"]) == (True, None, "waiting")


def test_problems_are_told_and_what_failed_does_not_say_why(
    challenge: Challenge, truth: dict[str, bool]
) -> None:
    account = somebody()
    wrong = post(account, '{"id": "x", "llr": 1}\n{"id": 1}\n').json()["id"]
    failed = post(account, answers(truth)).json()["id"]
    why = "labels/set.csv: p3 is fake"
    fail(Submission.objects.get(pk=failed), why)
    work_off()
    told = get(f"submissions/{wrong}", account).json()
    assert (told["state"], told["reason"]) == ("invalid", "1 problem; it has cost no attempt")
    assert told["problems"][0].startswith("line 2")
    answer = get(f"submissions/{failed}", account)
    assert answer.json()["state"] == "failed"
    assert why not in answer.content.decode()


def test_when_no_attempt_is_left_the_answer_says_until_when(challenge: Challenge) -> None:
    account = somebody()
    for number in range(3):
        assert post(account, f"x{number}").status_code == 201
    refused = post(account, "x4")
    assert refused.status_code == 429
    assert "your team may send answers again on" in refused.json()["detail"]


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"reported_auc": "nan", "reported_source": "p"}, 400),
        ({"reported_auc": "0.9"}, 400),
        ({"seconds_per_clip": "inf"}, 400),
        ({"seconds_per_clip": "1e999"}, 400),
        ({"seconds_per_clip": "much"}, 422),
        ({"trained_on": "a\0b"}, 400),
        ({"detector": "a\0b"}, 400),
        ({"detector": "x" * 81}, 400),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(
    challenge: Challenge, said: dict[str, str], status: int
) -> None:
    refused = post(somebody(), "x", **said)
    assert refused.status_code == status, refused.content
    assert refused.json()["detail"]
    assert not Submission.objects.exists()


def test_whoever_has_no_clips_and_whoever_is_late_is_told_so(challenge: Challenge) -> None:
    refused = post(researcher("alone@example.org"), "x")
    assert (refused.status_code, "ask for them" in refused.json()["detail"]) == (400, True)
    Challenge.objects.update(closes_on=timezone.now() - timedelta(seconds=1))
    refused = post(somebody(), "x")
    assert (refused.status_code, "closed on" in refused.json()["detail"]) == (400, True)
    assert get("challenges/c").json()["phase"] == "closed"


def test_a_name_that_no_file_has_is_made_of_the_files(challenge: Challenge) -> None:
    assert post(somebody(), "x", name="my net.v2.csv").json()["detector"] == "my net.v2"
    assert post(somebody(), "x2", name="answers").json()["detector"] == "answers"


def test_whoever_fetches_many_files_may_still_send_answers(challenge: Challenge) -> None:
    account = somebody()
    cache.set(f"throttle_account_{account.pk}", [time.time()] * limits.SUBMISSIONS_A_MINUTE)
    assert post(account, "x").status_code == 201


@pytest.fixture
def board(challenge: Challenge, truth: dict[str, bool], tmp_path: Path) -> Challenge:
    for seed, name in enumerate("bcd"):
        send(tmp_path, challenge, answers(truth, 1.0, seed), somebody(name), detector=f"d {name}")
    work_off()
    return challenge


def test_a_board_is_told_to_everybody_as_json_and_as_csv(board: Challenge) -> None:
    told = get("challenges/c/board").json()
    assert (told["challenge"], told["part"], told["ranked_by"]) == ("c", "public", "auc")
    rows = [row for group in told["groups"] for row in group]
    assert {row["team"] for row in rows} == {"Team b", "Team c", "Team d"}
    answer = get("challenges/c/board.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    table = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [row["receipt_sha256"] for row in table] == [row["receipt_sha256"] for row in rows]
    assert [float(row["auc FaceSwap"]) for row in table] == [
        r["by_method"]["FaceSwap"] for r in rows
    ]


def test_a_board_says_nothing_of_people(board: Challenge) -> None:
    told = get("challenges/c/board").content.decode() + get("challenges/c").content.decode()
    for word in ("example.org", "Bea", *board.hidden.facts["actors"], "p1"):
        assert word not in told


def test_a_part_is_one_of_two(board: Challenge) -> None:
    assert get("challenges/c/board?part=both").status_code == 422


def test_a_receipt_is_in_the_log_of_the_site(board: Challenge, tmp_path: Path) -> None:
    made = Evaluation.objects.first()
    assert made is not None
    told = get(f"receipts/{made.receipt_sha256}").json()
    assert sha256_of(json.loads(told["receipt"])) == told["sha256"] == made.receipt_sha256
    key, proof = tmp_path / "key.pem", tmp_path / "proof.json"
    key.write_bytes(b"".join(Client().get("/log/key.pem").streaming_content))
    proof.write_text(json.dumps(told["proof"]))
    found = read_any(proof)
    check_evidence(found, load_public(key))
    assert isinstance(found, Inclusion)
    assert digest_of(found.logged.entry) == made.receipt_sha256
    assert Client().get(f"/receipts/{told['sha256']}.proof.json").json() == told["proof"]


def test_a_receipt_has_no_proof_before_it_is_in_the_log(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    send(tmp_path, challenge, answers(truth), detector=uuid.uuid4().hex)  # the log outlives a test
    scoring.score(Submission.objects.get().pk, challenge.hidden.labels_sha256)
    digest = Evaluation.objects.get().receipt_sha256
    assert get(f"receipts/{digest}").json()["proof"] is None


def test_a_list_asks_the_database_no_more_when_it_is_long(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    Challenge.objects.update(attempts=99)
    challenge.refresh_from_db()
    account = somebody()

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            get("challenges/c/submissions", account)
        return len(queries)

    send(tmp_path, challenge, answers(truth, seed=1), account)
    work_off()
    few = asked()
    for seed in range(2, 6):
        send(tmp_path, challenge, answers(truth, seed=seed), account)
    work_off()
    assert asked() == few
