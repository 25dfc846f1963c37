"""The whole report of a release: every detector, what it never met, what is left of it.

    python benchmarks/report.py RELEASE --out DIR [--jobs 2]

Trains every detector of the table, asks all of them together, leaves one method and one compression
out of training, corrupts 40 clips in every way, and writes DIR/report.html. Goal: 60 minutes on two
cores. The same command goes on where it stopped; times are those of this run.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from faceproof.benchmark import (
    Matrix,
    Place,
    Robustness,
    UnderAttack,
    card_text,
    clip_picture,
    contact_sheet,
    grade,
    make_matrix,
    report,
    robustness,
    run,
    under_attack,
    write_table,
)
from faceproof.benchmark.attacks import attacks_of, possible
from faceproof.benchmark.robustness import every_corruption
from faceproof.core import write_bytes
from faceproof.core.errors import FaceproofError
from faceproof.datasets import read_manifest
from faceproof.detectors import DETECTORS, Scorer, describe_clips, get, resolve, train
from faceproof.engine import bar

ROBUST = ("mesonet", "residual", "spectrum")
LEARNERS = ("residual", "spectrum")


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Say how long a part took."""
    began = time.perf_counter()
    yield
    print(f"{what}: {time.perf_counter() - began:.0f} s", flush=True)


def say(line: str) -> None:
    """Talk on stderr."""
    print(line, file=sys.stderr, flush=True)


def taught(release: Path, out: Path, cache: Path, jobs: int) -> list[Scorer]:
    """Every detector of the table that learns from releases, with weights, described once."""
    clips = read_manifest(release).clips
    names = [name for name, kind in DETECTORS.items() if not kind.enrolled]
    with timed("looking at every clip, once for all detectors"), bar(len(clips), "look") as step:
        kinds = [get(name) for name in names]
        describe_clips(release, clips, kinds, cache=cache, workers=jobs, progress=step)
    with timed("training"):
        for name in names:
            train(release, name, out / "weights" / name, workers=jobs, cache=cache)
    return [resolve(name, out / "weights" / name) for name in names]


def matrices(release: Path, out: Path, cache: Path, jobs: int) -> list[Matrix]:
    """What each learner does on what it never met; what a release does not allow is said."""
    place = Place(release=release, out=out / "matrices", cache=cache, workers=jobs)
    found = []
    for name in LEARNERS:
        for kind in ("leave-one-method-out", "cross-compression"):
            try:
                found.append(make_matrix(kind, name, {release.name: place}, say))
            except FaceproofError as error:
                say(f"no {kind} of {name}: {error}")
    return found


def left_of(release: Path, out: Path, scorers: list[Scorer], jobs: int) -> list[Robustness]:
    """Detectors under every corruption."""
    asked = [scorer for scorer in scorers if scorer.name in ROBUST]
    return robustness(release, asked, every_corruption(), out / "robust", workers=jobs, say=say)


def worked_against(release: Path, out: Path, scorers: list[Scorer]) -> list[UnderAttack]:
    """The same detectors against somebody who works against them."""
    found = []
    for scorer in scorers:
        if scorer.name in ROBUST:
            attacks = attacks_of(possible(scorer), eps=1)
            found.append(under_attack(release, scorer, attacks, out / "attacked", say=say))
    return found


def main() -> None:
    """Write the report and say what it took."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("release", type=Path)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--jobs", type=int, default=2)
    given = options.parse_args()
    release, out, jobs = given.release, given.out, given.jobs
    cache = release / ".build" / "features"
    began = time.perf_counter()
    scorers = taught(release, out, cache, jobs)
    with timed("asking"):
        tables = run(release, scorers, workers=jobs, cache=cache)
        for table in tables:
            write_table(out / "scores" / f"{table.detector}.jsonl", table)
    with timed("grading"):
        graded = [grade(table, release) for table in tables]
    for one in graded:
        write_bytes(out / "cards" / f"{one.detector}.txt", card_text(one).encode())
    with timed("matrices"):
        unmet = matrices(release, out, cache, jobs)
    with timed("corruptions"):
        left = left_of(release, out, scorers, jobs)
    with timed("attacks"):
        attacked = worked_against(release, out, scorers)
    with timed("the page"):
        report(
            graded,
            release,
            out / "report.html",
            sheet=contact_sheet(release),
            picture=partial(clip_picture, release),
            matrices=unmet,
            robust=left,
            attacked=attacked,
        )
    for one in graded:
        print(f"{one.detector:<16} AUC {one.metrics['auc']}, own recording beaten {one.paired}")
    print(f"all of it: {(time.perf_counter() - began) / 60:.1f} min with {jobs} workers")


if __name__ == "__main__":
    main()
