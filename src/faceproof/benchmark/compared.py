"""One grade against another: who is better, and do scores travel?"""

from __future__ import annotations

from faceproof.benchmark.graded import Grade
from faceproof.core import Estimate, Protocol
from faceproof.core.errors import ScoreError
from faceproof.metrics import Comparison, compare, cross_auc


def difference(a: Grade, b: Grade, *, metric: str = "auc") -> Comparison:
    """``a - b`` of one metric with its paired interval by target actor; 0 inside is a tie.

    Raises:
        ScoreError: the two answered different protocols, or at different levels.
    """
    if (a.protocol, a.terms, a.level) != (b.protocol, b.terms, b.level):
        raise ScoreError(
            f"{a.detector} and {b.detector} were graded on different protocols or levels; compare "
            "runs of one protocol on one release"
        )
    return compare(metric, a.answers, b.answers, a.terms)


def cross(reals: Grade, fakes: Grade) -> Estimate:
    """AUC of one release's recordings against another's fakes, by one detector; see `cross_auc`.

    Raises:
        ScoreError: two detectors, other weights, or other levels, limits, compressions or frames.
    """
    asked = [
        (one.detector, one.weights_sha256, one.terms, one.level, *_way(one.protocol))
        for one in (reals, fakes)
    ]
    if asked[0] != asked[1]:
        raise ScoreError(
            f"{reals.detector} and {fakes.detector} are not one detector with the same weights, "
            "asked at one level, of the same compressions and as many frames; recordings and fakes "
            "are held against each other by one alone"
        )
    return cross_auc(reals.answers, fakes.answers, reals.terms)


def _way(protocol: Protocol | None) -> tuple[object, ...]:
    return () if protocol is None else (protocol.compressions, protocol.frames_per_clip)
