"""How long does an honest interval take? Against one call of scikit-learn, in one run.

python benchmarks/metrics.py
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from sklearn.metrics import roc_auc_score

from faceproof.metrics import RESAMPLES, Answers, Terms, bootstrap_auc, estimate

ITEMS, ACTORS, ROUNDS = 1_000_000, 100, 5
TERMS = Terms(llr_limit=float(np.log(1000)), prior=0.5)


def fastest(call: Callable[[], object]) -> float:
    """Seconds of the fastest of some rounds, after one that compiles."""
    call()
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        call()
        taken.append(time.perf_counter() - began)
    return min(taken)


def main() -> None:
    """Print the ratio."""
    rng = np.random.default_rng(0)
    fake = rng.random(ITEMS) < 0.5
    cluster = rng.integers(0, ACTORS, ITEMS)
    llr = rng.normal(size=ITEMS) + fake + rng.normal(0, 0.5, ACTORS)[cluster]
    answers = Answers(llr=llr, answered=np.ones(ITEMS, np.bool_), fake=fake, cluster=cluster)

    def both() -> object:
        return estimate("auc", answers, TERMS), bootstrap_auc(llr, fake, cluster, rng)

    peer = fastest(lambda: roc_auc_score(fake, llr))
    alone = fastest(lambda: estimate("auc", answers, TERMS))
    ours = fastest(both)
    found, (low, high) = estimate("auc", answers, TERMS), bootstrap_auc(llr, fake, cluster, rng)
    print(f"{ITEMS:,} scores of {ACTORS} actors, fastest of {ROUNDS} rounds")
    print(f"AUC {found}; percentile bootstrap [{low:.3f}, {high:.3f}]")
    print(f"scikit-learn roc_auc_score, no interval: {peer:.3f} s")
    print(f"AUC with jackknife interval by actor: {alone:.3f} s, {alone / peer:.2f} x")
    print(f"the same with {RESAMPLES:,} resamples of actors: {ours:.3f} s, {ours / peer:.2f} x")


if __name__ == "__main__":
    main()
