"""What is wrong with a release, and which file shows it?"""

from __future__ import annotations

from typing import NamedTuple


class Problem(NamedTuple):
    """One thing that is wrong, at a path relative to the release."""

    path: str
    problem: str
