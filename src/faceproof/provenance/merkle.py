"""One digest for many: the Merkle tree hash of Certificate Transparency."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

_LEAF = b"\x00"  # told apart, so that no node passes for a leaf (RFC 6962, section 2.1)
_NODE = b"\x01"


def merkle_root(leaves: Iterable[bytes]) -> str:
    """Hex root of the Merkle tree over ``leaves`` in their order.

    Reference:
        RFC 6962, section 2.1: SHA-256, unbalanced trees split at the largest power of two.

    >>> merkle_root([b""])[:16], merkle_root([])[:16]
    ('6e340b9cffb37a98', 'e3b0c44298fc1c14')
    """
    # Roots of the full subtrees so far, largest first: one for each bit set in the leaf count.
    subtrees: list[bytes] = []
    for count, leaf in enumerate(leaves, 1):
        root = hashlib.sha256(_LEAF + leaf).digest()
        for _ in range(_trailing_zeros(count)):
            root = _joined(subtrees.pop(), root)
        subtrees.append(root)
    if not subtrees:
        return hashlib.sha256().hexdigest()
    root = subtrees.pop()
    while subtrees:
        root = _joined(subtrees.pop(), root)
    return root.hex()


def _joined(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(_NODE + left + right).digest()


def _trailing_zeros(count: int) -> int:
    return (count & -count).bit_length() - 1
