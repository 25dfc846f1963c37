"""How is a difference of two releases told to a person?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from faceproof.release.diff import ReleaseDiff, Was

_SHOWN = 8


def diff_text(found: ReleaseDiff) -> str:
    """A few lines, most important first; long lists are cut, and say by how much."""
    return "\n".join(_lines(found))


def _lines(found: ReleaseDiff) -> Iterator[str]:
    first, second = ("{name} {version} ({digest:.12})".format(**d) for d in _both(found))
    if found.same:
        yield f"{first} and {second} are the same"
        return
    yield f"{first} -> {second}" + (", a later version of it" if found.revises else "")
    yield from _clips(found)
    yield from _listed("actors gone", found.actors_gone)
    yield from _listed("actors new", found.actors_new)
    moved = [f"{actor} ({was.before} -> {was.after})" for actor, was in found.moved.items()]
    yield from _listed("actors on another side", moved)
    for title in ("methods", "counts", "tools", "fields"):
        yield from _values(title, getattr(found, title))


def _both(found: ReleaseDiff) -> tuple[Mapping[str, str], Mapping[str, str]]:
    return found.first, found.second


def _clips(found: ReleaseDiff) -> Iterator[str]:
    for reason, count in sorted(Counter(gone.reason or "" for gone in found.removed).items()):
        names = [gone.id for gone in found.removed if (gone.reason or "") == reason]
        yield from _listed(f"{count} clips removed, {reason or 'no reason given'}", names)
    if found.added:
        yield from _listed(f"{len(found.added)} clips added", found.added)
    if found.changed:
        told = [f"{change.id} ({', '.join(change.fields)})" for change in found.changed]
        yield from _listed(f"{len(told)} clips changed", told)


def _listed(title: str, names: Sequence[str]) -> Iterator[str]:
    if names:
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        yield f"{title}: {', '.join(names[:_SHOWN])}{more}"


def _values(title: str, values: Mapping[str, Was]) -> Iterator[str]:
    for name, was in values.items():
        yield f"{title}: {name}: {_said(was.before)} -> {_said(was.after)}"


def _said(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return "none" if value is None else str(value)
