"""What may be said of a file, given what its faces show? Numbers in, a state and reasons out.

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
from faceproof.core import Finding, Phrase, State, phrase
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
    reasons: tuple[Phrase, ...]


def decide(findings: Sequence[Finding], band: Band, *, unexamined: int, unseen: Phrase) -> Decision:
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


def _accused(top: Finding, findings: Sequence[Finding], p: float) -> tuple[Phrase, ...]:
    reasons = [
        phrase(
            "Of the people it was tried on, at most about one in {n} has a genuine recording that "
            "looks so suspicious.",
            n=round(1 / p),
        ),
        phrase("By itself this is {support}.", support=support(top.llr)),
    ]
    if marked := _moments(top):
        reasons.append(phrase("It is most suspicious at {moments}.", moments=marked))
    if len(findings) > 1:
        reasons.append(
            phrase("{n} faces were examined; this is about one of them.", n=len(findings))
        )
    return tuple(reasons)


def _cleared(findings: Sequence[Finding]) -> tuple[Phrase, ...]:
    if len(findings) == 1:
        nothing = phrase("Nothing was found in the face that fakes tried here usually show.")
    else:
        nothing = phrase(
            "Nothing was found in all {n} faces that fakes tried here usually show.",
            n=len(findings),
        )
    return (
        nothing,
        phrase("That is no proof: fakes made in another way may show nothing of it."),
    )


def _undecided(
    top: Finding, doubts: Sequence[Phrase], *, unexamined: int, odd: bool
) -> tuple[Phrase, ...]:
    reasons = list(doubts)
    if odd:
        reasons.append(phrase("It looks unlike anything, genuine or fake, that this was tried on."))
    elif top.llr > 0:
        reasons.append(phrase("There are slight traces, which many genuine files show too."))
    else:
        reasons.append(
            phrase("Nothing suspicious stands out, but many fakes would look like this too.")
        )
    if unexamined == 1:
        reasons.append(phrase("One more face could not be examined."))
    elif unexamined:
        reasons.append(phrase("{n} more faces could not be examined.", n=unexamined))
    return tuple(reasons)


def _moments(finding: Finding) -> str:
    marked = [s for s in finding.seconds if s.llr >= _MARKED_LLR]
    alike = len({s.llr for s in finding.seconds}) < 2  # said of the whole, not of moments
    if not marked or alike:
        return ""
    strongest = sorted(sorted(marked, key=lambda s: -s.llr)[:_MOST_MOMENTS])
    return ", ".join(moment(second.start_s) for second in strongest)
