"""Where things lie in a workspace: the folder of one steward and their actors."""

from __future__ import annotations

from pathlib import Path

from faceproof.core.errors import LedgerError
from faceproof.provenance import PrivateKey, load_private, load_public, private_path, public_path
from faceproof.sources.ledger import Ledger

LEDGER_FILE = "consents.jsonl"
KEYS_FOLDER = "keys"
STEWARD = "steward"


def ledger_path(workspace: Path) -> Path:
    """The workspace's consent ledger."""
    return workspace / LEDGER_FILE


def steward_public(workspace: Path) -> Path:
    """The steward's public key, which others need to check what was signed."""
    return public_path(workspace / KEYS_FOLDER, STEWARD)


def steward_key(workspace: Path) -> PrivateKey:
    """The steward's private key.

    Raises:
        LedgerError: the workspace has none yet.
        SignatureError: the key cannot be used.
    """
    path = private_path(workspace / KEYS_FOLDER, STEWARD)
    if not path.exists():
        raise LedgerError(
            f"{path}: there is no steward's key in this workspace; make one with "
            "`faceproof consent init`, or name the right folder with --workspace"
        )
    return load_private(path)


def workspace_ledger(workspace: Path) -> Ledger:
    """The workspace's ledger, every signature verified.

    Raises:
        LedgerError: there is none yet, or it does not verify.
    """
    path = ledger_path(workspace)
    if not path.exists():
        raise LedgerError(
            f"{path}: there is no consent ledger in this workspace; begin one with "
            "`faceproof consent init` and `faceproof consent sign`"
        )
    return Ledger.read(path, load_public(steward_public(workspace)))
