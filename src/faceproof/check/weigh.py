"""Which of three witnesses decides? Credentials first, originals second, detector third.

1. Signed by somebody trusted, as recorded and with nothing put in: `original`, whatever else.
2. Signed by somebody trusted, as made or changed by computer: `declared-manipulated`.
3. Credentials that do not fit the file: `tampered`, even where its picture is a known one. They
   cover each byte, sound and caption track too; the registry has only seen pictures.
4. A copy of a registered original: `unaltered-copy` if its picture is the same from beginning to
   end, `altered-copy` if it is not. Where that cannot be told, or a part of the file is not in the
   original, the registry does not decide.
5. Else what the detector decided.

Credentials of an unknown signer, expired, revoked or missing decide nothing, whatever they say:
anybody can attach a confession to a genuine video, or a camera's claim to a fake. So no file is
accused for what it lacks; and only 1 and 4, which no detector can reach, are green. Why in this
order, and what that costs: docs/adr/0020-verdict-order.md.
"""

from __future__ import annotations

from faceproof.check.decide import Decision
from faceproof.check.registered import is_whole, likeness
from faceproof.check.signed import standing
from faceproof.core import Compared, CredentialState, Phrase, Provenance, State, phrase

SUSPICIOUS = phrase(
    "By themselves its faces look suspicious. That is a machine's opinion, and weighs less."
)
"""Said where a detector would have accused and was overruled."""

FILMED = phrase(
    "It looks like a registered original, and yet differs from it. Perhaps the camera filmed a "
    "screen; perhaps the registered one was changed."
)
"""Said where an original differs from what it is a copy of."""


def weigh(
    provenance: Provenance | None,
    compared: Compared | None,
    decision: Decision,
    *,
    duration_s: float,
) -> Decision:
    """The state of a file and all reasons, those of the witness that decided first.

    Args:
        provenance: what its credentials say; None where nobody looked.
        compared: what a registry says; None where none was asked.
        decision: what follows from its faces alone.
        duration_s: of the file; 0 for a still image or where it is unknown.
    """
    signed, like = standing(provenance), likeness(compared, duration_s)
    if (state := _by_credentials(provenance)) is not None:
        filmed = (FILMED,) if state is State.ORIGINAL and _is_altered(compared) else ()
        return Decision(state, (*signed, *like, *filmed, *_overruled(decision)))
    if (state := _by_registry(compared, duration_s)) is not None:
        return Decision(state, (*like, *signed, *_overruled(decision)))
    return Decision(decision.state, (*decision.reasons, *signed, *like))  # (5)


def _by_credentials(provenance: Provenance | None) -> State | None:
    if provenance is None:
        return None
    trusted = provenance.state is CredentialState.TRUSTED
    if trusted and provenance.is_captured:  # (1)
        return State.ORIGINAL
    if trusted and provenance.is_declared:  # (2)
        return State.DECLARED_MANIPULATED
    if provenance.state is CredentialState.TAMPERED:  # (3)
        return State.TAMPERED
    return None


def _by_registry(compared: Compared | None, duration_s: float) -> State | None:
    if compared is None or compared.match is None or compared.match.altered is None:
        return None
    if compared.match.altered:  # (4)
        return State.ALTERED_COPY
    return State.UNALTERED_COPY if is_whole(compared.match, duration_s) else None


def _is_altered(compared: Compared | None) -> bool:
    return compared is not None and compared.match is not None and bool(compared.match.altered)


def _overruled(decision: Decision) -> tuple[Phrase, ...]:
    match decision.state:
        case State.LIKELY_MANIPULATED:
            return (SUSPICIOUS,)
        case State.NO_SIGN_FOUND:
            return (phrase("By themselves its faces show no sign of manipulation."),)
        case State.INCONCLUSIVE:
            return (phrase("By themselves its faces tell nothing either way."),)
        case _:
            return decision.reasons
