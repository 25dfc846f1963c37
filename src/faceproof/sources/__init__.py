"""Who was filmed, and may we? Consent ledger, recordings, synthetic actors."""

from faceproof.sources.actors import synthetic_actor_id, synthetic_consent, synthetic_seed
from faceproof.sources.ledger import Ledger
from faceproof.sources.ledger_append import append_consent, append_withdrawal

__all__ = [
    "Ledger",
    "append_consent",
    "append_withdrawal",
    "synthetic_actor_id",
    "synthetic_consent",
    "synthetic_seed",
]
