"""How does each clip of a release come to have signed credentials beside it?

Parents first, since the credentials of a fake carry those of its recording. Each that is written is
marked with everything that decides what it says, so the same command resumes after a kill and
writes nothing twice. The clips stay as they are, and so does the manifest's digest; the seal is
written anew, for it lists every file.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256

from faceproof.core import Manifest, sha256_file, sha256_of
from faceproof.core.errors import ManifestError, PlanError
from faceproof.datasets import read_release
from faceproof.engine import Done, Progress, read_marker, write_marker
from faceproof.provenance import Parent, sign_beside
from faceproof.provenance.signing import SIDECAR
from faceproof.release.claims import Said, said_of
from faceproof.release.seal import write_seal
from faceproof.release.verify import verify
from faceproof.release.vouching import Voucher, check_vouchable, sidecar_of
from faceproof.release.workplace import held


def write_credentials(
    root: Path, voucher: Voucher, *, jobs: int = 1, progress: Progress | None = None
) -> Manifest:
    """Sign every clip of a release beside it, and the release as a whole again.

    Args:
        root: a release that verifies, but for sidecars of a run that was stopped.
        voucher: with what.
        jobs: clips at a time.
        progress: told of each clip that is signed.

    Returns:
        The release's manifest, which stays as it was.

    Raises:
        ManifestError: the release does not verify.
        PlanError: nobody here can vouch for its clips, or the release is signed and no steward's
            key was given.
        SignatureError: a clip cannot be signed so.
        StorageError: a sidecar cannot be written.
    """
    release = read_release(root)
    manifest = release.manifest
    check_vouchable(manifest)
    if release.signature is not None and voucher.key is None:
        raise PlanError(
            f"release {manifest.name!r} is signed, and credentials change what was signed; give "
            "the steward's --key too"
        )
    with held(root) as work, ThreadPoolExecutor(jobs) as signers:
        _clear_unfinished(root)
        _check_whole_without_sidecars(root, manifest)
        for round_ in said_of(manifest.clips):
            write = partial(_write, root, work / "markers", voucher)
            for clip in signers.map(write, round_):
                if progress is not None:
                    progress(clip)
        write_seal(root, key=voucher.key)
    return manifest


def _clear_unfinished(root: Path) -> None:
    """What a killed run was just writing is no file of the release."""
    for left in root.rglob(f".*.part{SIDECAR}"):
        left.unlink()


def _check_whole_without_sidecars(root: Path, manifest: Manifest) -> None:
    """Whoever signs says that the release is what it claims; sidecars are about to be written."""
    sidecars = {sidecar_of(clip.path) for clip in manifest.clips}
    problems = [problem for problem in verify(root) if problem.path not in sidecars]
    if problems:
        raise ManifestError(
            f"release {manifest.name!r} has {len(problems)} problems, the first: "
            f"{problems[0].path}: {problems[0].problem}; only a whole release is signed"
        )


def _write(root: Path, markers: Path, voucher: Voucher, said: Said) -> str:
    """Sign one clip, unless a run before did so with the same certificate; its id."""
    clip, parent = said.clip, said.parent
    sidecar = root / sidecar_of(clip.path)
    above = None if parent is None else root / sidecar_of(parent.path)
    key = sha256_of(
        {
            "clip": clip.sha256,
            "says": said.claim.definition(),
            "parent": None if above is None else sha256_file(above),
            "signer": voucher.credential.chain[0].fingerprint(SHA256()).hex(),
            "timestamp": voucher.timestamp,
        }
    )
    if read_marker(markers, key) is None:
        sign_beside(
            root / clip.path,
            sidecar,
            claim=said.claim,
            credential=voucher.credential,
            parent=None if parent is None else Parent(root / parent.path, above),
            timestamp=voucher.timestamp,
        )
        write_marker(markers, key, f"credentials of {clip.id}", Done(None, (sidecar,)))
    return clip.id
