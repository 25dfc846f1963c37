"""Print what the shipped detectors do on people and methods they never met, as Markdown.

    python tools/measure_detectors.py footage DATA work [--elsewhere RELEASE]

after ``tools/bake_detectors.py``, with the same folders. Everything is asked out of fold: of the
footage by weights that met none of a clip's people, of portraits of people whom nobody learned
from, of another release as it is.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bake_detectors import (
    WORKERS,
    People,
    Told,
    people_of_footage,
    people_of_portraits,
    scores_of,
    synthetic,
)
from faceproof.benchmark import grade, run
from faceproof.benchmark.graded import Grade
from faceproof.check.decide import ACCUSE, decide
from faceproof.check.quality import SMALLEST_FACE_PX
from faceproof.core import Estimate, Finding, State
from faceproof.datasets import read_manifest
from faceproof.detectors import DEFAULT, DETECTORS, resolve, train
from faceproof.metrics import Answers, Band, Domain, Scale, Terms, estimate, share

LEVELS = ("raw", "c23", "c40")
FOLDS = 5
RAILS = ("face-sharpness", "frozen-features")
"""Of the trivial ones those that see the face: what has to be beaten."""
Line = tuple[object, ...]


def main() -> None:
    """All tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("release", "data", "work"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--elsewhere", type=Path)
    given = parser.parse_args()
    asker = _Asker(given.release, given.work)
    names = [n for n, kind in DETECTORS.items() if not (kind.calibrated or kind.enrolled)]
    names = [n for n in names if n in RAILS or not DETECTORS[n].trivial]
    methods = sorted({c.method for c in read_manifest(given.release).clips if c.method})
    met = {name: asker.taught(name) for name in names}
    unmet = {(n, m): asker.taught(n, without=m) for n in names for m in methods}
    print("\n## A method it never met\n")
    table(("detector", "method", *LEVELS), left_out(unmet))
    print("\n## Log loss and calibration error\n")
    table(
        ("detector", "asked", "log loss", "ECE"),
        calibrated(met, unmet, asker, given.elsewhere),
    )
    print("\n## Verdicts\n")
    table(
        ("of", "people", "clips", "likely manipulated", "inconclusive", "no sign found"),
        verdicts(given.release, given.data, given.work),
    )
    print("\n## Wholly synthetic portraits against portraits of officials\n")
    table(("detector", "AUC"), invented(given.data, given.work))


class _Asker(NamedTuple):
    """Who trains and asks on the footage."""

    release: Path
    work: Path

    def taught(self, name: str, *, without: str | None = None, level: str | None = None) -> Grade:
        """Graded answers of weights of folds."""
        out = self.work / "measured" / f"{name}-without-{without}-at-{level}"
        train(
            self.release,
            name,
            out,
            workers=WORKERS,
            without_methods=(without,) if without else (),
            compressions=(level,) if level else (),
            cache=self.work / "features",
        )
        return self.asked(self.release, name, out)

    def asked(self, release: Path, name: str, weights: Path | None = None) -> Grade:
        """Graded answers of given weights, or the shipped ones."""
        cache = self.work / "features"
        (answers,) = run(release, [resolve(name, weights)], workers=WORKERS, cache=cache)
        return grade(answers, release)


def left_out(graded: Mapping[tuple[str, str], Grade]) -> Iterator[Line]:
    """AUC of a method's fakes by weights that never met it."""
    for (name, method), one in graded.items():
        of_level = one.by_method_compression[method]
        yield f"`{name}`", method, *(of_level[level]["auc"] for level in LEVELS)


def calibrated(
    met: Mapping[str, Grade],
    unmet: Mapping[tuple[str, str], Grade],
    asker: _Asker,
    elsewhere: Path | None,
) -> Iterator[Line]:
    """In the domain, and across methods, compressions and releases."""
    for name in met:
        yield _line(name, "as taught", met[name].metrics)
        for (of, method), one in unmet.items():
            if of == name:
                yield _line(name, f"{method}, unmet", one.by_method[method])
        at = asker.taught(name, level="c23")
        yield _line(name, "c40, taught at c23", at.by_compression["c40"])
        if elsewhere:
            yield _line(name, read_manifest(elsewhere).name, asker.asked(elsewhere, name).metrics)


def _line(name: str, asked: str, figures: Mapping[str, Estimate]) -> Line:
    return f"`{name}`", asked, figures["log_loss"], figures["ece"]


def verdicts(release: Path, data: Path, work: Path) -> Iterator[Line]:
    """States of people that the band does not hold: each fifth of them by the other four."""
    domains = {**people_of_footage(release, work), **people_of_portraits(data, work)}
    everybody = sorted({p for of in domains.values() for side in of for p in side})
    fold = {person: number % FOLDS for number, person in enumerate(everybody)}
    told: dict[tuple[str, str], list[tuple[str, State]]] = {}
    for number in range(FOLDS):
        band = Band({name: _without(of, fold, number) for name, of in domains.items()})
        for name, of in domains.items():
            for side, people in zip(("genuine", "fake"), of, strict=True):
                for person, answers in people.items():
                    if fold[person] == number:
                        rows = told.setdefault((name, side), [])
                        rows += [(person, _state(one, band)) for one in answers]
    for (name, side), rows in told.items():
        number = {p: n for n, p in enumerate(sorted({person for person, _ in rows}))}
        cluster = np.array([number[person] for person, _ in rows])
        shares = [
            share(np.array([float(state is wanted) for _, state in rows]), cluster)
            for wanted in (State.LIKELY_MANIPULATED, State.INCONCLUSIVE, State.NO_SIGN_FOUND)
        ]
        yield f"{name}, {side}", len(number), len(rows), *shares


def _without(of: tuple[People, People], fold: Mapping[str, int], number: int) -> Domain:
    genuine, fake = (
        scores_of({person: told for person, told in side.items() if fold[person] != number})
        for side in of
    )
    return Domain(genuine=genuine, fake=fake)


def _state(told: Told, band: Band) -> State:
    """Of one face, doubted only for its size; other doubts make accusations rarer still."""
    face = Finding(
        track=0,
        llr=told.llr,
        seconds=(),
        first_s=0.0,
        last_s=1.0,
        box_px=(0.0, 0.0, 1.0, 1.0),
        frames=1,
        quality={},
        doubts=("small",) if told.face_px < SMALLEST_FACE_PX else (),
    )
    return decide([face], band, unexamined=0, unseen="").state


def invented(data: Path, work: Path) -> Iterator[Line]:
    """Do wholly invented faces score above genuine ones of nearly their size?"""
    for name in (DEFAULT, "blend"):
        fakes, reals = synthetic(name, data, work)
        people = sorted({person for person, _ in (*fakes, *reals)})
        answers = Answers(
            llr=np.array([llr for _, llr in (*fakes, *reals)]),
            answered=np.ones(len(fakes) + len(reals), np.bool_),
            fake=np.arange(len(fakes) + len(reals)) < len(fakes),
            cluster=np.array([people.index(person) for person, _ in (*fakes, *reals)]),
            scale=Scale.RANKING,
        )
        yield f"`{name}`", estimate("auc", answers, Terms(llr_limit=20.0, prior=0.5))


def table(head: Iterable[str], lines: Iterable[Line]) -> None:
    """Markdown, row by row as they are known."""
    columns = list(head)
    print("| " + " | ".join(columns) + " |", "|" + "---|" * len(columns), sep="\n", flush=True)
    for line in lines:
        print("| " + " | ".join(map(str, line)) + " |", flush=True)


if __name__ == "__main__":
    print(f"At most {ACCUSE:.0%} of genuine files may be accused.")
    main()
