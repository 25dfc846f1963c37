"""Does a probe tell fakes from recordings, beyond chance? Exact, measured and reported figures.

Every figure counts each target actor alike, and no actor's own clips decide what is looked for in
them. Blocking figures come from pairs: a fake against its own recording, so that scene, light,
person and how many fakes a recording has are the same on both sides and cannot be learned.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

from faceproof.core import Estimate
from faceproof.metrics import Answers, Terms, estimate

Floats = NDArray[np.float64]

LEAST_ACTORS = 4
ALPHA = 0.025
"""Of each side of a 95% interval; shared by all measured probes of an audit (Holm 1979)."""

LEAST_AUC = 0.55
_FOLDS = 10
_TERMS = Terms(llr_limit=float(np.log(1000)), prior=0.5)


class Pairs(NamedTuple):
    """Differences between fakes and their own recordings.

    Attributes:
        differences: in tolerances, fake less recording ``(n, k)``.
        actor: number of the target ``(n,)``.
    """

    differences: Floats
    actor: NDArray[np.int64]


class Shift(NamedTuple):
    """Mean score of pairs over actors, the test of it, and what an interval needs.

    Attributes:
        mean: -1 to 1; 0 is chance, 1 means that every fake is far to one side of its recording.
        error: standard error of the mean, by actor.
        p: one-sided, of a mean of 0 or less, times `tries`.
        tries: what the direction may have picked up by looking: both sides of each figure, and
            their mixture. In simulations with 4 to 28 actors and up to 6 figures of pure noise, t
            alone was passed 2 to 5 times too often, and never more often than this allows for.
    """

    mean: float
    error: float
    p: float
    tries: int
    n: int
    actors: int


def exact_estimate(differ: NDArray[np.bool_], actor: NDArray[np.int64]) -> Estimate:
    """AUC of whoever knows what a recording looks like: right where a pair differs, else a coin.

    It is counted over every pair there is, so both bounds are the value.
    """
    actors = np.unique(actor)
    value = 0.5 + 0.5 * float(np.mean([differ[actor == a].mean() for a in actors]))
    return Estimate(value=value, low=value, high=value, n=len(differ), clusters=len(actors))


def shift_of(pairs: Pairs) -> Shift | None:
    """How far fakes stand from their own recordings in the direction that other actors show.

    A difference within tolerance is 0, one far beyond is 1. The direction is the mean over the
    other actors (leave one actor out). Student's t over the actors' means, on G - 1 degrees.

    Returns:
        None under four actors, where nothing honest can be said.
    """
    graded = _graded(pairs.differences)
    actors = np.unique(pairs.actor)
    if len(actors) < LEAST_ACTORS:
        return None
    means = np.stack([graded[pairs.actor == a].mean(axis=0) for a in actors])
    scores = [float(means[i] @ _direction(np.delete(means, i, axis=0))) for i in range(len(actors))]
    mean = float(np.mean(scores))
    error = float(np.std(scores, ddof=1) / np.sqrt(len(actors)))
    tries = 2 * graded.shape[1] + 1
    p = min(1.0, tries * _p(mean, error, len(actors)))
    return Shift(mean, error, p, tries, len(graded), len(actors))


def _graded(differences: Floats) -> Floats:
    beyond = np.maximum(np.abs(differences) - 1, 0)
    return np.asarray(np.sign(differences) * np.tanh(beyond / 2), np.float64)


def _direction(means: Floats) -> Floats:
    towards = means.mean(axis=0)
    length = np.abs(towards).sum()
    return np.asarray(towards / length if length > 0 else towards, np.float64)


def _p(mean: float, error: float, actors: int) -> float:
    if mean <= 0:
        return 1.0
    return 0.0 if error == 0 else float(1 - stdtr(actors - 1, mean / error))


def holm_levels(p: Sequence[float]) -> list[float]:
    """The one-sided level of each test under Holm's step-down procedure.

    Once a test is not rejected, no later one may be: its level is that of the one that stopped.

    Reference:
        Holm 1979, Scandinavian Journal of Statistics 6(2).

    >>> [round(level, 4) for level in holm_levels([0.001, 0.9, 0.8])]
    [0.0083, 0.0125, 0.0125]
    """
    levels = [0.0] * len(p)
    stopped = None
    for rank, k in enumerate(sorted(range(len(p)), key=lambda k: p[k])):
        level = ALPHA / (len(p) - rank) if stopped is None else stopped
        if stopped is None and p[k] > level:
            stopped = level
        levels[k] = level
    return levels


def shift_estimate(shift: Shift, level: float) -> Estimate:
    """The shift as an AUC, with an interval whose two tails hold ``level`` each."""
    half = float(stdtrit(shift.actors - 1, 1 - level / shift.tries)) * shift.error
    value, low, high = (
        0.5 + 0.5 * float(np.clip(shift.mean + side * half, -1, 1)) for side in (0, -1, 1)
    )
    return Estimate(value=value, low=low, high=high, n=shift.n, clusters=shift.actors)


def blocks(found: Estimate) -> bool:
    """Whether a measured probe's figure is both beyond chance and large enough to matter."""
    return found.low is not None and found.low > 0.5 and (found.value or 0) > LEAST_AUC


def reported_estimate(
    features: Floats, fake: NDArray[np.bool_], actor: NDArray[np.int64], weight: Floats
) -> Estimate:
    """AUC over single clips of a logistic regression that never saw the actor, as boards count it.

    Args:
        features: of clips ``(n, k)``.
        fake: labels ``(n,)``.
        actor: number of the target ``(n,)``.
        weight: of each clip in training, so that each recording counts alike in both classes.
    """
    actors = np.unique(actor)
    scores = np.zeros(len(fake))
    for fold in range(min(_FOLDS, len(actors))):
        held = np.isin(actor, actors[fold :: min(_FOLDS, len(actors))])
        if fake[~held].any() and not fake[~held].all():
            scores[held] = _predicted(features, fake, weight, held)
    answers = Answers(llr=scores, answered=np.ones(len(fake), np.bool_), fake=fake, cluster=actor)
    return estimate("auc", answers, _TERMS)


def _predicted(
    features: Floats, fake: NDArray[np.bool_], weight: Floats, held: NDArray[np.bool_]
) -> Floats:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - a second to import

    centre, spread = features[~held].mean(axis=0), features[~held].std(axis=0)
    scaled = (features - centre) / np.where(spread > 0, spread, 1.0)
    model = LogisticRegression(C=0.1, max_iter=1000)
    model.fit(scaled[~held], fake[~held], sample_weight=weight[~held])
    # Folds are pooled as their models answer, each with a zero of its own.
    raw = model.decision_function(scaled[held])
    return np.asarray(raw, np.float64)


def by_name(rows: Sequence[Mapping[str, float]]) -> Floats:
    """Figures by name as a table ``(n, k)``, names sorted."""
    return np.array([[row[name] for name in sorted(row)] for row in rows], np.float64)
