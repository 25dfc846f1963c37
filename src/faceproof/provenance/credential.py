"""With what does a signer sign? A private key, and the certificates that say whose it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from faceproof.core.errors import SignatureError
from faceproof.provenance.keys import read_key_file

SigningKey = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey
_CURVES = {"secp256r1": "es256", "secp384r1": "es384", "secp521r1": "es512"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """A signer's key and certificates.

    Attributes:
        chain: the signer's certificate, then whoever vouches for it; no root is needed.
        key: belongs to the first of them; never shown.
        algorithm: ``es256``, ``es384``, ``es512`` or ``ed25519``.
    """

    chain: tuple[x509.Certificate, ...]
    key: SigningKey = field(repr=False)
    algorithm: str

    def chain_pem(self) -> bytes:
        """The certificates in their order."""
        return b"".join(one.public_bytes(serialization.Encoding.PEM) for one in self.chain)

    def key_pem(self) -> bytes:
        """The private key; for the library that signs, and nobody else."""
        return key_pem(self.key)


def load_credential(key: Path, chain: Path) -> Credential:
    """Read a signer's key and certificates.

    Raises:
        SignatureError: a file is not what it should be, others can read the key, or the key is not
            that of the first certificate.
    """
    private = load_signing_key(key)
    certificates = load_certificates(chain)
    if certificates[0].public_key() != private.public_key():
        raise SignatureError(
            f"{key} is not the key of the first certificate in {chain}; expected the signer's own "
            "certificate first, then those of whoever vouches for it"
        )
    return Credential(chain=certificates, key=private, algorithm=_algorithm(private))


def load_signing_key(path: Path) -> SigningKey:
    """An ECDSA or Ed25519 key in a PEM file that only its owner can read.

    Raises:
        SignatureError: it is not such a key, or others can read it.
    """
    data = read_key_file(path, secret=True)
    try:
        key = serialization.load_pem_private_key(data, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey):
        raise SignatureError(
            f"{path} is not an ECDSA or Ed25519 private key without password in PEM (PKCS #8)"
        ) from None
    _algorithm(key)
    return key


def load_certificates(path: Path) -> tuple[x509.Certificate, ...]:
    """All certificates in a PEM file, in their order.

    Raises:
        SignatureError: there is none, or one cannot be read.
    """
    data = read_key_file(path, secret=False, largest=1 << 20)
    try:
        return tuple(x509.load_pem_x509_certificates(data))
    except ValueError as error:
        raise SignatureError(f"{path} holds no certificate in PEM that can be read") from error


def key_pem(key: SigningKey) -> bytes:
    """A private key as PEM (PKCS #8), without password."""
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _algorithm(key: SigningKey) -> str:
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return "ed25519"
    name = _CURVES.get(key.curve.name)
    if name is None:
        raise SignatureError(
            f"a key on curve {key.curve.name} cannot sign; expected P-256, P-384 or P-521"
        )
    return name
