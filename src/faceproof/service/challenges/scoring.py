"""Check and score a submission: once for each version of the labels and of the scorer.

A worker may die anywhere in here, and the job is begun again: nothing is written down but in one
transaction at the end, which finds out first whether another was faster. A team's submissions, and
a person's, are scored in the order in which they were sent, so what is told follows from files
alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from faceproof.benchmark.hidden import SCORER, Measured, Part, measure, shown
from faceproof.benchmark.ladder import COIN
from faceproof.core.errors import ScoreError
from faceproof.service import journal, storage
from faceproof.service.challenges.answers import (
    asked_by,
    check_whole,
    key_of,
    problems_in,
    read_answers,
)
from faceproof.service.challenges.receipts import issue
from faceproof.service.challenges.submitting import score_later
from faceproof.service.challenges.truths import truth_of
from faceproof.service.jobs import LaterError, queue
from faceproof.service.models import (
    Account,
    Challenge,
    Evaluation,
    JobState,
    Phase,
    Submission,
    SubmissionState,
    Team,
)
from faceproof.service.notices import tell


def score(submission: int, labels: str) -> str:
    """Score one submission by one version of the labels, and write down what its team is told.

    Raises:
        LaterError: one that the team or its sender sent before is not done yet.
        StorageError: the file or the labels cannot be read.
        ScoreError: the set is too small to measure anything.
    """
    sent = Submission.objects.select_related("challenge__hidden", "team", "account").get(
        pk=submission
    )
    hidden = sent.challenge.hidden
    if hidden.labels_sha256 != labels:
        score_by_the_labels_of_now(sent)
        return "the set has a later version by now; another job scores by that"
    if sent.state == SubmissionState.INVALID or _evaluation(sent, labels) is not None:
        return "done before"
    _check_turn(sent, labels)
    asked = asked_by(hidden)
    is_new = sent.state == SubmissionState.WAITING
    try:
        reading = read_answers(sent.sha256, asked, is_new=is_new)
        if is_new:
            check_whole(reading, asked)
    except ScoreError as error:
        return _refuse(sent, problems_in(error, sent.sha256))
    return _enter(sent, labels, measure(reading, truth_of(labels), Part.PUBLIC))


def check_all_scored(challenge: Challenge, labels: str) -> None:
    """Return only when these labels have scored whatever they can.

    Raises:
        LaterError: something still waits; what has failed does not.
    """
    _check_none_waits(unscored(challenge, labels))


def _check_turn(sent: Submission, labels: str) -> None:
    ours = Q(team=sent.team_id) | Q(account=sent.account_id)
    _check_none_waits(unscored(sent.challenge, labels).filter(ours, pk__lt=sent.pk))


def _check_none_waits(sent: QuerySet[Submission]) -> None:
    """Ask again for each, in case a job was lost; return only when all that is left has failed."""
    if any(score_later(one).state in {JobState.WAITING, JobState.RUNNING} for one in sent):
        raise LaterError


def unscored(challenge: Challenge, labels: str) -> QuerySet[Submission]:
    """Submissions that these labels have to score, in the order in which they were sent."""
    done = Evaluation.objects.filter(submission=OuterRef("pk"), scorer=SCORER, labels_sha256=labels)
    sent = challenge.submissions.exclude(state=SubmissionState.INVALID).filter(~Exists(done))
    return sent.select_related("job", "challenge__hidden").order_by("pk")


def score_by_the_labels_of_now(sent: Submission) -> None:
    """Ask for it; where it stands follows from that job."""
    job = score_later(sent)
    Submission.objects.filter(pk=sent.pk).update(job=job)


def _evaluation(sent: Submission, labels: str) -> Evaluation | None:
    return sent.evaluations.filter(scorer=SCORER, labels_sha256=labels).first()


def _refuse(sent: Submission, problems: Sequence[str]) -> str:
    with transaction.atomic():
        changed = Submission.objects.filter(pk=sent.pk, state=SubmissionState.WAITING).update(
            state=SubmissionState.INVALID, problems=list(problems)
        )
        if changed:
            journal.note("submission.invalid", who=None, submission=sent.pk)
            tell(sent.account, "submission-invalid", f"/submissions/{sent.pk}")
    same = Submission.objects.filter(sha256=sent.sha256).exclude(state=SubmissionState.INVALID)
    if not same.exists():
        storage.remove(iter([key_of(sent.sha256)]))
    return f"not valid: {problems[0]}"


def _enter(sent: Submission, labels: str, measured: Measured) -> str:
    """What was measured becomes what is told, after what was told before; all in one moment."""
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=sent.account_id)  # what is sent, one by one
        Team.objects.select_for_update().get(pk=sent.team_id)
        if _evaluation(sent, labels) is not None:
            return "another worker was faster"
        before = _told_before(sent, labels)
        told = shown(measured, before, foot=COIN)
        improved = before is None or told != before
        made = Evaluation.objects.create(
            submission=sent,
            scorer=SCORER,
            labels_sha256=labels,
            told=told,
            improved=improved,
            receipt_sha256=_receipt(sent, labels, told),
        )
        first = Submission.objects.filter(pk=sent.pk, state=SubmissionState.WAITING).update(
            state=SubmissionState.SCORED
        )
        journal.note("submission.scored", who=None, submission=sent.pk, evaluation=made.pk)
        if first:
            tell(sent.account, "submission-scored", f"/submissions/{sent.pk}")
        if improved:
            queue("rank", f"{made.pk}", challenge=sent.challenge_id, part=Part.PUBLIC.value)
        if sent.challenge.phase(made.made_on) is Phase.CLOSED:
            queue("rank", f"late:{made.pk}", challenge=sent.challenge_id, part=Part.PRIVATE.value)
    return f"evaluation {made.pk}"


def _told_before(sent: Submission, labels: str) -> dict[str, Any] | None:
    """The best that the team or its sender was told: who changes teams begins no new ladder."""
    theirs = Q(submission__team=sent.team_id) | Q(submission__account=sent.account_id)
    earlier = Evaluation.objects.filter(
        theirs, submission__challenge=sent.challenge_id, scorer=SCORER, labels_sha256=labels
    )
    return max(
        (one.told for one in earlier.order_by("id")),
        key=lambda told: -1.0 if told["auc"] is None else told["auc"],
        default=None,
    )


def _receipt(sent: Submission, labels: str, told: dict[str, Any]) -> str:
    """What the site stands for: these answers were told this, by these labels, on this day."""
    return issue(
        {
            "challenge": sent.challenge.slug,
            "submission": sent.pk,
            "team": sent.team.name,
            "detector": sent.detector,
            "answers_sha256": sent.sha256,
            "labels_sha256": labels,
            "scorer": SCORER,
            "told": told,
        }
    )
