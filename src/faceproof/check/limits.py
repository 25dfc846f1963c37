"""What was not looked at? Said with every verdict, whatever it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from faceproof.core import Compared, Finding, Phrase, Provenance, phrase
from faceproof.detectors import Looked
from faceproof.media import announced

MOSTLY_THERE = 0.9
"""A file with a smaller share of the frames that it announces is cut off."""


def of_looking(
    file: Path, looked: Looked, findings: Sequence[Finding], unexamined: int
) -> Iterator[Phrase]:
    """Of a file that could be opened.

    Args:
        file: that was looked at.
        looked: what was seen.
        findings: of each face that was examined.
        unexamined: how many more were in sight.
    """
    yield from _cut_off(file, looked)
    if unexamined and findings:
        yield phrase("Faces too small, too brief or too many to be examined: {n}.", n=unexamined)
    yield phrase(
        "Only faces were examined: not the voice, the words, the background or the caption."
    )
    if looked.facts.frames > 1 and findings:
        yield phrase(
            "At most {n} of {frames} frames were examined of a face.",
            n=max(one.frames for one in findings),
            frames=looked.facts.frames,
        )
    yield phrase(
        "Wholly invented faces, edits beside the face and new kinds of fakes may show no trace."
    )


def of_asking(provenance: Provenance | None, compared: Compared | None) -> Iterator[Phrase]:
    """Of what nobody asked for, or could be answered."""
    if provenance is None:
        yield phrase("Where it comes from was not checked: Content Credentials were not read.")
    if compared is None:
        yield phrase("It was not compared with registered originals.")
    elif compared.match is not None:
        yield phrase("Only its picture was compared with the registered original, not the sound.")


def _cut_off(file: Path, looked: Looked) -> Iterator[Phrase]:
    """A few that are dropped on purpose, by an edit list for instance, are not missed."""
    said, there = announced(file), looked.facts.frames
    if there < MOSTLY_THERE * said:
        yield phrase(
            "The file is cut off: it should hold {said} frames, and {there} are there.",
            said=said,
            there=there,
        )
