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
from collections.abc import Callable
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

from faceproof.core import Scope, sha256_of
from faceproof.core.errors import WeightsError
from faceproof.detectors.blend.course import Course
from faceproof.detectors.blend.drill import Drill
from faceproof.detectors.blend.drill_torch import drilled
from faceproof.detectors.blend.faces import Listed, cut_out_all
from faceproof.detectors.blend.lesson import LESSON_VERSION, Pair, drawn_pair
from faceproof.detectors.blend.network_torch import read_taught, start
from faceproof.detectors.blend.pupil_torch import Pupil
from faceproof.detectors.view import VIEW_VERSION
from faceproof.manipulations.checkpoint import read_checkpoint

CHECKPOINT = "checkpoint.safetensors"
TOLD_S = 30.0
LEARN, DRILL = 2, 4
"""Streams of what is drawn; another number draws other pairs."""


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
    drill: Drill | None = None,
    checkpoint_s: float = 120.0,
) -> dict[str, NDArray[np.float32]]:
    """The taught arrays for `graph`.

    Args:
        material: faces.
        course: how.
        folder: for the checkpoint; the same call goes on from it.
        log: told of steps and the time left.
        drill: of a network that was taught before; ImageNet weights are taught if not given.
        checkpoint_s: between checkpoints.

    Raises:
        WeightsError: the checkpoint is of another course or list, or damaged; there is no
            network to drill.
    """
    lesson = sha256_of(
        [
            asdict(course),
            material.identity(),
            LESSON_VERSION,
            torch.__version__,
            *([] if drill is None else [drill.as_json()]),
        ]
    )
    path = folder / CHECKPOINT
    if path.exists() and read_checkpoint(path).lesson != lesson:
        raise WeightsError(
            f"{path}: is of another course, list of faces or torch; give another folder"
        )
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as meeting:
        store = Path(meeting) / "store"
        _together(_Task(material, course, drill, path, lesson, store, checkpoint_s), log)
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
    drill: Drill | None
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
    course, drill = task.course, task.drill
    draw = _Draw(task.material)
    state = start() if drill is None else read_taught(drill.network)
    pupil = Pupil(course, task.path, task.lesson, state)
    pupil.resume()
    said = saved = began = time.monotonic()
    first = pupil.step
    losses: deque[tuple[float, float]] = deque(maxlen=200)
    part = LEARN if drill is None else DRILL
    while pupil.step < course.steps:
        rng = np.random.default_rng([course.seed, part, pupil.step, rank])
        pairs = [draw(rng) for _ in range(course.pairs)]
        losses.append(pupil.learn(pairs) if drill is None else drilled(pupil, drill, pairs, rng))
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
