"""What is a submission's team told of it, as JSON? The same for pages and programs."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from faceproof.service.challenges.attempts import attempts
from faceproof.service.jobs import place_in_queue
from faceproof.service.models import (
    Account,
    Evaluation,
    JobState,
    Ranking,
    Submission,
    SubmissionState,
)

FAILED = "the site could not score it; its stewards see why, and it has cost no attempt"


def submission_json(sent: Submission) -> dict[str, Any]:
    """State, place in the queue, what is wrong, and once it is scored its card."""
    evaluation = newest(sent)
    waits = sent.stands is SubmissionState.WAITING and sent.job is not None
    running = waits and sent.job.state == JobState.RUNNING
    stand = attempts(sent.challenge, sent.team, timezone.now())
    return {
        "id": sent.pk,
        "challenge": sent.challenge.slug,
        "team": sent.team.name,
        "detector": sent.detector,
        "state": sent.stands.value,
        "running": running,
        "position": place_in_queue(sent.job) if waits and not running and sent.job else None,
        "reason": _reason(sent),
        "problems": list(sent.problems),
        "sha256": sent.sha256,
        "sent_on": sent.sent_on.isoformat(),
        "attempts_left": stand.left,
        "next_on": stand.next_on.isoformat() if stand.next_on and not stand.left else None,
        "receipt": evaluation.receipt_sha256 if evaluation else None,
        "card": _card(evaluation) if evaluation else None,
    }


def newest(sent: Submission) -> Evaluation | None:
    """What was said of it last."""
    return sent.evaluations.order_by("id").last()


def _reason(sent: Submission) -> str:
    match sent.stands:
        case SubmissionState.FAILED:
            return FAILED
        case SubmissionState.INVALID:
            problems = "1 problem" if len(sent.problems) == 1 else f"{len(sent.problems)} problems"
            return f"{problems}; it has cost no attempt"
    return ""


def _card(evaluation: Evaluation) -> dict[str, Any]:
    return {
        **evaluation.told,
        "improved": evaluation.improved,
        "group": _group(evaluation),
        "labels_sha256": evaluation.labels_sha256,
        "scorer": evaluation.scorer,
    }


def _group(evaluation: Evaluation) -> int | None:
    """The group of ties in which it stands on the public board, from 1; None where it does not."""
    ranking = Ranking.objects.filter(
        challenge=evaluation.submission.challenge_id,
        part="public",
        scorer=evaluation.scorer,
        labels_sha256=evaluation.labels_sha256,
    ).first()
    for number, group in enumerate(ranking.groups if ranking else (), 1):
        if any(row["evaluation"] == evaluation.pk for row in group):
            return number
    return None


def seen_by(account: Account) -> QuerySet[Submission]:
    """What somebody may look at: all that their team has sent; a steward everything."""
    every = Submission.objects.select_related("challenge__hidden", "team", "job")
    return every if account.is_staff else every.filter(team__members__account=account)
