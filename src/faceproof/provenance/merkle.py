"""One digest for many: the Merkle tree hash of Certificate Transparency."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

HASH_BYTES = 32
_LEAF = b"\x00"  # told apart, so that no node passes for a leaf (RFC 6962, section 2.1)
_NODE = b"\x01"


def merkle_root(leaves: Iterable[bytes]) -> str:
    """Hex root of the Merkle tree over ``leaves`` in their order.

    Reference:
        RFC 6962, section 2.1: SHA-256, unbalanced trees split at the largest power of two.

    >>> merkle_root([b""])[:16], merkle_root([])[:16]
    ('6e340b9cffb37a98', 'e3b0c44298fc1c14')
    """
    return root_of_hashes([leaf_hash(leaf) for leaf in leaves]).hex()


def root_of_hashes(hashes: Sequence[bytes]) -> bytes:
    """Root of the tree over leaves that are known by their `leaf_hash`.

    >>> root_of_hashes([leaf_hash(b"")]).hex() == merkle_root([b""])
    True
    """
    if not hashes:
        return hashlib.sha256().digest()
    while len(hashes) > 1:
        hashes = parents(hashes)
    return hashes[0]


def leaf_hash(leaf: bytes) -> bytes:
    """What stands for a leaf in the tree."""
    return hashlib.sha256(_LEAF + leaf).digest()


def joined(left: bytes, right: bytes) -> bytes:
    """What stands for two subtrees of which one is to the left of the other."""
    return hashlib.sha256(_NODE + left + right).digest()


def parents(level: Sequence[bytes]) -> list[bytes]:
    """The nodes one level up; a last one without a sibling goes up as it is."""
    pairs = zip(level[::2], level[1::2], strict=False)  # the odd one out follows
    alone = level[-1:] if len(level) % 2 else ()
    return [*(joined(left, right) for left, right in pairs), *alone]
