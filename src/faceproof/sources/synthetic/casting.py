"""Which seeds make a cast: parts dealt by sex and age, and faces that differ enough."""

from functools import lru_cache
from itertools import count
from typing import NamedTuple

import numpy as np

from faceproof.core.errors import LimitError
from faceproof.sources.synthetic.arrays import Floats
from faceproof.sources.synthetic.identity import Identity, distance_mm, identity, landmarks_mm
from faceproof.sources.synthetic.look import look

FLOOR_MM = 4.0
MAX_IDENTITIES = 200

_SEEDS_EACH = 400  # tried per identity asked before giving up
_YOUNG, _MIDDLE, _OLD = (0.0, 0.30), (0.30, 0.60), (0.60, 0.95)
_AGES = (_YOUNG, _MIDDLE, _OLD, _YOUNG, _MIDDLE)
_STYLES_APART = 2  # actors of one sex before a hair style comes again


class Part(NamedTuple):
    """Who is wanted: sex and the range of `Identity.age`."""

    is_male: bool
    ages: tuple[float, float]

    def suits(self, who: Identity) -> bool:
        """Whether this identity can play the part."""
        return who.is_male == self.is_male and self.ages[0] <= who.age < self.ages[1]


def part(number: int) -> Part:
    """The part of the actor of a number, counted from 0; all ten combinations come round."""
    return Part(number % 2 == 1, _AGES[number % len(_AGES)])


@lru_cache(maxsize=16)
def identities(n: int, *, floor_mm: float = FLOOR_MM) -> tuple[int, ...]:
    """Seeds of `n` adults: a varied cast whose 68 landmarks differ pairwise by `floor_mm` (rms).

    Sex and age are dealt in turn; ancestry and hair do not come again at once. Seeds are tried
    from 1 upwards, so a longer list begins with the shorter one. Size counts as a difference of
    landmarks, turning the head does not.

    Raises:
        LimitError: over 200 identities asked, or no such set among 400 seeds per identity.
    """
    if not 0 < n <= MAX_IDENTITIES:
        raise LimitError(f"{n} identities asked, expected 1 to {MAX_IDENTITIES}")
    chosen: list[int] = []
    shapes: list[Floats] = []
    styles: dict[bool, list[str]] = {True: [], False: []}
    leading = -1
    for seed in count(1):
        if len(chosen) == n:
            return tuple(chosen)
        if seed > _SEEDS_EACH * n:
            break
        who = identity(seed)
        ancestry = int(np.argmax(who.ancestry))
        if ancestry == leading or not part(len(chosen)).suits(who):
            continue
        worn, shape = look(who), landmarks_mm(who)
        if worn.style in styles[who.is_male][-_STYLES_APART:]:
            continue
        if all(distance_mm(shape, other) >= floor_mm for other in shapes):
            chosen.append(seed)
            shapes.append(shape)
            styles[who.is_male].append(worn.style)
            leading = ancestry
    raise LimitError(
        f"only {len(chosen)} of {n} identities are {floor_mm:g} mm apart; ask for fewer or "
        "lower the floor"
    )
