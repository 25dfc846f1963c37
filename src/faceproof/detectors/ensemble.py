"""Several detectors as one, weighed by what each is worth on people and methods it never met."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import ClassVar, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from faceproof.core.errors import WeightsError
from faceproof.detectors.balance import balanced
from faceproof.detectors.base import Detector, Shown
from faceproof.detectors.blend.detector import Blend
from faceproof.detectors.residual import Residual
from faceproof.detectors.view import View

Member = Blend | Residual
GROUPS = 3
"""People are left out in so many groups while weights are learned."""

PENALTY = 0.01
"""Of squared weights: members that say the same share a weight."""

Rows = NDArray[np.bool_]
Features = Sequence[NDArray[np.float32]]


class Stack(NamedTuple):
    """How raw scores become one.

    Attributes:
        mean, scale: of each member's scores of clips it was not fitted on ``(m,)``.
        weight: of each, at least 0 ``(m,)``.
        bias: added ``(1,)``.
    """

    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    weight: NDArray[np.float64]
    bias: NDArray[np.float64]

    def __call__(self, raw: NDArray[np.float64]) -> NDArray[np.float64]:
        """Log-odds of rows of raw scores ``(n, m)``."""
        return np.asarray((raw - self.mean) / self.scale @ self.weight + self.bias[0], np.float64)


class Ensemble(Detector):
    """A weighted sum of its members' raw scores; no weight is below 0.

    A member is weighed by its answers about people and a method that it was not fitted on, so
    one that only remembers gets nothing.
    """

    name: ClassVar[str] = "ensemble"
    family: ClassVar[str] = "ensemble"
    version: ClassVar[str] = "1"
    reference: ClassVar[str] = "Wolpert 1992, Stacked generalization, Neural Networks 5(2)"
    network: ClassVar[str | None] = Blend.network
    dimensions: ClassVar[int] = Blend.dimensions + Residual.dimensions
    heat_margin: ClassVar[float] = Blend.heat_margin

    def __init__(self) -> None:
        self._blend = Blend()
        self.members: tuple[Member, ...] = (self._blend, Residual())
        self._stack: Stack | None = None
        ends = np.cumsum([0, *(member.dimensions for member in self.members)])
        self.columns = [slice(a, b) for a, b in pairwise(ends.tolist())]

    def identity(self) -> dict[str, str | int]:
        """Its own, and those of its members."""
        found: dict[str, str | int] = {"name": self.name, "version": self.version}
        for member in self.members:
            found |= {f"{member.name} {key}": value for key, value in member.identity().items()}
        return found

    def describe(self, view: View) -> NDArray[np.float32]:
        """What each member writes down, side by side."""
        return np.hstack([member.describe(view) for member in self.members])

    def fit(
        self,
        features: Features,
        fake: NDArray[np.bool_],
        rng: np.random.Generator,
        *,
        weight: NDArray[np.float64] | None = None,
        shown: Sequence[Shown] | None = None,
    ) -> Self:
        """Fit members without some people and a method, weigh them there, fit them on all."""
        if shown is None:
            shown = [Shown(str(number), None) for number in range(len(fake))]
        weight = balanced(fake, [one.target for one in shown]) if weight is None else weight
        given = _Given(features, fake, weight, shown)
        raw = self._unmet(given, rng)
        mean, scale = raw.mean(0), raw.std(0)
        scale[scale < 1e-9] = 1.0
        told, bias = _weights((raw - mean) / scale, fake, weight)
        self._fit_members(given, np.ones(len(fake), np.bool_), rng)
        self._stack = Stack(mean, scale, told, np.array([bias]))
        return self

    def decide(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        """Log-odds of each frame ``(n,)``, not yet calibrated."""
        return self._fitted()(self._raw(features))

    def heat(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """That of `blend`."""
        return self._blend.heat(features[:, self.columns[0]])

    def parts(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Those of `blend`: the others add to the answer as a whole."""
        return self._blend.parts(features[:, self.columns[0]])

    def arrays(self) -> dict[str, NDArray[np.float64]]:
        """Those of the members by their names, and the stack."""
        found = dict(self._fitted()._asdict())
        for member in self.members:
            found |= {f"{member.name}.{name}": a for name, a in member.arrays().items()}
        return found

    def restore(self, arrays: Mapping[str, NDArray[np.float64]]) -> Self:
        """Take back what `arrays` gave."""
        own = {name: array for name, array in arrays.items() if "." not in name}
        m = len(self.members)
        expected = {"mean": (m,), "scale": (m,), "weight": (m,), "bias": (1,)}
        shapes = {name: array.shape for name, array in own.items()}
        strange = {n.partition(".")[0] for n in arrays} - {*own, *(x.name for x in self.members)}
        if shapes != expected or strange:
            raise WeightsError(
                f"weights of {self.name} have arrays {shapes} and parts {sorted(strange)}, "
                f"expected {expected} and those of its members"
            )
        if not all(np.isfinite(array).all() for array in own.values()):
            raise WeightsError(f"weights of {self.name} hold numbers that are not finite")
        for member in self.members:
            prefix = f"{member.name}."
            member.restore(
                {n.removeprefix(prefix): a for n, a in arrays.items() if n.startswith(prefix)}
            )
        self._stack = Stack(**own)
        return self

    def _fitted(self) -> Stack:
        if self._stack is None:
            raise WeightsError(
                f"{self.name} has no weights; train some with "
                f"`faceproof detect train RELEASE --detector {self.name} --out DIR`"
            )
        return self._stack

    def _raw(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        pairs = zip(self.members, self.columns, strict=True)
        return np.stack([member.decide(features[:, columns]) for member, columns in pairs], 1)

    def _fit_members(self, given: _Given, rows: Rows, rng: np.random.Generator) -> None:
        chosen = np.flatnonzero(rows).tolist()
        weight = given.weight[chosen] / given.weight[chosen].mean()
        for member, columns in zip(self.members, self.columns, strict=True):
            part = [given.features[i][:, columns] for i in chosen]
            member.fit(part, given.fake[chosen], rng, weight=weight)

    def _unmet(self, given: _Given, rng: np.random.Generator) -> NDArray[np.float64]:
        """Mean raw score of each clip from members that met neither its people nor its method."""
        total = np.zeros((len(given.fake), len(self.members)))
        times = np.zeros(len(given.fake))
        for learned, asked in given.parted():
            if not given.fake[learned].any() or given.fake[learned].all():
                continue
            self._fit_members(given, learned, rng)
            for i in np.flatnonzero(asked).tolist():
                total[i] += self._raw(given.features[i]).mean(0)
                times[i] += 1
        if (times == 0).any():
            # too few people to part: better no weights than weights of what was met
            raise WeightsError(
                f"{self.name} needs people on both sides of a split, fakes and recordings of "
                "each, to weigh its members; train it on a release of more people"
            )
        return total / times[:, None]


class _Given(NamedTuple):
    """What a fit was given."""

    features: Features
    fake: Rows
    weight: NDArray[np.float64]
    shown: Sequence[Shown]

    def parted(self) -> Iterator[tuple[Rows, Rows]]:
        """Clips to fit on, and clips to ask of people and a method not among those."""
        people = sorted({one.target for one in self.shown})
        group = np.array([people.index(one.target) % GROUPS for one in self.shown])
        method = np.array([one.method or "" for one in self.shown])
        methods = sorted(set(method[self.fake].tolist()))
        for number in np.unique(group):
            away = group == number
            for left_out in methods:
                of_it = method == left_out if len(methods) > 1 else np.zeros_like(away)
                yield ~away & ~(of_it & self.fake), away & (of_it | ~self.fake | (len(methods) < 2))


def _weights(
    score: NDArray[np.float64], fake: Rows, weight: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float]:
    """Weights from 0 up, and a bias, of the smallest penalised cross-entropy."""
    from scipy.optimize import minimize  # noqa: PLC0415 - fitting only, and slow to import

    share = weight / weight.sum()

    def loss(x: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        odds = score @ x[:-1] + x[-1]
        off = share * (expit(odds) - fake)
        entropy = float(share @ (np.logaddexp(0.0, odds) - fake * odds))
        slope = np.append(score.T @ off + 2 * PENALTY * x[:-1], off.sum())
        return entropy + PENALTY * float(x[:-1] @ x[:-1]), slope

    start = np.zeros(score.shape[1] + 1)
    bounds = [(0.0, None)] * score.shape[1] + [(None, None)]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    return np.asarray(found[:-1], np.float64), float(found[-1])
