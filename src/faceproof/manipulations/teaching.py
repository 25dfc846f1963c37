"""Train a learned method's network with torch: seeded, one thread, resumable bit for bit.

What happens in a step depends on the seed, the step's number and the weights before it alone, so
a run that goes on from a checkpoint ends with the same bytes as one that was never interrupted.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from faceproof.core import sha256_of
from faceproof.core.errors import WeightsError
from faceproof.manipulations.checkpoint import Checkpoint, read_checkpoint
from faceproof.manipulations.layers import SLOPE
from faceproof.manipulations.samples import Samples

BATCH = 28  # pictures a step; people take turns
RATE = 2e-3  # of Adam (Kingma & Ba 2015), falling to 0 along a cosine after `STEADY`
STEADY = 0.5
FIRST_STEPS = 50  # during which the rate rises
CHECKPOINT_S = 20.0
TOLD_S = 10.0
_CHECKPOINT = "checkpoint.safetensors"
Tensor = Any


class Teacher(Protocol):
    """What one method counts as an error."""

    def loss(self, network: Any, layers: Any, rows: Any, rng: np.random.Generator) -> Tensor:
        """The loss of the pictures in these rows, one number with a gradient."""

    def errors(self, network: Any, layers: Any, rows: Any) -> dict[str, NDArray[np.float64]]:
        """Mean absolute errors of held-out pictures in grey levels, with those of trivial guesses.

        Each of them ``(n,)``.
        """


class Taught(NamedTuple):
    """What training gave, and the checkpoint that is of no more use once that is saved."""

    arrays: Mapping[str, NDArray[np.float32]]
    errors: Mapping[str, float]
    torch: str
    cpu_seconds: float
    checkpoint: Path


class TorchLayers:
    """The calls of a network on tensors; each picture is of the actor in the same row."""

    def __init__(self, arrays: Mapping[str, Tensor], actors: NDArray[np.int64]) -> None:
        self.arrays, self.actors = arrays, torch.from_numpy(actors)

    def conv(self, x: Tensor, name: str, *, stride: int = 1) -> Tensor:
        """Convolution."""
        weight = self.arrays[f"{name}.weight"]
        pad = weight.shape[2] // 2
        x = x.contiguous(memory_format=torch.channels_last)  # up to twice as fast
        return functional.conv2d(x, weight, self.arrays[f"{name}.bias"], stride=stride, padding=pad)

    def own_conv(self, x: Tensor, name: str) -> Tensor:
        """Convolution with each actor's weights."""
        weight = self.arrays[f"{name}.weight"]
        bias = self.arrays[f"{name}.bias"][self.actors]
        pad, made = weight.shape[3] // 2, weight.shape[1]
        n, given, height, width = x.shape
        out = functional.conv2d(
            x.reshape(1, n * given, height, width),
            weight[self.actors].reshape(n * made, given, *weight.shape[3:]),
            padding=pad,
            groups=n,
        )
        return out.reshape(n, made, height, width) + bias[:, :, None, None]

    def dense(self, x: Tensor, name: str, shape: tuple[int, ...]) -> Tensor:
        """A linear map."""
        made = functional.conv2d(x, self.arrays[f"{name}.weight"], self.arrays[f"{name}.bias"])
        return made.reshape(len(x), *shape)

    def own(self, name: str) -> Tensor:
        """Each actor's array."""
        return self.arrays[name][self.actors]

    def relu(self, x: Tensor) -> Tensor:
        """Leaky rectifier."""
        return functional.leaky_relu(x, SLOPE)

    def widen(self, x: Tensor) -> Tensor:
        """Pixel shuffle."""
        return functional.pixel_shuffle(x, 2)

    def join(self, x: Tensor, y: Tensor) -> Tensor:
        """Channels of both."""
        return torch.cat([x, y], 1)

    def look_up(self, texture: Tensor, where: Tensor) -> Tensor:
        """Bilinear values."""
        return functional.grid_sample(
            texture, where, mode="bilinear", padding_mode="zeros", align_corners=True
        )


