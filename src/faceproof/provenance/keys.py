"""Who says so? Ed25519 keys as PEM files, signatures in base64 (RFC 8032, RFC 8410).

Errors name files and key ids, never a private key's content.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from faceproof.core.errors import FaceproofError, SignatureError
from faceproof.core.files import storage_error, write_bytes

PrivateKey = Ed25519PrivateKey
PublicKey = Ed25519PublicKey

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_\-]{0,63}")
_OTHERS = 0o077  # permission bits of everybody but the owner
_LARGEST = 16 << 10
_ID_DIGITS = 16


def create_key(folder: Path, name: str) -> PublicKey:
    """Make a key pair: ``<name>.pem``, for its owner's eyes only, and ``<name>.pub.pem``.

    Args:
        folder: made, for its owner only, where it is missing.
        name: of the files, such as ``steward``: letters, digits, ``_`` and ``-``.

    Raises:
        SignatureError: a key of that name exists; keys are never overwritten.
        StorageError: the folder cannot be written.
    """
    if not _NAME.fullmatch(name):
        raise SignatureError(
            f"key name {name!r:.80} is not valid: expected 1 to 64 letters, digits, '_' or '-'"
        )
    private_file, public_file = private_path(folder, name), public_path(folder, name)
    for file in (private_file, public_file):
        if file.exists() or file.is_symlink():
            raise _exists(file)
    private = Ed25519PrivateKey.generate()
    public = private.public_key()
    write_bytes(public_file, _public_pem(public))
    try:
        write_secret(private_file, _private_pem(private))
    except FaceproofError:
        public_file.unlink()
        raise
    return public


def private_path(folder: Path, name: str) -> Path:
    """Where `create_key` puts the private half."""
    return folder / f"{name}.pem"


def public_path(folder: Path, name: str) -> Path:
    """Where `create_key` puts the public half."""
    return folder / f"{name}.pub.pem"


def load_private(path: Path) -> PrivateKey:
    """The private key in a PEM file that only its owner can read.

    Raises:
        SignatureError: others can read the file, or it is not such a key.
    """
    data = read_key_file(path, secret=True)
    try:
        key = serialization.load_pem_private_key(data, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise SignatureError(
            f"{path} is not an Ed25519 private key without password in PEM (PKCS #8); expected "
            "a file such as keys/steward.pem"
        ) from None
    return key


def load_public(path: Path) -> PublicKey:
    """The public key in a PEM file.

    Raises:
        SignatureError: it is not such a key.
    """
    data = read_key_file(path, secret=False)
    if b"PRIVATE KEY" in data:
        raise SignatureError(
            f"{path} is a private key, expected a public one: give the .pub.pem beside it and "
            "keep this file to yourself"
        )
    try:
        key = serialization.load_pem_public_key(data)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise SignatureError(f"{path} is not an Ed25519 public key in PEM")
    return key


def key_id(public: PublicKey) -> str:
    """A key's short name: the first 16 hex digits of the sha256 of its 32 bytes."""
    raw = public.public_bytes_raw()
    return hashlib.sha256(raw).hexdigest()[:_ID_DIGITS]


def sign(private: PrivateKey, data: bytes) -> str:
    """The signature of ``data`` in base64; the same key and data give the same one."""
    return base64.b64encode(private.sign(data)).decode()


def verify(public: PublicKey, data: bytes, signature: str) -> None:
    """Return only when ``signature`` is the key's own over exactly ``data``.

    Raises:
        SignatureError: on everything else, garbage included.
    """
    try:
        public.verify(_decoded(signature), data)
    except (InvalidSignature, ValueError):
        raise SignatureError(
            f"signature does not verify with key {key_id(public)}; the content was changed or "
            "signed with another key"
        ) from None


def _decoded(signature: str) -> bytes:
    raw = base64.b64decode(signature, validate=True)
    if base64.b64encode(raw).decode() != signature:  # base64 has spare bits: one spelling only
        raise ValueError("base64 with spare bits set")
    return raw


def _private_pem(private: PrivateKey) -> bytes:
    return private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _public_pem(public: PublicKey) -> bytes:
    return public.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def write_secret(path: Path, data: bytes) -> None:
    """Write a file that nobody else can read at any moment, and never over another."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary.unlink(missing_ok=True)
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as f:
            f.write(data)
            f.flush()
            os.fsync(f.fileno())
        os.link(temporary, path)  # unlike a rename, it refuses a name that is taken
    except FileExistsError:
        raise _exists(path) from None
    except OSError as error:
        raise storage_error(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)


def _exists(file: Path) -> SignatureError:
    return SignatureError(
        f"{file} exists and a key is never overwritten: what it signed could not be checked any "
        "more; choose another name, or move the file away"
    )


def read_key_file(path: Path, *, secret: bool, largest: int = _LARGEST) -> bytes:
    """The bytes of a PEM file.

    Raises:
        SignatureError: it cannot be read, is too large, or is secret and others can read it.
    """
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode & 0o777
            data = file.read(largest + 1)
    except OSError as error:
        raise SignatureError(
            f"{path} cannot be read ({error.strerror or error}); expected a PEM file"
        ) from error
    if secret and mode & _OTHERS:
        raise SignatureError(
            f"private key {path} can be read by others (mode {mode:04o}), expected 0600: "
            f"run chmod 600 {path}, and make a new key if somebody may have copied it"
        )
    if len(data) > largest:
        raise SignatureError(f"{path} is over {largest >> 10} KiB, expected a PEM file")
    return data
