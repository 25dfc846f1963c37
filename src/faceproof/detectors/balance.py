"""How much each training clip weighs, so that who is shown tells nothing about the label."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from faceproof.core.errors import OneClassError


def balanced(fake: NDArray[np.bool_], target: Sequence[str]) -> NDArray[np.float64]:
    """Weights ``(n,)`` of mean 1 under which each person is fake and real alike, each class half.

    A person filmed once and faked five times would otherwise make that person's camera, light
    and face size evidence of a fake. Somebody who is only fake, or only real, keeps one weight
    a clip; both classes then get the same total.

    Args:
        fake: label of each clip.
        target: the person it shows.

    Raises:
        OneClassError: fakes or recordings are missing.

    >>> balanced(np.array([False, True, True]), ["a", "a", "a"]).tolist()
    [1.5, 0.75, 0.75]
    """
    n_fake, n_real = int(fake.sum()), int((~fake).sum())
    if not n_fake or not n_real:
        raise OneClassError(
            f"fakes and recordings are both needed, got {n_fake} fake and {n_real} real clips; "
            "does the release hold originals beside its fakes in every part?"
        )
    weight = np.ones(len(fake))
    people = np.asarray(target)
    for person in np.unique(people):
        of_person = people == person
        for side in (fake, ~fake):
            both = of_person & side
            if both.any():
                weight[both] = of_person.sum() / 2 / both.sum()
    for side in (fake, ~fake):
        weight[side] *= len(fake) / 2 / weight[side].sum()
    return weight
