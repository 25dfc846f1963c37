"""What workers can do, by name."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from django.conf import settings
from django.utils import timezone

from faceproof.core.errors import SignatureError
from faceproof.provenance import create_key, load_private
from faceproof.provenance.log import (
    Entry,
    Grant,
    Opening,
    Receipt,
    Release,
    append_entries,
    commit,
)
from faceproof.service import journal, keeping, models
from faceproof.service.access import let_time_pass
from faceproof.service.challenges.grading_again import grade_again
from faceproof.service.challenges.ranking import rank
from faceproof.service.challenges.scoring import score
from faceproof.service.challenges.truths import has_labels
from faceproof.service.challenges.verifying import score_verification
from faceproof.service.jobs import Work
from faceproof.service.next_version import enter_withdrawal, make_next_version
from faceproof.service.place import LOG, LOG_KEY
from faceproof.service.previews import make_previews, remove_previews
from faceproof.service.withdrawal import follow


def log_grant(grant: int) -> str:
    """Enter a grant's commitment: that somebody was given something, not who or what."""
    made = models.Grant.objects.select_related("release").get(pk=grant)
    entry: Grant = commit(Opening(salt=made.salt, grant=opening_of(made)))
    return _logged(entry)


def log_release(release: int) -> str:
    """Enter a release: its name, version, digest and Merkle root."""
    made = models.Release.objects.get(pk=release)
    entry = Release(
        name=made.name,
        version=made.version,
        digest=made.digest,
        merkle_root=made.facts["merkle_root"],
    )
    return _logged(entry)


def log_receipt(digest: str) -> str:
    """Enter the digest of the receipt of a score, or of a final board."""
    return _logged(Receipt(digest=digest))


def pass_time() -> str:
    """Expire what is over, stop what the ledger forbids, see that the journal is whole, bind it.

    Challenges that have ended get their final boards, and what is not scored is asked for anew.
    """
    entries = journal.check(models.Entry.objects.iterator())
    newest = models.Entry.objects.order_by("number").last()
    if newest is not None:
        _logged(Receipt(digest=newest.digest))
    expired = let_time_pass(timezone.now())
    ledger = keeping.ledger()
    stopped = follow(ledger, on=timezone.now().date()) if ledger is not None else 0
    for challenge in models.Challenge.objects.all():
        grade_again(challenge.pk)  # it has ended, or there is a new scorer, or a job was lost
    return f"{expired} expired, {stopped} releases stopped, {entries} entries in the journal"


def opening_of(grant: models.Grant) -> dict[str, object]:
    """What the commitment of a grant commits to; its holder can show it."""
    return {
        "account": grant.account_id,
        "release": grant.release.digest,
        "from": grant.begins_on.isoformat(),
        "until": grant.ends_on.isoformat(),
        "agreement": grant.request.agreement_sha256,
    }


def make_key() -> None:
    """The log's key, made once."""
    path = settings.PLACE.data / LOG_KEY
    if not path.exists():
        with suppress(SignatureError):  # another process was first
            create_key(path.parent, path.stem)


def _logged(entry: Entry) -> str:
    data = settings.PLACE.data
    make_key()
    head = append_entries(
        data / LOG, load_private(data / LOG_KEY), [entry], on=timezone.now().date()
    )
    return f"log has {head.head.size} entries"


WORK: Mapping[str, Work] = {
    "enter_withdrawal": enter_withdrawal,
    "grade_again": grade_again,
    "log_grant": log_grant,
    "log_receipt": log_receipt,
    "log_release": log_release,
    "make_next_version": make_next_version,
    "make_previews": make_previews,
    "pass_time": pass_time,
    "remove_previews": remove_previews,
}

WITH_LABELS: Mapping[str, Work] = {
    "rank": rank,
    "score": score,
    "score_verification": score_verification,
}
"""What only those workers can do that were given the labels."""


def work_here(*, scoring_alone: bool = False) -> Mapping[str, Work]:
    """What this process can do.

    Args:
        scoring_alone: leave everything else to others, the log too, which is one machine's.
    """
    if scoring_alone:
        return WITH_LABELS
    return {**WORK, **WITH_LABELS} if has_labels() else WORK
