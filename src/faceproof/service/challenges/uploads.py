"""Files that people send: on disk while they come, never in memory, and capped.

Any form may hold a file, that of the login too, and is read before a view is asked: so of
strangers nothing is written down.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from faceproof.service.challenges.submitting import LARGEST

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
        """Refuse it before a byte is read, where its sender is honest."""
        if content_length > self.most + _FORM_BYTES:
            raise RequestDataTooBig("a file of answers is smaller")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write it down."""
        if start + len(raw_data) > self.most:
            self.file.close()
            raise RequestDataTooBig("a file of answers is smaller")
        super().receive_data_chunk(raw_data, start)
