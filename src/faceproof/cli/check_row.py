"""What does `check --json` say of one file?"""

from __future__ import annotations

from typing import Any

from faceproof.check import Language
from faceproof.cli.credentials import provenance_json
from faceproof.cli.registry import match_json
from faceproof.core import Finding, Verdict


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
        "provenance": (
            {"state": "not-checked"}
            if verdict.provenance is None
            else provenance_json(verdict.provenance, language.say)
        ),
        "registry": None if verdict.match is None else match_json(verdict.match),
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
