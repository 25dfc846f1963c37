"""One line of a transparency log: what was entered, and on which day.

    {"entry": {"kind": "original", "sha256": "...", "title": null}, "logged_on": "2026-11-26"}

A line is canonical JSON, so it has one spelling and no byte of it is free. A new kind of entry is
one class, and one line in `KINDS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from faceproof.core import canonical_json, fields

LONGEST = 4 << 10
_DAY_BYTES = len(b',"logged_on":"2026-11-26"}')


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """A file as it was recorded.

    Attributes:
        sha256: of its bytes.
        title: for everybody to read; None for none, since file names tell of people.
    """

    sha256: str
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A version of a release that was handed out.

    Attributes:
        digest: of its manifest.
        merkle_root: over its files, as its seal states it.
    """

    name: str
    version: str
    digest: str
    merkle_root: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Somebody was allowed something; who and what, only a holder of the opening can show.

    Attributes:
        commitment: see `faceproof.provenance.log.commit`.
    """

    commitment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Something was written down: a score, or a site's journal up to an entry.

    Attributes:
        digest: sha256 of what was written.
    """

    digest: str


Entry = Original | Release | Grant | Receipt

KINDS: dict[str, type[Entry]] = {
    "original": Original,
    "release": Release,
    "grant": Grant,
    "receipt": Receipt,
}

_FIELDS: dict[str, Callable[[Any], Any]] = {
    "commitment": fields.digest,
    "digest": fields.digest,
    "merkle_root": fields.digest,
    "name": fields.text,
    "sha256": fields.digest,
    "title": lambda value: None if value is None else fields.text(value),
    "version": fields.text,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """An entry and the first day on which it stood in the log."""

    entry: Entry
    logged_on: date


def kind_of(entry: Entry) -> str:
    """The word for an entry's kind.

    >>> kind_of(Receipt(digest="0" * 64))
    'receipt'
    """
    return next(word for word, kind in KINDS.items() if isinstance(entry, kind))


def digest_of(entry: Entry) -> str:
    """What an entry is looked up by."""
    match entry:
        case Original():
            return entry.sha256
        case Grant():
            return entry.commitment
        case Release() | Receipt():
            return entry.digest


def line_of(logged: Logged) -> bytes:
    """The bytes of a line without its end: the leaf of the tree.

    Raises:
        ValueError: a reader would refuse it, or take it otherwise than it was meant.

    >>> line_of(Logged(entry=Receipt(digest="a" * 64), logged_on=date(2026, 11, 26)))[:27]
    b'{"entry":{"digest":"aaaaaaa'
    """
    line = canonical_json(logged_to_json(logged))
    if logged_of(line) != logged:
        raise ValueError(f"{kind_of(logged.entry)} would be read back as something else")
    return line


def logged_of(line: bytes) -> Logged:
    """The entry in a line.

    Raises:
        ValueError: in one line, what is wrong with it.
    """
    if len(line) > LONGEST:
        raise ValueError(f"{len(line)} bytes, more than the {LONGEST} of an entry")
    value = fields.parse_json(line)
    logged = logged_from_json(value)
    if canonical_json(value) != line:
        raise ValueError("not in canonical JSON: edited by hand?")
    return logged


def undated(line: bytes) -> bytes:
    """All of a line but its day, which canonical JSON puts last: the same entry, the same bytes."""
    return line[:-_DAY_BYTES]


def logged_to_json(logged: Logged) -> dict[str, Any]:
    """What a line says, as an object."""
    return {
        "entry": {"kind": kind_of(logged.entry), **asdict(logged.entry)},
        "logged_on": logged.logged_on.isoformat(),
    }


def logged_from_json(value: Any) -> Logged:
    """The entry that such an object holds.

    Raises:
        ValueError: in one line, what is wrong with it.
    """
    found = fields.only(value, ("entry", "logged_on"))
    return Logged(entry=_entry(found["entry"]), logged_on=fields.day(found["logged_on"]))


def _entry(value: Any) -> Entry:
    word = value.get("kind") if isinstance(value, Mapping) else None
    kind = KINDS.get(word) if isinstance(word, str) else None
    if kind is None:
        raise ValueError(f"the entry is none of {', '.join(KINDS)}")
    found = fields.only(value, ("kind", *kind.__slots__))
    return kind(**{name: _FIELDS[name](found[name]) for name in kind.__slots__})
