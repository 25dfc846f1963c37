"""Which hair styles there are: one line of numbers each."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """One hair style. Lengths in dm.

    `comb` names the direction field, `lift` is how far a strand stands off at its root against
    lying along the comb, `gravity` and `curl` bend it per step, `clump` gathers tips into locks.
    The scalp itself is raised by `cap` so that no skin shines through, and no strand above the
    ears leaves the scalp by more than `volume`.
    """

    strands: int
    points: int
    length: float
    comb: str
    lift: float
    gravity: float
    curl: float
    clump: float
    cap: float
    volume: float
    width: int = 2


STYLES: dict[str, Style] = {
    "buzz": Style(
        strands=11000, points=2, length=0.020, comb="forward", lift=0.8, gravity=0, curl=0,
        clump=0, cap=0.01, volume=0.1, width=1,
    ),
    "crop": Style(
        strands=7500, points=4, length=0.20, comb="forward", lift=0.55, gravity=0.05, curl=0.05,
        clump=0.35, cap=0.06, volume=0.20,
    ),
    "short": Style(
        strands=7500, points=6, length=0.42, comb="side", lift=0.34, gravity=0.12, curl=0.08,
        clump=0.45, cap=0.12, volume=0.20,
    ),
    "swept": Style(
        strands=6500, points=7, length=0.80, comb="back", lift=0.34, gravity=0.14, curl=0.05,
        clump=0.45, cap=0.14, volume=0.20,
    ),
    "curly": Style(
        strands=7000, points=8, length=0.60, comb="out", lift=1.0, gravity=0.03, curl=0.70,
        clump=0.25, cap=0.12, volume=0.55,
    ),
    "tied": Style(
        strands=6000, points=7, length=1.50, comb="bun", lift=0.10, gravity=0.0, curl=0.01,
        clump=0.4, cap=0.06, volume=0.10,
    ),
    "bob": Style(
        strands=4600, points=10, length=1.45, comb="parted", lift=0.22, gravity=0.34, curl=0.04,
        clump=0.25, cap=0.13, volume=0.20, width=3,
    ),
    "long": Style(
        strands=3600, points=13, length=2.6, comb="parted", lift=0.20, gravity=0.34, curl=0.03,
        clump=0.45, cap=0.12, volume=0.22, width=3,
    ),
}  # fmt: skip
"""A bald head is in no table: it has no strands."""
