"""Boards of answers drawn for the tests, with the truth known."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import norm

from faceproof.metrics import METRICS, Answers

MEASURABLE = sorted(name for name, metric in METRICS.items() if metric.least_reals == 1)
"""Metrics of a board of any size."""


def answers(
    llr: ArrayLike,
    fake: ArrayLike,
    cluster: ArrayLike | None = None,
    answered: ArrayLike | None = None,
) -> Answers:
    llr = np.asarray(llr, np.float64)
    n = len(llr)
    return Answers(
        llr=llr,
        answered=np.ones(n, bool) if answered is None else np.asarray(answered, bool),
        fake=np.asarray(fake, bool),
        cluster=np.arange(n) if cluster is None else np.asarray(cluster, np.int64),
    )


def tied(
    rng: np.random.Generator, n: int = 300, clusters: int = 9, unscored: float = 0.1
) -> Answers:
    """Many ties, some unscored, clusters of any size."""
    return answers(
        np.round(rng.normal(size=n), 1),
        rng.random(n) < 0.4,
        rng.integers(0, clusters, n),
        rng.random(n) >= unscored,
    )


def simulated(
    rng: np.random.Generator,
    *,
    actors: int,
    true_auc: float,
    reals: int = 4,
    fakes: int = 8,
    frames: int = 4,
    shared: float = 0.3,
) -> Answers:
    """Frames of clips of actors; whoever is filmed shifts his recordings and his fakes.

    Between two actors a fake outscores a real with probability ``true_auc``.
    """
    person, clip = np.sqrt(shared / 2), np.sqrt(0.3)
    frame = np.sqrt(0.7 - shared)
    lift = norm.ppf(true_auc) * np.sqrt(2)
    manner = rng.normal(0, person, actors)

    def draw(clips: int, mean: float) -> NDArray[np.float64]:
        own = (manner + rng.normal(0, person, actors))[:, None, None]
        each = rng.normal(0, clip, (actors, clips, 1))
        return mean + own + each + rng.normal(0, frame, (actors, clips, frames))

    real, fake = draw(reals, -lift / 2), draw(fakes, lift / 2)
    return answers(
        np.concatenate([real.ravel(), fake.ravel()]) * max(lift, 0.5),
        np.repeat([False, True], [real.size, fake.size]),
        np.concatenate([np.repeat(np.arange(actors), x.size // actors) for x in (real, fake)]),
    )
