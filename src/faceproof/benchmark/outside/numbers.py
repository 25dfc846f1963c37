"""A number that somebody wrote as text, and a probability as a likelihood ratio."""

from __future__ import annotations

import re

from faceproof.core import Score, Unscored
from faceproof.core import fields as take
from faceproof.detectors.external import llr_of

MISSING = "missing value"
# Bounded, so that no line is long to look through.
_NUMBER = re.compile(
    r"[+-]?(?:[0-9]{1,400}(?:\.[0-9]{0,400})?|\.[0-9]{1,400})(?:[eE][+-]?[0-9]{1,9})?"
)


def number_in(text: str) -> float:
    """The finite number that a text is, spaces around it allowed.

    >>> number_in(" -1.5e-3 ")
    -0.0015
    """
    text = text.strip(" \t")
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"{text!a:.80} is not a finite number")
    return take.number(float(text))


def is_number(text: str) -> bool:
    """Whether somebody meant a number, even one that is refused later.

    >>> is_number("nan"), is_number("score")
    (True, False)
    """
    try:
        float(text)
    except ValueError:
        return False
    return True


def from_probability(probability: float) -> Score:
    """A probability of fake at prior one half as a score.

    >>> from_probability(0.5).llr
    0.0
    """
    if not 0.0 <= probability <= 1.0:
        raise ValueError(f"{probability} is not a probability, 0 to 1")
    return Score(llr=llr_of(probability))


def probability_in(cell: str) -> Score | Unscored:
    """A cell's probability; an empty cell is no answer."""
    return from_probability(number_in(cell)) if cell.strip() else Unscored(reason=MISSING)


def number_cell(cell: str) -> Score | Unscored:
    """A cell's number as it stands; an empty cell is no answer."""
    return Score(llr=number_in(cell)) if cell.strip() else Unscored(reason=MISSING)
