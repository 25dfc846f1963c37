"""Do the 95% intervals hold the truth 95 times in 100? Simulated boards, the truth known.

    python benchmarks/intervals.py [--boards 1000] [--out intervals.md]

Each actor has 4 recordings and 8 fakes of 4 frames; whoever is filmed shifts his recordings and
his fakes, each clip shifts its frames. Between two actors a fake outscores a recording with the
stated probability. Beside our interval stand two that the field prints: the percentile bootstrap
over actors, and the percentile bootstrap that takes each frame as independent.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from faceproof.metrics import Answers, Interval, Terms, bootstrap_auc, estimate

sys.path.append(str(Path(__file__).parent.parent / "tests" / "metrics"))
boards = __import__("boards")

ACTORS = (5, 10, 28, 100)
AUCS = (0.5, 0.8, 0.95)
RESAMPLES = 500  # of each bootstrap, so that all of it takes minutes
TERMS = Terms(llr_limit=float(np.log(1000)), prior=0.5)
HEAD = (
    "| actors | true AUC | ours | width | by actor, percentile | width | by frame | width |\n"
    "|---|---|---|---|---|---|---|---|"
)


def intervals(board: Answers, rng: np.random.Generator) -> Iterator[Interval]:
    """Ours, the percentile bootstrap over actors, the one over frames."""
    found = estimate("auc", board, TERMS)
    yield Interval(found.low, found.high)
    for cluster in (board.cluster, np.arange(len(board))):
        yield bootstrap_auc(board.llr, board.fake, cluster, rng, resamples=RESAMPLES)


def row(actors: int, true_auc: float, count: int) -> str:
    """Coverage and median width of each kind of interval."""
    rng = np.random.default_rng([actors, round(100 * true_auc)])
    bounds = np.array(
        [
            list(intervals(boards.simulated(rng, actors=actors, true_auc=true_auc), rng))
            for _ in range(count)
        ]
    )
    low, high = bounds[..., 0], bounds[..., 1]
    held = ((low <= true_auc) & (true_auc <= high)).mean(axis=0)
    width = np.median(high - low, axis=0)
    cells = " | ".join(f"{h:.1%} | {w:.3f}" for h, w in zip(held, width, strict=True))
    return f"| {actors} | {true_auc} | {cells} |"


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--boards", type=int, default=1000)
    options.add_argument("--out", type=Path)
    given = options.parse_args()
    began = time.perf_counter()
    lines = [HEAD]
    print(HEAD, flush=True)
    for actors in ACTORS:
        for true_auc in AUCS:
            lines.append(row(actors, true_auc, given.boards))
            print(lines[-1], flush=True)
    took = f"{given.boards:,} boards a line, {time.perf_counter() - began:.0f} s"
    print(f"\n{took}")
    if given.out:
        given.out.write_text("\n".join([*lines, "", took, ""]), "utf-8")


if __name__ == "__main__":
    main()
