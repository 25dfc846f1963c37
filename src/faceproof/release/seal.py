"""What holds a release together? A digest of each file, one root over them, one signature.

``SHA256SUMS`` lists every file of the release but itself and ``release.json``, sorted by path, in
the form that ``sha256sum -c`` reads. ``release.json`` states the manifest's digest, the Merkle root
over those lines, the steward's public key and the signature over everything else in it. So
whoever knows that key needs nothing more. Unsigned (``null``), a release still shows every
accident, but not a forger who rewrote all of it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from faceproof.core import canonical_json, sha256_file, write_bytes
from faceproof.datasets import RELEASE_FILE, read_release_json, write_release_json
from faceproof.provenance import PrivateKey, PublicKey, merkle_root, sign

SUMS_FILE = "SHA256SUMS"
WORK_FOLDER = ".build"
FETCHED_FOLDER = ".faceproof"  # where `faceproof fetch` keeps what it fetched


def write_seal(root: Path, *, key: PrivateKey | None) -> None:
    """Write ``SHA256SUMS`` and seal ``release.json`` beside the other files.

    Args:
        root: a release whose other files are all in place.
        key: the steward's; None leaves the release unsigned.
    """
    sums = {name: sha256_file(root / name) for name in sealed_files(root)}
    write_bytes(root / SUMS_FILE, sums_text(sums))
    content = read_release_json(root) | {"merkle_root": root_of(sums)}
    if key is not None:
        content["key"] = public_hex(key.public_key())
        content["signature"] = sign(key, signed_bytes(content))
    write_release_json(root, content)


def sealed_files(root: Path) -> list[str]:
    """Relative POSIX paths of all that ``SHA256SUMS`` lists, sorted."""
    return sorted(set(files_below(root)) - {SUMS_FILE, RELEASE_FILE})


def files_below(root: Path) -> Iterator[str]:
    """Relative POSIX path of every file and link but work files; no link is followed."""
    for folder, folders, files in os.walk(root):
        here = Path(folder)
        if here == root:
            folders[:] = [name for name in folders if name not in {WORK_FOLDER, FETCHED_FOLDER}]
        linked = [name for name in folders if (here / name).is_symlink()]
        yield from ((here / name).relative_to(root).as_posix() for name in [*files, *linked])


def sums_text(sums: Mapping[str, str]) -> bytes:
    """The lines of ``SHA256SUMS``, by path.

    >>> sums_text({"b": "00", "a": "11"}).splitlines()
    [b'11  a', b'00  b']
    """
    return "".join(f"{sums[name]}  {name}\n" for name in sorted(sums)).encode()


def root_of(sums: Mapping[str, str]) -> str:
    """Merkle root (RFC 6962) over the lines of ``SHA256SUMS``."""
    return merkle_root(sums_text(sums).splitlines(keepends=True))


def signed_bytes(content: Mapping[str, Any]) -> bytes:
    """What the steward signs: ``release.json`` without the signature itself."""
    return canonical_json({name: content[name] for name in content if name != "signature"})


def public_hex(public: PublicKey) -> str:
    """The 32 bytes of a public key as hex, as ``release.json`` names it."""
    return public.public_bytes_raw().hex()
