"""Push one clip's score one way by one attack, and check that it kept to its limit."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from faceproof.benchmark.attacks.attack import Attack, Knows, Way
from faceproof.benchmark.attacks.pixels import largest_change
from faceproof.benchmark.attacks.square import square
from faceproof.core import sha256_of
from faceproof.core.errors import ScoreError
from faceproof.detectors import HasGradient, View


def pushed(
    view: View,
    attack: Attack,
    way: Way,
    *,
    ask: Callable[[View], float],
    source: HasGradient | None,
    clip_sha256: str,
) -> View:
    """The view as the adversary would have it; the same every time.

    Args:
        view: the untouched clip.
        attack: which one.
        way: where the score shall go.
        ask: the detector's LLR of a view, for an attack that knows its answers only.
        source: whose gradient is followed, for any other.
        clip_sha256: of the clip's bytes; what is drawn depends on it and not on its name.

    Raises:
        ScoreError: a pixel was changed by more than ``eps``, or a gradient is needed and none
            is given.
    """
    rng = np.random.default_rng(int(sha256_of([attack.told, way.value, clip_sha256]), 16))
    if attack.knows is Knows.ANSWERS:
        made = square(
            view, ask, eps=attack.eps, budget=attack.effort, sign=way.sign, rng=rng
        )  # fmt: skip
    elif source is not None:
        made = _by_gradient(view, attack, way, source, rng)
    else:
        raise ScoreError(f"{attack.name} follows a gradient, and the detector offers none")
    if (change := largest_change(view, made)) > attack.eps:
        raise ScoreError(f"{attack.name} changed a pixel by {change}, allowed are {attack.eps}")
    return made


def _by_gradient(
    view: View, attack: Attack, way: Way, source: HasGradient, rng: np.random.Generator
) -> View:
    from faceproof.benchmark.attacks import gradient_torch  # noqa: PLC0415 - needs torch

    if attack.kind == "fgsm":
        return gradient_torch.fgsm(view, source, eps=attack.eps, sign=way.sign)
    return gradient_torch.pgd(
        view, source, eps=attack.eps, steps=attack.effort, sign=way.sign, rng=rng
    )
