"""What one person allowed, until when, and whether it is still alive today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from faceproof.core.clip import ActorId


class ConsentKind(StrEnum):
    """Where the permission comes from."""

    SYNTHETIC = "synthetic"  # nobody to ask: rendered from a seed and a hashed asset
    LICENSED = "licensed"  # a public licence covers the recording
    SIGNED = "signed"  # the person signed a form; its digest is the evidence


class Scope(StrEnum):
    """What may be done with a person's recordings."""

    RECORD = "record"
    TRAIN = "train"
    MANIPULATE = "manipulate"
    REDISTRIBUTE = "redistribute"
    PUBLISH = "publish"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """One person's permission, as a steward signed it.

    Attributes:
        methods: manipulation names allowed; empty means every method.
        expires_on: last day on which it holds; None without an end.
        withdrawn_on: first day on which it no longer holds; None while it lives.
        evidence_sha256: digest of the signed form, the licence text or the asset.
    """

    actor: ActorId
    kind: ConsentKind
    scopes: frozenset[Scope]
    methods: frozenset[str] = frozenset()
    signed_on: date
    expires_on: date | None = None
    withdrawn_on: date | None = None
    evidence_sha256: str

    def why_not(self, scope: Scope, *, on: date, method: str | None = None) -> str | None:
        """The reason this consent does not allow something on a day; None when it does.

        >>> c = Consent(actor=ActorId("a"), kind=ConsentKind.SIGNED, evidence_sha256="0" * 64,
        ...             scopes=frozenset({Scope.RECORD}), signed_on=date(2026, 1, 1))
        >>> c.why_not(Scope.RECORD, on=date(2026, 1, 1)) is None
        True
        >>> c.why_not(Scope.MANIPULATE, on=date(2026, 1, 1))
        'has scopes record, not manipulate'
        """
        if on < self.signed_on:
            return f"is signed on {self.signed_on}, after {on}"
        if self.withdrawn_on is not None and on >= self.withdrawn_on:
            return f"was withdrawn on {self.withdrawn_on}"
        if self.expires_on is not None and on > self.expires_on:
            return f"expired on {self.expires_on}"
        if scope not in self.scopes:
            return f"has scopes {', '.join(sorted(self.scopes))}, not {scope}"
        if method is not None and self.methods and method not in self.methods:
            return f"allows the methods {', '.join(sorted(self.methods))}, not {method}"
        return None
