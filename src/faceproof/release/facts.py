"""What must a reader of a release know? Sentences that the datasheet and Croissant share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from faceproof.core import ActorId, Consent, Manifest, Manipulated, MaskKind
from faceproof.manipulations import MANIPULATIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseFacts:
    """Each field is a sentence or a few, derived from the records.

    Attributes:
        synthetic: nobody in it exists.
        consent_kinds: people by the kind of their consent.
        references: paper of each method.
    """

    synthetic: bool
    consent_kinds: Mapping[str, int]
    references: Mapping[str, str]
    summary: str
    collection: str
    encoding: str
    manipulation: str
    annotation: str
    uses: str
    impact: str
    personal: str
    maintenance: str
    tools: tuple[str, ...]
    biases: tuple[str, ...]
    limits: tuple[str, ...]


def facts_of(manifest: Manifest, consents: Mapping[ActorId, Consent]) -> ReleaseFacts:
    """The facts of a release; nothing is said that a record does not show."""
    synthetic = all(clip.synthetic for clip in manifest.clips)
    people = "synthetic actors" if synthetic else "consenting people"
    methods = sorted({clip.method for clip in manifest.clips if clip.method is not None})
    names = ", ".join(methods) or "no method"
    origins = [c.origin for c in manifest.clips if isinstance(c.origin, Manipulated)]
    kinds = {origin.mask_kind for origin in origins if origin.mask_kind is not None}
    return ReleaseFacts(
        synthetic=synthetic,
        consent_kinds=dict(sorted(Counter(c.kind.value for c in consents.values()).items())),
        references={m: MANIPULATIONS[m].reference for m in methods if m in MANIPULATIONS},
        summary=(
            f"Recordings of {len(consents)} {people} and paired face manipulations of them by "
            f"{names}, with masks, at each compression, split by actor."
        ),
        collection=_collection(synthetic=synthetic),
        encoding=(
            "Recordings and fakes pass one encoder with the same settings: raw is bit-exact RGB, "
            "c23 and c40 are H.264 at constant rate factors 23 and 40. Sound is left out. "
            f"Encoder: {manifest.tools.get('encoder', 'not recorded')}."
        ),
        manipulation=(
            f"Each fake was made by {names} from a target recording and, where the method needs "
            "one, a source of another person on the same side of the split. Length, size and rate "
            "are those of the target."
        ),
        annotation=_annotation(kinds),
        uses=(
            "Training and measuring detectors of face manipulation, within the scopes "
            f"{', '.join(manifest.scopes) or 'of nobody'}. Not for learning to recognise people."
        ),
        impact=(
            "Made so that manipulated video can be told from recordings. The methods are known and "
            "their marks are published with them; no tool for faking strangers is part of it."
        ),
        personal=(
            "No real person appears." if synthetic else "Faces of the people named in its ledger."
        ),
        maintenance=(
            "When a person withdraws, the next version leaves out every clip with them as target "
            "or source; this version must then not be handed on."
        ),
        tools=tuple(f"{name}: {text}" for name, text in sorted(manifest.tools.items())),
        biases=_biases(manifest, synthetic=synthetic),
        limits=_limits(manifest, synthetic=synthetic),
    )


def _collection(*, synthetic: bool) -> str:
    if synthetic:
        return (
            "Actors were rendered from seeds and one CC0 head model, with a camera model; each "
            "take follows a scripted scene."
        )
    return "Recordings of people were taken as their stewards supplied them, each with a consent."


def _annotation(kinds: set[MaskKind]) -> str:
    return (
        "No one annotated by hand: whether a clip is fake, by which method and from whom follows "
        "from the records of the build; masks are what the methods changed "
        f"(kinds: {', '.join(sorted(kinds)) or 'none'}). Face landmarks of the build are not part."
    )


def _biases(manifest: Manifest, *, synthetic: bool) -> tuple[str, ...]:
    actors = len({actor for clip in manifest.clips for actor in clip.actors})
    looks = (
        "Skin, age and face shape of synthetic actors follow the distributions of their renderer, "
        "not of a population."
        if synthetic
        else "Age, sex and origin of the people are not recorded, so bias cannot be measured here."
    )
    return (f"{actors} actors: intervals by actor are wide, whatever the number of clips.", looks)


def _limits(manifest: Manifest, *, synthetic: bool) -> tuple[str, ...]:
    limits = [
        "Figures hold for these methods and compressions only.",
        "File size, bitrate and sharpness can tell fakes apart by themselves: measure them too.",
    ]
    if synthetic:
        limits.insert(0, "Synthetic actors: no figure measured on them is real-world accuracy.")
    if "redistribute" not in manifest.scopes:
        limits.append("Not everybody allowed scope redistribute: for local measurement only.")
    return tuple(limits)
