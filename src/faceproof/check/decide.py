"""What may be said of a file, given what was found? Numbers in, one state and its reasons out.

Both claims can be wrong, so each has a rate that clips of known truth vouch for, whatever the
scores look like. Of genuine files like those of some calibration domain at most `ACCUSE` are
called likely manipulated, on average over draws of that domain; of fakes of which a domain has
like ones at most `MISS` get no-sign-found. What neither allows is inconclusive, and so is a score
that is unlike both. With several faces an accusation is held to the rate of them all (Bonferroni),
and no-sign-found needs every face examined, well enough to see, and without sign.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from faceproof.check.words import moment, support
from faceproof.core import Finding, State
from faceproof.metrics import Band

ACCUSE = 0.02
"""Share of genuine files that may be called likely manipulated."""

MISS = 0.1
"""Share of fakes that may get no-sign-found."""

_MARKED_LLR = 1.0
_MOST_MOMENTS = 3


class Decision(NamedTuple):
    """A state and why, the weightiest reason first."""

    state: State
    reasons: tuple[str, ...]


def decide(findings: Sequence[Finding], band: Band, *, unexamined: int, unseen: str) -> Decision:
    """One state for a file.

    Args:
        findings: of every face that was examined.
        band: where scores of known files lie.
        unexamined: faces in sight that were not.
        unseen: why nothing was examined, where nothing was.
    """
    if not findings:
        return Decision(State.NOT_EXAMINED, (unseen,))
    clear = [one for one in findings if not one.doubts]
    top = max(clear or findings, key=lambda one: one.llr)
    p = min(1.0, band.p_genuine(top.llr, rate=ACCUSE / len(findings)) * len(findings))
    odd = p <= ACCUSE and (top.llr <= 0 or band.p_fake(top.llr) <= MISS)
    if clear and p <= ACCUSE and not odd:
        return Decision(State.LIKELY_MANIPULATED, _accused(top, findings, p))
    signless = all(band.p_fake(one.llr) <= MISS for one in findings)
    if signless and not odd and len(clear) == len(findings) and not unexamined:
        return Decision(State.NO_SIGN_FOUND, _cleared(findings))
    doubts = list(dict.fromkeys(doubt for one in findings for doubt in one.doubts))
    return Decision(State.INCONCLUSIVE, _undecided(top, doubts, unexamined=unexamined, odd=odd))


def _accused(top: Finding, findings: Sequence[Finding], p: float) -> tuple[str, ...]:
    people = f"Of the people it was tried on, at most about one in {round(1 / p)}"
    reasons = [
        f"{people} has a genuine recording that looks so suspicious.",
        f"By itself this is {support(top.llr)}.",
    ]
    if marked := _moments(top):
        reasons.append(f"It is most suspicious {marked}.")
    if len(findings) > 1:
        reasons.append(f"{len(findings)} faces were examined; this is about one of them.")
    return tuple(reasons)


def _cleared(findings: Sequence[Finding]) -> tuple[str, ...]:
    faces = "the face" if len(findings) == 1 else f"all {len(findings)} faces"
    return (
        f"Nothing was found in {faces} that fakes tried here usually show.",
        "That is no proof: fakes made in another way may show nothing of it.",
    )


def _undecided(
    top: Finding, doubts: Sequence[str], *, unexamined: int, odd: bool
) -> tuple[str, ...]:
    reasons = list(doubts)
    if odd:
        reasons.append("It looks unlike anything, genuine or fake, that this was tried on.")
    elif top.llr > 0:
        reasons.append("There are slight traces, which many genuine files show too.")
    else:
        reasons.append("Nothing suspicious stands out, but many fakes would look like this too.")
    if unexamined:
        faces = "One more face" if unexamined == 1 else f"{unexamined} more faces"
        reasons.append(f"{faces} could not be examined.")
    return tuple(reasons)


def _moments(finding: Finding) -> str:
    marked = [s for s in finding.seconds if s.llr >= _MARKED_LLR]
    alike = len({s.llr for s in finding.seconds}) < 2  # said of the whole, not of moments
    if not marked or alike:
        return ""
    strongest = sorted(sorted(marked, key=lambda s: -s.llr)[:_MOST_MOMENTS])
    return "at " + ", ".join(moment(second.start_s) for second in strongest)
