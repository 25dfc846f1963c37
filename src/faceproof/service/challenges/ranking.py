"""Make the board: every team's best answers held against each other, ties found, rows written.

Only what may be told is written down. While a challenge runs, the public part is looked at and a
row shows what its team was told; in the end the private part, each team with the submission that
it chose, or else with the one that stands on the board.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from faceproof.benchmark.hidden import SCORER, Measured, Part, measure, shown, tied
from faceproof.service import journal
from faceproof.service.challenges.answers import asked_by, read_answers
from faceproof.service.challenges.receipts import issue
from faceproof.service.challenges.scoring import check_all_scored
from faceproof.service.challenges.truths import truth_of
from faceproof.service.jobs import LaterError
from faceproof.service.models import Challenge, Evaluation, Job, JobState, Phase, Ranking

Row = dict[str, Any]


def rank(challenge: int, part: str) -> str:
    """Make the board of one part anew.

    Raises:
        LaterError: a team has improved while this went on, or the final board would lack what was
            sent in time.
        StorageError: answers or labels cannot be read.
        ScoreError: the set is too small to measure anything.
    """
    if _comes_again(challenge, part):
        return "more has come since; the next job ranks all of it"
    found = Challenge.objects.select_related("hidden").get(pk=challenge)
    labels = found.hidden.labels_sha256
    which = Part(part)
    if which is Part.PRIVATE:
        check_all_scored(found, labels)
    standing = _standing(found, labels, which)
    truth = truth_of(labels)
    asked = asked_by(found.hidden)
    measured = [
        measure(read_answers(one.submission.sha256, asked), truth, which) for one in standing
    ]
    rows = [_row(one, it, which) for one, it in zip(standing, measured, strict=True)]
    groups = [sorted((rows[i] for i in group), key=_order) for group in tied(measured)]
    with transaction.atomic():
        now = Challenge.objects.select_for_update().get(pk=found.pk).phase(timezone.now())
        if which is Part.PRIVATE and now is not Phase.CLOSED:
            return "it goes on after all; the private part is told in the end"
        if _standing(found, labels, which) != standing:
            raise LaterError  # a team has improved meanwhile
        receipt = _receipt(found, labels, groups) if which is Part.PRIVATE else ""
        Ranking.objects.update_or_create(
            challenge=found,
            part=part,
            scorer=SCORER,
            labels_sha256=labels,
            defaults={"groups": groups, "receipt_sha256": receipt, "made_on": timezone.now()},
        )
        journal.note("challenge.ranked", who=None, challenge=found.pk, part=part)
    return f"{len(rows)} teams in {len(groups)} groups"


def _receipt(challenge: Challenge, labels: str, groups: list[list[Row]]) -> str:
    """A final board has a receipt, as every score has."""
    return issue(
        {
            "challenge": challenge.slug,
            "board": Part.PRIVATE.value,
            "labels_sha256": labels,
            "scorer": SCORER,
            "groups": groups,
        }
    )


def _comes_again(challenge: int, part: str) -> bool:
    waiting = Job.objects.filter(name="rank", state=JobState.WAITING)
    return waiting.filter(arguments={"challenge": challenge, "part": part}).exists()


def _standing(challenge: Challenge, labels: str, part: Part) -> list[Evaluation]:
    """The evaluation that counts of each team."""
    scored = Evaluation.objects.filter(
        submission__challenge=challenge, scorer=SCORER, labels_sha256=labels
    ).select_related("submission")
    best: dict[int, Evaluation] = {}
    for one in scored.filter(improved=True).order_by("id"):
        best[one.submission.team_id] = one
    if part is Part.PRIVATE:
        for one in scored.filter(submission__is_final=True):
            best[one.submission.team_id] = one
    return [best[team] for team in sorted(best)]


def _row(evaluation: Evaluation, measured: Measured, part: Part) -> Row:
    told = evaluation.told if part is Part.PUBLIC else shown(measured, None)
    return {"evaluation": evaluation.pk, **told}


def _order(row: Row) -> tuple[float, int]:
    """Within a group the order says nothing; it is the same each time."""
    return (-(row["auc"] or 0.0), row["evaluation"])
