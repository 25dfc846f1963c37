"""Which actors need nobody's permission? Rendered ones, certified by seed and head model."""

from __future__ import annotations

import re
from datetime import date

from faceproof.core import ActorId, Consent, ConsentKind, Scope, actor_id, sha256_of
from faceproof.sources.synthetic import asset_sha256

SYNTHETIC_SINCE = date(2026, 1, 1)  # fixed, so that the same seed gives the same record
MOST_SYNTHETIC = 60  # few more can be cast whose faces differ enough, whatever seeds are tried
SYNTHETIC_PREFIX = "syn-"
_SYNTHETIC = re.compile(rf"{SYNTHETIC_PREFIX}([0-9]{{4,20}})")


def synthetic_actor_id(seed: int) -> ActorId:
    """The id of the actor that a seed renders.

    >>> synthetic_actor_id(12)
    'syn-0012'
    """
    if seed < 0:
        raise ValueError(f"seed {seed} is below 0")
    return actor_id(f"{SYNTHETIC_PREFIX}{seed:04d}")


def synthetic_seed(actor: ActorId) -> int | None:
    """The seed behind a synthetic actor's id; None for a person's.

    >>> synthetic_seed(ActorId("syn-0012")), synthetic_seed(ActorId("signer-1"))
    (12, None)
    """
    found = _SYNTHETIC.fullmatch(actor)
    seed = int(found[1]) if found else None
    return seed if seed is not None and synthetic_actor_id(seed) == actor else None


def synthetic_consent(seed: int) -> Consent:
    """The consent by which a rendered actor allows everything, with nobody behind it to ask.

    Its evidence is the digest of seed and head model: whoever has both can render the actor
    again and see that no person was filmed.
    """
    return Consent(
        actor=synthetic_actor_id(seed),
        kind=ConsentKind.SYNTHETIC,
        scopes=frozenset(Scope),
        signed_on=SYNTHETIC_SINCE,
        evidence_sha256=sha256_of({"seed": seed, "asset": asset_sha256()}),
    )
