"""What is a submission's team told of it, as JSON? The same for pages and programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone

from faceproof.benchmark.hidden import Part
from faceproof.service.challenges.attempts import Attempts, attempts
from faceproof.service.jobs import place_in_queue
from faceproof.service.models import (
    Evaluation,
    JobState,
    Ranking,
    Submission,
    SubmissionState,
)

_FAILED = "its stewards see why; it has cost no attempt"


def submission_json(sent: Submission) -> dict[str, Any]:
    """State, place in the queue, what is wrong, and once it is scored its card."""
    return submissions_json([sent])[0]


def submissions_json(sent: Sequence[Submission]) -> list[dict[str, Any]]:
    """The same of several, without asking anew for what they share."""
    prefetch_related_objects(sent, "evaluations")
    groups = _groups({one.challenge_id for one in sent})
    now = timezone.now()
    by_team = {(one.challenge_id, one.team_id): one for one in sent}
    stands = {key: attempts(one.challenge, one.team, now) for key, one in by_team.items()}
    return [_told(one, stands[one.challenge_id, one.team_id], groups) for one in sent]


def newest(sent: Submission) -> Evaluation | None:
    """What was said of it last."""
    return max(sent.evaluations.all(), key=lambda one: one.pk, default=None)


def _told(sent: Submission, stand: Attempts, groups: Mapping[int, int]) -> dict[str, Any]:
    evaluation = newest(sent)
    job = sent.job if sent.stands is SubmissionState.WAITING else None
    running = job is not None and job.state == JobState.RUNNING
    return {
        "id": sent.pk,
        "challenge": sent.challenge.slug,
        "team": sent.team.name,
        "detector": sent.detector,
        "state": sent.stands.value,
        "running": running,
        "position": None if job is None or running else place_in_queue(job),
        "reason": _reason(sent),
        "problems": list(sent.problems),
        "sha256": sent.sha256,
        "sent_on": sent.sent_on.isoformat(),
        "attempts_left": stand.left,
        "next_on": stand.next_on.isoformat() if stand.next_on else None,
        "receipt": evaluation.receipt_sha256 if evaluation else None,
        "card": _card(evaluation, groups) if evaluation else None,
    }


def _reason(sent: Submission) -> str:
    match sent.stands:
        case SubmissionState.FAILED:
            return _FAILED
        case SubmissionState.INVALID:
            problems = "1 problem" if len(sent.problems) == 1 else f"{len(sent.problems)} problems"
            return f"{problems}; it has cost no attempt"
    return ""


def _card(evaluation: Evaluation, groups: Mapping[int, int]) -> dict[str, Any]:
    return {
        **evaluation.told,
        "improved": evaluation.improved,
        "group": groups.get(evaluation.pk),
        "labels_sha256": evaluation.labels_sha256,
        "scorer": evaluation.scorer,
    }


def _groups(challenges: Iterable[int]) -> dict[int, int]:
    """The group of ties, from 1, in which an evaluation stands on a public board, by its id."""
    boards = Ranking.objects.filter(challenge__in=challenges, part=Part.PUBLIC.value)
    return {
        row["evaluation"]: number
        for board in boards
        for number, group in enumerate(board.groups, 1)
        for row in group
    }
