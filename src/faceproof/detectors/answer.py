"""What a detector says of one clip, and what that cost."""

from __future__ import annotations

from typing import NamedTuple

from faceproof.core import Cost, Score, Unscored


class Answer(NamedTuple):
    """A clip's score, or why there is none, and the seconds it took."""

    score: Score | Unscored
    cost: Cost
