"""Score lines of ASVspoof: ``speaker utterance score``, and maybe a trial's kind behind it.

::

    LA_0039 LA_E_2834763 -1.873
    LA_0014 LA_E_8877452 4.021 target

**Higher is bona fide there**, so the sign is turned. The id is the utterance; the speaker and the
kind of trial are not used.

Reference:
    Wang et al., "ASVspoof 2019: a large-scale public database", arXiv 1911.01601.
"""

from __future__ import annotations

from pathlib import Path

from faceproof.benchmark.outside.format import Reading, no_columns
from faceproof.benchmark.outside.gather import Row, gather
from faceproof.benchmark.outside.head import first_line
from faceproof.benchmark.outside.numbers import is_number, number_in
from faceproof.benchmark.outside.text import text_lines
from faceproof.core import Score
from faceproof.metrics import Scale


def recognises(head: bytes) -> bool:
    """Whether the first line is three or four words, of which the third is a number."""
    line = first_line(head)
    match line.split():
        case [_, _, score] | [_, _, score, _]:
            return is_number(score) and not {",", ";"} & set(line)
    return False


def read(path: Path, column: str | None = None) -> Reading:
    """What score lines say, the sign turned so that higher is spoofed.

    Raises:
        ScoreError: naming the line and what is wrong with it.
    """
    no_columns("asvspoof", column)
    answers = gather(path.name, text_lines(path), _row)
    return Reading(format="asvspoof", scale=Scale.RANKING, answers=answers)


def _row(line: str) -> Row:
    match line.split():
        case [_, utterance, score] | [_, utterance, score, _]:
            return Row(utterance, Score(llr=0.0 - number_in(score)))
        case words:
            raise ValueError(
                f"has {len(words)} words, expected speaker utterance score, and maybe a trial"
            )
