"""The JSON of a head, a proof or a grant, read from a file that a stranger may have sent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from faceproof.core import fields
from faceproof.core.errors import LogError
from faceproof.provenance.log.head import Head, head_from_json

_LARGEST = 64 << 10


def read_head(path: Path) -> Head:
    """The head in a file; its signature is not looked at.

    Raises:
        LogError: it is not one.
    """
    try:
        return head_from_json(read_json(path))
    except ValueError as error:
        raise LogError(f"{path} is not the head of a log: {error}") from error


def read_json(path: Path) -> Any:
    """The value in a small JSON file.

    Raises:
        LogError: it cannot be read, or is too large.
        ValueError: it is not JSON.
    """
    try:
        if not path.is_file():  # a pipe would be waited for
            raise LogError(f"{path}: no such file; expected JSON that `faceproof log` wrote")
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise LogError(f"{path}: cannot be read ({error.strerror or error})") from error
    if len(data) > _LARGEST:
        raise LogError(f"{path}: over {_LARGEST >> 10} KiB, more than such a file ever needs")
    return fields.parse_json(data)


def is_there(path: Path) -> bool:
    """Does something stand there?

    Raises:
        LogError: nobody can tell, such as where the name is too long.
    """
    try:
        return path.exists()
    except OSError as error:
        raise LogError(f"{path}: cannot be looked for ({error.strerror or error})") from error
