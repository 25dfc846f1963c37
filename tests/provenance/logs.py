"""Small transparency logs for tests, and the ways in which somebody changes them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from faceproof.core import canonical_json
from faceproof.provenance import merkle_root
from faceproof.provenance.log import Original, append_entries, head_to_json
from faceproof.provenance.log.head import sign_head

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key()
STRANGER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
DAY = date(2026, 11, 26)


def original(number: int) -> Original:
    return Original(sha256=hashlib.sha256(b"%d" % number).hexdigest())


def grown(folder: Path, numbers: Sequence[int], *, on: date = DAY) -> Path:
    """A log to which these originals are appended one by one."""
    for number in numbers:
        append_entries(folder, KEY, [original(number)], on=on)
    return folder


def entry_lines(folder: Path) -> list[bytes]:
    return (folder / "entries.jsonl").read_bytes().splitlines()


def write_lines(folder: Path, lines: Sequence[bytes]) -> None:
    (folder / "entries.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))


def sign_again(folder: Path, key: Ed25519PrivateKey = KEY, *, on: date = DAY) -> None:
    """What an operator who cheats does: sign whatever lines there are."""
    lines = entry_lines(folder)
    head = sign_head(key, size=len(lines), root=merkle_root(lines), on=on)
    (folder / "head.json").write_bytes(canonical_json(head_to_json(head)))


def head_json(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "head.json").read_bytes())
    return found


def state(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}
