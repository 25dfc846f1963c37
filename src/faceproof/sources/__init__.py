"""Who was filmed, and may we? Consent ledger, recordings, synthetic actors."""

from faceproof.sources.actors import (
    MOST_SYNTHETIC,
    synthetic_actor_id,
    synthetic_consent,
    synthetic_seed,
)
from faceproof.sources.attributes import synthetic_attributes
from faceproof.sources.ledger import Ledger
from faceproof.sources.ledger_append import append_consent, append_withdrawal
from faceproof.sources.recordings import add_recording
from faceproof.sources.recordings_list import ActorRecording, read_recordings
from faceproof.sources.rendering import render_takes
from faceproof.sources.workspace import (
    ledger_path,
    steward_key,
    steward_public,
    workspace_ledger,
)

__all__ = [
    "MOST_SYNTHETIC",
    "ActorRecording",
    "Ledger",
    "add_recording",
    "append_consent",
    "append_withdrawal",
    "ledger_path",
    "read_recordings",
    "render_takes",
    "steward_key",
    "steward_public",
    "synthetic_actor_id",
    "synthetic_attributes",
    "synthetic_consent",
    "synthetic_seed",
    "workspace_ledger",
]
