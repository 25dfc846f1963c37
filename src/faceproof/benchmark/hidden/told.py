"""What is a team told of an attempt on a hidden set?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from faceproof.benchmark.hidden.measured import Measured
from faceproof.benchmark.ladder import STEP, released
from faceproof.core import Estimate

COARSE = 0.02
"""Grid of every figure but the first: coarse enough that no count follows from it."""


def shown(
    measured: Measured,
    before: Mapping[str, Any] | None,
    *,
    step: float = STEP,
    foot: float | None = None,
) -> dict[str, Any]:
    """What a team is told of an attempt: nothing new, unless it is clear progress.

    The AUC stands on the ladder's grid. Its interval and the AUC of each method and compression
    are rounded to a coarse grid and move only when the ladder does. No count is told,
    and no group of so few clips that the grid would not hide them; see `FEWEST`.

    Args:
        measured: on the public part.
        before: what the team was told last; None before its first attempt.
        step: of the ladder.
        foot: where the ladder begins; None tells a first figure whatever it is.
    """
    best = foot if before is None else before["auc"]
    auc = released(best, measured.auc.value, step)
    is_new = best is None or auc != best
    if before is not None and not is_new:
        return dict(before)
    return {
        "auc": auc,
        "low": _coarse(measured.auc.low) if is_new else None,
        "high": _coarse(measured.auc.high) if is_new else None,
        "coverage": _coarse(measured.coverage),
        "by_method": _by(measured.by_method) if is_new else {},
        "by_compression": _by(measured.by_compression) if is_new else {},
    }


def _by(groups: Mapping[str, Estimate]) -> dict[str, float | None]:
    return {name: _coarse(figure.value) for name, figure in groups.items()}


def _coarse(value: float | None) -> float | None:
    """On a grid on which the true value cannot be told.

    >>> _coarse(0.7349)
    0.74
    """
    return None if value is None else round(round(value / COARSE) * COARSE, 10)
