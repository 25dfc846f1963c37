"""Is a submission scored once, in its turn, by the labels of now, and told no more than it may?"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from challenged import answers, fail, hidden_release, send, somebody, write_labels
from django.utils import timezone
from everybody import signed_in
from working import work_off

from faceproof.benchmark.hidden import Part, measure
from faceproof.core import sha256_of
from faceproof.core.errors import StorageError
from faceproof.service import storage
from faceproof.service.challenges import scoring, truths
from faceproof.service.challenges.answers import key_of, read_answers
from faceproof.service.challenges.grading_again import grade_again
from faceproof.service.jobs import LaterError, do, take
from faceproof.service.models import (
    Challenge,
    Evaluation,
    Job,
    JobState,
    Notice,
    Ranking,
    Receipt,
    Submission,
    SubmissionState,
)
from faceproof.service.work import WORK, work_here

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("labels")]


def test_a_submission_is_scored_and_told_on_a_grid(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    sent = send(tmp_path, challenge, answers(truth))
    work_off()
    sent.refresh_from_db()
    assert sent.state == SubmissionState.SCORED
    made = Evaluation.objects.get()
    assert made.improved
    assert round(made.told["auc"] * 100) == pytest.approx(made.told["auc"] * 100)
    for figure in (made.told["low"], made.told["high"], *made.told["by_method"].values()):
        assert round(figure * 50) == pytest.approx(figure * 50)
    receipt = Receipt.objects.get(sha256=made.receipt_sha256).text
    assert made.receipt_sha256 == sha256_of(json.loads(receipt))
    assert Notice.objects.get(account=sent.account, about="submission-scored")


def test_what_is_no_better_tells_nothing_new(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    send(tmp_path, challenge, answers(truth, skill=1.0, seed=1))
    send(tmp_path, challenge, answers(truth, skill=0.2, seed=2))
    send(tmp_path, challenge, answers(truth, skill=3.0, seed=3))
    work_off()
    first, second, third = Evaluation.objects.order_by("submission_id")
    assert second.told == first.told
    assert not second.improved
    assert third.told["auc"] > first.told["auc"]


def test_no_exact_figure_is_kept_anywhere(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    sent = send(tmp_path, challenge, answers(truth, skill=0.7, seed=5))
    work_off()
    labels = challenge.hidden.labels_sha256
    reading = read_answers(sent.sha256, frozenset(truth))
    exact = measure(reading, truths.truth_of(labels), Part.PUBLIC)
    value = f"{exact.auc.value:.6f}"[:6]
    for model in (Evaluation, Submission, Ranking, Job):
        for row in model.objects.values():
            assert value not in str(row), model


def test_a_teams_submissions_are_scored_in_their_order(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    send(tmp_path, challenge, answers(truth, seed=1))
    second = send(tmp_path, challenge, answers(truth, seed=2))
    with pytest.raises(LaterError):
        scoring.score(second.pk, challenge.hidden.labels_sha256)
    other = send(tmp_path, challenge, answers(truth, seed=3), somebody("c"))
    scoring.score(other.pk, challenge.hidden.labels_sha256)
    assert Evaluation.objects.get().submission == other


def test_a_job_that_must_wait_costs_no_try(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    send(tmp_path, challenge, answers(truth, seed=1))
    second = send(tmp_path, challenge, answers(truth, seed=2))
    Job.objects.exclude(pk=second.job_id).update(not_before=timezone.now().replace(year=2100))
    job = take("one")
    assert job is not None
    assert job.pk == second.job_id
    do(job, work_here())
    job.refresh_from_db()
    assert (job.state, job.tries, job.lease) == (JobState.WAITING, 0, "")


def test_one_that_failed_holds_up_no_other(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    first = send(tmp_path, challenge, answers(truth, seed=1))
    second = send(tmp_path, challenge, answers(truth, seed=2))
    fail(first)
    scoring.score(second.pk, challenge.hidden.labels_sha256)
    assert Evaluation.objects.get().submission == second
    first.refresh_from_db()
    assert first.stands is SubmissionState.FAILED


def test_scored_twice_it_counts_once(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    sent = send(tmp_path, challenge, answers(truth))
    labels = challenge.hidden.labels_sha256
    assert scoring.score(sent.pk, labels).startswith("evaluation")
    assert scoring.score(sent.pk, labels) == "done before"
    assert Evaluation.objects.count() == 1


def test_every_problem_is_listed_and_costs_nothing(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    lines = answers(truth).splitlines()
    lines[3] = '{"id": "x", "llr": NaN}'
    lines[5] = "nonsense"
    sent = send(tmp_path, challenge, "\n".join(lines))
    work_off()
    sent.refresh_from_db()
    assert sent.state == SubmissionState.INVALID
    assert [one.split(":")[0] for one in sent.problems] == ["line 4", "line 6"]
    assert not Evaluation.objects.exists()
    with pytest.raises(StorageError):
        storage.read_bytes(key_of(sent.sha256))  # kept for nobody


def test_ids_that_are_missing_or_strange_are_named(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    lines = answers(truth).splitlines()
    gone = json.loads(lines[0])["id"]
    lines[0] = '{"id": "0123", "llr": 1.0}'
    sent = send(tmp_path, challenge, "\n".join(lines))
    work_off()
    sent.refresh_from_db()
    assert any("0123" in one for one in sent.problems)
    assert any(gone in one for one in sent.problems)


def test_decisions_cannot_be_ranked_and_cost_nothing(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        table = {f"{one}.mp4": "fake" if fake else "real" for one, fake in truth.items()}
        archive.writestr("a.json", json.dumps(table))
    sent = send(tmp_path, challenge, (tmp_path / "a.zip").read_bytes())
    work_off()
    sent.refresh_from_db()
    assert sent.state == SubmissionState.INVALID
    assert "decisions" in sent.problems[0]


def test_who_does_not_beat_a_coin_is_told_no_more_than_that(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    sent = send(tmp_path, challenge, answers(truth, skill=-1.0))
    work_off()
    told = Evaluation.objects.get().told
    assert told["auc"] == 0.5
    assert (told["low"], told["by_method"], told["coverage"]) == (None, {}, 1.0)
    page = signed_in(sent.account).get(f"/submissions/{sent.pk}").content.decode()
    assert "does not beat a coin" in page


def test_names_of_the_files_are_ids_too(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    rows = [json.loads(line) for line in answers(truth).splitlines()]
    table = "".join(f"{row['id']}.mp4,{1 / (1 + 2.718 ** -row['llr'])}\n" for row in rows)
    sent = send(tmp_path, challenge, f"filename,label\n{table}")
    work_off()
    sent.refresh_from_db()
    assert sent.state == SubmissionState.SCORED, sent.problems
    row = Ranking.objects.get().groups[0][0]
    assert (row["coverage"], row["auc"]) == (1.0, Evaluation.objects.get().told["auc"])


def test_a_later_version_of_the_set_scores_everything_again(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path
) -> None:
    send(tmp_path, challenge, answers(truth, seed=1))
    send(tmp_path, challenge, answers(truth, skill=2.0, seed=2), somebody("c"))
    work_off()
    before = {one.submission_id: one.told for one in Evaluation.objects.all()}
    fewer = write_labels("fewer", people=30)
    challenge.hidden = hidden_release("fewer", fewer, "2")
    challenge.save()
    waiting = send(tmp_path, challenge, answers(fewer, seed=4), somebody("d"))
    grade_again(challenge.pk)
    work_off()
    made = Evaluation.objects.filter(labels_sha256=challenge.hidden.labels_sha256)
    assert {one.submission_id for one in made} == {*before, waiting.pk}
    assert Evaluation.objects.count() == 5
    assert Ranking.objects.filter(part="public").count() == 2


def test_one_that_waited_while_the_set_changed_is_scored_by_the_new_one(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path, labels: Path
) -> None:
    sent = send(tmp_path, challenge, answers(truth))
    old = challenge.hidden.labels_sha256
    same = write_labels("same")
    with (labels / "same.csv").open("a") as file:
        file.write("\n")
    challenge.hidden = hidden_release("same", same, "2")
    challenge.save()
    assert "later version" in scoring.score(sent.pk, old)
    work_off()
    sent.refresh_from_db()
    assert sent.state == SubmissionState.SCORED
    assert Evaluation.objects.get().labels_sha256 != old


def test_labels_that_are_not_there_are_waited_for(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path, labels: Path
) -> None:
    sent = send(tmp_path, challenge, answers(truth))
    (labels / "set.csv").rename(labels / "set.txt")
    job = take("one", {"score"})
    assert job is not None
    do(job, work_here())
    job.refresh_from_db()
    assert job.state == JobState.WAITING
    assert "no labels" in job.told
    (labels / "set.txt").rename(labels / "set.csv")
    scoring.score(sent.pk, challenge.hidden.labels_sha256)
    assert Evaluation.objects.exists()


def test_labels_that_were_changed_score_nothing(
    challenge: Challenge, truth: dict[str, bool], tmp_path: Path, labels: Path
) -> None:
    sent = send(tmp_path, challenge, answers(truth))
    path = labels / "set.csv"
    path.write_text(path.read_text().replace("real", "fake", 1))
    with pytest.raises(StorageError, match="no labels"):
        scoring.score(sent.pk, challenge.hidden.labels_sha256)


def test_a_worker_without_labels_leaves_scoring_to_others(
    challenge: Challenge,
    truth: dict[str, bool],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    send(tmp_path, challenge, answers(truth))
    monkeypatch.delenv(truths.LABELS)
    assert work_here() == WORK
    while job := take("one", work_here().keys()):
        assert job.name != "score"
    assert Job.objects.get(name="score").state == JobState.WAITING
