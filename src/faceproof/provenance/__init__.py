"""Is this file what it claims? Digests, keys and signatures."""

from faceproof.provenance.keys import (
    PrivateKey,
    PublicKey,
    create_key,
    key_id,
    load_private,
    load_public,
    private_path,
    public_path,
    sign,
    verify,
)
from faceproof.provenance.merkle import merkle_root

__all__ = [
    "PrivateKey",
    "PublicKey",
    "create_key",
    "key_id",
    "load_private",
    "load_public",
    "merkle_root",
    "private_path",
    "public_path",
    "sign",
    "verify",
]
