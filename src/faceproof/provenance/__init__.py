"""Is this file what it claims? Digests, keys, signatures, and what C2PA credentials say."""

from faceproof.provenance.authority import create_authority, issue, issued, rotate
from faceproof.provenance.certificates import Holder
from faceproof.provenance.checking import verify_file
from faceproof.provenance.claim import SOURCE_TYPES, Claim, derived, recorded
from faceproof.provenance.container import holds_credentials
from faceproof.provenance.credential import Credential, load_certificates, load_credential
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
from faceproof.provenance.signing import Parent, beside, sign_beside, sign_file
from faceproof.provenance.trust import TrustList, judge, read_trust
from faceproof.provenance.withdrawals import Why, revoke

__all__ = [
    "SOURCE_TYPES",
    "Claim",
    "Credential",
    "Holder",
    "Parent",
    "PrivateKey",
    "PublicKey",
    "TrustList",
    "Why",
    "beside",
    "create_authority",
    "create_key",
    "derived",
    "holds_credentials",
    "issue",
    "issued",
    "judge",
    "key_id",
    "load_certificates",
    "load_credential",
    "load_private",
    "load_public",
    "merkle_root",
    "private_path",
    "public_path",
    "read_trust",
    "recorded",
    "revoke",
    "rotate",
    "sign",
    "sign_beside",
    "sign_file",
    "verify",
    "verify_file",
]
