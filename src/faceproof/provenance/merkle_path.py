"""Which few hashes show that a leaf is in a tree, or that a tree only grew?"""

from __future__ import annotations

from collections.abc import Sequence

from faceproof.provenance.merkle import parents


def inclusion_path(hashes: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that lead from one leaf to the root, from the leaf upwards.

    Args:
        hashes: `leaf_hash` of every leaf of the tree, in order.
        index: of the leaf, counted from 0.

    Raises:
        ValueError: there is no such leaf.

    Reference:
        RFC 6962, section 2.1.1.

    >>> inclusion_path([bytes(32), bytes([1] * 32)], 0)[0].hex()[:4]
    '0101'
    """
    if not 0 <= index < len(hashes):
        raise ValueError(f"there is no leaf {index} in a tree of {len(hashes)}")
    return _climb(hashes, index)


def consistency_path(hashes: Sequence[bytes], first: int) -> list[bytes]:
    """The hashes that lead from the root of the first leaves to the root of all of them.

    Args:
        hashes: `leaf_hash` of every leaf of the larger tree, in order.
        first: how many leaves the smaller tree has, at least 1.

    Raises:
        ValueError: the smaller tree is empty, or the larger one.

    Reference:
        RFC 6962, section 2.1.2.

    >>> consistency_path([bytes(32)] * 3, 3)
    []
    """
    if not 0 < first <= len(hashes):
        raise ValueError(f"there is no tree of {first} leaves in one of {len(hashes)}")
    if first == len(hashes):
        return []
    # Up to the largest full subtree that ends where the smaller tree ends.
    level, index = hashes, first - 1
    while index & 1:
        level, index = parents(level), index >> 1
    # At index 0 it is the smaller tree itself, whose root the reader has.
    begin = [level[index]] if index else []
    return begin + _climb(level, index)


def _climb(level: Sequence[bytes], index: int) -> list[bytes]:
    path = []
    while len(level) > 1:
        sibling = index ^ 1
        if sibling < len(level):
            path.append(level[sibling])
        level, index = parents(level), index >> 1
    return path
