"""Check and score a submission: once for each version of the labels and of the scorer.

A worker may die anywhere in here, and the job is begun again: nothing is written down but in one
transaction at the end, which finds out first whether another was faster. A team's submissions, and
a person's, are scored in the order in which they were sent, so what is told follows from files
alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from faceproof.benchmark.hidden import (
    SCORER,
    Measured,
    Part,
    check_size,
    matched,
    measure,
    problems_of,
    shown,
)
from faceproof.benchmark.ladder import COIN
from faceproof.benchmark.lines import WrongLinesError
from faceproof.benchmark.outside import Reading, read_reading
from faceproof.core import fields
from faceproof.core.errors import ScoreError
from faceproof.metrics import Scale
from faceproof.release.blind_set import INDEX_FILE
from faceproof.service import journal, storage
from faceproof.service.challenges.receipts import issue
from faceproof.service.challenges.submitting import key_of, score_later
from faceproof.service.challenges.truths import truth_of
from faceproof.service.jobs import LaterError, queue
from faceproof.service.models import (
    Account,
    Challenge,
    Evaluation,
    JobState,
    Phase,
    Release,
    Submission,
    SubmissionState,
    Team,
)
from faceproof.service.notices import tell

_LONGEST_PROBLEM = 300


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
    is_new = sent.state == SubmissionState.WAITING
    try:
        reading = read_answers(sent.sha256, asked := asked_by(hidden), is_new=is_new)
        if is_new:
            check_whole(reading, asked)
    except ScoreError as error:
        return _refuse(sent, _problems(sent, error))
    return _enter(sent, labels, measure(reading, truth_of(labels), Part.PUBLIC))


def read_answers(sha256: str, asked: frozenset[str], *, is_new: bool = False) -> Reading:
    """The answers in a stored file, whichever format they are in.

    Args:
        sha256: of the file.
        asked: the ids of the set; the names of its files are taken for them.
        is_new: nobody has read it yet, and it may be far too much to be read.

    Raises:
        StorageError: it is not there.
        ScoreError: it is malformed; all that is wrong with it.
    """
    key = key_of(sha256)
    with TemporaryDirectory(dir=settings.PLACE.data) as folder:
        there = storage.on_disk(key, Path(folder))
        if is_new:
            check_size(there, len(asked))
        return matched(read_reading(there), asked)


def asked_by(hidden: Release) -> frozenset[str]:
    """The ids of a hidden set, as its public index states them.

    Raises:
        StorageError: it cannot be read.
    """
    index = fields.parse_json(storage.read_bytes(f"{hidden.slug}/{INDEX_FILE}"))
    return frozenset(index["clips"])


class InvalidError(ScoreError):
    """The lines are right, and do not answer what was asked.

    Attributes:
        problems: one line each.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(problems[0])
        self.problems = tuple(problems)


def check_whole(reading: Reading, asked: frozenset[str]) -> None:
    """Return only when every id of a set has an answer, and no other, and they can be ordered.

    Raises:
        InvalidError: naming those that are missing or strange, or that they are decisions.
    """
    if reading.scale is Scale.DECISION:
        raise InvalidError(
            ["the file holds decisions; a board orders by how sure a detector is: send scores"]
        )
    if problems := problems_of(reading, asked):
        raise InvalidError(problems)


def check_all_scored(challenge: Challenge, labels: str) -> None:
    """Return only when these labels have scored whatever they can.

    Raises:
        LaterError: something still waits; what has failed does not.
    """
    if any(map(_will_be_scored, unscored(challenge, labels))):
        raise LaterError


def _check_turn(sent: Submission, labels: str) -> None:
    for one in unscored(sent.challenge, labels):
        same = one.team_id == sent.team_id or one.account_id == sent.account_id
        if same and one.pk < sent.pk and _will_be_scored(one):
            raise LaterError


def _will_be_scored(sent: Submission) -> bool:
    """Whether a worker has yet to score it by the labels of now, and has not failed to."""
    return score_later(sent).state in {JobState.WAITING, JobState.RUNNING}


def unscored(challenge: Challenge, labels: str) -> list[Submission]:
    """Submissions that these labels have to score, in the order in which they were sent."""
    done = Evaluation.objects.filter(submission=OuterRef("pk"), scorer=SCORER, labels_sha256=labels)
    sent = challenge.submissions.exclude(state=SubmissionState.INVALID).filter(~Exists(done))
    return list(sent.select_related("job", "challenge__hidden").order_by("pk"))


def score_by_the_labels_of_now(sent: Submission) -> None:
    """Ask for it; where it stands follows from that job."""
    job = score_later(sent)
    Submission.objects.filter(pk=sent.pk).update(job=job)


def _evaluation(sent: Submission, labels: str) -> Evaluation | None:
    return sent.evaluations.filter(scorer=SCORER, labels_sha256=labels).first()


def _problems(sent: Submission, error: ScoreError) -> list[str]:
    match error:
        case WrongLinesError():
            found: Sequence[str] = [f"line {one.number}: {one.why}" for one in error.problems]
            if error.count > len(found):
                found = [*found, f"in all {error.count:,} lines are wrong"]
        case InvalidError():
            found = error.problems
        case _:
            found = [str(error).replace(sent.sha256, "the file")]
    return [line[:_LONGEST_PROBLEM] for line in found]


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
