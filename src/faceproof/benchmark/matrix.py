"""Does a detector know the method, or only the methods it was taught? Train on some, ask on all.

A matrix has a row for each training and a column for each kind of clip that was asked. On and
off what was taught differ by the weights alone: the clips, the protocol and the detector are one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from faceproof.benchmark.grade import grade
from faceproof.benchmark.graded import Grade
from faceproof.benchmark.lines import open_table
from faceproof.benchmark.run import run
from faceproof.benchmark.tables import write_table
from faceproof.core import Estimate, Manifest, fields
from faceproof.core.errors import ScoreError
from faceproof.datasets import read_manifest
from faceproof.detectors import get, resolve, train

LEAVE_ONE_METHOD_OUT = "leave-one-method-out"
CROSS_COMPRESSION = "cross-compression"
CROSS_RELEASE = "cross-release"
ALL = "all"
_LARGEST = 4 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """AUCs by what was taught and what was asked.

    Attributes:
        name: of the protocol.
        detector: whose.
        taught: in words, what the rows are.
        cells: row to column to figure; fakes of a column against the recordings of its level.
        unseen: row and column pairs that a detector never met in training.
    """

    name: str
    detector: str
    taught: str
    cells: Mapping[str, Mapping[str, Estimate]]
    unseen: frozenset[tuple[str, str]]

    @classmethod
    def from_json(cls, value: Any) -> Self:
        """What `as_json` gave.

        Raises:
            ValueError: it did not.
        """
        given = fields.only(value, ("name", "detector", "taught", "cells", "unseen"))
        if not isinstance(given["cells"], Mapping) or not given["cells"]:
            raise ValueError("cells are not an object with a row at least")
        columns = list(next(iter(given["cells"].values())))
        return cls(
            name=fields.text(given["name"]),
            detector=fields.text(given["detector"]),
            taught=fields.text(given["taught"]),
            cells={
                fields.text(row): {
                    column: Estimate.from_json(figure)
                    for column, figure in fields.only(cells, columns).items()
                }
                for row, cells in given["cells"].items()
            },
            unseen=frozenset((str(row), str(column)) for row, column in given["unseen"]),
        )

    def as_json(self) -> dict[str, Any]:
        """By row and column."""
        return {
            "name": self.name,
            "detector": self.detector,
            "taught": self.taught,
            "cells": {
                row: {column: figure.as_json() for column, figure in cells.items()}
                for row, cells in self.cells.items()
            },
            "unseen": [list(pair) for pair in sorted(self.unseen)],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a matrix is made.

    Attributes:
        release: taught and asked.
        out: folder for weights and, beside them, what they answered.
        cache: folder for features, looked at once whatever the number of rows.
        workers: clips at a time.
    """

    release: Path
    out: Path
    cache: Path
    workers: int = 1


def read_matrix(path: Path) -> Matrix:
    """A matrix from the JSON file that `bench matrix` wrote.

    Raises:
        ScoreError: it cannot be read, or is none.
    """
    try:
        with open_table(path, largest=_LARGEST) as file:
            return Matrix.from_json(fields.parse_json(file.read()))
    except (ValueError, TypeError) as error:
        raise ScoreError(f"{path.name}: {error}; expected JSON of `bench matrix`") from error


def leave_one_method_out(detector: str, place: Place, say: Callable[[str], None]) -> Matrix:
    """Each row is taught without one method; on the diagonal it meets that method unprepared.

    The last row is taught with all.

    Args:
        detector: a line of the table that learns.
        place: where.
        say: told of every row.

    Raises:
        ScoreError: the release has fewer than two methods, or the detector learns nothing.
    """
    manifest = read_manifest(place.release)
    methods = sorted({clip.method for clip in manifest.clips if clip.method is not None})
    _require_two(manifest, methods, "methods")
    _require_learner(detector)

    def rows() -> Iterator[tuple[str, Mapping[str, Estimate]]]:
        for method in (*methods, ALL):
            say(f"{detector}: taught {'all' if method == ALL else f'without {method}'}")
            without = () if method == ALL else (method,)
            graded = _taught(detector, place, f"without-{method}", without_methods=without)
            yield method, {name: figures["auc"] for name, figures in graded.by_method.items()}

    return Matrix(
        name=LEAVE_ONE_METHOD_OUT,
        detector=detector,
        taught="without the method of the row",
        cells=dict(rows()),
        unseen=frozenset((method, method) for method in methods),
    )


