"""What machines read of a verdict: every field of credentials and of a match."""

from datetime import UTC, datetime

from faceproof.check import Language
from faceproof.cli.check_row import row
from faceproof.core import (
    Compared,
    CredentialState,
    Ingredient,
    Match,
    Provenance,
    State,
    Step,
    Verdict,
    phrase,
)

PROVENANCE = Provenance(
    state=CredentialState.TRUSTED,
    signer="Ann",
    signed_on=datetime(2026, 5, 3, 14, 5, tzinfo=UTC),
    steps=(Step(action="c2pa.created", source_type="digitalCapture"),),
    ingredients=(Ingredient(title="sky.jpg", relationship="componentOf", signer=None),),
    reasons=(phrase("Left and right are exchanged."),),
)
MATCH = Match(
    original="debate.mp4",
    sha256="4f" * 32,
    similarity=0.9,
    seconds=(30.0, 50.0),
    at_s=(0.0, 20.0),
    mirrored=False,
    altered=True,
    region_px=(1, 2, 3, 4),
    altered_s=((2.0, 5.0),),
)


def test_credentials_and_a_match_are_told_whole():
    verdict = Verdict(
        state=State.ALTERED_COPY,
        reasons=(phrase("Left and right are exchanged."),),
        llr=None,
        probability=None,
        prior=0.5,
        faces=(),
        limits=(),
        calibrated_on="nothing",
        provenance=PROVENANCE,
        compared=Compared(originals=3, match=MATCH),
    )
    told = row("a.mp4", verdict, Language.DUTCH, None)
    assert told["reasons"] == ["Links en rechts zijn verwisseld."]
    assert told["provenance"] == {
        "state": "trusted",
        "signer": "Ann",
        "signed_on": "2026-05-03T14:05:00+00:00",
        "steps": [{"action": "c2pa.created", "source_type": "digitalCapture", "description": None}],
        "ingredients": [{"title": "sky.jpg", "relationship": "componentOf", "signer": None}],
        "reasons": ["Links en rechts zijn verwisseld."],
    }
    assert told["registry"]["region"] == [1, 2, 3, 4]
    assert told["registry"]["altered"] is True
    assert told["registry"]["altered_s"] == [[2.0, 5.0]]
    assert told["compared_with"] == 3
