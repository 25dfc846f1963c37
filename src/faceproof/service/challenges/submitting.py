"""Send answers to a challenge: what is refused at once, and what is kept for a worker.

The file is not read here. It is stored under its digest, the declaration is checked, an attempt is
reserved, and a worker does the rest (`faceproof.service.challenges.scoring`). The same file with
the same declaration is the same submission, however often it is sent.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import NamedTuple

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.db import transaction
from django.utils import timezone

from faceproof.benchmark.hidden import SCORER
from faceproof.core import sha256_file, sha256_of
from faceproof.core.errors import AttemptsError, ChallengeError
from faceproof.service import journal, storage
from faceproof.service.access import grant_for
from faceproof.service.challenges.attempts import attempts
from faceproof.service.challenges.teams import alone, team_of
from faceproof.service.jobs import again, queue
from faceproof.service.models import (
    Account,
    Challenge,
    Job,
    Member,
    Phase,
    Release,
    Submission,
    SubmissionState,
    Team,
)

LARGEST = 256 << 20
_LONGEST_NAME, _LONGEST_WORDS = 80, 300


class Declared(NamedTuple):
    """What a team says of its answers.

    Attributes:
        detector: what gave them.
        trained_on: slugs of releases of this site.
        trained_elsewhere: other data, in words.
        seconds_per_clip: that it takes; None where nobody says.
        reported_auc: what is reported of it elsewhere; None where nothing is.
        reported_source: where.
    """

    detector: str
    trained_on: tuple[str, ...] = ()
    trained_elsewhere: str = ""
    seconds_per_clip: float | None = None
    reported_auc: float | None = None
    reported_source: str = ""


class Sent(NamedTuple):
    """A submission, and whether it was made just now."""

    submission: Submission
    is_new: bool


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
    size = file.stat().st_size
    if not 0 < size <= LARGEST:
        raise ChallengeError(f"the file has {size:,} bytes; expected 1 to {LARGEST:,}")
    declared = _checked(declared, challenge)
    team = team_of(account)
    if team is None:
        _check_open(challenge)
        _check_let_in(account, challenge)
        team = alone(account)
    sha256 = sha256_file(file)
    digest = sha256_of({"file": sha256, **declared._asdict()})
    same = challenge.submissions.filter(team=team, digest=digest).select_related("job")
    found = same.first()
    if found is not None and found.stands is not SubmissionState.FAILED:
        return Sent(found, is_new=False)
    if found is None:
        _check_open(challenge)
        _check_let_in(account, challenge)
    _check_attempts(challenge, team)  # before much is copied, and below once more
    storage.put_file(key_of(sha256), file)
    with transaction.atomic():
        _hold(account, team)
        found = same.first()
        if found is not None and found.stands is not SubmissionState.FAILED:
            return Sent(found, is_new=False)  # the same was sent twice at once
        _check_attempts(challenge, team)
        if found is not None:
            return Sent(_once_more(found), is_new=False)
        _check_open(Challenge.objects.select_related("hidden").get(pk=challenge.pk))
        made = _made(account, challenge, team, declared, (digest, sha256, size))
        return Sent(made, is_new=True)


def on_disk(upload: UploadedFile) -> Path:
    """Where a file that was sent lies on this machine, until its request ends.

    Raises:
        ChallengeError: nothing was sent.
    """
    if not isinstance(upload, TemporaryUploadedFile):
        raise ChallengeError("no file was sent")
    upload.flush()
    return Path(upload.temporary_file_path())


def key_of(sha256: str) -> str:
    """Where a file of answers lies in the storage."""
    return f"submissions/{sha256}"


def score_later(submission: Submission) -> Job:
    """Ask a worker to score a submission by the labels and the scorer of now."""
    labels = submission.challenge.hidden.labels_sha256
    return queue(
        "score", f"{submission.pk}:{SCORER}:{labels}", submission=submission.pk, labels=labels
    )


def _made(
    account: Account,
    challenge: Challenge,
    team: Team,
    declared: Declared,
    file: tuple[str, str, int],
) -> Submission:
    digest, sha256, size = file
    made = Submission.objects.create(
        challenge=challenge,
        team=team,
        account=account,
        digest=digest,
        sha256=sha256,
        size=size,
        **declared._asdict(),
    )
    made.job = score_later(made)
    made.save(update_fields=["job"])
    journal.note("submission.sent", who=account, submission=made.pk, sha256=sha256)
    return made


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


def may_have_clips(account: Account, challenge: Challenge) -> bool:
    """Who answers has the clips; and as a person says who gets them, nobody is many teams."""
    return account.is_staff or grant_for(account, challenge.hidden) is not None


def _check_let_in(account: Account, challenge: Challenge) -> None:
    if not may_have_clips(account, challenge):
        raise ChallengeError(
            f"you may not have the clips of {challenge.hidden} yet; ask for them on its page first"
        )


def _check_open(challenge: Challenge) -> None:
    now = timezone.now()
    if challenge.phase(now) is Phase.UPCOMING:
        raise ChallengeError(f"{challenge} opens on {challenge.opens_on:%Y-%m-%d %H:%M} UTC")
    if challenge.phase(now) is Phase.CLOSED:
        raise ChallengeError(f"{challenge} closed on {challenge.closes_on:%Y-%m-%d %H:%M} UTC")
    if not challenge.hidden.is_offered:
        raise ChallengeError(
            f"somebody in the hidden set of {challenge} has withdrawn; it goes on with the next "
            "version of the set"
        )


def _check_attempts(challenge: Challenge, team: Team) -> None:
    now = timezone.now()
    stand = attempts(challenge, team, now)
    if stand.left:
        return
    if stand.next_on is None:
        raise AttemptsError(f"your team has used all {challenge.attempts_in_all} attempts")
    raise AttemptsError(
        f"your team may send answers again on {stand.next_on:%Y-%m-%d %H:%M} UTC: at most "
        f"{challenge.attempts} within {challenge.cool_down_days} days"
    )


def _checked(declared: Declared, challenge: Challenge) -> Declared:
    words = (declared.detector, declared.trained_elsewhere, declared.reported_source)
    detector, elsewhere, source = (" ".join(text.split()) for text in words)
    if not 0 < len(detector) <= _LONGEST_NAME or not detector.isprintable():
        raise ChallengeError(f"a detector's name has 1 to {_LONGEST_NAME} printable characters")
    if max(len(elsewhere), len(source)) > _LONGEST_WORDS:
        raise ChallengeError(f"training data and source have at most {_LONGEST_WORDS} characters")
    if not (elsewhere + source).isprintable():
        raise ChallengeError("training data or source hold characters that cannot be printed")
    seconds, reported = declared.seconds_per_clip, declared.reported_auc
    if seconds is not None and not 0 < seconds < math.inf:
        raise ChallengeError("seconds a clip are a number above 0")
    if reported is not None and not 0 <= reported <= 1:
        raise ChallengeError("a reported AUC is a number from 0 to 1")
    if (reported is None) != (not source):
        raise ChallengeError("a reported AUC needs its source, and a source its AUC")
    trained_on = tuple(sorted(set(declared.trained_on)))
    _check_apart(trained_on, challenge.hidden)
    return Declared(detector, trained_on, elsewhere, seconds, reported, source)


def _check_apart(trained_on: tuple[str, ...], hidden: Release) -> None:
    # All there are: what somebody typed is no part of the question to the database.
    known = {one.slug: one for one in Release.objects.all()} if trained_on else {}
    people = set(hidden.facts["actors"])
    for slug in trained_on:
        if slug not in known:
            raise ChallengeError(
                f"{slug[:80]!r} is no release of this site; name other data in words"
            )
        if known[slug].is_hidden:
            raise ChallengeError(f"{known[slug]} is a hidden set; nobody can be taught with it")
        if people & set(known[slug].facts["actors"]):
            raise ChallengeError(
                f"{known[slug]} shows people of the hidden set; a detector taught with it has met "
                "them, and its figures would say nothing of strangers"
            )
