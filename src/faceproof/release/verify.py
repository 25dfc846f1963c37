"""Is a release folder what it claims to be? Every problem, each naming its file.

Trust rules, in the order they are checked:

1. Only regular files inside the folder are read; links are problems and never followed.
2. ``SHA256SUMS`` lists each file once, each has its digest, none is missing, none is extra.
3. The manifest reads, is whole, and its files are spelled the one way a build spells them, so
   that splits and counts agree with it.
4. Each clip's digest and measured media facts are the manifest's; each fake has a mask of its
   size and length; every video belongs to a clip.
5. Where one clip has credentials beside it, each has. They were made for that very file, nothing of
   them was changed, and they say of it what the manifest says. With a trust list given each clip
   must have them, in it or beside it, of a trusted signer.
6. A revised release has tombstones that read, and holds no clip that they say left.
7. ``release.json`` states the Merkle root of ``SHA256SUMS``.
8. A signature fits what it signs. With a public key given it must be there, and be that key's.

Of a hidden set, whose ``index.json`` names files and nothing else, rules 1, 2, 7 and 8 hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from faceproof.core import Manifest
from faceproof.core.errors import FaceproofError, ManifestError
from faceproof.datasets import MANIFEST_FILE, RELEASE_FILE, read_release, read_release_json
from faceproof.provenance import PublicKey, TrustList, key_id
from faceproof.provenance import verify as verify_signature
from faceproof.release.blind_set import INDEX_FILE, hidden_problems, read_index
from faceproof.release.credential_check import credential_problems
from faceproof.release.file_check import compared, digests_below, listed_sums
from faceproof.release.problem import Problem
from faceproof.release.record_check import record_problems
from faceproof.release.seal import SUMS_FILE, public_hex, root_of, signed_bytes
from faceproof.release.tombstone import tombstone_problems


def verify(
    root: Path, *, public: PublicKey | None = None, trust: TrustList | None = None
) -> list[Problem]:
    """Everything wrong with a release or hidden set, by path; empty when it is what it claims.

    Args:
        root: the release folder; its work files are not looked at.
        public: the steward's key; given, the release must be signed with it.
        trust: whom to believe; given, every clip must have credentials of a trusted signer.

    Raises:
        ManifestError: there is no such folder, so nothing to verify; or a trust list was given for
            a hidden set, whose clips carry no credentials.
    """
    if not root.is_dir():
        raise ManifestError(f"{root}: is not a folder; expected a release to verify")
    digests, problems = digests_below(root)
    hidden = INDEX_FILE in digests and MANIFEST_FILE not in digests
    listed: dict[str, str] = {}
    try:
        listed = listed_sums(root, digests)
    except ValueError as error:
        problems.append(Problem(SUMS_FILE, str(error)))
    else:
        problems += compared(digests, listed, head=INDEX_FILE if hidden else RELEASE_FILE)
    if hidden and trust is not None:
        raise ManifestError(
            f"{root}: is a hidden set, whose clips carry no credentials, for those would tell what "
            "is fake; leave the trust list out"
        )
    if hidden:
        problems += _hidden(root, digests, listed, public)
    else:
        problems += _records(root, digests, listed, trust)
        problems += _statements(root, digests, listed, public)
    return sorted(set(problems))


def check_whole(root: Path, manifest: Manifest) -> None:
    """Return only when a release verifies.

    Raises:
        ManifestError: saying how many problems it has, and the first.
    """
    problems = verify(root)
    if problems:
        raise ManifestError(
            f"release {manifest.name!r} has {len(problems)} problems, the first: "
            f"{problems[0].path}: {problems[0].problem}; see `faceproof release verify`"
        )


def _records(
    root: Path,
    digests: Mapping[str, str],
    listed: Mapping[str, str],
    trust: TrustList | None,
) -> Iterator[Problem]:
    if not {MANIFEST_FILE, RELEASE_FILE} <= set(digests):
        yield from (
            Problem(n, "is missing") for n in (MANIFEST_FILE, RELEASE_FILE) if n not in digests
        )
        return
    try:
        release = read_release(root)
    except FaceproofError as error:
        # Where the two disagree, the one whose bytes are still those listed is not to blame.
        intact = listed.get(MANIFEST_FILE) == digests[MANIFEST_FILE]
        blamed = RELEASE_FILE if intact and RELEASE_FILE in str(error) else MANIFEST_FILE
        yield Problem(blamed, str(error))
        return
    yield from record_problems(release, digests)
    yield from credential_problems(root, release.manifest, digests, trust)
    yield from tombstone_problems(root, release.manifest, digests)


def _statements(
    root: Path,
    digests: Mapping[str, str],
    listed: Mapping[str, str],
    public: PublicKey | None,
) -> Iterator[Problem]:
    if RELEASE_FILE not in digests:
        return
    try:
        content = read_release_json(root)
    except FaceproofError as error:
        yield Problem(RELEASE_FILE, str(error))
        return
    yield from _seal(RELEASE_FILE, content, listed, public)


def _hidden(
    root: Path,
    digests: Mapping[str, str],
    listed: Mapping[str, str],
    public: PublicKey | None,
) -> Iterator[Problem]:
    """What is wrong with the public folder of a hidden set, of which nobody knows the truth."""
    try:
        index = read_index(root)
    except FaceproofError as error:
        yield Problem(INDEX_FILE, str(error))
        return
    yield from hidden_problems(index, digests)
    yield from _seal(INDEX_FILE, index, listed, public)


def _seal(
    head: str, content: Mapping[str, Any], listed: Mapping[str, str], public: PublicKey | None
) -> Iterator[Problem]:
    if content["merkle_root"] != root_of(listed):
        yield Problem(head, f"does not state the Merkle root of {SUMS_FILE}")
        yield Problem(SUMS_FILE, f"has not the Merkle root that {head} states")
    yield from _signature(head, content, public)


def _signature(
    head: str, content: Mapping[str, Any], public: PublicKey | None
) -> Iterator[Problem]:
    if content["signature"] is None:
        if public is not None:
            yield Problem(head, "is not signed, expected a signature of the key given")
        return
    try:
        stated = PublicKey.from_public_bytes(bytes.fromhex(content["key"]))
    except ValueError:
        yield Problem(head, "names a key that is not the hex of an Ed25519 public key")
        return
    if public is not None and public_hex(public) != public_hex(stated):
        yield Problem(
            head,
            f"is signed by key {key_id(stated)}, expected {key_id(public)}",
        )
    try:
        verify_signature(stated, signed_bytes(content), content["signature"])
    except FaceproofError as error:
        yield Problem(head, str(error))
