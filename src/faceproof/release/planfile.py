"""What does a plan file say? TOML in, a checked `Plan` out, one clear line for each mistake."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from faceproof import manipulations
from faceproof.core import PARTS, ActorId, Compression, Splits
from faceproof.core.errors import ManifestError, PlanError, StorageError
from faceproof.manipulations import Manipulation
from faceproof.release.names import LARGEST_NUMBER
from faceproof.release.outside import read_outside
from faceproof.release.people import MOST_FRAMES, filmed, rendered
from faceproof.release.plan import About, PairRule, Plan
from faceproof.release.plan_checks import check_groups, check_plan
from faceproof.release.table import Table, nearest

_LARGEST_FILE = 4 << 20
_LARGEST_SEED = 2**32 - 1
_MOST_FAKES = 1_000_000


def read_plan(path: Path) -> Plan:
    """The plan in a TOML file; see docs/reference/plan for its keys.

    Raises:
        PlanError: naming the place, what stands there, what was expected.
        StorageError: the file cannot be read.
    """
    top = Table(_parsed(path), f"plan {path.name}")
    people = rendered(top) if "synthetic" in top else filmed(top)
    pairs = _pairs(top)
    splits = _splits(top, tuple(dict.fromkeys(recording.actor for recording in people)))
    plan = Plan(
        name=top.text("name"),
        version=top.text("version"),
        licence=top.text("licence"),
        seed=top.whole("seed", least=0, most=_LARGEST_SEED),
        recordings=people,
        splits=splits,
        rule=pairs.rule,
        fakes=pairs.fakes,
        methods=tuple(_methods(top)),
        outside=read_outside(top, path, people, splits),
        compressions=_compressions(top),
        about=_about(top),
        max_frames=(
            top.whole("max_frames", least=1, most=MOST_FRAMES) if "max_frames" in top else None
        ),
        ledger=_beside(top, path, "ledger"),
        public_key=_beside(top, path, "public_key"),
    )
    top.close()
    check_plan(plan, top.where)
    return plan


def _parsed(path: Path) -> Mapping[str, object]:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST_FILE + 1)
    except OSError as error:
        raise StorageError(
            f"plan {path}: cannot be read ({error.strerror or error}); expected a TOML file"
        ) from error
    if len(data) > _LARGEST_FILE:
        raise PlanError(f"plan {path.name}: over {_LARGEST_FILE >> 20} MiB, expected a small file")
    try:
        return tomllib.loads(data.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise PlanError(
            f"plan {path.name}: is not TOML ({' '.join(str(error).split())})"
        ) from error


def _splits(top: Table, actors: Sequence[ActorId]) -> Splits:
    if ("splits" in top) == ("folds" in top):
        raise PlanError(f"{top.where}: expected either [splits] or [folds], found both or neither")
    if "folds" in top:
        table = top.table("folds")
        groups = {f"fold {i}": group for i, group in enumerate(_fold_groups(table), 1)}
    else:
        table = top.table("splits")
        groups = _parts(table, actors)
    table.close()
    if "folds" in top and len(groups) == 1:
        raise PlanError(f"{table.where}: 1 fold leaves nobody to train on: expected 3 or more")
    check_groups(table.where, groups, actors)
    try:
        return Splits(parts=groups) if "splits" in top else Splits(folds=tuple(groups.values()))
    except ManifestError as error:
        raise PlanError(f"{table.where}: {error}") from error


def _fold_groups(table: Table) -> Iterator[tuple[ActorId, ...]]:
    value = table.values.get("groups")
    if "groups" not in table or not isinstance(value, list) or not value:
        raise table.wrong("groups", value, "a list of lists of actor ids")
    for i, members in enumerate(value, 1):
        row = Table({"members": members}, f"{table.where}: group {i}")
        yield tuple(ActorId(name) for name in row.texts("members"))


def _parts(table: Table, actors: Sequence[ActorId]) -> dict[str, tuple[ActorId, ...]]:
    """Lists of actors, or three counts that share the actors out in their order."""
    for part in PARTS:
        if part not in table:
            raise PlanError(f"{table.where}: {part!r} is missing; expected train, val and test")
    if not any(isinstance(table.values[part], int) for part in PARTS):
        return {part: tuple(ActorId(a) for a in table.texts(part)) for part in PARTS}
    counts = [table.whole(part, least=1, most=LARGEST_NUMBER) for part in PARTS]
    if sum(counts) != len(actors):
        raise PlanError(
            f"{table.where}: {' + '.join(map(str, counts))} actors, but the plan has "
            f"{len(actors)}; make the counts add up"
        )
    ends = [sum(counts[: i + 1]) for i in range(3)]
    return {
        part: tuple(actors[end - count : end])
        for part, count, end in zip(PARTS, counts, ends, strict=True)
    }


class _Pairs(NamedTuple):
    rule: PairRule
    fakes: int | None


def _pairs(top: Table) -> _Pairs:
    table = top.table("pairs")
    value = table.text("rule")
    fakes = table.whole("fakes", least=1, most=_MOST_FAKES) if "fakes" in table else None
    table.close()
    if value not in set(PairRule):
        raise PlanError(f"{table.where}: rule {value!r} is unknown; {nearest(value, PairRule)}")
    return _Pairs(PairRule(value), fakes)


def _methods(top: Table) -> Iterator[Manipulation]:
    if "methods" not in top and "external" in top:
        return
    table = top.table("methods")
    if not table.values:
        raise PlanError(f"{table.where}: is empty; expected tables such as [methods.FaceSwap]")
    for name in table.values:
        settings = table.table(name)
        try:
            yield manipulations.get(name, **settings.values)
        except PlanError as error:
            raise PlanError(f"{settings.where}: {error}") from error


def _compressions(top: Table) -> tuple[Compression, ...]:
    known = [c.value for c in Compression]
    asked = top.texts("compressions")
    for name in asked:
        if name not in known:
            raise PlanError(f"{top.where}: compression {name!r} is unknown; {nearest(name, known)}")
    return tuple(c for c in Compression if c.value in asked)


def _about(top: Table) -> About:
    if "about" not in top:
        return About()
    table = top.table("about")
    about = About(
        description=table.text("description") if "description" in table else None,
        creator=table.text("creator") if "creator" in table else None,
        url=table.text("url") if "url" in table else None,
        published=table.day("published") if "published" in table else None,
        cite_as=table.text("cite_as") if "cite_as" in table else None,
    )
    table.close()
    return about


def _beside(top: Table, plan: Path, key: str) -> Path | None:
    return plan.parent / top.text(key) if key in top else None
