"""How does a file begin? What a format may look at before anything is read."""

from __future__ import annotations

import json
import re
from codecs import BOM_UTF8
from pathlib import Path
from typing import NamedTuple

from faceproof.benchmark.lines import open_table
from faceproof.benchmark.outside.text import cells
from faceproof.core.errors import ScoreError

_HEAD = 1 << 16
_ENTRY = re.compile(
    r'\{[ \t\r\n]*(?P<key>"(?:[^"\\]|\\.)*")[ \t\r\n]*:[ \t\r\n]*(?P<value>.{1,6})',
    re.DOTALL,
)


class FirstEntry(NamedTuple):
    """The first key of a JSON object, and how its value begins."""

    key: str
    value: str

    @property
    def is_file(self) -> bool:
        """Whether the key names a file, as no field of a JSON line does."""
        return "." in self.key


def read_head(path: Path) -> bytes:
    """The first bytes of a file.

    Raises:
        ScoreError: it cannot be read, or not twice, or is larger than a table can be.
    """
    with open_table(path) as file:
        if not file.seekable():
            raise ScoreError(f"{path}: is a pipe; expected a file, which can be read twice")
        return file.read(_HEAD)


def is_object(head: bytes) -> bool:
    """Whether a file begins as a JSON object, or as lines of them."""
    return stripped(head).startswith(b"{")


def first_line(head: bytes) -> str:
    """The first line that is not blank; empty where the file is JSON, a zip or no text."""
    if is_object(head):
        return ""
    try:
        line = stripped(head).partition(b"\n")[0].decode().rstrip("\r")
    except UnicodeDecodeError:
        return ""
    return line if line.replace("\t", " ").isprintable() else ""


def header(head: bytes) -> list[str]:
    """The cells of the first line, where it is one of CSV."""
    line = first_line(head)
    try:
        return cells(line) if line else []
    except ValueError:
        return []


def first_entry(head: bytes) -> FirstEntry | None:
    """The first entry, where the file begins as a JSON object."""
    found = _ENTRY.match(stripped(head).decode(errors="replace"))
    if found is None:
        return None
    try:
        return FirstEntry(json.loads(found["key"]), found["value"])
    except ValueError:
        return None


def stripped(head: bytes) -> bytes:
    """A head from its first sign on, byte-order mark and white space left out."""
    return head.removeprefix(BOM_UTF8).lstrip()
