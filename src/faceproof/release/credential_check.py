"""Do the credentials of a release's clips fit them, and say of them what its manifest says?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from faceproof.core import CredentialState, Manifest, Provenance, Step
from faceproof.core.errors import FaceproofError
from faceproof.provenance import TrustList, holds_credentials, verify_file
from faceproof.release.claims import Said, said_of
from faceproof.release.problem import Problem
from faceproof.release.vouching import EMBEDDED, sidecar_of


def credential_problems(
    root: Path, manifest: Manifest, digests: Mapping[str, str], trust: TrustList | None = None
) -> Iterator[Problem]:
    """In what the credentials of a release are not those of its clips.

    Args:
        root: the release.
        manifest: its records.
        digests: of each regular file; nothing else of the folder is opened. A clip that has not
            its own digest is reported elsewhere, and its credentials are not looked at.
        trust: whom to believe; given, each clip must have credentials of a trusted signer. None
            asks only whether those that are there fit.
    """
    sidecars = {sidecar_of(clip.path) for clip in manifest.clips}
    embedded = EMBEDDED in manifest.tools
    if trust is None and not embedded and sidecars.isdisjoint(digests):
        return

    def problem_of(said: Said) -> Problem | None:
        path = said.clip.path
        sidecar = sidecar_of(path)
        if digests.get(path) != said.clip.sha256:
            return None
        if not embedded and sidecar not in digests:
            return Problem(sidecar, f"is missing: the credentials of clip {said.clip.id}")
        beside = None if embedded else root / sidecar
        why = _misfit(said, root / path, beside, trust)
        return None if why is None else Problem(path if embedded else sidecar, why)

    said = [one for round_ in said_of(manifest.clips) for one in round_]
    with ThreadPoolExecutor() as readers:
        yield from (problem for problem in readers.map(problem_of, said) if problem is not None)


def kept_sidecars(root: Path, manifest: Manifest) -> frozenset[str]:
    """Paths of the sidecars, where each clip has one that fits; else none is worth keeping.

    Args:
        root: a release whose clips are sure to be those of the manifest.
        manifest: its records.
    """
    sidecars = frozenset(sidecar_of(clip.path) for clip in manifest.clips)
    if not all((root / sidecar).is_file() for sidecar in sidecars):
        return frozenset()
    digests = {clip.path: clip.sha256 for clip in manifest.clips} | dict.fromkeys(sidecars, "")
    fit = not any(credential_problems(root, manifest, digests))
    return sidecars if fit else frozenset()


def _misfit(said: Said, path: Path, sidecar: Path | None, trust: TrustList | None) -> str | None:
    """Why a clip's credentials are not what they should be; None when they are.

    Args:
        said: what they should say.
        path: the clip.
        sidecar: its credentials; None for those in it.
        trust: whom to believe; None asks no more than that nothing was changed.
    """
    try:
        if sidecar is None and not holds_credentials(path):
            return "holds no credentials"
        found = verify_file(path, trust or TrustList(), sidecar=sidecar)
    except FaceproofError as error:
        return str(error)
    if found.state in {CredentialState.NONE, CredentialState.TAMPERED}:
        return " ".join(map(str, found.reasons))
    if trust is not None and found.state is not CredentialState.TRUSTED:
        return f"credentials are {found.state}, expected trusted: {found.reasons[0]}"
    return _contradiction(said, found, trusted=trust is not None)


def _contradiction(said: Said, found: Provenance, *, trusted: bool) -> str | None:
    """In what the credentials say something else than the manifest.

    What an untrusted signer says of a parent counts for nothing, so then only the clip's own steps
    are compared.
    """
    own = said.claim.steps
    if found.steps[-len(own) :] != own:
        return f"says {_told(found.steps[-len(own) :])}, the manifest {_told(own)}"
    parents = [part.title for part in found.ingredients if part.relationship == "parentOf"]
    expected = [] if said.parent is None else [Path(said.parent.path).name]
    if parents != expected:
        return f"names as parents {parents}, the manifest {expected}"
    if trusted and found.is_captured != said.is_captured:
        seen = "a camera saw it" if found.is_captured else "it is more than a camera saw"
        return f"says that {seen}, the manifest says otherwise"
    return None


def _told(steps: tuple[Step, ...]) -> str:
    words = (
        " ".join(filter(None, (step.action, step.source_type, step.description))) for step in steps
    )
    return f"'{', '.join(words):.200}'"
