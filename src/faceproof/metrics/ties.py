"""Who may be called better than whom? Groups of a board within which the order says nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

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
    it is not significant after Holm, over those compared. What cannot be compared is tied, for
    nothing shows that it is worse.

    Args:
        values: the figure of each row.
        p_of: two-sided p of the paired difference of two rows, None where there is none.
        higher_is_better: direction.

    >>> tie_groups([0.9, 0.6, 0.85], lambda a, b: 0.4 if {a, b} == {0, 2} else 0.001)
    [[0, 2], [1]]
    """
    sign = -1.0 if higher_is_better else 1.0
    left = sorted(range(len(values)), key=lambda row: (sign * values[row], row))
    groups = []
    while left:
        best, others = left[0], left[1:]
        ps = [p_of(best, other) for other in others]
        adjusted = holm([1.0 if p is None else p for p in ps])
        tied = [row for row, p in zip(others, adjusted, strict=True) if p >= LEVEL]
        groups.append([best, *tied])
        left = [row for row in others if row not in tied]
    return groups
