"""Are the files of a folder those that its SHA256SUMS lists, byte by byte?"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from faceproof.core import fields, sha256_file
from faceproof.core.errors import StorageError
from faceproof.datasets import RELEASE_FILE
from faceproof.release.problem import Problem
from faceproof.release.seal import SUMS_FILE, files_below, sums_text

_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
_LARGEST_SUMS = 256 << 20


def digests_below(root: Path) -> tuple[dict[str, str], list[Problem]]:
    """Digest of each regular file; a link, pipe or unreadable file is a problem instead."""

    def digest_of(name: str) -> str | Problem:
        path = root / name
        if path.is_symlink() or not path.is_file():
            return Problem(name, "is a link or no regular file; expected the file itself")
        try:
            return sha256_file(path)
        except StorageError as error:
            return Problem(name, str(error))

    names = list(files_below(root))
    with ThreadPoolExecutor() as readers:  # digests are taken without the interpreter's lock
        found = dict(zip(names, readers.map(digest_of, names), strict=True))
    digests = {name: value for name, value in found.items() if isinstance(value, str)}
    return digests, [value for value in found.values() if isinstance(value, Problem)]


def listed_sums(root: Path, digests: Mapping[str, str]) -> dict[str, str]:
    """The digests that ``SHA256SUMS`` lists.

    Raises:
        ValueError: it is missing, too large, or not written as a build writes it.
    """
    if SUMS_FILE not in digests:
        raise ValueError("is missing")
    if (root / SUMS_FILE).stat().st_size > _LARGEST_SUMS:
        raise ValueError(f"is over {_LARGEST_SUMS >> 20} MiB")
    data = (root / SUMS_FILE).read_bytes()
    listed: dict[str, str] = {}
    for number, line in enumerate(data.decode(errors="replace").split("\n")[:-1], 1):
        parts = _LINE.fullmatch(line)
        if parts is None:
            raise ValueError(f"line {number} is not '<sha256>  <path>'")
        listed[fields.relative_path(parts[2])] = parts[1]
    if sums_text(listed) != data:
        raise ValueError("is not sorted by path with each file once")
    return listed


def compared(
    digests: Mapping[str, str], listed: Mapping[str, str], *, head: str = RELEASE_FILE
) -> Iterator[Problem]:
    """What is missing, changed or extra.

    Args:
        digests: of each regular file.
        listed: what ``SHA256SUMS`` lists.
        head: the file that states the root over that list, so that it cannot be in it.
    """
    for name, digest in listed.items():
        if name not in digests:
            yield Problem(name, "is missing")
        elif not hmac.compare_digest(digests[name], digest):
            yield Problem(
                name, f"has sha256 {digests[name][:16]}..., {SUMS_FILE} says {digest[:16]}..."
            )
    for name in set(digests) - set(listed) - {SUMS_FILE, head}:
        yield Problem(name, f"is not in {SUMS_FILE}")
