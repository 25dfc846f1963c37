"""How long does a team wait for what its answers to a hidden set score? Each step by itself.

    python benchmarks/submission.py [--rows 1000000] [--people 400]

A hidden set is drawn: half of its clips fakes by five methods, two compressions, people drawn
anew for each clip. A table names each clip's file and an LLR, a JSON a line. Truths are read once
for a set and kept; reading, matching and checking the answers, and measuring the public part are
what each submission takes. The limit beside it is what Python itself takes to parse every line of
the same table and to keep nothing. Peak memory is that of the whole process, truths kept.

Then a board: 100 teams that answered 4,000 clips are measured and put into groups of ties, which
compares each pair.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from faceproof.benchmark.hidden import (
    Part,
    Truth,
    matched,
    measure,
    problems_of,
    read_truth,
    tied,
)
from faceproof.benchmark.outside import Reading, read_reading

TEAMS, CLIPS = 100, 4000
METHODS, LEVELS = 5, ("c23", "c40")
Found = TypeVar("Found")


class Clock:
    """Seconds of each step, by name, printed as they come."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def __call__(self, name: str, step: Callable[[], Found]) -> Found:
        """Do it, and say how long it took."""
        began = time.perf_counter()
        found = step()
        self.seconds[name] = time.perf_counter() - began
        print(f"  {name:<28}{self.seconds[name]:7.2f} s", flush=True)
        return found


def main() -> None:
    """Print the steps of one submission, then those of a board."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--people", type=int, default=400)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        submission(Path(folder), asked.rows, asked.people)
        board(Path(folder), asked.people)


def submission(folder: Path, rows: int, people: int) -> None:
    """One table, from its bytes to its figures, against parsing it alone."""
    print(f"a submission of {rows:,} rows of {people:,} people")
    labels, table = write_labels(folder, rows, people), write_table(folder, rows, skill=1.0)
    clock = Clock()
    truth = clock("truths, once for a set", lambda: read_truth(labels))
    ids = frozenset(case.id for case in truth.cases)
    clock("limit: parse each line", lambda: parse_alone(table))
    limit = clock.seconds.pop("limit: parse each line")
    reading = clock("read", lambda: read_reading(table))
    reading, problems = clock("match and check", lambda: checked(reading, ids))
    if problems:
        raise SystemExit(f"the table should be whole: {problems[0]}")
    measured = clock("measure the public part", lambda: measure(reading, truth, Part.PUBLIC))
    once = clock.seconds["truths, once for a set"]
    whole = sum(clock.seconds.values())
    print(f"AUC {measured.auc}, {measured.auc.n:,} clips")
    print(f"a submission: {whole - once:.1f} s, {(whole - once) / limit:.1f} x the limit")
    print(f"the first of a set: {whole:.1f} s, {whole / limit:.1f} x the limit")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10:,} MiB")


def board(folder: Path, people: int) -> None:
    """Many teams on one small set."""
    print(f"a board of {TEAMS} teams, {CLIPS:,} clips")
    truth = read_truth(write_labels(folder, CLIPS, people))
    tables = [write_table(folder, CLIPS, skill=team / TEAMS, seed=team) for team in range(TEAMS)]
    clock = Clock()
    readings = clock("read all", lambda: [named(read_reading(table), truth) for table in tables])
    measured = clock("measure all", lambda: [measure(one, truth, Part.PUBLIC) for one in readings])
    groups = clock("tie", lambda: tied(measured))
    print(f"{TEAMS * (TEAMS - 1) // 2:,} pairs compared, {len(groups)} groups")


def checked(reading: Reading, ids: frozenset[str]) -> tuple[Reading, tuple[str, ...]]:
    """Answers by id, and what is wrong with them."""
    found = matched(reading, ids)
    return found, problems_of(found, ids)


def named(reading: Reading, truth: Truth) -> Reading:
    """Answers by id."""
    return matched(reading, frozenset(case.id for case in truth.cases))


def parse_alone(table: Path) -> None:
    """What no reader of the table can be faster than."""
    with table.open("rb") as file:
        for line in file:
            json.loads(line)


def write_labels(folder: Path, rows: int, people: int) -> Path:
    """Truths of as many clips, the same for the same number."""
    rng = np.random.default_rng(rows)
    fake, person = is_fake(rows), rng.integers(0, people, rows)
    method, level = rng.integers(0, METHODS, rows), rng.integers(0, len(LEVELS), rows)
    path = folder / f"labels-{rows}.csv"
    with path.open("w") as file:
        file.write("id,label,cluster,method,compression\n")
        for row in range(rows):
            kind = f"fake,p{person[row]},M{method[row]}" if fake[row] else f"real,p{person[row]},"
            file.write(f"{name_of(row)},{kind},{LEVELS[level[row]]}\n")
    return path


def write_table(folder: Path, rows: int, *, skill: float, seed: int = 0) -> Path:
    """Answers that tell fakes apart by so many standard deviations."""
    llrs = np.random.default_rng(seed).normal(size=rows) + skill * is_fake(rows)
    path = folder / f"answers-{rows}-{seed}.jsonl"
    with path.open("w") as file:
        for row, llr in enumerate(llrs):
            file.write(f'{{"id": "{name_of(row)}.mp4", "llr": {llr:.4f}}}\n')
    return path


def is_fake(rows: int) -> NDArray[np.bool_]:
    """Every second clip."""
    return np.arange(rows) % 2 == 0


def name_of(row: int) -> str:
    """As long as a hidden id."""
    return hashlib.sha256(str(row).encode()).hexdigest()[:32]


if __name__ == "__main__":
    main()
