"""What does a release of DFD's size cost? A tenth of it is built, and the rest follows.

    python benchmarks/factory.py [--plan plans/dfd-tenth.toml] [--whole plans/dfd.toml] [--jobs 2]

One run gives every figure. The build's CPU is that of its whole process tree, start-up included;
encoding is counted inside the same build, on the same frames, around the encoder's calls and the
probe of what they wrote. Ratios leave the training of learned methods out, which is printed apart.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from build import adopt_orphans, children_cpu_s
from faceproof.release import fakes_of, read_plan

GOAL_WITHOUT_FILM, GOAL_WITH_FILM, GOAL_HOURS = 1.35, 1.60, 3.0
HERE = Path(__file__).parent.parent


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plan", type=Path, default=HERE / "plans" / "dfd-tenth.toml")
    parser.add_argument("--whole", type=Path, default=HERE / "plans" / "dfd.toml")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--out", type=Path, help="Keep the release here.")
    asked = parser.parse_args()
    adopt_orphans()
    with tempfile.TemporaryDirectory() as folder:
        out = asked.out or Path(folder) / "release"
        shutil.rmtree(out, ignore_errors=True)
        began = time.perf_counter()
        report = build(asked.plan, out, asked.jobs)
        wall_s = time.perf_counter() - began
        size = sum(file.stat().st_size for file in out.rglob("*") if ".build" not in file.parts)
    tell(report, children_cpu_s(), wall_s, size)
    project(asked, report, wall_s)


def build(plan: Path, out: Path, jobs: int) -> dict[str, Any]:
    """The report of a build in a process of its own, once its workers are gone too."""
    program = Path(sys.executable).with_name("faceproof")
    command = [program, "release", "build", plan, "--out", out, "--jobs", str(jobs), "--json"]
    printed = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    with suppress(ChildProcessError):
        while True:
            os.wait()
    report: dict[str, Any] = json.loads(printed)
    return report


def tell(report: dict[str, Any], cpu_s: float, wall_s: float, size: int) -> None:
    """What this build cost."""
    stages = report["cpu_by_stage"]
    film, train, encode = (stages.get(name, 0.0) for name in ("film", "train", "encode"))
    print(f"clips {report['clips']}, fakes {report['fakes']}, {size / 1e6:.0f} MB released")
    print(f"wall {wall_s:.0f} s, CPU {cpu_s:.0f} s: ", end="")
    print(", ".join(f"{name} {seconds:.0f}" for name, seconds in stages.items()))
    without, with_film = (cpu_s - train - film) / encode, (cpu_s - train) / encode
    print(f"ratio without rendering {without:5.2f}   goal <= {GOAL_WITHOUT_FILM}")
    print(f"ratio with rendering    {with_film:5.2f}   goal <= {GOAL_WITH_FILM}")


def project(asked: argparse.Namespace, report: dict[str, Any], wall_s: float) -> None:
    """How long the whole plan takes at the rate of this one."""
    done, whole = (takes_and_fakes(plan) for plan in (asked.plan, asked.whole))
    train_s = report["cpu_by_stage"].get("train", 0.0) / asked.jobs
    hours = (wall_s - train_s) * whole / done / 3600
    print(
        f"whole plan: ({wall_s:.0f} - {train_s:.0f}) s x {whole} / {done} takes and fakes", end=""
    )
    print(f" = {hours:.2f} h on {asked.jobs} workers   goal <= {GOAL_HOURS:g}")
    print(f"training apart: {train_s / 60:.1f} min on {asked.jobs} workers, once")


def takes_and_fakes(plan: Path) -> int:
    """Recordings and fakes of a plan; all have one length and size."""
    read = read_plan(plan)
    return len(read.recordings) + len(fakes_of(read))


if __name__ == "__main__":
    main()