def cross_compression(detector: str, place: Place, say: Callable[[str], None]) -> Matrix:
    """Each row is taught at one compression, and asked at each.

    Args:
        detector: a line of the table that learns.
        place: where.
        say: told of every row.

    Raises:
        ScoreError: the release has fewer than two compressions, or the detector learns nothing.
    """
    manifest = read_manifest(place.release)
    levels = [
        level for level in ("raw", "c23", "c40") if level in {c.compression for c in manifest.clips}
    ]
    _require_two(manifest, levels, "compressions")
    _require_learner(detector)

    def rows() -> Iterator[tuple[str, Mapping[str, Estimate]]]:
        for level in (*levels, ALL):
            say(f"{detector}: taught at {level}")
            taught = () if level == ALL else (level,)
            graded = _taught(detector, place, f"at-{level}", compressions=taught)
            yield level, {name: figures["auc"] for name, figures in graded.by_compression.items()}

    return Matrix(
        name=CROSS_COMPRESSION,
        detector=detector,
        taught="at the compression of the row",
        cells=dict(rows()),
        unseen=frozenset((a, b) for a in levels for b in levels if a != b),
    )


def cross_release(detector: str, places: Mapping[str, Place], say: Callable[[str], None]) -> Matrix:
    """Each row is taught on one release, and asked on the test clips of each.

    Args:
        detector: a line of the table that learns.
        places: releases by the name they are shown under.
        say: told of every row.

    Raises:
        ScoreError: fewer than two releases, or the detector learns nothing.
        WeightsError: somebody in one release is learned from in another.
    """
    if len(places) < 2:
        raise ScoreError(f"a cross-release matrix needs two releases, got {len(places)}")
    _require_learner(detector)

    def rows() -> Iterator[tuple[str, Mapping[str, Estimate]]]:
        for name, place in places.items():
            say(f"{detector}: taught on {name}")
            weights = place.out / detector / "all"
            train(place.release, detector, weights, workers=place.workers, cache=place.cache)
            yield (
                name,
                {
                    other: _asked(detector, asked, weights).metrics["auc"]
                    for other, asked in places.items()
                },
            )

    return Matrix(
        name=CROSS_RELEASE,
        detector=detector,
        taught="on the release of the row",
        cells=dict(rows()),
        unseen=frozenset((a, b) for a in places for b in places if a != b),
    )


def make_matrix(
    name: str, detector: str, places: Mapping[str, Place], say: Callable[[str], None]
) -> Matrix:
    """The matrix of a name.

    Args:
        name: of one of the three.
        detector: a line of the table that learns.
        places: one release, or several by name for `CROSS_RELEASE`.
        say: told of every row.

    Raises:
        ScoreError: an unknown name, or a wrong number of releases; else as the three.
    """
    if name == CROSS_RELEASE:
        return cross_release(detector, places, say)
    kinds = {LEAVE_ONE_METHOD_OUT: leave_one_method_out, CROSS_COMPRESSION: cross_compression}
    if name not in kinds:
        raise ScoreError(
            f"matrix {name!r:.80} is unknown; there are {', '.join((*kinds, CROSS_RELEASE))}"
        )
    if len(places) != 1:
        raise ScoreError(f"{name} is made on one release, got {len(places)}")
    return kinds[name](detector, next(iter(places.values())), say)


def _taught(
    detector: str,
    place: Place,
    row: str,
    *,
    without_methods: tuple[str, ...] = (),
    compressions: tuple[str, ...] = (),
) -> Grade:
    weights = place.out / detector / row
    train(
        place.release,
        detector,
        weights,
        workers=place.workers,
        cache=place.cache,
        without_methods=without_methods,
        compressions=compressions,
    )
    return _asked(detector, place, weights)


def _asked(detector: str, place: Place, weights: Path) -> Grade:
    scorer = resolve(detector, weights)
    (table,) = run(place.release, [scorer], workers=place.workers, cache=place.cache)
    write_table(weights / "test.jsonl", table)
    return grade(table, place.release)


def _require_two(manifest: Manifest, found: list[str], what: str) -> None:
    if len(found) < 2:
        raise ScoreError(
            f"release {manifest.name!r} has {what} {', '.join(found) or 'none'}: a matrix needs "
            "two at least"
        )


def _require_learner(detector: str) -> None:
    if not get(detector).fitted:
        raise ScoreError(f"{detector} learns nothing, so nothing can be left out of its training")
