"""Who vouches for signers? A small certificate authority in a folder: root, issuing, signers.

The folder holds ``root.pem`` (given to everybody who is to believe it, as their trust list) and
``root-key.pem`` (kept offline once signers can be issued), ``issuing.pem`` and
``issuing-key.pem``, ``issued/`` (every certificate that was made), and after a withdrawal
``crl.pem``, which is also appended to ``root.pem``, so that who fetches the trust list again has
it. The first signer's ``leaf-key.pem`` and ``chain.pem`` stand in the folder too.

Reference:
    C2PA 2.2, section 14.5.1 (certificate profile); RFC 5280 (certificates, revocation lists).
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from faceproof.core import write_bytes
from faceproof.core.errors import SignatureError
from faceproof.provenance.certificates import Holder, certificate, pem, subject
from faceproof.provenance.credential import (
    SigningKey,
    key_pem,
    load_certificates,
    load_signing_key,
)
from faceproof.provenance.keys import write_secret

ROOT_DAYS, ISSUING_DAYS, LEAF_DAYS = 3650, 1825, 365

ROOT, ISSUING, LEAF = "root", "issuing", "leaf"
CHAIN_FILE, ISSUED = "chain.pem", "issued"


def create_authority(folder: Path, holder: Holder, *, on: datetime) -> Path:
    """Make an authority: a root, and an issuing authority below it.

    Args:
        folder: new, or without the files of one.
        holder: whom its certificates name.
        on: from when they hold.

    Returns:
        Its trust list, ``root.pem``.

    Raises:
        SignatureError: there is one already.
        StorageError: the folder cannot be written.
    """
    root = folder / f"{ROOT}.pem"
    if root.exists():
        raise SignatureError(f"{root} exists: what it vouched for would be lost; choose a new one")
    key = ec.generate_private_key(ec.SECP256R1())
    name = subject(holder, " root")
    made = certificate(name, key, name, key, on=on, days=ROOT_DAYS, authority=1)
    write_secret(_key_path(folder, ROOT), key_pem(key))
    write_bytes(root, pem([made]))
    _make_issuing(folder, on=on)
    return root


def issue(
    folder: Path, holder: Holder, *, on: datetime, days: int = LEAF_DAYS, out: Path | None = None
) -> x509.Certificate:
    """Make a signer: ``leaf-key.pem``, for its owner only, and ``chain.pem``.

    Args:
        folder: of the authority.
        holder: whom the certificate names.
        on: from when it holds.
        days: for how long.
        out: folder for the two files; None for that of the authority.

    Raises:
        SignatureError: the folder holds no authority, or ``out`` a signer already.
        StorageError: a file cannot be written.
    """
    out = folder if out is None else out
    if (out / CHAIN_FILE).exists():
        raise SignatureError(
            f"{out / CHAIN_FILE} exists: keys are never overwritten; give --out with a new folder"
        )
    issuing, issuing_key = _authority(folder, ISSUING)
    key = ec.generate_private_key(ec.SECP256R1())
    made = certificate(subject(holder), key, issuing.subject, issuing_key, on=on, days=days)
    write_secret(_key_path(out, LEAF), key_pem(key))
    write_bytes(folder / ISSUED / f"{made.serial_number:x}.pem", pem([made]))
    write_bytes(out / CHAIN_FILE, pem([made, issuing]))
    return made


def rotate(folder: Path, *, on: datetime) -> x509.Certificate:
    """A new issuing authority; signers of the old one stay trusted until they expire.

    Raises:
        SignatureError: the folder holds no authority.
        StorageError: a file cannot be written.
    """
    old, _ = _authority(folder, ISSUING)
    for name in (f"{ISSUING}.pem", f"{ISSUING}-key.pem"):
        (folder / name).replace(folder / f"old-{old.serial_number:x}-{name}")
    return _make_issuing(folder, on=on)


def issued(folder: Path) -> tuple[x509.Certificate, ...]:
    """Every signer's certificate that the authority made, in the order of their first days."""
    made = [load_certificates(path)[0] for path in (folder / ISSUED).glob("*.pem")]
    return tuple(sorted(made, key=lambda one: (one.not_valid_before_utc, one.serial_number)))


def organisation_of(certificate_: x509.Certificate) -> str:
    """The organisation that a certificate names; empty where it names none."""
    names = certificate_.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return str(names[0].value) if names else ""


def _make_issuing(folder: Path, *, on: datetime) -> x509.Certificate:
    root, root_key = _authority(folder, ROOT)
    key = ec.generate_private_key(ec.SECP256R1())
    organisation = organisation_of(root)
    name = subject(Holder(f"issuing {on:%Y-%m-%d %H:%M:%S.%f}", organisation))
    made = certificate(name, key, root.subject, root_key, on=on, days=ISSUING_DAYS, authority=0)
    write_secret(_key_path(folder, ISSUING), key_pem(key))
    write_bytes(folder / f"{ISSUING}.pem", pem([made]))
    return made


def _authority(folder: Path, which: str) -> tuple[x509.Certificate, SigningKey]:
    path = folder / f"{which}.pem"
    if not path.exists():
        raise SignatureError(f"{path} is missing; expected the folder of `provenance ca init`")
    return load_certificates(path)[0], load_signing_key(_key_path(folder, which))


def _key_path(folder: Path, which: str) -> Path:
    return folder / f"{which}-key.pem"
