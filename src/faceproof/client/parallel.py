"""Several files at a time: what concerns one is written down, what concerns all ends it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import NamedTuple

import httpx

from faceproof.client.answers import File
from faceproof.client.download import Downloads
from faceproof.client.folder import Folder
from faceproof.client.links import Links
from faceproof.client.plan import Trouble
from faceproof.client.progress import byte_bar
from faceproof.client.site import PLAIN, TIMEOUT, Site
from faceproof.core.errors import NoSpaceError, RefusedError, SiteError, StorageError


class Brought(NamedTuple):
    """What became of the files that were missing."""

    fetched: int
    resumed: int
    failed: list[Trouble]


def bring_all(site: Site, folder: Folder, slug: str, files: Sequence[File], jobs: int) -> Brought:
    """Fetch files of a release.

    Raises:
        RefusedError: access has ended.
        NoSpaceError: the disk is full.
    """
    if not files:
        return Brought(0, 0, [])
    paths = [file.path for file in files]
    limits = httpx.Limits(max_connections=jobs, max_keepalive_connections=jobs)
    with (
        httpx.Client(headers=PLAIN, timeout=TIMEOUT, limits=limits) as client,
        byte_bar(sum(file.size for file in files), "fetching") as came,
        _pool(jobs, site.stopped) as pool,
    ):
        links = Links(site, slug, paths)
        downloads = Downloads(client=client, links=links, stopped=site.stopped, came=came)
        began = [pool.submit(_one, downloads, folder, file) for file in files]
        wait(began, return_when=FIRST_EXCEPTION)
        for one in began:
            if one.done() and not one.cancelled() and (error := one.exception()):
                raise error
        ended = [one.result() for one in began]
    failed = [one for one in ended if isinstance(one, Trouble)]
    resumed = [one for one in ended if isinstance(one, int) and one]
    return Brought(len(ended) - len(failed), len(resumed), failed)


def _one(downloads: Downloads, folder: Folder, file: File) -> int | Trouble:
    """Bytes that were here before; or why it is not here."""
    try:
        return downloads.bring(file, folder.place(file.path))
    except (RefusedError, NoSpaceError):
        raise
    except (SiteError, StorageError) as error:
        return Trouble(file.path, str(error))


@contextmanager
def _pool(jobs: int, stopped: threading.Event) -> Iterator[ThreadPoolExecutor]:
    """Threads that end soon, whatever ends the block."""
    pool = ThreadPoolExecutor(jobs)
    try:
        yield pool
    except BaseException:
        stopped.set()
        raise
    finally:
        pool.shutdown(cancel_futures=True)
