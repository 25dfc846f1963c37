"""The network between two steps of its course: what it weighs, remembers and has seen."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.distributed
from numpy.typing import NDArray
from torch.nn import functional

from faceproof.detectors.blend.course import Course
from faceproof.detectors.blend.lesson import Pair
from faceproof.detectors.blend.network import network
from faceproof.detectors.blend.network_torch import ShortCalls
from faceproof.manipulations.checkpoint import Checkpoint, read_checkpoint

Tensor = Any


class Pupil:
    """Arrays, their running mean, what AdamW remembers, and how many steps they have seen.

    Args:
        course: how it is taught.
        path: of its checkpoint.
        lesson: digest of everything that decides what is learned.
        state: what it begins with; becomes what it learned.
    """

    def __init__(self, course: Course, path: Path, lesson: str, state: dict[str, Tensor]) -> None:
        self.course, self.path, self.lesson = course, path, lesson
        self.state = state
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

    def learn(
        self, pairs: Sequence[Pair], met: Callable[[Tensor, Tensor], Tensor] | None = None
    ) -> tuple[float, float]:
        """One step; the losses of this process.

        Args:
            pairs: genuine faces, each with its fake.
            met: from crops and which of them are fake to the crops that are learned from; the
                same if not given.
        """
        course = self.course
        shown = np.stack([pair.genuine for pair in pairs] + [pair.fake for pair in pairs])
        x = torch.from_numpy(shown).permute(0, 3, 1, 2).float() / 127.5 - 1  # channels last
        put_in = torch.from_numpy(np.stack([pair.heat for pair in pairs]))[:, None]
        truth = torch.cat([torch.zeros_like(put_in), put_in])
        fake = torch.cat([torch.zeros(len(pairs)), torch.ones(len(pairs))])
        for group in self.adam.param_groups:
            group["lr"] = self._rate()
        if met is not None:
            x = met(x, fake)
        answers = network(ShortCalls(self.state), x)
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
