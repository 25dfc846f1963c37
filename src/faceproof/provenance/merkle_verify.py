"""Does a path of hashes show what it should? From hashes alone, without any leaf but one."""

from __future__ import annotations

import hmac
from collections.abc import Sequence

from faceproof.provenance.merkle import HASH_BYTES, joined


def verify_inclusion(
    leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes
) -> None:
    """Return only when ``path`` leads from a leaf's hash to the root.

    Args:
        leaf: its `leaf_hash`.
        index: where it stands, counted from 0.
        size: how many leaves the tree has.
        path: from the leaf upwards.
        root: of the tree.

    Raises:
        ValueError: on everything else.

    Reference:
        RFC 9162, section 2.1.3.2, whose names for the numbers these are.

    >>> verify_inclusion(bytes(32), 0, 1, [], bytes(32))
    """
    _check_hashes(leaf, root, *path)
    if not 0 <= index < size:
        raise ValueError(f"index {index} is not in a tree of {size}")
    fn, sn = index, size - 1
    here = leaf
    for step in path:
        if sn == 0:
            raise ValueError("the path is too long")
        if fn & 1 or fn == sn:
            here = joined(step, here)
            fn, sn = _up_past_missing_siblings(fn, sn)
        else:
            here = joined(here, step)
        fn, sn = fn >> 1, sn >> 1
    if sn:
        raise ValueError("the path is too short")
    _check_same(here, root, "the path does not lead to the root")


def verify_consistency(
    first: int, first_root: bytes, second: int, second_root: bytes, path: Sequence[bytes]
) -> None:
    """Return only when ``path`` shows that a tree of ``second`` leaves begins with the first ones.

    Args:
        first: how many leaves the smaller tree has, at least 1.
        first_root: of the smaller tree.
        second: how many leaves the larger tree has.
        second_root: of the larger tree.
        path: as `consistency_path` gives it.

    Raises:
        ValueError: on everything else.

    Reference:
        RFC 9162, section 2.1.4.2, whose names for the numbers these are.

    >>> verify_consistency(1, bytes(32), 1, bytes(32), [])
    """
    _check_hashes(first_root, second_root, *path)
    if not 0 < first <= second:
        raise ValueError(f"a tree of {second} leaves does not begin with one of {first}")
    if first == second:
        if path:
            raise ValueError("the path is too long")
        _check_same(first_root, second_root, "two trees of one size have different roots")
        return
    steps = [first_root, *path] if first & (first - 1) == 0 else list(path)
    if not path:
        raise ValueError("the path is too short")
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    smaller = larger = steps[0]
    for step in steps[1:]:
        if sn == 0:
            raise ValueError("the path is too long")
        if fn & 1 or fn == sn:
            smaller, larger = joined(step, smaller), joined(step, larger)
            fn, sn = _up_past_missing_siblings(fn, sn)
        else:
            larger = joined(larger, step)
        fn, sn = fn >> 1, sn >> 1
    if sn:
        raise ValueError("the path is too short")
    _check_same(smaller, first_root, "the path does not lead to the root of the smaller tree")
    _check_same(larger, second_root, "the path does not lead to the root of the larger tree")


def _up_past_missing_siblings(fn: int, sn: int) -> tuple[int, int]:
    while fn and not fn & 1:
        fn, sn = fn >> 1, sn >> 1
    return fn, sn


def _check_hashes(*hashes: bytes) -> None:
    if any(len(found) != HASH_BYTES for found in hashes):
        raise ValueError(f"a hash is not {HASH_BYTES} bytes long")


def _check_same(found: bytes, expected: bytes, otherwise: str) -> None:
    if not hmac.compare_digest(found, expected):
        raise ValueError(otherwise)
