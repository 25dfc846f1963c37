"""FGSM and PGD: follow a detector's gradient to the pixels of each face's region.

Each frame is attacked by itself, since a clip's raw score is the mean of its frames'. The raw
score takes the place of the loss: for one of two classes the loss rises exactly where the score
falls, or the reverse, so the signs of both gradients are the same up to the way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from faceproof.benchmark.attacks.crop_torch import crop_of
from faceproof.benchmark.attacks.pixels import Rgb, with_pixels
from faceproof.detectors import FaceRegion, HasGradient, View

STRIDE = 2.5
"""Sum of all steps in eps, so that a step can be taken back (Madry et al. 2018, section 5)."""

Tensor = Any


def fgsm(view: View, source: HasGradient, *, eps: int, sign: int) -> View:
    """One step of ``eps`` along the sign of the gradient.

    Args:
        view: the untouched clip.
        source: whose gradient.
        eps: grey levels of 255.
        sign: 1 to raise the score, -1 to lower it.

    Reference:
        Goodfellow et al. 2015, Explaining and Harnessing Adversarial Examples, ICLR, section 4.
    """

    def step(face: FaceRegion, score: Callable[[Tensor], Tensor]) -> Rgb:
        clean = _tensor(face.rgb)
        return _rgb(_between(clean + sign * eps * _slope(score, clean).sign(), clean, eps))

    return _each_frame(view, source, step)


def pgd(
    view: View, source: HasGradient, *, eps: int, steps: int, sign: int, rng: np.random.Generator
) -> View:
    """Several small steps from a random start, each brought back to within ``eps``.

    Args:
        view: the untouched clip.
        source: whose gradient.
        eps: grey levels of 255.
        steps: gradients a frame.
        sign: 1 to raise the score, -1 to lower it.
        rng: for the start.

    Reference:
        Madry et al. 2018, Towards Deep Learning Models Resistant to Adversarial Attacks, ICLR,
        section 2.1.
    """

    def walk(face: FaceRegion, score: Callable[[Tensor], Tensor]) -> Rgb:
        clean = _tensor(face.rgb)
        start = torch.from_numpy(rng.uniform(-eps, eps, clean.shape).astype(np.float32))
        at = _between(clean + start, clean, eps)
        for _ in range(steps):
            step = sign * STRIDE * eps / steps * _slope(score, at).sign()
            at = _between(at + step, clean, eps)
        return _rgb(at)

    return _each_frame(view, source, walk)


def _each_frame(
    view: View,
    source: HasGradient,
    attack: Callable[[FaceRegion, Callable[[Tensor], Tensor]], Rgb],
) -> View:
    twin = source.twin()

    def score_of(face: FaceRegion) -> Callable[[Tensor], Tensor]:
        crop = crop_of(face, size=source.crop_px, margin=source.margin)
        return lambda picture: twin(crop(picture) / 255)[0]

    with _one_thread():
        return with_pixels(view, [attack(face, score_of(face)) for face in view.regions])


def _slope(score: Callable[[Tensor], Tensor], at: Tensor) -> Tensor:
    at = at.detach().requires_grad_()
    (slope,) = torch.autograd.grad(score(at), at)
    return slope


def _between(picture: Tensor, clean: Tensor, eps: int) -> Tensor:
    return torch.minimum(torch.maximum(picture, clean - eps), clean + eps).clamp(0, 255)


def _tensor(rgb: Rgb) -> Tensor:
    return torch.from_numpy(rgb.transpose(2, 0, 1)[None].astype(np.float32))


def _rgb(picture: Tensor) -> Rgb:
    whole: NDArray[np.uint8] = picture[0].round().to(torch.uint8).permute(1, 2, 0).numpy()
    return np.ascontiguousarray(whole)


@contextmanager
def _one_thread() -> Iterator[None]:
    """The same sums in the same order, whatever the machine."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)
