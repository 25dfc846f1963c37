"""When in a clip does a face speak for a fake, drawn as one bar a second?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from faceproof.check.words import moment, support
from faceproof.core import Finding, Phrase, phrase

_STRONG = 3.0  # LLR at which a bar is full


class Bar(NamedTuple):
    """One second.

    Attributes:
        left, width: per cent of the clip.
        height: per cent of the row, from its middle.
        up: towards a fake.
        says: for whoever cannot see it.
    """

    left: float
    width: float
    height: float
    up: bool
    says: Phrase


def bars(finding: Finding, duration_s: float) -> Iterator[Bar]:
    """Of each second in which the face was examined."""
    length = max(duration_s, 1.0)
    for second in finding.seconds:
        yield Bar(
            left=100 * second.start_s / length,
            width=100 * min(1.0, length - second.start_s) / length,
            height=50 * min(abs(second.llr) / _STRONG, 1.0),
            up=second.llr > 0,
            says=phrase(
                "{moment}: {support}", moment=moment(second.start_s), support=support(second.llr)
            ),
        )
