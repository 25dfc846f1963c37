"""What may be said of a file, given what was found? Numbers in, one state and its reasons out.

Both claims can be wrong, so each has a rate that calibration clips vouch for, whatever the scores
look like: a genuine file is called likely manipulated at most `ACCUSE` of the time, and a fake
gets no-sign-found at most `MISS` of the time, on files like those of some calibration domain. What
neither allows is inconclusive. With several faces the one that speaks most for a fake decides,
and its claim is held to the rate of them all (Bonferroni).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from faceproof.check.quality import Quality
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


def decide(findings: Sequence[Finding], quality: Quality, band: Band, *, unseen: str) -> Decision:
    """One state for a file.

    Args:
        findings: of every face that was examined.
        quality: of the picture.
        band: where scores of known files lie.
        unseen: why nothing was examined, where nothing was.
    """
    if not findings:
        return Decision(State.NOT_EXAMINED, (unseen,))
    top = max(findings, key=lambda one: one.llr)
    p_genuine = min(1.0, band.p_genuine(top.llr) * len(findings))
    p_fake = band.p_fake(top.llr)
    doubts = quality.doubts()
    if p_genuine <= ACCUSE and not doubts:
        return Decision(State.LIKELY_MANIPULATED, _accused(top, findings, p_genuine))
    if p_fake <= MISS and not doubts:
        return Decision(State.NO_SIGN_FOUND, _cleared(findings))
    return Decision(State.INCONCLUSIVE, _undecided(top, doubts, p_genuine))


def _accused(top: Finding, findings: Sequence[Finding], p: float) -> tuple[str, ...]:
    rare = round(1 / max(p, 1e-6))
    reasons = [
        f"Of {rare} genuine files like those it was tried on, about one looks so suspicious.",
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


def _undecided(top: Finding, doubts: Sequence[str], p: float) -> tuple[str, ...]:
    reasons = list(doubts)
    if p <= ACCUSE:
        reasons.append("There are suspicious traces, but a picture like this shows such by itself.")
    elif top.llr > 0:
        reasons.append("There are slight traces, which many genuine files show too.")
    else:
        reasons.append("Nothing suspicious stands out, but many fakes would look like this too.")
    return tuple(reasons)


def _moments(finding: Finding) -> str:
    marked = [s for s in finding.seconds if s.llr >= _MARKED_LLR]
    if not marked or finding.last_s < 1:
        return ""
    strongest = sorted(sorted(marked, key=lambda s: -s.llr)[:_MOST_MOMENTS])
    return "at " + ", ".join(moment(second.start_s) for second in strongest)
