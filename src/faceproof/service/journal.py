"""Write down what happens, so that it cannot be changed later unseen.

Each entry holds the digest of the one before it (`models.journal`). The newest digest enters the
transparency log every hour (`work.pass_time`), so that the whole journal is bound by a signed tree
head that others have seen.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from faceproof.core import sha256_of
from faceproof.core.errors import LedgerError
from faceproof.service.models import Account, Entry

FIRST = "0" * 64


def note(what: str, *, who: Account | None, **about: Any) -> Entry:
    """Add an entry; inside whatever transaction does what it tells.

    Args:
        what: such as ``request.approved``.
        who: did it; None for the service itself.
        about: ids and digests; never a name, an address or a secret.
    """
    with transaction.atomic():
        # Whoever writes holds the first entry; held rows are read anew, but not what follows them.
        Entry.objects.select_for_update().filter(number=0).first()
        last = Entry.objects.order_by("number").last()
        fields = {
            "number": 0 if last is None else last.number + 1,
            "at": timezone.now().isoformat(timespec="microseconds"),
            "who": None if who is None else who.pk,
            "what": what,
            "about": about,
            "previous": FIRST if last is None else last.digest,
        }
        return Entry.objects.create(**fields, digest=sha256_of(fields))


def check(entries: Iterable[Entry]) -> int:
    """Return how many entries there are, only when none was changed, removed or put in.

    Raises:
        LedgerError: naming the first that does not fit.
    """
    previous, number = FIRST, 0
    for number, entry in enumerate(entries, 1):
        if entry.number != number - 1 or not hmac.compare_digest(entry.previous, previous):
            raise LedgerError(
                f"journal entry {entry.number} does not follow the one before it: something was "
                "removed, changed or put in"
            )
        if not hmac.compare_digest(entry.digest, sha256_of(_fields(entry))):
            raise LedgerError(f"journal entry {entry.number} was changed after it was written")
        previous = entry.digest
    return number


def _fields(entry: Entry) -> Mapping[str, Any]:
    return {
        "number": entry.number,
        "at": entry.at,
        "who": entry.who,
        "what": entry.what,
        "about": entry.about,
        "previous": entry.previous,
    }
