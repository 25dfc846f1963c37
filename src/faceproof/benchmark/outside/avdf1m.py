"""Submissions to the 1M-Deepfakes challenge: a score a file, or the segments found in each.

::

    000001.mp4;0.9128
    000002.mp4;0.0174

    {"000001.mp4": [[0.9541, 4.0, 4.8], [0.2315, 4.24, 5.52]], "000002.mp4": []}

The second has confidence, start and end in seconds. A file's answer is its highest confidence; no
segment at all is 0, the lowest there is.

Reference:
    Cai et al., "AV-Deepfake1M", ACM MM 2024; deepfakes1m.github.io/2025/details.
"""

from __future__ import annotations

from pathlib import Path

from faceproof.benchmark.lines import open_table
from faceproof.benchmark.outside.entries import Entry, entries
from faceproof.benchmark.outside.format import Reading, no_columns
from faceproof.benchmark.outside.gather import Row, gather
from faceproof.benchmark.outside.head import first_entry, first_line, is_object, read_head
from faceproof.benchmark.outside.numbers import is_number, number_in
from faceproof.benchmark.outside.text import text_lines, whole_text
from faceproof.core import Score
from faceproof.core import fields as take
from faceproof.metrics import Scale


def recognises(head: bytes) -> bool:
    """Whether a file's name is followed by ``;`` and a number, or in JSON by a list."""
    if first := first_entry(head):
        return first.is_file and first.value.startswith("[")
    name, _, score = first_line(head).rpartition(";")
    return bool(name) and "," not in name and is_number(score)


def read(path: Path, column: str | None = None) -> Reading:
    """What a submission to either task says.

    Raises:
        ScoreError: naming the line and what is wrong with it.
    """
    no_columns("avdf1m", column)
    if is_object(read_head(path)):
        with open_table(path) as file:
            text = whole_text(path.name, file.read())
        answers = gather(path.name, entries(path.name, text), _of_segments)
    else:
        answers = gather(path.name, text_lines(path), _of_line)
    return Reading(format="avdf1m", scale=Scale.RANKING, answers=answers)


def _of_line(line: str) -> Row:
    name, sign, score = line.rpartition(";")
    if not sign:
        raise ValueError(f"{line!a:.80} has no ';', expected file;score")
    return Row(name, Score(llr=number_in(score)))


def _of_segments(entry: Entry) -> Row:
    confidences = [_confidence(segment) for segment in take.items(entry.value)]
    return Row(entry.key, Score(llr=max(confidences, default=0.0)))


def _confidence(segment: object) -> float:
    match take.items(segment):
        case [confidence, start_s, end_s]:
            confidence, start_s, end_s = map(take.number, (confidence, start_s, end_s))
        case other:
            raise ValueError(f"{other!a:.80} is not [confidence, start, end]")
    if not 0.0 <= confidence <= 1.0:
        raise ValueError(f"confidence {confidence} is not from 0 to 1")
    if not start_s < end_s:
        raise ValueError(f"a segment from {start_s} s to {end_s} s does not start before it ends")
    return confidence
