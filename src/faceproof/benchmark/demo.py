"""The whole loop on rendered actors: build, train, ask, grade, report."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from faceproof.benchmark.grade import grade
from faceproof.benchmark.graded import Grade
from faceproof.benchmark.report import report
from faceproof.benchmark.run import run
from faceproof.benchmark.sheet import clip_picture, contact_sheet
from faceproof.benchmark.tables import write_table
from faceproof.core import Estimate
from faceproof.datasets import read_manifest
from faceproof.detectors import DETECTORS, describe_clips, get, resolve, train
from faceproof.engine import bar
from faceproof.release import BuildReport, Plan, build, fakes_of, read_plan

DEMO_PLAN = "demo.toml"

_TRIVIAL = ("coin", "file-size")
"""Of the trivial detectors, those the demo has time for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoResult:
    """What the demo made, and what it measured.

    Attributes:
        detectors: each detector's clip figures on the test actors.
        test_actors: rendered people nobody learned from.
        seconds: wall time of this run; little when it only resumed.
    """

    release: Path
    clips: int
    fakes: int
    test_actors: int
    detectors: Mapping[str, Mapping[str, Estimate]]
    report: Path
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """The contract of ``faceproof demo --json``."""
        return {
            "release": str(self.release),
            "clips": self.clips,
            "fakes": self.fakes,
            "detectors": {
                name: {metric: figure.as_json() for metric, figure in figures.items()}
                for name, figures in self.detectors.items()
            },
            "report": str(self.report),
            "seconds": round(self.seconds, 3),
        }


def run_demo(out: Path, *, jobs: int, on: date, say: Callable[[str], None]) -> DemoResult:
    """Film, fake, release, train detectors, test on other actors, and report.

    What an earlier run into ``out`` finished is kept; the same command resumes.

    Args:
        out: folder for ``release/``, ``weights/``, ``scores/`` and ``report.html``.
        jobs: processes at a time.
        on: the day whose consents count.
        say: told what comes next, a line each.
    """
    began = time.perf_counter()
    with as_file(files("faceproof.benchmark") / DEMO_PLAN) as path:
        plan = read_plan(path)
    built = _build(plan, out / "release", jobs=jobs, on=on, say=say)
    grades = _grades(out, built, jobs=jobs, say=say)
    page = out / "report.html"
    report(
        grades,
        built.release,
        page,
        sheet=contact_sheet(built.release),
        picture=partial(clip_picture, built.release),
    )
    return DemoResult(
        release=built.release,
        clips=built.clips,
        fakes=built.fakes,
        test_actors=len(plan.splits.parts["test"]),
        detectors={graded.detector: graded.metrics for graded in grades},
        report=page,
        seconds=time.perf_counter() - began,
    )


def _build(
    plan: Plan, release: Path, *, jobs: int, on: date, say: Callable[[str], None]
) -> BuildReport:
    fakes = len(fakes_of(plan))
    say(f"filming {len(plan.recordings)} takes of rendered actors and making {fakes} fakes")
    with bar(len(plan.recordings) + fakes, "building") as progress:
        return build(plan, data=None, out=release, jobs=jobs, on=on, progress=progress)


def _grades(out: Path, built: BuildReport, *, jobs: int, say: Callable[[str], None]) -> list[Grade]:
    names = sorted(
        n for n, kind in DETECTORS.items() if n in _TRIVIAL or not (kind.trivial or kind.enrolled)
    )
    cache = built.release / ".build" / "features"
    say(f"looking at {built.clips} clips, once for {', '.join(names)}")
    with bar(built.clips, "looking") as progress:
        clips = read_manifest(built.release).clips
        looking = [get(name) for name in names]
        describe_clips(built.release, clips, looking, cache=cache, workers=jobs, progress=progress)
    say("training them, then asking them about actors they never saw")
    for name in names:
        train(built.release, name, out / "weights" / name, workers=jobs, cache=cache)
    scorers = [resolve(name, out / "weights" / name) for name in names]
    tables = run(built.release, scorers, workers=jobs, cache=cache)
    for table in tables:
        write_table(out / "scores" / f"{table.detector}.jsonl", table)
    return [grade(table, built.release) for table in tables]
