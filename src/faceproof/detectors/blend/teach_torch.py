"""Teach the network: seeded, one thread a process, resumable bit for bit.

Each process draws its share of a batch, follows its gradient, and all take the same step along
the mean. What happens in a step depends on seed, step and the weights before it alone, so a run
that goes on from a checkpoint ends with the bytes of one that was never interrupted.
"""

from __future__ import annotations

import multiprocessing
import os
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
import torch
import torch.distributed
from numpy.typing import NDArray
from torch.nn import functional

from faceproof.core import Scope, sha256_of
from faceproof.core.errors import WeightsError
from faceproof.detectors.blend.faces import Listed, cut_out_all
from faceproof.detectors.blend.lesson import LESSON_VERSION, Pair, drawn_pair
from faceproof.detectors.blend.network import network
from faceproof.detectors.blend.network_torch import TorchCalls, start
from faceproof.detectors.view import VIEW_VERSION
from faceproof.manipulations.checkpoint import Checkpoint, read_checkpoint

CHECKPOINT = "checkpoint.safetensors"
TOLD_S = 30.0
Tensor = Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How it is taught.

    Attributes:
        steps: in all.
        pairs: a step and process.
        processes: that take each step together; another number is another course.
        rate: of AdamW (Loshchilov & Hutter 2019), after a rise falling to 0 along a cosine.
        decay: of weights.
        heat: what the loss of the mask counts beside that of the answer.
        memory: of the running mean of weights that is kept in the end.
    """

    steps: int = 12_000
    pairs: int = 8
    processes: int = 2
    rate: float = 4e-4
    rise: int = 500
    decay: float = 0.02
    heat: float = 1.0
    memory: float = 0.999
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What is taught with.

    Attributes:
        listed: faces, those of held people left out, each with one in its file.
        data: folder of their files.
        cache: folder in which all of them are cut out.
    """

    listed: tuple[Listed, ...]
    data: Path
    cache: Path

    def identity(self) -> list[Any]:
        """Everything about them on which pairs hang."""
        return [
            VIEW_VERSION,
            [[one.path, one.identity, sorted(one.scopes), one.sha256] for one in self.listed],
        ]


def teach(
    material: Material,
    course: Course,
    folder: Path,
    log: Callable[[str], None],
    *,
    checkpoint_s: float = 120.0,
) -> dict[str, NDArray[np.float32]]:
    """The taught arrays for `graph`.

    Args:
        material: faces.
        course: how.
        folder: for the checkpoint; the same call goes on from it.
        log: told of steps and the time left.
        checkpoint_s: between checkpoints.

    Raises:
        WeightsError: the checkpoint is of another course or list, or damaged.
    """
    lesson = sha256_of(
        [
            asdict(course),
            material.identity(),
            LESSON_VERSION,
            torch.__version__,
        ]
    )
    path = folder / CHECKPOINT
    if path.exists() and read_checkpoint(path).lesson != lesson:
        raise WeightsError(
            f"{path}: is of another course, list of faces or torch; give another folder"
        )
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as meeting:
        _together(_Task(material, course, path, lesson, Path(meeting) / "store", checkpoint_s), log)
    found = read_checkpoint(path)
    log(f"{found.step} steps, {found.cpu_seconds:.0f} CPU seconds of one process")
    return {
        name.removeprefix("kept|"): array
        for name, array in found.numbers.items()
        if name.startswith("kept|")
    }


class _Task(NamedTuple):
    """What every process is told."""

    material: Material
    course: Course
    path: Path
    lesson: str
    store: Path
    checkpoint_s: float


def _together(task: _Task, log: Callable[[str], None]) -> None:
    """Run all processes; where one dies, end the others."""
    context = multiprocessing.get_context("spawn")
    heard, told = context.Pipe(duplex=False)
    processes = [
        context.Process(target=_process, args=(rank, task, told if rank == 0 else None))
        for rank in range(task.course.processes)
    ]
    for process in processes:
        process.start()
    told.close()
    try:
        while alive := [p for p in processes if p.exitcode is None]:
            ready = wait([heard, *(p.sentinel for p in alive)])
            with suppress(EOFError):
                while heard in ready and heard.poll():
                    log(heard.recv())
            if failed := [p.exitcode for p in processes if p.exitcode]:
                raise WeightsError(
                    f"teaching stopped: a process ended with {failed[0]}; what was learned until "
                    "the last checkpoint is kept, the same command goes on"
                )
    finally:
        for process in processes:
            process.kill()
            process.join()


def _process(rank: int, task: _Task, told: Connection | None) -> None:
    threading.Thread(target=_die_with_parent, daemon=True).start()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    torch.use_deterministic_algorithms(True)
    torch.distributed.init_process_group(
        "gloo",
        init_method=f"file://{task.store}",
        rank=rank,
        world_size=task.course.processes,
    )
    course = task.course
    draw = _Draw(task.material)
    pupil = _Pupil(course, task.path, task.lesson)
    pupil.resume()
    said = saved = began = time.monotonic()
    first = pupil.step
    losses: deque[tuple[float, float]] = deque(maxlen=200)
    while pupil.step < course.steps:
        rng = np.random.default_rng([course.seed, 2, pupil.step, rank])
        losses.append(pupil.learn([draw(rng) for _ in range(course.pairs)]))
        now = time.monotonic()
        if told is not None and now - saved >= task.checkpoint_s:
            saved = now
            pupil.save()
        if told is not None and now - said >= TOLD_S:
            said = now
            left_s = (now - began) / (pupil.step - first) * (course.steps - pupil.step)
            answer, mask = np.mean(losses, axis=0)
            told.send(
                f"step {pupil.step} of {course.steps}: losses {answer:.3f}, {mask:.3f}; about "
                f"{left_s / 60:.0f} min left"
            )
    if told is not None:
        pupil.save()
    torch.distributed.barrier()
    torch.distributed.destroy_process_group()


