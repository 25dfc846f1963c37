"""What a file's credentials say of it, and whether to believe them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from faceproof.core.phrase import Phrase


class CredentialState(StrEnum):
    """The one word for the credentials of a file, whatever they say."""

    TRUSTED = "trusted"
    VALID_UNKNOWN_SIGNER = "valid-unknown-signer"
    TAMPERED = "tampered"
    EXPIRED = "expired"
    REVOKED = "revoked"
    NONE = "none"


CAPTURED = frozenset(
    {"computationalCapture", "digitalCapture", "negativeFilm", "positiveFilm", "print"}
)
"""Source types of what a camera saw, in the words of IPTC's digital source type vocabulary."""

HARMLESS = frozenset(
    {
        "c2pa.color_adjustments",
        "c2pa.converted",
        "c2pa.created",
        "c2pa.cropped",
        "c2pa.opened",
        "c2pa.orientation",
        "c2pa.published",
        "c2pa.repackaged",
        "c2pa.resized",
        "c2pa.transcoded",
        "c2pa.trimmed",
    }
)
"""Actions that put nothing into a picture that was not there (C2PA 2.2, section 18.15.4.7)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that was done, as whoever signed says.

    Attributes:
        action: such as ``c2pa.created``.
        source_type: last word of the IPTC digital source type, such as ``digitalCapture``.
        description: in the signer's words.
    """

    action: str
    source_type: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingredient:
    """A file that went into it.

    Attributes:
        title: as the signer calls it.
        relationship: ``parentOf``, ``componentOf`` or ``inputTo``.
        signer: of its own credentials; None where it has none.
    """

    title: str
    relationship: str
    signer: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What a file's credentials say, and whether to believe them.

    Attributes:
        state: the one word.
        signer: common name and organisation in the certificate; None without credentials.
        signed_on: when, as a timestamp authority vouches; None where none does.
        steps: all that was done, of every parent and then of the file itself, oldest first.
        ingredients: of the file itself.
        reasons: why it is that state, the weightiest first.
    """

    state: CredentialState
    signer: str | None = None
    signed_on: datetime | None = None
    steps: tuple[Step, ...] = ()
    ingredients: tuple[Ingredient, ...] = ()
    reasons: tuple[Phrase, ...] = ()

    @property
    def is_captured(self) -> bool:
        """Whoever signed says that a camera saw it and nothing was put in since."""
        types = [step.source_type for step in self.steps if step.source_type]
        begun = bool(self.steps) and self.steps[0].action == "c2pa.created"
        return begun and bool(types) and set(types) <= CAPTURED and not self.is_declared

    @property
    def is_declared(self) -> bool:
        """Whoever signed says that it was made, composed or edited by more than a camera."""
        return any(
            step.action not in HARMLESS
            or (step.source_type is not None and step.source_type not in CAPTURED)
            for step in self.steps
        )
