"""A submission to the FaceForensics Benchmark: hard labels in one JSON, in a zip or as it is.

::

    {"0000.png": "fake", "0001.png": "real"}

Reference:
    Roessler et al., "FaceForensics++", ICCV 2019; the benchmark's page on submissions.
"""

from __future__ import annotations

from pathlib import Path

from faceproof.benchmark.lines import open_table
from faceproof.benchmark.outside.entries import Entry, entries
from faceproof.benchmark.outside.format import Reading, no_columns
from faceproof.benchmark.outside.gather import Row, gather
from faceproof.benchmark.outside.head import first_entry
from faceproof.benchmark.outside.text import whole_text
from faceproof.benchmark.outside.zipped import only_file
from faceproof.core import Score
from faceproof.metrics import Scale

_LARGEST = 16 << 20
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_DECISIONS = {"fake": Score(llr=1.0), "real": Score(llr=-1.0)}


def recognises(head: bytes) -> bool:
    """Whether it is a zip, or a JSON that calls a file fake or real."""
    first = first_entry(head)
    says = first is not None and first.is_file and first.value.startswith(('"fake"', '"real"'))
    return says or head.startswith(_ZIP)


def read(path: Path, column: str | None = None) -> Reading:
    """What a submission decides: +1 for fake, -1 for real, which is no likelihood ratio.

    Raises:
        ScoreError: naming the line of the JSON and what is wrong with it, or why the zip is
            not unpacked.
    """
    no_columns("ffpp", column)
    with open_table(path, largest=_LARGEST) as file:
        is_zip = file.read(4) in _ZIP
        file.seek(0)
        data = only_file(path.name, file) if is_zip else file.read()
    answers = gather(path.name, entries(path.name, whole_text(path.name, data)), _row)
    return Reading(format="ffpp", scale=Scale.DECISION, answers=answers)


def _row(entry: Entry) -> Row:
    if not isinstance(entry.value, str) or entry.value not in _DECISIONS:
        raise ValueError(f"{entry.key!a:.140} is {entry.value!a:.40}, expected 'fake' or 'real'")
    return Row(entry.key, _DECISIONS[entry.value])
