"""Proofs are those of RFC 6962, and their verifiers believe nothing else."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_merkle import LEAVES, ROOTS

from faceproof.provenance.merkle import leaf_hash, merkle_root
from faceproof.provenance.merkle_path import consistency_path, inclusion_path
from faceproof.provenance.merkle_verify import verify_consistency, verify_inclusion

HASHES = [leaf_hash(leaf) for leaf in LEAVES]

# Of Certificate Transparency's own tests: (leaf, size) to its audit path.
PATHS = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
# (smaller size, larger size) to the consistency proof.
GROWTHS = {
    (1, 1): [],
    (1, 8): PATHS[0, 8],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}


def root(size: int) -> bytes:
    return bytes.fromhex(ROOTS[size])


@pytest.mark.parametrize(("index", "size"), sorted(PATHS))
def test_audit_paths_are_those_of_certificate_transparency(index: int, size: int) -> None:
    path = inclusion_path(HASHES[:size], index)
    assert [step.hex() for step in path] == PATHS[index, size]
    verify_inclusion(HASHES[index], index, size, path, root(size))


@pytest.mark.parametrize(("first", "second"), sorted(GROWTHS))
def test_consistency_proofs_are_those_of_certificate_transparency(first: int, second: int) -> None:
    path = consistency_path(HASHES[:second], first)
    assert [step.hex() for step in path] == GROWTHS[first, second]
    verify_consistency(first, root(first), second, root(second), path)


# --- RFC 6962, sections 2.1 to 2.1.2, word for word -----------------------------------------


def below(n: int) -> int:
    """The largest power of two smaller than n."""
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def mth(d: list[bytes]) -> bytes:
    if not d:
        return hashlib.sha256(b"").digest()
    if len(d) == 1:
        return hashlib.sha256(b"\x00" + d[0]).digest()
    k = below(len(d))
    return hashlib.sha256(b"\x01" + mth(d[:k]) + mth(d[k:])).digest()


def path_(m: int, d: list[bytes]) -> list[bytes]:
    if len(d) == 1:
        return []
    k = below(len(d))
    if m < k:
        return [*path_(m, d[:k]), mth(d[k:])]
    return [*path_(m - k, d[k:]), mth(d[:k])]


def subproof(m: int, d: list[bytes], *, b: bool) -> list[bytes]:
    if m == len(d):
        return [] if b else [mth(d)]
    k = below(len(d))
    if m <= k:
        return [*subproof(m, d[:k], b=b), mth(d[k:])]
    return [*subproof(m - k, d[k:], b=False), mth(d[:k])]


@pytest.mark.parametrize("size", range(1, 71))
def test_every_proof_of_every_size_is_that_of_the_definition(size: int) -> None:
    leaves = [b"leaf %d" % number for number in range(size)]
    hashes = [leaf_hash(leaf) for leaf in leaves]
    whole = mth(leaves)
    for number in range(size):
        path = inclusion_path(hashes, number)
        assert path == path_(number, leaves)
        verify_inclusion(hashes[number], number, size, path, whole)
        growth = consistency_path(hashes, number + 1)
        assert growth == subproof(number + 1, leaves, b=True)
        verify_consistency(number + 1, mth(leaves[: number + 1]), size, whole, growth)


@given(leaves=st.lists(st.binary(max_size=4), min_size=1, max_size=70), data=st.data())
def test_any_leaves_are_proved(leaves: list[bytes], data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(leaves) - 1))
    hashes = [leaf_hash(leaf) for leaf in leaves]
    assert inclusion_path(hashes, number) == path_(number, leaves)
    assert consistency_path(hashes, number + 1) == subproof(number + 1, leaves, b=True)


# --- what is not believed -------------------------------------------------------------------


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@pytest.mark.parametrize("size", range(1, 9))
def test_every_bit_of_a_proof_of_inclusion_counts(size: int) -> None:
    for index in range(size):
        leaf, path, whole = HASHES[index], inclusion_path(HASHES[:size], index), root(size)
        for bit in range(256):
            with pytest.raises(ValueError, match="root"):
                verify_inclusion(flipped(leaf, bit), index, size, path, whole)
            with pytest.raises(ValueError, match="root"):
                verify_inclusion(leaf, index, size, path, flipped(whole, bit))
        for at, step in enumerate(path):
            for bit in range(256):
                bad = [*path[:at], flipped(step, bit), *path[at + 1 :]]
                with pytest.raises(ValueError, match="root"):
                    verify_inclusion(leaf, index, size, bad, whole)


@pytest.mark.parametrize("second", range(2, 9))
def test_every_bit_of_a_proof_of_consistency_counts(second: int) -> None:
    for first in range(1, second):
        path, roots = consistency_path(HASHES[:second], first), (root(first), root(second))
        for bit in range(256):
            with pytest.raises(ValueError, match="root"):
                verify_consistency(first, flipped(roots[0], bit), second, roots[1], path)
            with pytest.raises(ValueError, match="root"):
                verify_consistency(first, roots[0], second, flipped(roots[1], bit), path)
        for at, step in enumerate(path):
            for bit in range(256):
                bad = [*path[:at], flipped(step, bit), *path[at + 1 :]]
                with pytest.raises(ValueError, match="root"):
                    verify_consistency(first, roots[0], second, roots[1], bad)


@pytest.mark.parametrize("size", range(1, 9))
def test_a_leaf_is_believed_in_its_own_place_only(size: int) -> None:
    for index in range(size):
        path = inclusion_path(HASHES[:size], index)
        for other in range(-1, size + 1):
            if other != index:
                with pytest.raises(ValueError, match=r"path|index"):
                    verify_inclusion(HASHES[index], other, size, path, root(size))


@pytest.mark.parametrize("second", range(1, 9))
def test_a_path_that_is_longer_or_shorter_is_not_believed(second: int) -> None:
    for first in range(1, second + 1):
        path, roots = consistency_path(HASHES[:second], first), (root(first), root(second))
        audit = inclusion_path(HASHES[:second], first - 1)
        for bad in (path[1:], path[:-1], [*path, bytes(32)], [bytes(32), *path]):
            if bad != path:
                with pytest.raises(ValueError, match="path"):
                    verify_consistency(first, roots[0], second, roots[1], bad)
        for bad in (audit[1:], audit[:-1], [*audit, bytes(32)], [bytes(32), *audit]):
            if bad != audit:
                with pytest.raises(ValueError, match="path"):
                    verify_inclusion(HASHES[first - 1], first - 1, second, bad, roots[1])


def test_a_smaller_tree_is_no_later_one() -> None:
    for first, second in ((0, 3), (-1, 3), (4, 3)):
        with pytest.raises(ValueError, match="does not begin"):
            verify_consistency(first, root(3), second, root(3), [])
    with pytest.raises(ValueError, match="different roots"):
        verify_consistency(3, root(3), 3, root(4), [])


def test_a_hash_has_its_length() -> None:
    whole = bytes.fromhex(merkle_root(LEAVES[:2]))
    with pytest.raises(ValueError, match="32 bytes"):
        verify_inclusion(HASHES[0], 0, 2, [HASHES[1] + b"x"], whole)
    with pytest.raises(ValueError, match="32 bytes"):
        verify_consistency(1, HASHES[0][:31], 2, whole, [HASHES[1]])


def test_what_is_not_in_a_tree_is_not_proved() -> None:
    for index in (-1, 3):
        with pytest.raises(ValueError, match="no leaf"):
            inclusion_path(HASHES[:3], index)
    for first in (0, 4):
        with pytest.raises(ValueError, match="no tree"):
            consistency_path(HASHES[:3], first)
