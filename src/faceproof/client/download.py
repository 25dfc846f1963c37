"""Bring one file, from the byte on where an earlier try ended; keep it only when it is right."""

from __future__ import annotations

import hmac
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx

from faceproof.client.answers import PART, File
from faceproof.client.links import Links
from faceproof.client.part import Part, opened
from faceproof.client.patience import Again, check_passing, patiently
from faceproof.core.errors import SiteError
from faceproof.core.files import storage_error

_WORTHWHILE = 1 << 20  # new bytes after which a broken connection was no try in vain
_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18})")


class _WrongBytesError(Exception):
    """Bytes came that are not those that were listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Downloads:
    """How files are brought.

    Attributes:
        client: asks links; shows no token.
        links: where files are.
        stopped: ends all of it.
        came: is told how many bytes are here more, or (below 0) fewer.
    """

    client: httpx.Client
    links: Links
    stopped: threading.Event
    came: Callable[[int], None]

    def bring(self, file: File, target: Path) -> int:
        """Bring a file to its place.

        Args:
            file: what must come.
            target: where it goes; a part of it may lie beside.

        Returns:
            How many of its bytes an earlier try had brought.

        Raises:
            SiteError: it does not come, or wrong bytes come twice.
            RefusedError: access has ended.
            StorageError: it cannot be written.
        """
        try:
            try:
                return self._bring(file, target)
            except _WrongBytesError:
                return self._bring(file, target)
        except _WrongBytesError as error:
            raise SiteError(f"twice: {error}") from error
        except OSError as error:
            raise storage_error(target, error) from error

    def _bring(self, file: File, target: Path) -> int:
        path = target.with_name(target.name + PART)
        with opened(path) as part:
            part.take_up(file.size)
            resumed = part.length
            self.came(resumed)
            try:
                patiently(lambda: self._go_on(file, part), self.stopped)
                _check_digest(part, file)
            except _WrongBytesError:
                self.came(-part.length)
                path.unlink()
                raise
        path.replace(target)
        return resumed

    def _go_on(self, file: File, part: Part) -> None:
        """Ask for what is missing and write it; what has come stays when it breaks off."""
        if part.length == file.size:
            return
        most, why = part.most, "it ended early"
        headers = {"Range": f"bytes={part.length}-"} if part.length else {}
        try:
            link = self.links.to(file.path)
            with self.client.stream("GET", link, headers=headers) as response:
                self._check(response, file, part)
                self._write(response, file, part)
        except httpx.TransportError as error:
            why = f"it broke off ({type(error).__name__})"
        if part.length < file.size:
            has_gained = part.most - most >= _WORTHWHILE
            raise Again(f"{why} at byte {part.length} of {file.size}", has_gained=has_gained)

    def _check(self, response: httpx.Response, file: File, part: Part) -> None:
        """Return only when the bytes that follow those that are here come now."""
        check_passing(response)
        status = response.status_code
        if status in {403, 404, 410}:  # run out, or access has ended: asking for a new one tells
            self.links.forget(file.path)
            raise Again(f"its link answers {status}", after_s=0.1)
        if status == 416:
            raise _WrongBytesError("no such part of it is there")
        if status == 200:
            self.came(-part.start_over())  # whoever answers knows no parts
            return
        if status != 206 or not part.length:
            raise SiteError(f"its link answers {status}; nothing else is followed")
        told = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
        if told is None or (int(told[1]), int(told[3])) != (part.length, file.size):
            raise _WrongBytesError("another part of it came than was asked for")

    def _write(self, response: httpx.Response, file: File, part: Part) -> None:
        for chunk in response.iter_raw():
            if self.stopped.is_set():
                raise SiteError("stopped")
            if part.length + len(chunk) > file.size:
                raise _WrongBytesError(f"more bytes came than the {file.size} that are listed")
            part.write(chunk)
            self.came(len(chunk))


def _check_digest(part: Part, file: File) -> None:
    if not hmac.compare_digest(part.sha256, file.sha256):
        raise _WrongBytesError(
            f"bytes came with sha256 {part.sha256[:16]}..., the site lists {file.sha256[:16]}..."
        )
