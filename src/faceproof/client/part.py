"""How much of a file has come, and what do its bytes come to so far?"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from faceproof.core.errors import StorageError

_CHUNK = 1 << 20


class Part:
    """The beginning of a file on disk, growing; its digest goes along.

    Attributes:
        length: bytes that are here.
        most: bytes that were here at any time, so that starting over is no gain.
    """

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.length, self.most = file, 0, 0
        self._digest = hashlib.sha256()

    @property
    def sha256(self) -> str:
        """Of what is here, in hex."""
        return self._digest.hexdigest()

    def write(self, data: bytes) -> None:
        """The next bytes."""
        self.file.write(data)
        self._grow(data)

    def take_up(self, size: int) -> None:
        """Go on with what an earlier try wrote, unless that is too long for the file."""
        if os.fstat(self.file.fileno()).st_size > size:
            self.start_over()
        while chunk := self.file.read(_CHUNK):
            self._grow(chunk)

    def start_over(self) -> int:
        """Throw away what is here.

        Returns:
            How many bytes that were.
        """
        thrown, self.length, self._digest = self.length, 0, hashlib.sha256()
        self.file.seek(0)
        self.file.truncate()
        return thrown

    def _grow(self, data: bytes) -> None:
        self._digest.update(data)
        self.length += len(data)
        self.most = max(self.most, self.length)


@contextmanager
def opened(path: Path) -> Iterator[Part]:
    """A part on disk, made if missing; never through a link.

    Raises:
        StorageError: something else stands there.
        OSError: it cannot be opened.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK, 0o644)
    with os.fdopen(descriptor, "r+b") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise StorageError(f"{path.name}: is no regular file; move it away")
        yield Part(file)
