"""Who allowed what, and who took it back? An append-only file of signed lines.

Each line holds the digest of the one before, so no line can be changed, moved or taken out of the
middle unseen. That the last lines are missing shows only against a `Ledger.head` kept elsewhere.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from io import BufferedReader, FileIO
from pathlib import Path
from typing import Self

from faceproof.core import ActorId, Consent, Scope
from faceproof.core.errors import ConsentError, LedgerError
from faceproof.provenance import PublicKey
from faceproof.sources.ledger_line import FIRST, digest_of, verified_entry
from faceproof.sources.ledger_rules import fold

_LARGEST = 64 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """A verified ledger, folded to what holds of each person.

    Attributes:
        name: of its file.
        consents: the last word on each person, in the order in which they joined.
        head: digest of the last line; who keeps it elsewhere can see that lines went missing.
    """

    name: str
    consents: Mapping[ActorId, Consent]
    head: str

    @classmethod
    def read(cls, path: Path, public: PublicKey) -> Self:
        """The ledger in a file, once every line's chain, key, signature and fields hold.

        Raises:
            LedgerError: naming the line and what is wrong with it.
        """
        try:
            with FileIO(path) as file:
                fcntl.flock(file, fcntl.LOCK_SH)  # not in the middle of somebody's append
                data = content(file, path.name)
        except OSError as error:
            raise LedgerError(
                f"ledger {path} cannot be read ({error.strerror or error}); expected the file "
                "that `faceproof consent sign` writes"
            ) from error
        return cls.parse(path.name, data, public)

    @classmethod
    def parse(cls, name: str, data: bytes, public: PublicKey) -> Self:
        """The ledger in bytes; see `read`."""
        *lines, rest = data.split(b"\n")
        if rest:
            raise LedgerError(
                f"ledger {name} line {len(lines) + 1} is cut off: a write was interrupted; take "
                "away what is left of that line and append the entry again"
            )
        consents: dict[ActorId, Consent] = {}
        previous = FIRST
        for number, line in enumerate(lines, 1):
            try:
                fold(consents, verified_entry(public, previous, line))
            except ValueError as error:
                raise LedgerError(f"ledger {name} line {number}: {error}") from error
            previous = digest_of(line)
        return cls(name=name, consents=consents, head=previous)

    def require(
        self, actor: ActorId, *scopes: Scope, on: date, method: str | None = None
    ) -> Consent:
        """The live consent of a person for all of ``scopes`` on a day.

        Args:
            actor: the person.
            scopes: all that is going to be done.
            on: the day on which it is done.
            method: the manipulation that is going to be used, if any.

        Raises:
            ConsentError: naming the person, what was found, what to do.
        """
        consent = self.consents.get(actor)
        if consent is None:
            raise ConsentError(
                f"unknown actor {actor!r:.140}: the ledger {self.name} holds "
                f"{len(self.consents)} people; add them with `faceproof consent sign`"
            )
        for scope in scopes:
            why_not = consent.why_not(scope, on=on, method=method)
            if why_not is not None:
                use = scope if method is None else f"{scope} with {method}"
                raise ConsentError(
                    f"actor {actor!r}: the consent in {self.name} {why_not}; expected one that "
                    f"allows {use} on {on}: leave this person out, or ask, and record the answer "
                    "with `faceproof consent sign`"
                )
        return consent

    def refuse_withdrawn(self, rendered: Iterable[ActorId], *, on: date) -> None:
        """Return only when none of these rendered actors, who need no line here, was withdrawn.

        Raises:
            ConsentError: naming the first who was, and when.
        """
        for actor in rendered:
            consent = self.consents.get(actor)
            why_not = consent.why_not(Scope.RECORD, on=on) if consent else None
            if why_not is not None:
                raise ConsentError(
                    f"rendered actor {actor!r} {why_not}, says {self.name}; expected actors whom "
                    "nobody withdrew: leave this one out, or make the next version of a release "
                    "that shows them with `faceproof release revise`"
                )


def content(file: FileIO, name: str) -> bytes:
    """All bytes of an open ledger, within its cap.

    Raises:
        LedgerError: it is larger.
    """
    reader = BufferedReader(file)
    data = reader.read(_LARGEST + 1)
    reader.detach()
    if len(data) > _LARGEST:
        raise LedgerError(f"ledger {name} is over {_LARGEST >> 20} MiB, expected a file of people")
    return data
