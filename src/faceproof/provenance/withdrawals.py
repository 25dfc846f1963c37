"""Which certificates does an authority not stand for any more? Revocation lists.

Reference:
    RFC 5280, section 5.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from faceproof.core import write_bytes
from faceproof.core.errors import SignatureError
from faceproof.provenance.authority import ISSUING, ROOT
from faceproof.provenance.certificates import parse_revocations, pem
from faceproof.provenance.credential import SigningKey, load_certificates, load_signing_key

CRL_FILE = "crl.pem"
_CRL_DAYS = 365


class Why(StrEnum):
    """Why a certificate is withdrawn."""

    KEY_COMPROMISE = "key-compromise"
    SUPERSEDED = "superseded"
    CESSATION = "cessation"
    UNSPECIFIED = "unspecified"


_FLAGS = {
    Why.KEY_COMPROMISE: x509.ReasonFlags.key_compromise,
    Why.SUPERSEDED: x509.ReasonFlags.superseded,
    Why.CESSATION: x509.ReasonFlags.cessation_of_operation,
    Why.UNSPECIFIED: x509.ReasonFlags.unspecified,
}


def revoke(folder: Path, certificate: x509.Certificate, *, why: Why, on: datetime) -> None:
    """Withdraw a certificate that this authority made: in ``crl.pem``, and in the trust list.

    Args:
        folder: of the authority.
        certificate: of a signer, or of an issuing authority.
        why: a stolen key also undoes what was signed, and timestamped, before.
        on: since when it does not hold.

    Raises:
        SignatureError: this authority did not make it, or withdrew it before.
        StorageError: a file cannot be written.
    """
    issuer, key = _issuer_of(folder, certificate)
    lists = {one.issuer: one for one in revocations(folder)}
    old = lists.get(issuer.subject)
    if old is not None and old.get_revoked_certificate_by_serial_number(certificate.serial_number):
        raise SignatureError(f"certificate {certificate.serial_number:x} is withdrawn already")
    entry = (
        x509.RevokedCertificateBuilder()
        .serial_number(certificate.serial_number)
        .revocation_date(on)
        .add_extension(x509.CRLReason(_FLAGS[why]), critical=False)
        .build()
    )
    number = 1 if old is None else _number(old) + 1
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.subject)
        .last_update(on)
        .next_update(on + timedelta(days=_CRL_DAYS))
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.public_key()),  # type: ignore[arg-type]
            critical=False,
        )
    )
    for one in [*(old or ()), entry]:
        builder = builder.add_revoked_certificate(one)
    lists[issuer.subject] = builder.sign(key, hashes.SHA256())
    text = b"".join(one.public_bytes(Encoding.PEM) for one in lists.values())
    root = load_certificates(folder / f"{ROOT}.pem")
    write_bytes(folder / CRL_FILE, text)
    write_bytes(folder / f"{ROOT}.pem", pem(root) + text)


def revocations(folder: Path) -> tuple[x509.CertificateRevocationList, ...]:
    """The authority's revocation lists, one for each that has withdrawn something."""
    path = folder / CRL_FILE
    if not path.exists():
        return ()
    try:
        return parse_revocations(path.read_bytes())
    except ValueError as error:
        raise SignatureError(f"{path}: is not a revocation list in PEM") from error


def withdrawn_serials(folder: Path) -> frozenset[int]:
    """Serial numbers of all certificates that the authority has withdrawn."""
    return frozenset(entry.serial_number for one in revocations(folder) for entry in one)


def _issuer_of(folder: Path, certificate: x509.Certificate) -> tuple[x509.Certificate, SigningKey]:
    for path in sorted([folder / f"{ROOT}.pem", *folder.glob(f"*{ISSUING}.pem")]):
        if not path.exists():
            continue
        issuer = load_certificates(path)[0]
        if (
            issuer.subject == certificate.issuer
            and issuer.serial_number != certificate.serial_number
        ):
            return issuer, load_signing_key(path.with_name(f"{path.stem}-key.pem"))
    raise SignatureError(
        f"certificate {certificate.serial_number:x} was not made by the authority in {folder}"
    )


def _number(revocation_list: x509.CertificateRevocationList) -> int:
    return revocation_list.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
