"""What would a board give away that told more, and what does it give away as it is?

    python benchmarks/leaks.py [--runs 20]

Four attacks on simulated sets, the reasons for what a challenge does not tell:

1. A method with few fakes. 13 figures of it on the coarse grid, of random answers to 400 clips of
   which half are public: how many of its fakes do they name? "Luck" names as many at random.
2. The share answered. Were it of the public part, on the coarse grid, somebody who answers one
   person more each time could see who is in it: of how many of 26 people is that right? "Luck" is
   to name the larger part for everybody.
3. Climbing with a detector of one's own (AUC .86), mixed with noise, less each time, so that many
   attempts are told: what does the best sum of both gain over the detector alone?
4. Ties where it matters as much whose face was put in as whose is shown: how often are two equal
   detectors called different at 5%, by the paired comparison that the board uses?
"""

from __future__ import annotations

import argparse

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm
from sklearn.metrics import roc_auc_score

from faceproof.benchmark.hidden import COARSE
from faceproof.benchmark.ladder import COIN, released
from faceproof.core import LLR_LIMIT
from faceproof.metrics import Answers, Scale, Terms, compare_any

CLIPS, PEOPLE, ATTEMPTS, TOLD = 400, 26, 26, 13
SHIFT = 1.5  # between the means of fakes and recordings, in standard deviations: AUC .86
TERMS = Terms(llr_limit=LLR_LIMIT, prior=0.5)
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def main() -> None:
    """Print all four."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--runs", type=int, default=20)
    runs = parser.parse_args().runs
    for fakes in (1, 2, 3, 5, 10, 20):
        found = [fakes_named(fakes, np.random.default_rng(run)) for run in range(runs)]
        luck = fakes / CLIPS
        print(f"method with {fakes:>2} fakes: {np.mean(found):.2f} of them named, luck {luck:.2f}")
    right, larger = zip(
        *(parts_seen(np.random.default_rng(run)) for run in range(runs)), strict=True
    )
    print(
        f"share answered: {np.mean(right):.1f} of {PEOPLE} people right, luck {np.mean(larger):.1f}"
    )
    for clips in (400, 4000):
        for teams in (1, 5):
            gains, told = zip(
                *(climbed(clips, teams, np.random.default_rng(run)) for run in range(runs)),
                strict=True,
            )
            print(
                f"{teams} team(s), {clips:,} clips: {np.mean(told) / teams:.0f} of {ATTEMPTS} told "
                f"each, gain {np.mean(gains):.3f}"
            )
    for people in (6, 10, 20, 40):
        for sources in (False, True):
            p = [
                p_of_equals(people, sources, np.random.default_rng(run)) for run in range(30 * runs)
            ]
            share = np.mean([one < 0.05 for one in p if one is not None])
            print(f"{people} people, sources matter: {sources!s:<5} called different {share:.3f}")


def fakes_named(fakes: int, rng: np.random.Generator) -> float:
    """Share of a method's fakes that its figures name; clips are tried until none fits better."""
    public = rng.permutation(CLIPS)[: CLIPS // 2]
    method, recordings = public[:fakes], public[CLIPS // 4 :]
    scores = np.argsort(rng.random((TOLD, CLIPS)), axis=1).astype(np.float64)
    figures = np.array([_coarse(_won(row[method], row[recordings])) for row in scores])
    beaten = scores / CLIPS  # of all clips: who is public, and a recording, nobody knows
    best, best_loss = np.empty(0, np.int64), np.inf
    for _ in range(30):
        guess = rng.choice(CLIPS, fakes, replace=False)
        loss = _loss(beaten, guess, figures)
        while True:
            better, better_loss = _with_one_changed(beaten, guess, figures)
            if better_loss >= loss - 1e-12:
                break
            guess, loss = better, better_loss
        if loss < best_loss:
            best, best_loss = guess, loss
    return len(set(best.tolist()) & set(method.tolist())) / fakes


def parts_seen(rng: np.random.Generator) -> tuple[int, int]:
    """How many people's part is seen in the public part's share, and how many are in the larger."""
    public = rng.random(PEOPLE) < 0.5
    share = [_coarse(one) for one in np.cumsum(public) / public.sum()]
    guess = np.diff([0.0, *share]) > COARSE / 2
    return int((guess == public).sum()), int(max(public.sum(), PEOPLE - public.sum()))


def climbed(clips: int, teams: int, rng: np.random.Generator) -> tuple[float, int]:
    """What is gained over one's own detector, by how many attempts that were told."""
    fake = np.arange(clips) % 2 == 0
    own = rng.normal(size=clips) + SHIFT * fake
    luck, told = np.zeros(clips), 0
    for _ in range(teams):
        best: float | None = COIN
        for share in np.arange(1, ATTEMPTS + 1) / ATTEMPTS:
            noise = rng.normal(size=clips)
            mixed = share * own + (1 - share) * noise
            before, best = best, released(best, float(roc_auc_score(fake, mixed)))
            if best is not None and best != before:
                spread = np.sqrt(2 * (share**2 + (1 - share) ** 2))
                luck += (best - norm.cdf(share * SHIFT / spread)) * noise
                told += 1
    scaled = luck / (luck.std() + 1e-9)
    sums = [float(roc_auc_score(fake, own + much * scaled)) for much in np.linspace(0, 3, 31)]
    return max(sums) - sums[0], told


def p_of_equals(people: int, sources: bool, rng: np.random.Generator) -> float | None:
    """The p of two detectors that are equally good, each with people whom it takes for fakes."""
    target = np.repeat(np.arange(people), 16)
    fake = np.tile(np.arange(16) >= 4, people)
    source = np.where(fake, rng.integers(0, people, len(target)), -1)
    boards = []
    for _ in range(2):
        of_target, of_source = rng.normal(0, 0.7, (2, people))
        llr = rng.normal(size=len(target)) + 1.2 * fake + of_target[target]
        llr += np.where(fake, of_source[source], 0) * sources
        everybody = np.ones(len(target), np.bool_)
        boards.append(
            Answers(
                llr=llr,
                answered=everybody,
                fake=fake,
                cluster=target,
                source=source,
                scale=Scale.LLR,
            )
        )
    return compare_any("auc", boards, TERMS)(0, 1).p


def _won(fakes: Floats, recordings: Floats) -> float:
    return float((fakes[:, None] > recordings).mean())


def _coarse(value: float) -> float:
    return round(value / COARSE) * COARSE


def _loss(beaten: Floats, guess: NDArray[np.int64], figures: Floats) -> float:
    return float(((beaten[:, guess].mean(1) - figures) ** 2).sum())


def _with_one_changed(
    beaten: Floats, guess: NDArray[np.int64], figures: Floats
) -> tuple[NDArray[np.int64], float]:
    """The best guess that differs in one clip."""
    found, loss = guess, np.inf
    for place in range(len(guess)):
        others = np.delete(guess, place)
        rest = beaten[:, others].sum(1)
        losses = (((rest[:, None] + beaten) / len(guess) - figures[:, None]) ** 2).sum(0)
        losses[others] = np.inf
        if losses.min() < loss:
            found, loss = guess.copy(), float(losses.min())
            found[place] = int(losses.argmin())
    return found, loss


if __name__ == "__main__":
    main()
