"""A steward ran a submission's detector: answers and seconds that stand beside those declared."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction
from django.utils import timezone

from faceproof.benchmark.hidden import COARSE, Part, measure, shown
from faceproof.core import sha256_file
from faceproof.core.errors import ChallengeError, ScoreError
from faceproof.service import journal, storage
from faceproof.service.challenges.answers import (
    asked_by,
    check_whole,
    key_of,
    problems_in,
    read_answers,
)
from faceproof.service.challenges.truths import truth_of
from faceproof.service.challenges.uploads import size_of
from faceproof.service.jobs import queue
from faceproof.service.models import Account, Challenge, Submission, SubmissionState, Verification

_SHOWN = 3  # problems of a steward's own file


def verify(
    submission: Submission, file: Path, *, by: Account, seconds_per_clip: float, machine: str
) -> Verification:
    """Take in what a steward's own run gave; a new run takes the place of an old one.

    Args:
        submission: whose detector was run.
        file: its answers.
        by: the steward.
        seconds_per_clip: as measured.
        machine: what it ran on.

    Raises:
        ChallengeError: the submission is not scored, or the file is empty or too large.
        StorageError: the file cannot be stored.
    """
    if submission.state != SubmissionState.SCORED:
        raise ChallengeError(f"{submission} is not scored; only what is can be verified")
    size_of(file)
    sha256 = sha256_file(file)
    storage.put_file(key_of(sha256), file)
    now = timezone.now()
    with transaction.atomic():
        made, _ = Verification.objects.update_or_create(
            submission=submission,
            defaults={
                "by": by,
                "sha256": sha256,
                "seconds_per_clip": seconds_per_clip,
                "machine": machine,
                "told": None,
                "reason": "",
                "made_on": now,
            },
        )
        journal.note("submission.verified", who=by, submission=submission.pk, sha256=sha256)
        _score_later(made)
    return made


def verify_again(challenge: Challenge) -> int:
    """Ask for every steward's run that the labels of now have not scored.

    Returns:
        How many were asked for.
    """
    labels = challenge.hidden.labels_sha256
    old = Verification.objects.filter(submission__challenge=challenge, told__isnull=False)
    todo = list(old.exclude(labels_sha256=labels).select_related("submission__challenge__hidden"))
    for one in todo:
        _score_later(one)
    return len(todo)


def _score_later(made: Verification) -> None:
    labels = made.submission.challenge.hidden.labels_sha256
    key = f"{made.pk}:{made.made_on.isoformat()}:{labels[:16]}"  # the same file may come again
    queue("score_verification", key, verification=made.pk, sha256=made.sha256)


def score_verification(verification: int, sha256: str) -> str:
    """Score a steward's run, on the coarse grid: nobody's ladder moves by it.

    Raises:
        StorageError: the file or the labels cannot be read.
    """
    found = Verification.objects.select_related("submission__challenge__hidden").get(
        pk=verification
    )
    if found.sha256 != sha256:
        return "a later run has taken its place"
    hidden = found.submission.challenge.hidden
    asked = asked_by(hidden)
    try:
        is_new = found.told is None  # else it was whole for the version before
        reading = read_answers(sha256, asked, is_new=is_new)
        if is_new:
            check_whole(reading, asked)
    except ScoreError as error:
        reason = "; ".join(problems_in(error, sha256)[:_SHOWN])
        Verification.objects.filter(pk=verification, sha256=sha256).update(reason=reason)
        return f"not valid: {reason}"
    measured = measure(reading, truth_of(hidden.labels_sha256), Part.PUBLIC)
    told = shown(measured, None, step=COARSE)
    Verification.objects.filter(pk=verification, sha256=sha256).update(
        told=told, labels_sha256=hidden.labels_sha256
    )
    return f"verified {found.submission}"
