"""Who was filmed, and may we? Consent ledger, recordings, synthetic actors."""

from faceproof.sources.actors import synthetic_actor_id, synthetic_consent, synthetic_seed
from faceproof.sources.ledger import Ledger
from faceproof.sources.ledger_append import append_consent, append_withdrawal
from faceproof.sources.recordings import add_recording
from faceproof.sources.recordings_list import ActorRecording, read_recordings

__all__ = [
    "ActorRecording",
    "Ledger",
    "add_recording",
    "append_consent",
    "append_withdrawal",
    "read_recordings",
    "synthetic_actor_id",
    "synthetic_consent",
    "synthetic_seed",
]
