"""One way to write a value as bytes, so that equal records have equal digests."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def canonical_json(value: Any) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces; refuses NaN and infinities.

    >>> canonical_json({"b": 1, "a": [True, None]})
    b'{"a":[true,null],"b":1}'
    """
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def sha256_of(value: Any) -> str:
    """Hex sha256 of `canonical_json`.

    >>> sha256_of({})[:8]
    '44136fa3'
    """
    return hashlib.sha256(canonical_json(value)).hexdigest()