def teach(
    teacher: Teacher,
    network: Any,
    start: Mapping[str, NDArray[np.float32]],
    *,
    what: Sequence[Any],
    steps: int,
    seed: int,
    folder: Path,
    samples: Samples,
    log: Callable[[str], None] | None = None,
) -> Taught:
    """Train a network, from the folder's checkpoint if there is one of the same lesson.

    A damaged checkpoint is told and not taken up.

    Args:
        teacher: draws batches and measures errors.
        network: in calls of `Layers`.
        start: the untrained arrays.
        what: is taught: the method, its version and settings.
        steps: in all.
        seed: of all randomness.
        folder: for the checkpoint.
        samples: to learn from.
        log: told of steps and the time left.
    """
    lesson = sha256_of([*what, seed, steps, torch.__version__, dict(samples.digests)])
    with _one_thread():
        pupil = _Pupil(start, lesson, folder / _CHECKPOINT)
        try:
            pupil.resume()
        except WeightsError as error:
            if log is not None:
                log(f"begins anew, {error}")
        turns = _turns(samples)
        told = saved = time.monotonic()
        first, begun = pupil.step, time.monotonic()
        while pupil.step < steps:
            rng = np.random.default_rng([seed, 1, pupil.step])
            rows = turns(rng)
            layers = TorchLayers(pupil.arrays, samples.actor[rows])
            pupil.learn(teacher.loss(network, layers, rows, rng), _rate(pupil.step, steps))
            now = time.monotonic()
            if now - saved >= CHECKPOINT_S and pupil.step < steps:
                saved = now
                pupil.save()
            if log is not None and now - told >= TOLD_S:
                told = now
                left_s = (now - begun) / (pupil.step - first) * (steps - pupil.step)
                log(f"step {pupil.step} of {steps}, about {left_s:.0f} s left")
        errors = _held_out(teacher, network, pupil.arrays, samples)
    arrays = {
        name: np.ascontiguousarray(value.detach().numpy()) for name, value in pupil.arrays.items()
    }
    return Taught(arrays, errors, torch.__version__, pupil.cpu_seconds(), pupil.path)


class _Pupil:
    """Weights, what Adam remembers of their gradients, and how many steps they have seen."""

    def __init__(self, start: Mapping[str, NDArray[np.float32]], lesson: str, path: Path) -> None:
        self.path, self.lesson = path, lesson
        self.arrays = {
            name: torch.from_numpy(np.array(array, np.float32, order="C")).requires_grad_()
            for name, array in sorted(start.items())
        }
        self.adam = torch.optim.Adam(list(self.arrays.values()), lr=RATE, foreach=True)
        self.step, self.spent_before, self.began = 0, 0.0, time.process_time()

    def learn(self, loss: Tensor, rate: float) -> None:
        """One step down a loss."""
        for group in self.adam.param_groups:
            group["lr"] = rate
        self.adam.zero_grad(set_to_none=True)
        loss.backward()
        self.adam.step()
        self.step += 1

    def cpu_seconds(self) -> float:
        """Of this run and those that it resumed."""
        return self.spent_before + time.process_time() - self.began

    def save(self) -> None:
        """Write all of it, whole or not at all."""
        numbers: dict[str, NDArray[Any]] = {}
        for name, value in self.arrays.items():
            state = self.adam.state[value]
            numbers[f"{name}|value"] = value.detach().numpy()
            numbers[f"{name}|mean"] = state["exp_avg"].numpy()
            numbers[f"{name}|square"] = state["exp_avg_sq"].numpy()
        Checkpoint(
            lesson=self.lesson, step=self.step, cpu_seconds=self.cpu_seconds(), numbers=numbers
        ).save(self.path)

    def resume(self) -> None:
        """Go on from the checkpoint, if there is one of the same lesson.

        Raises:
            WeightsError: it is damaged.
        """
        if not self.path.exists():
            return
        found = read_checkpoint(self.path)
        if found.lesson != self.lesson:
            return  # of another plan or version: begin anew, its place is taken
        for name, value in self.arrays.items():
            value.data.copy_(torch.from_numpy(found.numbers[f"{name}|value"]))
            self.adam.state[value] = {
                "step": torch.tensor(float(found.step)),
                "exp_avg": torch.from_numpy(found.numbers[f"{name}|mean"]),
                "exp_avg_sq": torch.from_numpy(found.numbers[f"{name}|square"]),
            }
        self.step, self.spent_before = found.step, found.cpu_seconds


