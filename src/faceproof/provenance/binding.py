"""The one place that knows how the library of C2PA is set up: offline, nothing made up.

It never calls the network unless a timestamp is asked for, adds no thumbnail, states no action by
itself, and hashes free boxes of an MP4 like all others.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import c2pa
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from faceproof.core.errors import SignatureError

_AUTOMATIC = ("auto_created_action", "auto_opened_action", "auto_placed_action")


def context(anchors: Sequence[x509.Certificate] = ()) -> c2pa.Context:
    """The library's settings.

    Args:
        anchors: root certificates that are trusted, of signers and of timestamps alike.
    """
    pem = b"".join(one.public_bytes(Encoding.PEM) for one in anchors).decode()
    settings: dict[str, Any] = {
        "verify": {
            "verify_after_sign": False,
            "remote_manifest_fetch": False,
            "ocsp_fetch": False,
        },
        "builder": {
            "thumbnail": {"enabled": False},
            "bmff_hash_exclude_free_and_skip_boxes": False,
            "actions": {name: {"enabled": False} for name in _AUTOMATIC},
        },
    }
    if pem:
        settings["trust"] = {"user_anchors": pem}
    return c2pa.Context.from_dict(settings)


@contextmanager
def explained(what: str) -> Iterator[None]:
    """Errors of the library as one line of ours.

    Raises:
        SignatureError: ``what``, and what the library said.
    """
    try:
        yield
    except (c2pa.C2paError, json.JSONDecodeError) as error:
        raise SignatureError(f"{what}: {' '.join(str(error).split()):.200}") from error
