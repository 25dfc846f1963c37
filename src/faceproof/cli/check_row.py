"""What does `check --json` say of one file?"""

from __future__ import annotations

from typing import Any

from faceproof.check import Language
from faceproof.core import Finding, Match, Provenance, Verdict


def row(name: str, verdict: Verdict, language: Language, page: str | None) -> dict[str, Any]:
    """One file of the answer.

    Args:
        name: of the file, as it was given.
        verdict: what is known of it.
        language: of its sentences; words for machines stay as they are.
        page: where a page about it was written.
    """
    compared = verdict.compared
    return {
        "path": name,
        "state": verdict.state.value,
        "reasons": [language.say(reason) for reason in verdict.reasons],
        "llr": verdict.llr,
        "probability": verdict.probability,
        "prior": verdict.prior,
        "faces": [_face(face, language) for face in verdict.faces],
        "provenance": _provenance(verdict.provenance, language),
        "registry": None if verdict.match is None else _match(verdict.match),
        "compared_with": None if compared is None else compared.originals,
        "quality": [dict(face.quality) for face in verdict.faces],
        "limits": [language.say(limit) for limit in verdict.limits],
        "calibrated_on": verdict.calibrated_on,
        "page": page,
    }


def _face(face: Finding, language: Language) -> dict[str, Any]:
    return {
        "track": face.track,
        "llr": face.llr,
        "seconds": [second._asdict() for second in face.seconds],
        "first_s": face.first_s,
        "last_s": face.last_s,
        "box_px": list(face.box_px),
        "frames": face.frames,
        "doubts": [language.say(doubt) for doubt in face.doubts],
    }


def _provenance(provenance: Provenance | None, language: Language) -> dict[str, Any]:
    if provenance is None:
        return {"state": "not-checked"}
    signed_on = provenance.signed_on
    return {
        "state": provenance.state.value,
        "signer": provenance.signer,
        "signed_on": None if signed_on is None else signed_on.isoformat(),
        "steps": [
            {
                "action": step.action,
                "source_type": step.source_type,
                "description": step.description,
            }
            for step in provenance.steps
        ],
        "ingredients": [
            {"title": one.title, "relationship": one.relationship, "signer": one.signer}
            for one in provenance.ingredients
        ],
        "reasons": [language.say(reason) for reason in provenance.reasons],
    }


def _match(match: Match) -> dict[str, Any]:
    return {
        "original": match.original,
        "sha256": match.sha256,
        "similarity": match.similarity,
        "seconds": list(match.seconds),
        "at_s": list(match.at_s),
        "mirrored": match.mirrored,
        "region": None if match.region_px is None else list(match.region_px),
        "altered": match.altered,
        "altered_s": [list(stretch) for stretch in match.altered_s],
    }
