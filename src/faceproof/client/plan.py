"""What is missing, what is here already, what stands in the way, and what must go?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from faceproof.client.answers import File, Listing


class Here(NamedTuple):
    """What lies at a path.

    Attributes:
        sha256: of the file; None where none is.
        is_taken: something stands there, a file or not.
        has_part: a part of it, or of an earlier one, lies beside.
    """

    sha256: str | None
    is_taken: bool
    has_part: bool


NOTHING = Here(None, is_taken=False, has_part=False)


class Trouble(NamedTuple):
    """A file that is not there afterwards, and why."""

    path: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to do, by path.

    Attributes:
        keep: are here, byte for byte.
        fetch: are missing, half there, or not what was fetched.
        blocked: cannot be fetched.
        gone: were fetched and are listed no more.
        changed: the same, but somebody has changed them since.
    """

    keep: tuple[File, ...]
    fetch: tuple[File, ...]
    blocked: tuple[Trouble, ...]
    gone: tuple[str, ...]
    changed: tuple[str, ...]


def make_plan(
    chosen: Listing,
    listed: Mapping[str, str],
    fetched: Mapping[str, str],
    here: Mapping[str, Here],
) -> Plan:
    """Decide about every file.

    Args:
        chosen: the files that are wanted.
        listed: sha256 by path of everything that the site still lists.
        fetched: the same of what earlier fetches put here.
        here: what lies at each path of all three.
    """
    keep: list[File] = []
    fetch: list[File] = []
    blocked: list[Trouble] = []
    for file in chosen.files:
        found = here[file.path]
        if found.sha256 == file.sha256:
            keep.append(file)
        elif not chosen.is_offered:
            blocked.append(Trouble(file.path, "the release is withdrawn and not handed out"))
        elif found.is_taken and file.path not in fetched:
            blocked.append(Trouble(file.path, "something that was not fetched stands there"))
        else:
            fetch.append(file)
    coming = {file.path for file in fetch}
    left = [
        path
        for path, sha256 in fetched.items()
        if listed.get(path) != sha256
        and path not in coming
        and _is_here(here[path])
        # What came instead may be here already.
        and (path not in listed or here[path].sha256 != listed[path])
    ]
    changed = [path for path in left if here[path].sha256 not in {None, fetched[path]}]
    gone = [path for path in left if path not in set(changed)]
    return Plan(
        keep=tuple(keep),
        fetch=tuple(fetch),
        blocked=tuple(blocked),
        gone=tuple(sorted(gone)),
        changed=tuple(sorted(changed)),
    )


def _is_here(found: Here) -> bool:
    return found.sha256 is not None or found.has_part
