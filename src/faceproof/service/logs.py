"""One line of JSON for each event; never what somebody typed, and no address of a person."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime

_ADDRESS = re.compile(r"[^\s@<>\"']+(@|%40)[^\s@<>\"']+", re.IGNORECASE)
_SECRET = re.compile(r"(?i)(token|sig|signature|credential|key|password|code)=[^&\s\"']+")
_TOKEN = re.compile(r"\bfp_[\w-]{8,}")
_PATH = re.compile(r"/(actor|files|accounts/(confirm-email|password/reset/key))/[^\s\"'?]+")


class AsJson(logging.Formatter):
    """When, how bad, where, and what."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        told = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "what": without_secrets(record.getMessage()),
        }
        if record.exc_info and record.levelno >= logging.ERROR:  # a refusal explains itself
            told["error"] = without_secrets(self.formatException(record.exc_info))
        return json.dumps(told, ensure_ascii=False)


def without_secrets(text: str) -> str:
    """A line without addresses, tokens and private links.

    >>> without_secrets("GET /a?sig=abc for ann@example.org with fp_0123456789")
    'GET /a?sig=... for ... with ...'
    >>> without_secrets("GET /files/s3cr3t")
    'GET /files/...'
    """
    text = _TOKEN.sub("...", _PATH.sub(r"/\1/...", text))
    return _ADDRESS.sub("...", _SECRET.sub(r"\1=...", text))
