"""Where do the files of releases lie? A folder or a bucket, by the same few verbs.

Keys are ``<release slug>/<path in the release>``; they come from a release's ``SHA256SUMS``, never
from an address that somebody typed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import IO
from urllib.parse import unquote, urlsplit

import obstore
from django.conf import settings
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from faceproof.core.errors import StorageError

Store = LocalStore | S3Store
_NOBODYS_KEY = "is-anybody-there"


@lru_cache(maxsize=1)
def store() -> Store:
    """The storage of this service, as its settings say.

    Raises:
        StorageError: it cannot be opened.
    """
    return open_store(settings.PLACE.storage_url)


def open_store(address: str) -> Store:
    """A storage by its address: ``file:///folder`` or ``s3://bucket/prefix``.

    Credentials, region and endpoint of S3 are those of the usual ``AWS_`` variables.

    Raises:
        StorageError: it cannot be opened.
    """
    parts = urlsplit(address)
    try:
        if parts.scheme == "s3":
            return S3Store(parts.netloc, prefix=parts.path.strip("/") or None)
        folder = Path(unquote(parts.path))
        folder.mkdir(parents=True, exist_ok=True)
        return LocalStore(folder)
    except (BaseError, OSError, ValueError) as error:
        raise StorageError(f"storage cannot be opened ({type(error).__name__})") from error


def put_file(key: str, path: Path) -> None:
    """Copy a file into the storage.

    Raises:
        StorageError: it cannot be read or written.
    """
    try:
        obstore.put(store(), key, path)
    except (BaseError, OSError) as error:
        raise StorageError(f"{key}: cannot be stored ({type(error).__name__})") from error


def put_stream(key: str, file: IO[bytes]) -> None:
    """Store what a stream holds.

    Raises:
        StorageError: it cannot be read or written.
    """
    try:
        obstore.put(store(), key, file)
    except (BaseError, OSError) as error:
        raise StorageError(f"{key}: cannot be stored ({type(error).__name__})") from error


def read_bytes(key: str) -> bytes:
    """A small file whole.

    Raises:
        StorageError: it is missing.
    """
    try:
        return bytes(obstore.get(store(), key).bytes())
    except (BaseError, OSError) as error:
        raise StorageError(f"{key}: cannot be read ({type(error).__name__})") from error


def check() -> None:
    """Return only when the storage answers, and a folder can also be written.

    Raises:
        StorageError: it does not.
    """
    try:
        obstore.head(store(), _NOBODYS_KEY)
    except FileNotFoundError:
        pass  # it has answered
    except (BaseError, OSError) as error:
        raise StorageError(f"storage does not answer ({type(error).__name__})") from error
    folder = local_path("")
    if folder is not None and not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise StorageError("storage does not answer (the folder is missing or closed)")


def is_bucket() -> bool:
    """Files are given by somebody else, at presigned addresses."""
    return isinstance(store(), S3Store)


def local_path(key: str) -> Path | None:
    """Where a file lies on this machine; None in a bucket."""
    if is_bucket():
        return None
    return Path(unquote(urlsplit(settings.PLACE.storage_url).path)) / key


def on_disk(key: str, folder: Path) -> Path:
    """A stored file as a file of this machine: where it lies, or a copy in a folder.

    Raises:
        StorageError: it is missing, or cannot be copied.
    """
    there = local_path(key)
    if there is not None:
        if not there.is_file():
            raise StorageError(f"{key}: cannot be read (it is not there)")
        return there
    copy = folder / key
    try:
        copy.parent.mkdir(parents=True, exist_ok=True)
        with copy.open("wb") as file:
            for chunk in obstore.get(store(), key).stream():
                file.write(chunk)
    except (BaseError, OSError) as error:
        raise StorageError(f"{key}: cannot be fetched ({type(error).__name__})") from error
    return copy


def presigned(key: str, lasts: timedelta) -> str | None:
    """An address under which a bucket gives a file for a while; None in a folder."""
    opened = store()
    if not isinstance(opened, S3Store):
        return None
    return obstore.sign(opened, "GET", key, lasts)


def remove(keys: Iterator[str]) -> None:
    """Take files out of the storage; what is not there stays not there."""
    for key in keys:
        try:
            obstore.delete(store(), key)
        except FileNotFoundError:
            continue
        except (BaseError, OSError) as error:
            raise StorageError(f"{key}: cannot be removed ({type(error).__name__})") from error
