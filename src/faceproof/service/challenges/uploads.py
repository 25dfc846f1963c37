"""Files that people send: on disk while they come, never in memory, and capped.

Any form may hold a file, that of the login too, and is read before a view is asked: so of
strangers nothing is written down.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from faceproof.core.errors import ChallengeError

LARGEST = 256 << 20
_FORM_BYTES = 1 << 20


class Capped(TemporaryFileUploadHandler):
    """Ends an upload that is larger than any file of answers, whatever its sender says it is."""

    @property
    def most(self) -> int:
        """Bytes that whoever sends may send."""
        known = getattr(self.request, "auth", None) or self.request.user.is_authenticated
        return LARGEST if known else 0

    def handle_raw_input(
        self,
        input_data: Any,  # noqa: ARG002
        META: Any,  # noqa: N803, ARG002 - Django's name
        content_length: int,
        boundary: bytes,  # noqa: ARG002
        encoding: str | None = None,  # noqa: ARG002
    ) -> None:
        """Refuse it before a byte is read, where its sender is honest.

        Raises:
            RequestDataTooBig: it is too large.
        """
        if content_length > self.most + _FORM_BYTES:
            raise RequestDataTooBig("a file of answers is smaller")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write it down.

        Raises:
            RequestDataTooBig: more has come than such a file has.
        """
        if start + len(raw_data) > self.most:
            self.file.close()
            raise RequestDataTooBig("a file of answers is smaller")
        super().receive_data_chunk(raw_data, start)


def on_disk(upload: UploadedFile) -> Path:
    """Where a file that was sent lies on this machine, until its request ends.

    Raises:
        ChallengeError: nothing was sent.
    """
    if not isinstance(upload, TemporaryUploadedFile):
        raise ChallengeError("no file was sent; expected one in the field scores")
    upload.flush()
    return Path(upload.temporary_file_path())


def size_of(file: Path) -> int:
    """How many bytes a file of answers has.

    Raises:
        ChallengeError: none, or too many.
    """
    size = file.stat().st_size
    if not 0 < size <= LARGEST:
        raise ChallengeError(f"the file has {size:,} bytes; expected 1 to {LARGEST:,}")
    return size
