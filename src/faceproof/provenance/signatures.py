"""Who signed, and is what nobody signed left blank? The signatures inside credentials.

Read only what the library that verifies them does not tell: the certificates, which revocation
lists are held against, and the padding of each signature, which no signature covers.

Reference:
    ISO 19566-5 (JUMBF); RFC 9052 (COSE), section 4.2; C2PA 2.2, section 13.2 (padding).
"""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import cbor2
from cryptography import x509

from faceproof.core.errors import SignatureError

_X5CHAIN = (33, "x5chain")  # RFC 9360; the word was used before the number
_COSE_SIGN1 = 18
_DEEPEST = 8
_MOST_CERTIFICATES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One signature.

    Attributes:
        manifest: label of the manifest that it stands in.
        chain: of the signer, leaf first.
        blank: every byte of its padding is zero.
    """

    manifest: str
    chain: tuple[x509.Certificate, ...]
    blank: bool


def signatures(store: bytes) -> tuple[Signature, ...]:
    """Of every manifest in a store, in its order.

    Raises:
        SignatureError: the store, or a signature in it, cannot be read.
    """
    found = []
    try:
        for label, name, data in _signature_boxes(store, (), 0):
            if name == b"cbor":
                found.append(_signature(label, data))
    except (
        cbor2.CBORError,
        IndexError,
        KeyError,
        RecursionError,
        TypeError,
        ValueError,
        struct.error,
        x509.InvalidVersion,
    ) as error:
        raise SignatureError(f"credentials cannot be read ({type(error).__name__})") from error
    return tuple(found)


def _signature_boxes(
    data: bytes, labels: tuple[str, ...], depth: int
) -> Iterator[tuple[str, bytes, bytes]]:
    """Label of the manifest, type and body of each box in a box called ``c2pa.signature``."""
    if depth > _DEEPEST:
        raise ValueError("boxes are nested too deeply")
    for name, body in _boxes(data):
        if name == b"jumb":
            inside = list(_boxes(body))
            label = _label(inside[0][1])
            if label == "c2pa.signature" and labels:
                yield from ((labels[-1], kind, content) for kind, content in inside[1:])
            else:
                yield from _signature_boxes(body, (*labels, label), depth + 1)


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(data):
        size, name = struct.unpack(">I4s", data[at : at + 8])
        if size < 8 or at + size > len(data):
            raise ValueError("a box reaches beyond its end")
        yield name, data[at + 8 : at + size]
        at += size


def _label(description: bytes) -> str:
    if not description[16] & 2:
        return ""
    return description[17:].split(b"\0", 1)[0].decode()


def _signature(manifest: str, data: bytes) -> Signature:
    tagged = cbor2.loads(data)
    if not isinstance(tagged, cbor2.CBORTag) or tagged.tag != _COSE_SIGN1:
        raise ValueError("no COSE_Sign1")
    protected, unprotected = tagged.value[0], tagged.value[1]
    heads = (cbor2.loads(protected), unprotected)
    raw: Any = next((head[key] for head in heads for key in _X5CHAIN if key in head), [])
    chain = [raw] if isinstance(raw, bytes) else list(raw)
    if len(chain) > _MOST_CERTIFICATES:
        raise ValueError("too many certificates")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # whoever made an odd certificate is not here to mend it
        certificates = tuple(x509.load_der_x509_certificate(one) for one in chain)
    return Signature(
        manifest=manifest,
        chain=certificates,
        blank=all(_is_blank(unprotected.get(name)) for name in ("pad", "pad2")),
    )


def _is_blank(padding: Any) -> bool:
    return padding is None or (isinstance(padding, bytes) and not any(padding))
