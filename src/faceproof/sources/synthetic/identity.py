"""Who a seed is: the shape of an adult head, and how far two heads differ."""

from dataclasses import dataclass

import numpy as np

from faceproof.sources.synthetic.arrays import Floats
from faceproof.sources.synthetic.head import load_head
from faceproof.sources.synthetic.streams import Purpose, stream

ANCESTRIES = ("african", "asian", "caucasian")
"""The asset's names of its three macro shapes; an actor is a mixture."""

AXIS_LIMIT = 0.7
"""A shape axis never leaves +-0.7 of the maker's extreme: beyond lies caricature."""

# spread of an axis, the first prefix that fits
_SPREAD = (
    ("head/head-scale", 0.17),
    ("head/", 0.14),
    ("forehead/", 0.18),
    ("eyebrows/eyebrows-angle", 0.12),
    ("eyebrows/", 0.22),
    ("eyes/eye-scale", 0.15),
    ("eyes/eye-corner", 0.18),
    ("ears/ear-scale", 0.22),
    ("neck/neck-double", 0.20),
    ("chin/", 0.17),
    ("mouth/mouth-angles", 0.12),
    ("mouth/", 0.24),
    ("asym/", 0.11),
    ("", 0.31),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The head of one adult.

    `ancestry` ``(3,)`` sums to 1 in the order of `ANCESTRIES`; `masculinity`, `age` (0 young
    adult, 1 old) and `fat` lie in 0..1; `weights` ``(161,)`` go with `Head.identity`.
    """

    seed: int
    ancestry: tuple[float, float, float]
    masculinity: float
    age: float
    fat: float
    weights: Floats

    @property
    def is_male(self) -> bool:
        """Whether hair, beard and make-up follow men's habits."""
        return self.masculinity > 0.5


def identity(seed: int) -> Identity:
    """The identity of a seed, the same for ever."""
    rng = stream(Purpose.IDENTITY, seed)
    ancestry = rng.dirichlet([0.35] * 3)
    masculinity = float(np.clip(rng.beta(0.3, 0.3), 0.02, 0.98))
    age = float(rng.beta(1.0, 1.3))
    fat = float(np.clip(rng.normal(0.45, 0.20), 0, 1))
    macro = _macro_weights(ancestry, masculinity, age, fat)
    values: dict[str, float] = {}
    weights = np.zeros(len(load_head().identity_names), np.float32)
    for index, name in enumerate(load_head().identity_names):
        if name in macro:
            weights[index] = macro[name]
            continue
        axis, sign = name.rsplit(":", 1)
        if axis not in values:
            spread = next(s for prefix, s in _SPREAD if axis.startswith(prefix))
            values[axis] = float(np.clip(rng.normal(0, spread), -AXIS_LIMIT, AXIS_LIMIT))
        weights[index] = max(0.0, values[axis] if sign == "+" else -values[axis])
    return Identity(
        seed=seed,
        ancestry=(float(ancestry[0]), float(ancestry[1]), float(ancestry[2])),
        masculinity=masculinity,
        age=age,
        fat=fat,
        weights=weights,
    )


def _macro_weights(
    ancestry: Floats, masculinity: float, age: float, fat: float
) -> dict[str, float]:
    """Multilinear weights of the maker's macro targets (ancestry x sex x age, sex x age x fat)."""
    sexes = {"male": masculinity, "female": 1 - masculinity}
    ages = {"old": age, "young": 1 - age}
    fats = {"min": max(0.0, 1 - 2 * fat), "max": max(0.0, 2 * fat - 1)}
    fats["average"] = 1 - fats["min"] - fats["max"]
    out = {}
    for sex, sex_weight in sexes.items():
        for years, age_weight in ages.items():
            corner = sex_weight * age_weight
            for name, share in zip(ANCESTRIES, ancestry, strict=True):
                out[f"macro/{name}-{sex}-{years}"] = corner * float(share)
            for name, weight in fats.items():
                out[f"macro/universal-{sex}-{years}-averagemuscle-{name}weight"] = corner * weight
    return out


def neutral_head(who: Identity) -> Floats:
    """Vertices ``(v, 3)`` in dm of the head at rest, at the height of the base head."""
    head = load_head()
    out = head.base + np.tensordot(who.weights, head.identity, 1)
    centre = (head.base[:, 1] > 6.3) & (np.abs(head.base[:, 0]) < 0.9)
    out[:, 1] -= (out[centre, 1] - head.base[centre, 1]).mean()
    return out.astype(np.float32)


def landmarks_mm(who: Identity) -> Floats:
    """The 68 landmarks ``(68, 3)`` of the head at rest in mm, centred."""
    head = load_head()
    points = head.base[head.landmarks] + np.tensordot(
        who.weights, head.identity[:, head.landmarks], 1
    )
    centred: Floats = (points - points.mean(0)).astype(np.float64) * 100
    return centred


def distance_mm(a: Floats, b: Floats) -> float:
    """Root mean square distance in mm of two centred landmark sets after the best rotation.

    Reference:
        Kabsch 1976, Acta Crystallographica A32.
    """
    u, _, vt = np.linalg.svd(a.T @ b)
    turn = np.diag([1.0, 1.0, np.sign(np.linalg.det(u @ vt))])
    return float(np.sqrt(((a @ (u @ turn @ vt) - b) ** 2).sum(1).mean()))