def _die_with_parent() -> None:
    """Nobody goes on to write checkpoints that a second run writes too."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


class _Draw:
    """Draws a pair; large sources show up more often than small, by the root of their size."""

    def __init__(self, material: Material) -> None:
        self.faces = cut_out_all(material.listed, material.data, material.cache)
        self.donors = [face for one, face in self.faces if Scope.MANIPULATE in one.scopes]
        found: dict[str, list[int]] = {}
        for number, (one, _) in enumerate(self.faces):
            found.setdefault(one.domain, []).append(number)
        self.domains = [found[name] for name in sorted(found)]
        chance = np.sqrt([len(domain) for domain in self.domains])
        self.chance = chance / chance.sum()

    def __call__(self, rng: np.random.Generator) -> Pair:
        domain = self.domains[int(rng.choice(len(self.domains), p=self.chance))]
        one, face = self.faces[int(rng.choice(domain))]
        return drawn_pair(face, self.donors if Scope.MANIPULATE in one.scopes else (), rng)


class _Pupil:
    """Arrays, their running mean, what AdamW remembers, and how many steps they have seen."""

    def __init__(self, course: Course, path: Path, lesson: str) -> None:
        self.course, self.path, self.lesson = course, path, lesson
        self.state = start()
        self.kept = {name: value.clone() for name, value in self.state.items()}
        self.learned = [value.requires_grad_() for value in self.state.values()]
        self.adam = torch.optim.AdamW(
            [
                {"params": [p for p in self.learned if p.ndim > 1], "weight_decay": course.decay},
                {"params": [p for p in self.learned if p.ndim == 1], "weight_decay": 0.0},
            ],
            lr=course.rate,
            foreach=True,
        )
        self.step, self.spent_before, self.began = 0, 0.0, time.process_time()

    def learn(self, pairs: Sequence[Pair]) -> tuple[float, float]:
        """One step; the losses of this process."""
        course = self.course
        shown = np.stack([pair.genuine for pair in pairs] + [pair.fake for pair in pairs])
        x = torch.from_numpy(shown).permute(0, 3, 1, 2).float() / 127.5 - 1  # channels last
        put_in = torch.from_numpy(np.stack([pair.heat for pair in pairs]))[:, None]
        truth = torch.cat([torch.zeros_like(put_in), put_in])
        fake = torch.cat([torch.zeros(len(pairs)), torch.ones(len(pairs))])
        for group in self.adam.param_groups:
            group["lr"] = self._rate()
        answers = network(TorchCalls(self.state), x)
        said = functional.binary_cross_entropy_with_logits(answers.fake.flatten(), fake)
        seen = functional.binary_cross_entropy_with_logits(answers.heat, truth)
        self.adam.zero_grad(set_to_none=True)
        loss: Tensor = said + course.heat * seen
        loss.backward()
        self._agree()
        self.adam.step()
        self.step += 1
        memory = min(course.memory, self.step / (self.step + 10))
        with torch.no_grad():
            kept, now = list(self.kept.values()), [v.detach() for v in self.state.values()]
            torch._foreach_lerp_(kept, now, 1 - memory)  # one call for 250 arrays
        return float(said.detach()), float(seen.detach())

    def _agree(self) -> None:
        """The mean over processes of gradients."""
        shared = [p.grad for p in self.learned]
        flat = torch.cat([one.detach().reshape(-1) for one in shared])
        torch.distributed.all_reduce(flat)
        flat /= self.course.processes
        start = 0
        with torch.no_grad():
            for one in shared:
                one.copy_(flat[start : start + one.numel()].view_as(one))
                start += one.numel()

    def _rate(self) -> float:
        course = self.course
        rising = min(1.0, (self.step + 1) / course.rise)
        return float(course.rate * rising * (0.5 + 0.5 * np.cos(np.pi * self.step / course.steps)))

    def save(self) -> None:
        """Write all of it, whole or not at all."""
        numbers: dict[str, NDArray[Any]] = {}
        for name, value in self.state.items():
            numbers[f"value|{name}"] = value.detach().numpy()
            numbers[f"kept|{name}"] = self.kept[name].numpy()
            memory = self.adam.state[value]
            numbers[f"mean|{name}"] = memory["exp_avg"].numpy()
            numbers[f"square|{name}"] = memory["exp_avg_sq"].numpy()
        spent = self.spent_before + time.process_time() - self.began
        Checkpoint(lesson=self.lesson, step=self.step, cpu_seconds=spent, numbers=numbers).save(
            self.path
        )

    def resume(self) -> None:
        """Go on from the checkpoint, if there is one."""
        if not self.path.exists():
            return
        found = read_checkpoint(self.path)
        with torch.no_grad():
            for name, value in self.state.items():
                value.copy_(torch.from_numpy(found.numbers[f"value|{name}"]))
                self.kept[name].copy_(torch.from_numpy(found.numbers[f"kept|{name}"]))
                self.adam.state[value] = {
                    "step": torch.tensor(float(found.step)),
                    "exp_avg": _like(value, found.numbers, f"mean|{name}"),
                    "exp_avg_sq": _like(value, found.numbers, f"square|{name}"),
                }
        self.step, self.spent_before = found.step, found.cpu_seconds


def _like(value: Tensor, numbers: Mapping[str, NDArray[Any]], name: str) -> Tensor:
    """In the layout of the array that it is of, or sums would round differently."""
    return torch.empty_like(value).copy_(torch.from_numpy(numbers[name]))
