"""Where do a detector's scores of known clips lie? What a verdict about a file is held against."""

from __future__ import annotations

from pathlib import Path

from faceproof.benchmark.grade import cases_of
from faceproof.benchmark.lines import open_table
from faceproof.benchmark.protocol import check_protocol
from faceproof.core import Score, ScoreTable, write_bytes
from faceproof.core import fields as take
from faceproof.core.canonical import canonical_json
from faceproof.core.errors import ScoreError
from faceproof.datasets import read_manifest
from faceproof.metrics import Band, Domain

_LARGEST = 64 << 20
FORMAT = "band-1"


def band_of(table: ScoreTable, release: Path) -> Band:
    """A domain for each compression of a release: scores by the person shown, both classes.

    Clips must have been judged by weights that do not know them, as `bench run` sees to.
    Unscored clips are left out: nobody is accused or cleared without a score.

    Raises:
        ScoreError: the table is of another release, or a compression has no scored recording.
    """
    manifest = read_manifest(release)
    check_protocol(table.protocol, manifest)
    cases = cases_of([manifest.by_id[one] for one in table.protocol.ask], manifest)
    domains = {}
    for level in table.protocol.compressions:
        people: tuple[dict[str, list[float]], dict[str, list[float]]] = ({}, {})
        for case in cases:
            answer = table.scores[case.id]
            if case.compression == level and isinstance(answer, Score):
                people[case.fake].setdefault(case.target, []).append(answer.llr)
        genuine, fake = (tuple(tuple(p) for _, p in sorted(of.items())) for of in people)
        if genuine or fake:
            domains[f"{manifest.name} {level}"] = Domain(genuine=genuine, fake=fake)
    return Band(domains)


def write_band(path: Path, detector: str, weights_sha256: tuple[str, ...], band: Band) -> None:
    """Write a band as JSON, with the detector it is of."""
    value = {
        "format": FORMAT,
        "detector": detector,
        "weights_sha256": list(weights_sha256),
        "domains": band.as_json(),
    }
    write_bytes(path, canonical_json(value))


def read_band(path: Path, detector: str) -> Band:
    """A band of that detector, from the file that `write_band` wrote.

    Raises:
        ScoreError: it cannot be read, is none, or is another detector's.
    """
    try:
        with open_table(path, largest=_LARGEST) as file:
            value = take.parse_json(file.read())
        given = take.only(value, ("format", "detector", "weights_sha256", "domains"))
        known, of = given["format"] == FORMAT, take.text(given["detector"])
        band = Band.from_json(given["domains"])
    except ValueError as error:
        raise ScoreError(f"{path.name}: {error}; expected JSON of `bench band`") from error
    if not known:
        raise ScoreError(
            f"{path.name}: its format is not {FORMAT}; make it again with this version"
        )
    if of != detector:
        raise ScoreError(f"{path.name}: is a band of {of}, asked for {detector}")
    return band
