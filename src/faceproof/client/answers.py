"""What does a site say? Its JSON as records; what could hurt whoever believes it is refused.

Fields that are not known are passed over, so that a newer site still answers an older client.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from faceproof.core import fields
from faceproof.core.errors import SiteError
from faceproof.release.seal import FETCHED_FOLDER, WORK_FOLDER

T = TypeVar("T")
MOST_FILES = 1_000_000
PART = ".part"
_LARGEST = 1 << 42  # bytes of one file
_LONGEST_PATH, _LONGEST_NAME = 1024, 240  # a part's name still fits a file system
_LONGEST_LIFE_S = 7 * 24 * 3600
_SLUG = re.compile(r"[a-zA-Z0-9_-]{1,160}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A release at a site.

    Attributes:
        slug: its name in addresses.
        title: name and version, as people read them.
        methods: of its fakes; ``original`` is always meant as well.
        is_offered: it is still handed out.
        replaced_by: slug of the version that came instead.
        is_granted: you may fetch it now; None where nobody asked.
    """

    slug: str
    title: str
    methods: tuple[str, ...]
    compressions: tuple[str, ...]
    splits: tuple[str, ...]
    is_offered: bool
    replaced_by: str | None
    is_granted: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file of a release: where it goes, how long it is, and what its bytes must come to."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Files of a release: to fetch where it is offered, else those that may be kept."""

    is_offered: bool
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Links by path, and for how many seconds they hold."""

    links: Mapping[str, str]
    lasts_s: int


def read_offer(value: Any) -> Offer:
    """A release. Raises ValueError, TypeError or KeyError on anything else."""
    granted = value["granted"]
    return Offer(
        slug=slug(value["slug"]),
        title=f"{fields.text(value['name'])} {fields.text(value['version'])}",
        methods=_texts(value["methods"]),
        compressions=_texts(value["compressions"]),
        splits=_texts(value["splits"]),
        is_offered=fields.flag(value["offered"]),
        replaced_by=None if value["replaced_by"] is None else slug(value["replaced_by"]),
        is_granted=None if granted is None else fields.flag(granted),
    )


def read_listing(value: Any) -> Listing:
    """The files of a release. Raises ValueError, TypeError or KeyError on anything else."""
    told = fields.items(value["files"])
    if len(told) > MOST_FILES:
        raise ValueError(f"{len(told)} files are over the {MOST_FILES} that are believed")
    files = tuple(_file(one) for one in told)
    _check_apart([file.path for file in files])
    return Listing(is_offered=fields.flag(value["offered"]), files=files)


def read_links(value: Any, asked: Sequence[str]) -> Given:
    """Links to the files that were asked for. Raises ValueError, TypeError or KeyError."""
    links = {path: fields.text(value["links"][path]) for path in asked}
    return Given(links=links, lasts_s=min(fields.count(value["lasts_s"]), _LONGEST_LIFE_S))


def slug(value: Any) -> str:
    """The name of a release, or a challenge, in addresses."""
    if not isinstance(value, str) or not _SLUG.fullmatch(value):
        raise ValueError("a short name is malformed")
    return value


def check_path(value: Any) -> str:
    """A path that stays in the folder, apart from what is kept there beside the release."""
    path = fields.relative_path(value)
    names = path.split("/")
    if len(path.encode()) > _LONGEST_PATH or max(len(n.encode()) for n in names) > _LONGEST_NAME:
        raise ValueError("a path is too long")
    if names[0] in {FETCHED_FOLDER, WORK_FOLDER} or path.endswith(PART):
        raise ValueError(f"path {path!r:.80} is kept for work files")
    return path


def _file(value: Any) -> File:
    size = fields.count(value["size"], least=0)
    if size > _LARGEST:
        raise ValueError(f"a file of {size} bytes is over the {_LARGEST} that are believed")
    return File(path=check_path(value["path"]), size=size, sha256=fields.digest(value["sha256"]))


def _check_apart(paths: Sequence[str]) -> None:
    """No path twice, and none the folder of another."""
    known = set(paths)
    if len(known) < len(paths):
        raise ValueError("a path stands twice")
    for path in paths:
        above = path.rpartition("/")[0]
        while above:
            if above in known:
                raise ValueError(f"{above!r:.80} is a file and a folder")
            above = above.rpartition("/")[0]


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(fields.text(one) for one in fields.items(value))


def believed(value: Any, what: str, read: Callable[..., T], *more: Any) -> T:
    """What ``read`` makes of a site's answer.

    Raises:
        SiteError: it is not what a site answers.
    """
    try:
        return read(value, *more)
    except (KeyError, TypeError, ValueError) as error:
        raise SiteError(f"the site's {what} cannot be believed: {error!s:.200}") from error
