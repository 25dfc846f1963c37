"""Does the board show ties as ties, one row a team, and nothing that may not be told?"""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from challenged import answers, hidden_release, own_run, send, somebody, write_labels
from django.test import Client
from django.utils import timezone
from offered import steward
from working import work_off

from faceproof.service.challenges import lifecycle, ranking
from faceproof.service.challenges.boards import board_csv, board_json, board_of
from faceproof.service.challenges.grading_again import grade_again
from faceproof.service.challenges.history import history_of
from faceproof.service.challenges.scoring import score
from faceproof.service.models import Challenge, Evaluation, Job, Ranking, Receipt, Submission
from faceproof.service.work import pass_time

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("labels")]


@pytest.fixture
def truth(labels: Path) -> dict[str, bool]:
    return write_labels("set", people=60)


@pytest.fixture
def board(challenge: Challenge, truth: dict[str, bool], tmp_path: Path) -> Ranking:
    """Two teams of a kind, and one that is far behind."""
    send(tmp_path, challenge, answers(truth, 1.0, seed=1), somebody("b"), detector="one")
    send(tmp_path, challenge, answers(truth, 1.0, seed=2), somebody("c"), detector="two")
    send(tmp_path, challenge, answers(truth, 0.0, seed=3), somebody("d"), detector="coin")
    send(tmp_path, challenge, answers(truth, 0.1, seed=4), somebody("b"), detector="worse")
    work_off()
    found = board_of(challenge)
    assert found is not None
    return found


def test_a_tie_is_shown_as_one(board: Ranking) -> None:
    groups = board_json(board)["groups"]
    assert [sorted(row["detector"] for row in group) for group in groups] == [
        ["one", "two"],
        ["coin"],
    ]


def test_a_team_has_one_row_with_its_best(board: Ranking) -> None:
    rows = [row for group in board_json(board)["groups"] for row in group]
    assert sorted(row["team"] for row in rows) == ["Team b", "Team c", "Team d"]


def test_nothing_but_what_may_be_told_stands_on_it(board: Ranking) -> None:
    row = board_json(board)["groups"][0][0]
    assert set(row) == {
        "auc", "low", "high", "coverage", "worst", "by_method", "by_compression", "team",
        "detector", "submission", "sent_on", "trained_on", "trained_elsewhere",
        "seconds_per_clip", "reported_auc", "reported_source", "verified_auc",
        "verified_seconds_per_clip", "verified_machine", "receipt_sha256",
    }  # fmt: skip
    assert row["worst"] == min([*row["by_method"].values(), *row["by_compression"].values()])