def _turns(samples: Samples) -> Any:
    """Draws the rows of a step: everybody about equally often, their pictures at random."""
    pictures = samples.learned_by_actor()

    def draw(rng: np.random.Generator) -> NDArray[np.int64]:
        rounds = -(-BATCH // len(pictures))
        people = np.concatenate([rng.permutation(len(pictures)) for _ in range(rounds)])[:BATCH]
        return np.array([rng.choice(pictures[person]) for person in people], np.int64)

    return draw


def _rate(step: int, steps: int) -> float:
    rising = min(1.0, (step + 1) / FIRST_STEPS)
    falling = np.clip((step / steps - STEADY) / (1 - STEADY), 0, 1)
    return float(RATE * rising * (0.5 + 0.5 * np.cos(np.pi * falling)))


def _held_out(
    teacher: Teacher, network: Any, arrays: Mapping[str, Tensor], samples: Samples
) -> dict[str, float]:
    """Means over people of their mean errors."""
    rows = np.flatnonzero(samples.held)
    if not len(rows):
        return {}
    found: dict[str, list[NDArray[np.float64]]] = {}
    with torch.no_grad():
        for part in np.array_split(rows, -(-len(rows) // BATCH)):
            layers = TorchLayers(arrays, samples.actor[part])
            for name, errors in teacher.errors(network, layers, part).items():
                found.setdefault(name, []).append(errors)
    who = samples.actor[rows]
    return {
        name: float(np.mean([np.concatenate(parts)[who == a].mean() for a in np.unique(who)]))
        for name, parts in found.items()
    }


@contextmanager
def _one_thread() -> Iterator[None]:
    threads, strict = torch.get_num_threads(), torch.are_deterministic_algorithms_enabled()
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    try:
        yield
    finally:
        torch.set_num_threads(threads)
        torch.use_deterministic_algorithms(strict)


def likeness_loss(made: Tensor, wanted: Tensor, weight: Tensor) -> Tensor:
    """Weighted mean absolute error plus structural dissimilarity in grey (Wang et al. 2004).

    Args:
        made: pictures 0..1 ``(n, 3, h, w)``.
        wanted: what they should be, likewise.
        weight: of each pixel ``(n, 1, h, w)``.
    """
    off = (made - wanted).abs().mean(1, keepdim=True)
    unlike = (1 - _similarity(made.mean(1, keepdim=True), wanted.mean(1, keepdim=True))) / 2
    return ((off + 0.3 * unlike) * weight).sum() / weight.sum()


def _similarity(a: Tensor, b: Tensor) -> Tensor:
    def mean(x: Tensor) -> Tensor:
        return functional.avg_pool2d(x, 5, stride=1, padding=2, count_include_pad=False)

    mean_a, mean_b = mean(a), mean(b)
    vary_a, vary_b = mean(a * a) - mean_a**2, mean(b * b) - mean_b**2
    both = mean(a * b) - mean_a * mean_b
    c1, c2 = 0.01**2, 0.03**2
    top = (2 * mean_a * mean_b + c1) * (2 * both + c2)
    return top / ((mean_a**2 + mean_b**2 + c1) * (vary_a + vary_b + c2))


def masked_error(made: Tensor, wanted: Tensor, weight: Tensor) -> NDArray[np.float64]:
    """Mean absolute error of each picture in grey levels ``(n,)``."""
    off = (made.clamp(0, 1) - wanted).abs().mean(1, keepdim=True) * weight
    each = 255 * off.sum((1, 2, 3)) / weight.sum((1, 2, 3)).clamp(min=1e-6)
    return np.asarray(each.numpy(), np.float64)
