"""What is wrong with a service's settings? All of it, one line each; no line holds a password."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from urllib.parse import SplitResult, urlsplit


def url_problems(parts: SplitResult) -> Iterator[str]:
    """Of the address that people type."""
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        yield f"begins {parts.geturl()!r:.40}; expected an address such as https://data.example.org"
    elif parts.username or parts.password:
        yield "holds a user or a password; expected neither"
    elif parts.path not in {"", "/"} or parts.query or parts.fragment:
        yield f"has a path ({parts.path!r:.40}); expected the root of a host"


def database_problems(parts: SplitResult) -> Iterator[str]:
    """Of where rows are kept."""
    if parts.scheme not in {"sqlite", "postgres", "postgresql"}:
        yield f"begins with {parts.scheme!r:.40}; expected postgres:// or sqlite:///"
    elif parts.scheme != "sqlite" and find_spec("psycopg") is None:
        yield "asks for PostgreSQL; first run pip install 'faceproof[postgres]'"


def storage_problems(parts: SplitResult) -> Iterator[str]:
    """Of where releases are kept."""
    if parts.scheme not in {"file", "s3"}:
        yield f"begins with {parts.scheme!r:.40}; expected s3:// or file://"
    elif parts.scheme == "s3" and not parts.netloc:
        yield "names no bucket; expected s3://bucket/prefix"


def mail_problems(parts: SplitResult) -> Iterator[str]:
    """Of the mail server; none is one, too."""
    if parts.geturl() and parts.scheme not in {"smtp", "smtps"}:
        yield "is no address such as smtp://user:password@host:587"


LOOK: dict[str, Callable[[SplitResult], Iterator[str]]] = {
    "FACEPROOF_URL": url_problems,
    "DATABASE_URL": database_problems,
    "STORAGE_URL": storage_problems,
    "EMAIL_URL": mail_problems,
}


def problems(name: str, address: str) -> Iterator[str]:
    """What is wrong with one setting.

    >>> list(problems("FACEPROOF_URL", "data.example.org"))[0][:31]
    "FACEPROOF_URL begins 'data.exam"
    >>> list(problems("EMAIL_URL", "smtp://ann:secret@host:many"))
    ['EMAIL_URL cannot be read: its host or port is none']
    """
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        yield f"{name} cannot be read: its host or port is none"
        return
    for problem in LOOK[name](parts):
        yield f"{name} {problem}"
