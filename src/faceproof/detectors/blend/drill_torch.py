"""A step of a drill: half of its pairs are pushed to where the network errs, then learned from.

Adversarial training (Goodfellow et al. 2015, section 6; Madry et al. 2018) with the random start
and the long first step of Wong et al. 2020, "Fast is better than free", ICLR, section 4.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch

from faceproof.detectors.blend.drill import Drill, treated_again
from faceproof.detectors.blend.lesson import Pair
from faceproof.detectors.blend.network import network
from faceproof.detectors.blend.network_torch import ShortCalls
from faceproof.detectors.blend.pupil_torch import Pupil

GREY = 1 / 127.5
"""A grey level, where black is -1 and white is 1."""

LONGEST, REACH = 1.25, 2.5
"""A step in eps at most (Wong et al. 2020), and the sum of all steps (Madry et al. 2018)."""

Tensor = Any


def drilled(
    pupil: Pupil, drill: Drill, pairs: Sequence[Pair], rng: np.random.Generator
) -> tuple[float, float]:
    """One step; the losses of this process.

    Args:
        pupil: the network.
        drill: how it is attacked.
        pairs: as the lesson draws them; the last of them are attacked.
        rng: draws treatments and attacks.
    """
    shown = [treated_again(pair, rng) if rng.random() < drill.again else pair for pair in pairs]
    attacked = round(drill.attacked * len(pairs))

    def met(crops: Tensor, fake: Tensor) -> Tensor:
        count = len(pairs)
        rows = [n for n in range(2 * count) if n % count >= count - attacked]
        pushed = crops.clone()
        pushed[rows] = pushed_wrong(pupil.state, crops[rows], fake[rows], drill, rng)
        return pushed

    return pupil.learn(shown, met)


def pushed_wrong(
    state: Mapping[str, Tensor],
    crops: Tensor,
    fake: Tensor,
    drill: Drill,
    rng: np.random.Generator,
) -> Tensor:
    """Each crop within its eps, where the network is more wrong: fakes seem genuine, and back.

    Args:
        state: arrays of the network.
        crops: RGB scaled to -1..1 ``(n, 3, 192, 192)``.
        fake: 1 of a fake, 0 of a genuine face ``(n,)``.
        drill: how far and how often.
        rng: draws eps, the start and how many gradients are followed.
    """
    eps = torch.from_numpy(rng.uniform(0, drill.eps, (len(crops), 1, 1, 1)).astype(np.float32))
    eps *= GREY
    start = torch.from_numpy(rng.random(tuple(crops.shape), np.float32)) * 2 - 1
    gradients = int(rng.integers(1, drill.gradients + 1))
    step = min(LONGEST, REACH / gradients) * eps
    wrong = (1 - 2 * fake)[:, None, None, None]
    at = _within(crops + eps * start, crops, eps)
    for _ in range(gradients):
        at.requires_grad_()
        (slope,) = torch.autograd.grad(network(ShortCalls(state), at).fake.sum(), at)
        at = _within(at.detach() + wrong * step * slope.sign(), crops, eps)
    return at


def _within(at: Tensor, crops: Tensor, eps: Tensor) -> Tensor:
    return torch.minimum(torch.maximum(at, crops - eps), crops + eps).clamp(-1, 1)
