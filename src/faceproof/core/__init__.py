"""The records everyone passes on: frozen, derived rather than stored twice, no IO but `files`."""

from faceproof.core.canonical import canonical_json, sha256_of
from faceproof.core.clip import (
    ActorId,
    Clip,
    ClipId,
    Compression,
    Generated,
    Manipulated,
    MaskKind,
    MediaFacts,
    Origin,
    Recorded,
    actor_id,
    clip_id,
)
from faceproof.core.consent import Consent, ConsentKind, Scope
from faceproof.core.credentials import CredentialState, Ingredient, Provenance, Step
from faceproof.core.estimate import Estimate
from faceproof.core.files import replacing, sha256_file, write_bytes
from faceproof.core.manifest import PARTS, Manifest, Splits
from faceproof.core.match import Compared, Match
from faceproof.core.phrase import Phrase, phrase
from faceproof.core.score import (
    CLEAN,
    EVENLY,
    LLR_LIMIT,
    Cost,
    Protocol,
    Score,
    ScoreTable,
    Unscored,
)
from faceproof.core.serial import clip_from_json, clip_to_json
from faceproof.core.track import FaceTrack
from faceproof.core.verdict import Finding, Second, State, Verdict

__all__ = [
    "CLEAN",
    "EVENLY",
    "LLR_LIMIT",
    "PARTS",
    "ActorId",
    "Clip",
    "ClipId",
    "Compared",
    "Compression",
    "Consent",
    "ConsentKind",
    "Cost",
    "CredentialState",
    "Estimate",
    "FaceTrack",
    "Finding",
    "Generated",
    "Ingredient",
    "Manifest",
    "Manipulated",
    "MaskKind",
    "Match",
    "MediaFacts",
    "Origin",
    "Phrase",
    "Protocol",
    "Provenance",
    "Recorded",
    "Scope",
    "Score",
    "ScoreTable",
    "Second",
    "Splits",
    "State",
    "Step",
    "Unscored",
    "Verdict",
    "actor_id",
    "canonical_json",
    "clip_from_json",
    "clip_id",
    "clip_to_json",
    "phrase",
    "replacing",
    "sha256_file",
    "sha256_of",
    "write_bytes",
]
