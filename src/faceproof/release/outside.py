"""Which clips of other tools does a plan take in? `[external.NAME]`: a folder and a pairing CSV."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from faceproof.core import ActorId, MaskKind, Splits, sha256_file
from faceproof.core.errors import FaceproofError, PlanError
from faceproof.datasets import read_capped
from faceproof.manipulations import MANIPULATIONS, External, OutsideFile
from faceproof.release.plan import OutsideFake, Recording
from faceproof.release.table import Table, nearest

_LARGEST_CSV = 16 << 20
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]{0,39}")
_COLUMNS = ("file", "target", "source", "mask")
_NEEDED = frozenset(_COLUMNS[:3])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tool:
    """One `[external.NAME]` table."""

    name: str
    folder: Path
    pairs: Path
    version: str
    reference: str
    white: MaskKind
    sha256: str | None


class _RowError(Exception):
    """What is wrong with one line of the CSV."""


def read_outside(
    top: Table, plan: Path, recordings: Sequence[Recording], splits: Splits
) -> tuple[OutsideFake, ...]:
    """Every outside clip of a plan, with the digests of its files.

    A line of the CSV names recordings by their stem, such as ``01__kitchen_pan``: one word, unique
    in a plan, and the name of the very file that the outside tool was given.

    Raises:
        PlanError: naming the table, or every line of its CSV that cannot be used.
    """
    if "external" not in top:
        return ()
    tables = top.table("external")
    by_stem = {recording.stem: recording for recording in recordings}
    side = {actor: number for number, group in enumerate(splits.groups) for actor in group}
    found: list[OutsideFake] = []
    for name in tables.values:
        table = tables.table(name)
        found += _fakes(_tool(table, name, plan.parent), table.where, by_stem, side)
    return tuple(found)


def _tool(table: Table, name: str, beside: Path) -> _Tool:
    if not _NAME.fullmatch(name) or name in MANIPULATIONS:
        raise PlanError(
            f"{table.where}: {name!r} cannot name a method; expected at most 40 letters and "
            f"digits, a letter first, and none of {', '.join(MANIPULATIONS)}"
        )
    kinds = [kind.value for kind in MaskKind]
    white = table.text("mask_kind") if "mask_kind" in table else MaskKind.DIFFERENCE.value
    if white not in kinds:
        raise PlanError(f"{table.where}: mask_kind {white!r} is unknown; {nearest(white, kinds)}")
    digest = table.sha256("tool_sha256") if "tool_sha256" in table else None
    tool = _Tool(
        name=name,
        folder=beside / table.text("folder"),
        pairs=beside / table.text("pairs"),
        version=table.text("version"),
        reference=table.text("reference"),
        white=MaskKind(white),
        sha256=digest,
    )
    table.close()
    if not tool.folder.is_dir():
        raise PlanError(f"{table.where}: folder {tool.folder} is not there; expected the clips")
    return tool


def _fakes(
    tool: _Tool, where: str, by_stem: Mapping[str, Recording], side: Mapping[ActorId, int]
) -> list[OutsideFake]:
    fakes: list[OutsideFake] = []
    problems: list[str] = []
    seen: dict[str, int] = {}
    for line, row in _rows(tool, where):
        try:
            fake = _fake(tool, line, row, by_stem, side)
        except (_RowError, FaceproofError) as error:
            problems.append(f"line {line}: {error}")
            continue
        again = seen.setdefault(fake.method.clip.sha256, line)
        if again != line:
            problems.append(f"line {line}: has the same bytes as line {again}; list a clip once")
        fakes.append(fake)
    if not fakes and not problems:
        problems.append("no line beside the header")
    if problems:
        raise PlanError(
            f"{where}: {tool.pairs.name} has {len(problems)} problems: {'; '.join(problems)}"
        )
    return fakes


def _rows(tool: _Tool, where: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Each line after the header, by its number in the file."""
    try:
        text = read_capped(tool.pairs, largest=_LARGEST_CSV).decode("utf-8-sig")
    except (FaceproofError, UnicodeDecodeError) as error:
        raise PlanError(
            f"{where}: pairs {tool.pairs.name} cannot be read ({error}); expected a CSV in UTF-8"
        ) from error
    reader = csv.DictReader(text.splitlines(), restkey="")
    try:
        columns = set(reader.fieldnames or ())
        if not _NEEDED <= columns <= set(_COLUMNS):
            raise PlanError(
                f"{where}: {tool.pairs.name} has the columns {', '.join(sorted(columns))[:80]}; "
                "expected file, target, source and, where the tool gave masks, mask"
            )
        for row in reader:
            yield reader.line_num, {key: (row[key] or "") for key in row if isinstance(key, str)}
    except csv.Error as error:
        raise PlanError(f"{where}: {tool.pairs.name} is no CSV ({error})") from error


def _fake(
    tool: _Tool,
    line: int,
    row: Mapping[str, str],
    by_stem: Mapping[str, Recording],
    side: Mapping[ActorId, int],
) -> OutsideFake:
    if "" in row:
        raise _RowError("has more values than the header")
    target = _recording("target", row["target"], by_stem)
    source = _recording("source", row["source"], by_stem) if row["source"] else None
    if source is not None and side[source.actor] != side[target.actor]:
        raise _RowError(
            f"{target.actor} and {source.actor} are on different sides of the split; pair people "
            "of one side, or a detector is tested on people it knows"
        )
    mask = _file(tool, row["mask"]) if row.get("mask") else None
    if mask is not None and tool.white is MaskKind.DIFFERENCE:
        raise _RowError("gives a mask, but the plan no mask_kind; say there what its white means")
    method = External(
        title=tool.name,
        made_by=tool.version,
        paper=tool.reference,
        clip=_file(tool, row["file"]),
        mask=mask,
        white=tool.white,
        sourced=source is not None,
        tool_sha256=tool.sha256,
    )
    return OutsideFake(method=method, target=target, source=source, line=line)


def _recording(role: str, stem: str, by_stem: Mapping[str, Recording]) -> Recording:
    if stem not in by_stem:
        close = nearest(stem, by_stem) if len(by_stem) <= 1000 else "see the release's originals"
        raise _RowError(f"{role} {stem[:80]!r} is no recording of the plan; {close[:200]}")
    return by_stem[stem]


def _file(tool: _Tool, name: str) -> OutsideFile:
    """A regular file inside the tool's folder, and its digest."""
    path = PurePosixPath(name)
    clean = name.strip() and name.isprintable() and "\\" not in name
    inside = clean and not path.is_absolute() and ".." not in path.parts
    try:
        real = (tool.folder / name).resolve() if inside else tool.folder
        there = real.is_file()
    except (OSError, RuntimeError) as error:  # too long, or a loop of links
        why = error.strerror if isinstance(error, OSError) else "its links lead round"
        raise _RowError(f"file {name[:80]!r} cannot be followed ({why}); copy it there") from error
    if not inside or not real.is_relative_to(tool.folder.resolve()):
        raise _RowError(
            f"file {name[:80]!r} leaves the folder; expected a path below {tool.folder.name}/"
        )
    if not there:
        raise _RowError(f"file {name[:80]!r} is not in the folder; copy it there")
    return OutsideFile(path=real, sha256=sha256_file(real))
