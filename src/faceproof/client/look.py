"""What lies in the folder already, byte by byte?"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from faceproof.client.answers import PART
from faceproof.client.folder import Folder
from faceproof.client.plan import Here
from faceproof.core import sha256_file


def look(folder: Folder, paths: Iterable[str], jobs: int) -> dict[str, Here]:
    """What lies at each path; digests are taken anew, several files at a time.

    Raises:
        StorageError: a file cannot be read.
    """
    unique = list(dict.fromkeys(paths))
    with ThreadPoolExecutor(jobs) as pool:
        return dict(zip(unique, pool.map(lambda path: _at(folder, path), unique), strict=True))


def _at(folder: Folder, path: str) -> Here:
    has_part = folder.is_file(path + PART)
    if folder.is_file(path):
        return Here(sha256_file(folder.root / path), is_taken=True, has_part=has_part)
    return Here(None, is_taken=folder.is_taken(path), has_part=has_part)
