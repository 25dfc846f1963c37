"""Who may be called better than whom? Groups of a board within which the order says nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

LEVEL = 0.05
"""Below it a difference is called one."""


def holm(p: Sequence[float]) -> NDArray[np.float64]:
    """p-values that may be read together: the chance of one false alarm stays under the level.

    Reference:
        Holm 1979, Scandinavian Journal of Statistics 6(2).

    >>> holm([0.01, 0.04, 0.03]).round(3).tolist()
    [0.03, 0.06, 0.06]
    """
    values = np.asarray(p, np.float64)
    order = np.argsort(values, kind="stable")
    steps = values[order] * (len(values) - np.arange(len(values)))
    adjusted = np.empty(len(values))
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(steps))
    return adjusted


def tie_groups(
    values: Sequence[float],
    p_of: Callable[[int, int], float | None],
    *,
    higher_is_better: bool = True,
) -> list[list[int]]:
    """Rows of a board in groups, the best group first.

    The best row left begins a group; to it belong all that are left whose paired difference to
    it is not significant. Which row is best is read from the same data, so Holm's correction is
    for all pairs of the board: any of them might have been compared. What cannot be compared is
    tied, for nothing shows that it is worse.

    Args:
        values: the figure of each row.
        p_of: two-sided p of the paired difference of two rows, None where there is none.
        higher_is_better: direction.

    >>> tie_groups([0.9, 0.6, 0.85], lambda a, b: 0.4 if {a, b} == {0, 2} else 0.001)
    [[0, 2], [1]]
    """
    sign = -1.0 if higher_is_better else 1.0
    left = sorted(range(len(values)), key=lambda row: (sign * values[row], row))
    together = holm_pairs(len(values), p_of)
    groups = []
    while left:
        best, others = left[0], left[1:]
        tied = [row for row in others if together[best, row] >= LEVEL]
        groups.append([best, *tied])
        left = [row for row in others if row not in tied]
    return groups


def holm_pairs(rows: int, p_of: Callable[[int, int], float | None]) -> NDArray[np.float64]:
    """Each pair of rows has its p, corrected for all pairs ``(rows, rows)``; 1 where none.

    Args:
        rows: how many.
        p_of: as `tie_groups`.
    """
    pairs = list(combinations(range(rows), 2))
    ps = [p_of(a, b) for a, b in pairs]
    adjusted = holm([1.0 if p is None else p for p in ps])
    together = np.ones((rows, rows))
    for (a, b), p in zip(pairs, adjusted, strict=True):
        together[a, b] = together[b, a] = p
    return together
