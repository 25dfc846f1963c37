"""What learned methods know in the tests: an untrained network of the drawn people."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from people import consent, footage

from faceproof.core import Scope
from faceproof.manipulations import Footage, Generator, Learned, Manipulation
from faceproof.manipulations.samples import gathered

PEOPLE = ("ann", "bob")


def trainable(name: str, **drawn: int) -> Footage:
    """A drawn person who also allows methods to learn them."""
    everything = frozenset(Scope)
    return replace(footage(name, **drawn), consent=consent(name, scopes=everything))


def untrained(method: Learned) -> Generator:
    """A generator whose network has not seen a single step."""
    samples = gathered(method.study, [trainable(name) for name in PEOPLE])
    return Generator(
        method=method.name,
        version=method.version,
        settings=dict(method.settings()),
        seed=0,
        actors=samples.actors,
        recordings=dict(samples.digests),
        arrays=method.initial(samples, np.random.default_rng(0)),
        errors={},
        torch="none",
        cpu_seconds=0.0,
    )


def ready(method: Manipulation) -> Manipulation:
    """The method, knowing the drawn people where it has to."""
    return method.knowing(untrained(method)) if isinstance(method, Learned) else method