def test_as_csv_no_cell_is_a_formula(
    board: Ranking, challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    send(tmp_path, challenge, answers(truth, 1.0, 9), somebody("e"), detector="=1+1;@a;-b")
    work_off()
    board.refresh_from_db()
    rows = list(csv.DictReader(io.StringIO(board_csv(board))))
    assert len(rows) == 4
    assert {row["group"] for row in rows} == {"1", "2"}
    assert "'=1+1;'@a;'-b" in {row["detector"] for row in rows}
    assert all(float(row["auc FaceSwap"] or 0) <= 1 for row in rows)


def test_in_the_end_other_people_count_and_the_chosen_submission(
    board: Ranking, challenge: Challenge
) -> None:
    chosen = Submission.objects.get(detector="worse")
    Submission.objects.filter(pk=chosen.pk).update(is_final=True)
    lifecycle.close(challenge, by=steward())
    work_off()
    final = Ranking.objects.get(part="private")
    rows = [row for group in board_json(final)["groups"] for row in group]
    assert {row["detector"] for row in rows} == {"worse", "two", "coin"}
    public = {row["team"]: row["auc"] for group in board_json(board)["groups"] for row in group}
    assert {row["team"]: row["auc"] for row in rows} != public


def test_the_final_board_has_a_receipt_in_the_log(board: Ranking, challenge: Challenge) -> None:
    lifecycle.close(challenge, by=steward())
    work_off()
    final = Ranking.objects.get(part="private")
    told = json.loads(Receipt.objects.get(sha256=final.receipt_sha256).text)
    assert told["groups"] == final.groups
    proof = Client().get(f"/receipts/{final.receipt_sha256}.proof.json").json()
    assert proof["logged"]["entry"]["digest"] == final.receipt_sha256


def test_time_ends_a_challenge_too(board: Ranking, challenge: Challenge) -> None:
    past = timezone.now() - timedelta(seconds=1)
    Challenge.objects.filter(pk=challenge.pk).update(closes_on=past)
    for _ in range(2):  # once
        pass_time()
        work_off()
    assert Ranking.objects.filter(part="private").exists()
    assert Job.objects.filter(name="rank", arguments__part="private").count() == 1


def test_boards_that_wait_are_made_once(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    for seed, name in enumerate("bcd"):
        send(tmp_path, challenge, answers(truth, 1.0, seed), somebody(name))
    work_off()
    told = [job.told for job in Job.objects.filter(name="rank")]
    assert len(told) == 3
    assert sum(one.startswith("more has come") for one in told) == 2


def test_a_board_never_goes_back(
    challenge: Challenge,
    truth: dict[str, bool],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    send(tmp_path, challenge, answers(truth, 0.5, 1), somebody("b"))
    work_off()
    slow = ranking.read_answers

    def meanwhile(sha256: str, asked: frozenset[str]) -> object:
        monkeypatch.setattr(ranking, "read_answers", slow)
        other = send(tmp_path, challenge, answers(truth, 2.0, 2), somebody("c"))
        score(other.pk, challenge.hidden.labels_sha256)
        return slow(sha256, asked)

    monkeypatch.setattr(ranking, "read_answers", meanwhile)
    with pytest.raises(ranking.LaterError):
        ranking.rank(challenge.pk, "public")


def test_a_stewards_own_run_stands_beside_what_was_declared(
    board: Ranking, truth: dict[str, bool], tmp_path: Path
) -> None:
    sent = Submission.objects.get(detector="one")
    own_run(tmp_path, sent, answers(truth, 1.0, seed=1), seconds=0.25)
    work_off()
    row = next(r for g in board_json(board)["groups"] for r in g if r["detector"] == "one")
    assert row["verified_seconds_per_clip"] == 0.25
    assert row["verified_auc"] == pytest.approx(row["auc"], abs=0.02)
    assert round(row["verified_auc"] * 50) == pytest.approx(row["verified_auc"] * 50)


def test_a_stewards_run_is_scored_by_later_labels_too(
    board: Ranking, challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    sent = Submission.objects.get(detector="one")
    made = own_run(tmp_path, sent, answers(truth, 1.0, seed=1))
    work_off()
    later = hidden_release("later", write_labels("later", people=30), "2")
    Challenge.objects.filter(pk=challenge.pk).update(hidden=later)
    grade_again(challenge.pk)
    work_off()
    made.refresh_from_db()
    assert (made.labels_sha256, made.reason) == (later.labels_sha256, "")


def test_the_history_of_a_detector_goes_over_sets(
    board: Ranking, challenge: Challenge, truth: dict[str, bool]
) -> None:
    later = hidden_release("later", write_labels("later", people=30), "2")
    Challenge.objects.filter(pk=challenge.pk).update(hidden=later)
    grade_again(challenge.pk)
    work_off()
    assert [past.hidden for past in history_of("ONE")] == ["set 1", "later 2"]
    assert history_of("worse") == []


def test_pages_show_the_board(board: Ranking, challenge: Challenge) -> None:
    page = Client().get(f"/challenges/{challenge.slug}").content.decode()
    assert "2 tied" in page
    assert "not told" in page
    receipt = Evaluation.objects.get(submission__detector="one").receipt_sha256
    assert Client().get(f"/receipts/{receipt}.json").status_code == 200
    assert Client().get("/detectors/one").status_code == 200
