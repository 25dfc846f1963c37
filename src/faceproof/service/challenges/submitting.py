"""Send answers to a challenge: what is refused at once, and what is kept for a worker.

The file is not read here. It is stored under its digest, the declaration is checked, an attempt is
reserved, and a worker does the rest (`faceproof.service.challenges.scoring`). The same file with
the same declaration is the same submission, however often it is sent.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from faceproof.benchmark.hidden import SCORER
from faceproof.core import sha256_file, sha256_of
from faceproof.core.errors import ChallengeError
from faceproof.service import journal, storage
from faceproof.service.challenges.admission import check_admitted, check_open
from faceproof.service.challenges.answers import key_of
from faceproof.service.challenges.attempts import check_attempts
from faceproof.service.challenges.declared import Declared, checked
from faceproof.service.challenges.teams import alone, team_of
from faceproof.service.challenges.uploads import size_of
from faceproof.service.jobs import again, queue
from faceproof.service.models import (
    Account,
    Challenge,
    Job,
    Member,
    Submission,
    SubmissionState,
    Team,
)


class Sent(NamedTuple):
    """A submission, and whether it was made just now."""

    submission: Submission
    is_new: bool


class _Content(NamedTuple):
    """What is sent: the same digest is the same submission."""

    digest: str
    sha256: str
    size: int
    declared: Declared


def submit(account: Account, challenge: Challenge, file: Path, declared: Declared) -> Sent:
    """Take in a file of answers.

    Args:
        account: who sends it.
        challenge: to which.
        file: on this machine; it is copied.
        declared: what is said of it.

    Returns:
        The submission; the one there was, when the same was sent before.

    Raises:
        AttemptsError: the team has none left now.
        ChallengeError: somebody may not have the clips, the challenge is not open, or the
            declaration cannot be.
        StorageError: the file cannot be stored.
    """
    size = size_of(file)
    declared = checked(declared, challenge)
    team = team_of(account)
    if team is None:
        check_admitted(account, challenge)
        team = alone(account)
    content = _content_of(file, size, declared)
    found = _same(challenge, team, content)
    if found is None:
        check_admitted(account, challenge)
    elif found.stands is not SubmissionState.FAILED:
        return Sent(found, is_new=False)
    check_attempts(challenge, team)  # before much is copied, and once more when it is entered
    storage.put_file(key_of(content.sha256), file)
    return _enter(account, challenge, team, content)


def score_later(submission: Submission) -> Job:
    """Ask a worker to score a submission by the labels and the scorer of now."""
    labels = submission.challenge.hidden.labels_sha256
    return queue(
        "score", f"{submission.pk}:{SCORER}:{labels}", submission=submission.pk, labels=labels
    )


def _content_of(file: Path, size: int, declared: Declared) -> _Content:
    sha256 = sha256_file(file)
    digest = sha256_of({"file": sha256, **declared._asdict()})
    return _Content(digest, sha256, size, declared)


def _same(challenge: Challenge, team: Team, content: _Content) -> Submission | None:
    same = challenge.submissions.filter(team=team, digest=content.digest)
    return same.select_related("job").first()


def _enter(account: Account, challenge: Challenge, team: Team, content: _Content) -> Sent:
    """Reserve an attempt for what is stored; what may have changed meanwhile is asked anew."""
    with transaction.atomic():
        _hold(account, team)
        found = _same(challenge, team, content)
        if found is not None and found.stands is not SubmissionState.FAILED:
            return Sent(found, is_new=False)  # the same was sent twice at once
        check_attempts(challenge, team)
        if found is not None:
            return Sent(_once_more(found), is_new=False)
        check_open(Challenge.objects.select_related("hidden").get(pk=challenge.pk))
        return Sent(_made(account, challenge, team, content), is_new=True)


def _hold(account: Account, team: Team) -> None:
    """Until the transaction ends nobody of the team sends, and its sender stays in it."""
    Team.objects.select_for_update().get(pk=team.pk)
    if Member.objects.select_for_update().filter(account=account, team=team).first() is None:
        raise ChallengeError("you have left your team meanwhile; send it again from the next")


def _once_more(failed: Submission) -> Submission:
    """Let a worker try what has failed; it costs an attempt from now on."""
    if failed.job is not None:
        again(failed.job)
    Submission.objects.filter(pk=failed.pk).update(sent_on=timezone.now())
    failed.refresh_from_db()
    return failed


def _made(account: Account, challenge: Challenge, team: Team, content: _Content) -> Submission:
    made = Submission.objects.create(
        challenge=challenge,
        team=team,
        account=account,
        digest=content.digest,
        sha256=content.sha256,
        size=content.size,
        **content.declared._asdict(),
    )
    made.job = score_later(made)
    made.save(update_fields=["job"])
    journal.note("submission.sent", who=account, submission=made.pk, sha256=made.sha256)
    return made
