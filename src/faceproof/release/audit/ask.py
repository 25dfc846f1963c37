"""What does each probe say of a measured release, and which of them block it?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from faceproof.core import ActorId, Compression, Estimate
from faceproof.release.audit.gate import (
    LEAST_ACTORS,
    Pairs,
    Shift,
    blocks,
    by_name,
    exact_estimate,
    holm_levels,
    reported_estimate,
    shift_estimate,
    shift_of,
)
from faceproof.release.audit.groups import Group
from faceproof.release.audit.probes import PROBES, Kind, Probe
from faceproof.release.audit.result import Level, ProbeResult

_Slot = tuple[str, Compression]


class _Pair(NamedTuple):
    actor: int
    fake_id: str
    original: Any
    fake: Any


class _Clips(NamedTuple):
    """Measured clips at one compression: recordings and fakes as single items."""

    rows: list[Any]
    fake: list[bool]
    actor: list[int]
    weight: list[float]


class _Shifted(NamedTuple):
    """A measured probe at one level: its test, and what stands behind it."""

    shift: Shift | None
    compared: int
    left_out: int
    note: str


def ask(measured: Sequence[tuple[Group, Mapping[str, Any]]]) -> dict[str, ProbeResult]:
    """Every probe's answer at every compression.

    Args:
        measured: groups with what `measure` gave for their clips, by clip id.
    """
    compressions = sorted({group.compression for group, _ in measured}, key=list(Compression).index)
    actors = {a: i for i, a in enumerate(sorted({group.actor for group, _ in measured}))}
    pairs = {c: list(_pairs(measured, c, actors)) for c in compressions}
    clips = {c: _clips(measured, c, actors) for c in compressions}
    levels: dict[_Slot, Level] = {}
    shifts: dict[_Slot, _Shifted] = {}
    for name, probe in PROBES.items():
        for c in compressions:
            if probe.kind is Kind.EXACT:
                levels[name, c] = _exact(probe, pairs[c])
            elif probe.kind is Kind.MEASURED:
                shifts[name, c] = _shift(probe, pairs[c])
            else:
                levels[name, c] = _reported(probe, clips[c])
    levels |= _gated(shifts)
    return {
        name: ProbeResult(
            kind=probe.kind, sees=probe.sees, levels={c: levels[name, c] for c in compressions}
        )
        for name, probe in PROBES.items()
    }


def _pairs(
    measured: Sequence[tuple[Group, Mapping[str, Any]]],
    compression: Compression,
    actors: Mapping[ActorId, int],
) -> Iterator[_Pair]:
    for group, clips in measured:
        if group.compression is compression:
            original = clips[group.original.id]
            for fake in group.fakes:
                yield _Pair(actors[group.actor], fake.id, original, clips[fake.id])


def _clips(
    measured: Sequence[tuple[Group, Mapping[str, Any]]],
    compression: Compression,
    actors: Mapping[ActorId, int],
) -> _Clips:
    found = _Clips([], [], [], [])
    for group, clips in measured:
        if group.compression is compression:
            for clip in (group.original, *group.fakes):
                found.rows.append(clips[clip.id])
                found.fake.append(clip.is_fake)
                found.actor.append(actors[group.actor])
                found.weight.append(1 / len(group.fakes) if clip.is_fake else 1.0)
    return found


def _exact(probe: Probe, pairs: Sequence[_Pair]) -> Level:
    values = [(probe.read(pair.original), probe.read(pair.fake)) for pair in pairs]
    differ = np.array([a != b for a, b in values], np.bool_)
    found = exact_estimate(differ, np.array([pair.actor for pair in pairs], np.int64))
    note = ""
    if differ.any():
        k = int(np.flatnonzero(differ)[0])
        real, fake = _first_difference(*values[k])
        note = (
            f"{differ.sum()} of {len(differ)} fakes differ from their recording, such as "
            f"{pairs[k].fake_id}: {fake} instead of {real}"
        )
    return Level(auc=found, shortcut=bool(differ.any()), note=note, compared=len(pairs), left_out=0)


def _first_difference(real: Any, fake: Any) -> tuple[str, str]:
    """The innermost values that differ, as short texts."""
    if isinstance(real, list) and isinstance(fake, list):
        inner = next(((a, b) for a, b in zip(real, fake, strict=False) if a != b), None)
        if inner is not None:
            return _first_difference(*inner)
        if len(real) != len(fake):
            longer = (real or ["nothing"]) if len(real) > len(fake) else (fake or ["nothing"])
            extra = str(longer[min(len(real), len(fake))])[:80]
            return ("nothing", extra) if len(fake) > len(real) else (extra, "nothing")
    return _around_difference(str(real), str(fake))


def _around_difference(real: str, fake: str) -> tuple[str, str]:
    same = next((i for i, (a, b) in enumerate(zip(real, fake, strict=False)) if a != b), 0)
    begin = max(same - 12, 0)
    return real[begin : begin + 40], fake[begin : begin + 40]


def _shift(probe: Probe, pairs: Sequence[_Pair]) -> _Shifted:
    tolerance = probe.tolerance or {}
    rows, actor = [], []
    for pair in pairs:
        real, fake = probe.read(pair.original), probe.read(pair.fake)
        if real is not None and fake is not None:
            rows.append({n: (fake[n] - real[n]) / tolerance[n] for n in tolerance})
            actor.append(pair.actor)
    left_out = len(pairs) - len(rows)
    if not rows:
        return _Shifted(None, 0, left_out, "not measurable: no fake here has what it looks at")
    shift = shift_of(Pairs(by_name(rows), np.array(actor, np.int64)))
    if shift is None:
        note = f"not measurable: fewer than {LEAST_ACTORS} actors"
        return _Shifted(None, len(rows), left_out, note)
    return _Shifted(shift, len(rows), left_out, _largest(rows))


def _largest(rows: Sequence[Mapping[str, float]]) -> str:
    """The figure that differs most in the mean."""
    means = {name: float(np.mean([row[name] for row in rows])) for name in rows[0]}
    name = max(means, key=lambda n: abs(means[n]))
    return f"{name} of fakes differs by {means[name]:+.1f} tolerances in the mean"


def _gated(shifts: Mapping[_Slot, _Shifted]) -> dict[_Slot, Level]:
    """Levels of all measured probes, held to one family of tests."""
    known = {slot: found.shift for slot, found in shifts.items() if found.shift is not None}
    alphas = dict(zip(known, holm_levels([shift.p for shift in known.values()]), strict=True))
    levels = {}
    for slot, found in shifts.items():
        auc = _unknown(found.compared)
        if found.shift is not None:
            auc = shift_estimate(found.shift, alphas[slot])
        shortcut = blocks(auc)
        levels[slot] = Level(
            auc=auc,
            shortcut=shortcut,
            note=found.note if shortcut or found.shift is None else "",
            compared=found.compared,
            left_out=found.left_out,
        )
    return levels


def _reported(probe: Probe, clips: _Clips) -> Level:
    known = [(k, row) for k, row in enumerate(map(probe.read, clips.rows)) if row is not None]
    index = np.array([k for k, _ in known], np.int64)
    fake, actor = np.array(clips.fake)[index], np.array(clips.actor, np.int64)[index]
    left_out = sum(clips.fake) - int(fake.sum())
    if not _enough(fake, actor):
        note = f"not measurable: under {LEAST_ACTORS} actors with both classes"
        return Level(
            auc=_unknown(len(known)), shortcut=False, note=note, compared=0, left_out=left_out
        )
    found = reported_estimate(
        by_name([row for _, row in known]), fake, actor, np.array(clips.weight)[index]
    )
    return Level(auc=found, shortcut=False, note="", compared=int(fake.sum()), left_out=left_out)


def _enough(fake: NDArray[np.bool_], actor: NDArray[np.int64]) -> bool:
    both = set(actor[fake].tolist()) & set(actor[~fake].tolist())
    return len(both) >= LEAST_ACTORS


def _unknown(n: int) -> Estimate:
    return Estimate(value=None, low=None, high=None, n=n, clusters=0)
