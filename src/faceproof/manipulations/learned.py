"""A manipulation that has to learn its people before it can be applied."""

from __future__ import annotations

import copy
from abc import abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from datetime import date
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np

from faceproof.core import ActorId, Consent, Scope
from faceproof.core.errors import ConsentError, ManipulationError, PlanError, WeightsError
from faceproof.manipulations.footage import Footage
from faceproof.manipulations.generator import RECORD, Generator, load_generator
from faceproof.manipulations.layers import Compiled
from faceproof.manipulations.manipulation import Manipulation
from faceproof.manipulations.samples import Samples, gathered

_MOST_STEPS = 1_000_000
_WEIGHTS_KEPT = 2  # a build uses one generator at a time; a compiled network for each actor
_NETWORKS_KEPT = 8

Log = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Learned(Manipulation):
    """Trained once on all people of a plan, then bound to the folder that came out of it.

    A subclass says what it learns from (`study`), how its network begins (`initial`) and works
    (`network`), and what counts as an error (in its teacher, which alone needs torch).

    Attributes:
        steps: of training; each sees about one picture of every actor.
        generator: what it has learned; None before it is `bound`.
    """

    shapes: ClassVar[tuple[tuple[int, ...], ...]]

    steps: int = 3000
    generator: Generator | None = field(default=None, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not 1 <= self.steps <= _MOST_STEPS:
            raise PlanError(f"{self.name}'s steps are {self.steps}; expected 1 to {_MOST_STEPS}")

    @abstractmethod
    def study(self, footage: Footage) -> dict[str, Any]:
        """What is learned from one recording: arrays with one row for each picture."""

    @abstractmethod
    def initial(self, samples: Samples, rng: np.random.Generator) -> dict[str, Any]:
        """The arrays of the untrained network."""

    @staticmethod
    @abstractmethod
    def network(layers: Any, *inputs: Any) -> Any:
        """The network in calls of `Layers`."""

    @abstractmethod
    def teacher(self, samples: Samples) -> Any:
        """A `teaching.Teacher` for these samples; needs torch."""

    def settings(self) -> tuple[tuple[str, str | int | float | bool], ...]:
        """What a plan sets, sorted by name."""
        names = sorted(f.name for f in fields(self) if f.init)
        return tuple((name, getattr(self, name)) for name in names)

    def params(self) -> tuple[tuple[str, str | int | float | bool], ...]:
        """The settings, and once it is bound the first 16 digits of the weights' sha256."""
        known = {} if self.generator is None else {"weights": self.generator.sha256[:16]}
        return tuple(sorted((dict(self.settings()) | known).items()))

    def bound(self, folder: Path) -> Self:
        """The same method with what it has learned.

        Raises:
            WeightsError: no whole generator lies there, or one of another method, version or
                settings.
        """
        return self.knowing(_loaded(folder, _when_written(folder)))

    def knowing(self, generator: Generator) -> Self:
        """The same method with a generator at hand.

        Raises:
            WeightsError: it is one of another method, version or settings.
        """
        found = generator.method, generator.version, dict(generator.settings)
        expected = self.name, self.version, dict(self.settings())
        if found != expected:
            raise WeightsError(
                f"the generator is of {found}, expected {expected}; train it for this method"
            )
        known = copy.copy(self)
        object.__setattr__(known, "generator", generator)
        return known

    def train(
        self,
        footage: Iterable[Footage],
        *,
        folder: Path,
        seed: int,
        on: date,
        log: Log | None = None,
    ) -> Generator:
        """Learn the people in some footage; a run that was killed goes on where it was.

        Args:
            footage: taken one at a time; several of one person may follow in any order.
            folder: for the generator and, meanwhile, its checkpoint.
            seed: of all randomness; the same gives the same weights, interrupted or not.
            on: the day whose consents count.
            log: told how far it is, now and then.

        Raises:
            ConsentError: somebody does not allow to be trained on or manipulated by this method.
            ManipulationError: there is nobody to learn from.
            PlanError: torch is not installed.
        """
        if find_spec("torch") is None:
            raise PlanError(
                f"{self.name} has to be trained, and torch is not installed; "
                "install the extra: pip install 'faceproof[train]'"
            )
        samples = gathered(self.study, self._allowed(footage, on))
        if not samples.actors:
            raise ManipulationError(f"{self.name} was given no face to learn; is one tracked?")
        from faceproof.manipulations.teaching import teach  # noqa: PLC0415 - needs torch

        start = self.initial(samples, np.random.default_rng([seed, 0]))
        taught = teach(
            self.teacher(samples), self.network, start,
            what=[self.name, self.version, dict(self.settings())], steps=self.steps, seed=seed,
            folder=folder, samples=samples, log=log,
        )  # fmt: skip
        generator = Generator(
            method=self.name,
            version=self.version,
            settings=dict(self.settings()),
            seed=seed,
            actors=samples.actors,
            recordings=dict(samples.digests),
            arrays=taught.arrays,
            errors=taught.errors,
            torch=taught.torch,
            cpu_seconds=taught.cpu_seconds,
        )
        generator.save(folder)
        taught.checkpoint.unlink(missing_ok=True)
        return generator

    def made_for(self, actor: ActorId) -> Compiled:
        """The network of one actor.

        Raises:
            WeightsError: the method is not bound.
            ManipulationError: it was not trained on this actor.
        """
        if self.generator is None:
            raise WeightsError(
                f"{self.name} has learned nobody yet; train it, then apply what `bound` gives"
            )
        if actor not in self.generator.actors:
            raise ManipulationError(
                f"{self.name} was not trained on {actor}, only on "
                f"{', '.join(self.generator.actors)}; train it on everybody in the plan"
            )
        return _compiled(type(self), self.generator, self.generator.actors.index(actor))

    def check_trainable(self, consent: Consent, *, on: date) -> None:
        """Return only when this person may be learned.

        Raises:
            ConsentError: scope ``manipulate`` or ``train`` is not allowed for this method.
        """
        for scope in (Scope.MANIPULATE, Scope.TRAIN):
            reason = consent.why_not(scope, on=on, method=self.name)
            if reason is not None:
                raise ConsentError(
                    f"{self.name} is to learn {consent.actor}, whose consent {reason}; whoever it "
                    "learns needs scopes manipulate and train that allow it: have the person sign "
                    "them, or leave the method or the person out"
                )

    def _allowed(self, footage: Iterable[Footage], on: date) -> Iterable[Footage]:
        for recording in footage:
            self.check_trainable(recording.consent, on=on)
            self._check_allowed("training", recording, on)
            yield recording


def _when_written(folder: Path) -> int:
    """Nanoseconds at which its record was written, the last of its files; 0 where it is absent."""
    record = folder / RECORD
    return record.stat().st_mtime_ns if record.is_file() else 0


@lru_cache(maxsize=_WEIGHTS_KEPT)
def _loaded(folder: Path, _when: int) -> Generator:
    return load_generator(folder)


@lru_cache(maxsize=_NETWORKS_KEPT)
def _compiled(method: type[Learned], generator: Generator, actor: int) -> Compiled:
    return Compiled(method.network, generator.arrays, actor, method.shapes)
