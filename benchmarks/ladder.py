"""How much can be gained on a hidden set by luck? Noise that climbs, as figures are shown.

    python benchmarks/ladder.py [--attempts 300] [--runs 50]

A hidden set, half of it fakes, is asked 300 times by somebody who knows nothing: each attempt is
noise. After each the board shows the AUC exactly, or in two decimals, or by the ladder.
The climber keeps the attempts after which the figure shown to it rose above one half (exact, two
decimals) or rose at all (ladder), and hands in their sum last. "From below" is somebody who climbs
a ladder that begins anywhere: first nearly all clips are left unanswered, then fewer and fewer, so
that many more attempts are told; the ladder that is used begins at .500, so there is no below.
What the sum scores on the hidden set is the apparent AUC; the truth is .500. Mean and 95% interval
over runs. No way of showing figures helps a small set: of 300 attempts on 400 clips the luckiest
alone has about .58.

Then the published figures are turned against the class counts: how many pairs (fakes, recordings)
of up to 400 clips could have given the very figures shown for 20 attempts?
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from faceproof.benchmark.ladder import COIN, STEP, released

SIZES = (400, 4000)
CLIPS = 400  # of the set whose counts are guessed
Show = Callable[[float | None, float], float | None]


def exact(_: float | None, figure: float) -> float:
    """Everything."""
    return figure


def two_decimals(_: float | None, figure: float) -> float:
    """What most boards print."""
    return round(figure, 2)


WAYS: dict[str, Show] = {"exact": exact, "two decimals": two_decimals, "ladder": released}


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--attempts", type=int, default=300)
    parser.add_argument("--runs", type=int, default=50)
    asked = parser.parse_args()
    for size in SIZES:
        fake = np.arange(size) % 2 == 0
        print(f"{asked.attempts} attempts of noise on {size} clips, {asked.runs} runs, truth .500")
        for name, show in WAYS.items():
            apparent = [
                climbed(fake, show, asked.attempts, np.random.default_rng(run))
                for run in range(asked.runs)
            ]
            _print(name, apparent)
        _print(
            "from below",
            [
                climbed_from_below(fake, asked.attempts, np.random.default_rng(run))
                for run in range(asked.runs)
            ],
        )
    fake = np.arange(CLIPS) % 2 == 0
    print("pairs of class counts that fit what was shown for 20 attempts")
    for name, show in WAYS.items():
        print(f"  {name:<14}{fitting(fake, show, np.random.default_rng(0)):,} of {CLIPS**2 // 2:,}")


def _print(name: str, apparent: list[float]) -> None:
    half = 1.96 * np.std(apparent, ddof=1) / np.sqrt(len(apparent))
    print(f"  {name:<14}{np.mean(apparent):.3f} +- {half:.3f}, most {max(apparent):.3f}")


def climbed(fake: NDArray[np.bool_], show: Show, attempts: int, rng: np.random.Generator) -> float:
    """The apparent AUC of whoever adds up what seemed lucky."""
    kept = np.zeros(len(fake))
    shown: float | None = COIN if show is released else None
    for _ in range(attempts):
        noise = rng.normal(size=len(fake))
        before, shown = shown, show(shown, float(roc_auc_score(fake, noise)))
        lucky = shown != before if show is released else (shown or 0.0) > 0.5
        if lucky:
            kept += noise
    return float(roc_auc_score(fake, kept)) if kept.any() else 0.5


def climbed_from_below(fake: NDArray[np.bool_], attempts: int, rng: np.random.Generator) -> float:
    """The apparent AUC of whoever rises on purpose, on a ladder that begins anywhere.

    A growing part of the clips is answered, by noise. Of a pair with an unanswered clip nothing is
    won, so what is shown, over the share of pairs answered, less one half, is that noise's luck.
    """
    kept = np.zeros(len(fake))
    shown: float | None = None
    for attempt in range(1, attempts + 1):
        pairs = attempt / attempts
        answered = rng.random(len(fake)) < np.sqrt(pairs)
        noise = rng.normal(size=len(fake))
        lost = np.where(fake, noise.min() - 1, noise.max() + 1)
        figure = float(roc_auc_score(fake, np.where(answered, noise, lost)))
        before, shown = shown, released(shown, figure)
        if shown is not None and shown != before:
            kept += (shown - pairs / 2) * noise * answered
    return float(roc_auc_score(fake, kept)) if kept.any() else 0.5


def fitting(fake: NDArray[np.bool_], show: Show, rng: np.random.Generator) -> int:
    """Pairs of counts for which some whole number of won pairs gives each figure shown."""
    figures, shown = [], None
    for _ in range(20):
        shown = show(shown, float(roc_auc_score(fake, rng.normal(size=len(fake)))))
        figures.append(shown)
    slack = {exact: 1e-9, two_decimals: 0.005, released: STEP / 2}[show]
    rises = [b for a, b in pairwise([None, *figures]) if a != b]
    found = 0
    for fakes in range(1, CLIPS):
        for reals in range(1, CLIPS - fakes + 1):
            pairs = fakes * reals
            values = np.array(rises, float) * pairs
            nearest = np.abs(np.round(values * 2) / 2 - values) / pairs
            found += bool((nearest <= slack).all())
    return found


if __name__ == "__main__":
    main()
