"""How often does an audit block a clean release, and does it find what was planted?

    python benchmarks/audit.py [--clean 20] [--planted 2] [--keep FOLDER]

Clean: small releases of six rendered actors, each with other people, scenes and seed (12
recordings, 36 fakes by FaceSwap, Face2Face and SelfBlend, 24 frames of 320x240, raw, c23 and c40).
Goal: of 20 at most one is blocked. Planted: into some of them one shortcut each, by encoding every
fake again from its bit-exact frames with nothing else changed. Goal: always blocked.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from faceproof.core import Splits
from faceproof.release import Plan, build, read_plan, verify
from faceproof.release.audit import PROBES, Audit, Kind, audit, grouping_of
from faceproof.sources import synthetic_actor_id
from faceproof.sources.synthetic import SCENES

sys.path.append(str(Path(__file__).parent.parent / "tests" / "release"))
planted = __import__("planted")

TODAY = date(2026, 1, 2)

PLAN = """\
name = "clean-{seed}"
version = "1"
licence = "CC0-1.0"
seed = {seed}
compressions = ["raw", "c23", "c40"]

[synthetic]
actors = 6
originals = 12
scenes = {scenes}
frames = 24
fps = 25
width = 320
height = 240

[splits]
train = 2
val = 2
test = 2

[pairs]
rule = "ring"
fakes = 12

[methods.FaceSwap]
[methods.Face2Face]
[methods.SelfBlend]
"""


def main() -> None:
    """Build, audit, plant, audit, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clean", type=int, default=20, help="clean builds")
    parser.add_argument("--planted", type=int, default=2, help="of them get each shortcut")
    parser.add_argument("--keep", type=Path, help="folder for the releases; they are kept")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        root = asked.keep or Path(temporary)
        with ThreadPoolExecutor(1) as executor:
            run(root, executor, clean=asked.clean, with_plants=asked.planted)


def run(root: Path, executor: ThreadPoolExecutor, *, clean: int, with_plants: int) -> None:
    """All of it, one line a release as it comes."""
    began = time.process_time()
    found: dict[str, Audit] = {}
    caught: dict[str, list[str]] = {name: [] for name in planted.SHORTCUTS}
    for seed in range(1, clean + 1):
        release = built(root, seed, executor)
        found[release.name] = audited(release, executor)
        print(f"{release.name:12} {said(found[release.name])}", flush=True)
        if seed <= with_plants:
            for name, result in plants(root, release, executor):
                caught[name].append(said(result))
                print(f"  {name:14} {said(result)}", flush=True)
    blocked = sum(not result.ok for result in found.values())
    print(f"\nclean builds blocked: {blocked} of {len(found)}   goal: at most 1 of 20")
    for name, results in caught.items():
        hits = sum(line.startswith("blocked") for line in results)
        print(f"planted {name:14} blocked {hits} of {len(results)}   goal: all")
    print("\nAUC of clean builds, worst compression of each")
    print(f"{'probe':20} {'kind':9} {'mean':>6} {'most':>6}")
    for name, probe in PROBES.items():
        values = [result.probes[name].worst.auc.value for result in found.values()]
        known = [value for value in values if value is not None]
        if known:
            print(f"{name:20} {probe.kind:9} {np.mean(known):6.3f} {max(known):6.3f}")
    print(f"\n{time.process_time() - began:.0f} CPU s")


def built(root: Path, seed: int, executor: ThreadPoolExecutor) -> Path:
    """A clean release whose people and scenes follow from the seed."""
    rng = np.random.default_rng([seed, 0xA0D17])
    scenes = [str(name) for name in rng.choice(sorted(SCENES), 4, replace=False)]
    plan = root / f"clean-{seed}.toml"
    plan.parent.mkdir(parents=True, exist_ok=True)
    plan.write_text(PLAN.format(seed=seed, scenes=scenes).replace("'", '"'))
    out = root / plan.stem
    build(recast(read_plan(plan), seed), data=None, out=out, jobs=1, on=TODAY, executor=executor)
    return out


def recast(plan: Plan, seed: int) -> Plan:
    """The same plan with six people of its own; a plan file always has the same six."""
    seeds = {actor: 6 * seed + i for i, actor in enumerate(plan.actors)}
    names = {actor: synthetic_actor_id(seeds[actor]) for actor in plan.actors}
    parts = {part: tuple(names[a] for a in people) for part, people in plan.splits.parts.items()}
    recordings = tuple(
        replace(r, actor=names[r.actor], shot=replace(r.shot, seed=seeds[r.actor]))
        for r in plan.recordings
    )
    return replace(plan, recordings=recordings, splits=Splits(parts=parts))


def plants(root: Path, release: Path, executor: ThreadPoolExecutor) -> Iterator[tuple[str, Audit]]:
    """Each shortcut in a copy of the release."""
    for name in planted.SHORTCUTS:
        copy = root / "with-a-shortcut"
        shutil.rmtree(copy, ignore_errors=True)
        planted.plant(name, release, copy)
        if problems := verify(copy):
            raise SystemExit(f"{name}: the planted release does not verify: {problems[0]}")
        yield name, audited(copy, executor)
        shutil.rmtree(copy)


def audited(release: Path, executor: ThreadPoolExecutor) -> Audit:
    """Its audit, in this process."""
    return audit(release, grouping_of(release), jobs=1, executor=executor)


def said(found: Audit) -> str:
    """One line."""
    if found.ok:
        measured = [p for p in found.probes.values() if p.kind is Kind.MEASURED]
        highest = max(p.worst.auc.value or 0 for p in measured)
        return f"clean    highest measured AUC {highest:.3f}"
    shown = (f"{name} {found.probes[name].worst.auc}" for name in found.shortcuts)
    return f"blocked  {', '.join(shown)}"


if __name__ == "__main__":
    main()
