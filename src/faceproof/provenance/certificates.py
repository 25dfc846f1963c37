"""One certificate, as C2PA wants it; or why its names cannot stand in one.

Reference:
    C2PA 2.2, section 14.5.1 (certificate profile); RFC 5280.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from faceproof.core.errors import SignatureError
from faceproof.provenance.credential import SigningKey

_CLOCKS = timedelta(minutes=5)  # by which two machines may differ
_CRL_BEGIN, _CRL_END = b"-----BEGIN X509 CRL-----", b"-----END X509 CRL-----"
_LONGEST_NAME = 64  # RFC 5280, appendix A.1: common and organisation name


class Holder(NamedTuple):
    """Whom a certificate names: a newsroom, a person, or a pseudonym.

    Attributes:
        name: shown to everybody who checks a file.
        organisation: likewise; verifiers show it first.
    """

    name: str
    organisation: str


def certificate(
    subject_name: x509.Name,
    key: SigningKey,
    issuer: x509.Name,
    issuer_key: SigningKey,
    *,
    on: datetime,
    days: int,
    authority: int | None = None,
) -> x509.Certificate:
    """A signed certificate.

    Args:
        subject_name: whom it names.
        key: whose public half it holds.
        issuer: who vouches.
        issuer_key: with what.
        on: from when it holds.
        days: for how long.
        authority: how many authorities may stand below it; None for a signer.
    """
    vouches = authority is not None
    usage = x509.KeyUsage(
        digital_signature=not vouches,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=vouches,
        crl_sign=vouches,
        encipher_only=False,
        decipher_only=False,
    )
    begin = on.astimezone(UTC) - _CLOCKS
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject_name)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + _CLOCKS + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=vouches, path_length=authority), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
            critical=False,
        )
    )
    if not vouches:
        # The purpose that verifiers of C2PA accept without being told of another.
        purposes = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
        builder = builder.add_extension(purposes, critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def subject(holder: Holder, suffix: str = "") -> x509.Name:
    """The holder as certificates write it.

    Raises:
        SignatureError: a name is empty, too long, or holds what cannot be printed.
    """
    for text in holder:
        if not text.strip() or not text.isprintable() or len(text) > _LONGEST_NAME - len(suffix):
            raise SignatureError(
                f"name {text!r:.80} cannot stand in a certificate: expected 1 to "
                f"{_LONGEST_NAME - len(suffix)} printable characters"
            )
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, holder.organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{holder.name}{suffix}"),
        ]
    )


def pem(certificates: Sequence[x509.Certificate]) -> bytes:
    """Certificates as PEM, in their order."""
    return b"".join(one.public_bytes(Encoding.PEM) for one in certificates)


def parse_revocations(data: bytes) -> tuple[x509.CertificateRevocationList, ...]:
    """All revocation lists in a PEM file, whatever else stands in it.

    Raises:
        ValueError: one cannot be read, or has no end.
    """
    pieces = [piece.partition(_CRL_END) for piece in data.split(_CRL_BEGIN)[1:]]
    if not all(end for _, end, _ in pieces):
        raise ValueError("a revocation list without its end")
    return tuple(x509.load_pem_x509_crl(_CRL_BEGIN + body + end + b"\n") for body, end, _ in pieces)
