"""What was public, and since when? An append-only Merkle log (RFC 6962) with signed heads."""

from faceproof.provenance.log.append import Appended, append_entries
from faceproof.provenance.log.check import check_any, check_evidence, check_log, read_any, remember
from faceproof.provenance.log.entry import (
    KINDS,
    Entry,
    Grant,
    Logged,
    Original,
    Receipt,
    Release,
    digest_of,
    kind_of,
    logged_to_json,
)
from faceproof.provenance.log.files import grant_of, original_of, receipt_of, release_of
from faceproof.provenance.log.folder import Log, read_log
from faceproof.provenance.log.grant import (
    SALT_BYTES,
    Opening,
    commit,
    read_opening,
    verify_opening,
)
from faceproof.provenance.log.head import Head, head_to_json
from faceproof.provenance.log.proof import Consistency, Inclusion, Proof, proof_to_json
from faceproof.provenance.log.prove import find_entry, prove_entry, prove_growth
from faceproof.provenance.log.small_file import is_there, read_head
from faceproof.provenance.log.trouble import Trouble

__all__ = [
    "KINDS",
    "SALT_BYTES",
    "Appended",
    "Consistency",
    "Entry",
    "Grant",
    "Head",
    "Inclusion",
    "Log",
    "Logged",
    "Opening",
    "Original",
    "Proof",
    "Receipt",
    "Release",
    "Trouble",
    "append_entries",
    "check_any",
    "check_evidence",
    "check_log",
    "commit",
    "digest_of",
    "find_entry",
    "grant_of",
    "head_to_json",
    "is_there",
    "kind_of",
    "logged_to_json",
    "original_of",
    "proof_to_json",
    "prove_entry",
    "prove_growth",
    "read_any",
    "read_head",
    "read_log",
    "read_opening",
    "receipt_of",
    "release_of",
    "remember",
    "verify_opening",
]
