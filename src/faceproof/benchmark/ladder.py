"""What may a board say of a hidden set without giving it away? Only clear progress, coarsely.

Whoever sees the exact figure of every attempt can climb by luck alone: answers that are noise,
those of them that happened to do well added up. The ladder shows a team its best figure only, on
a grid, and a new one only when it beats the old by a step. An attempt that does not tells its
team nothing but that. A ladder begins at what a coin has: who might begin lower, by leaving clips
unanswered, say, and rise on purpose would be told every one of their attempts.

Reference:
    Blum & Hardt 2015, The Ladder: a reliable leaderboard for machine learning competitions, ICML,
    algorithm 1 (there for losses, here for figures of which more is better).
"""

from __future__ import annotations

STEP = 0.01
COIN = 0.5
"""What says nothing scores; the foot of a ladder."""


def released(best: float | None, figure: float | None, step: float = STEP) -> float | None:
    """What a team is shown after an attempt.

    Args:
        best: what it was shown before; None before its first attempt.
        figure: of this attempt, 0 to 1; None where it has none.
        step: of the grid, and by how much an attempt must beat the best.

    >>> released(None, 0.5034)
    0.5
    >>> released(0.5, 0.509), released(0.5, 0.5112)
    (0.5, 0.51)
    """
    if figure is None or (best is not None and figure <= best + step):
        return best
    return round(round(figure / step) * step, 10)
