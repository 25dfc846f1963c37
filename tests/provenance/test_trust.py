"""The rules by themselves, on evidence that no honest tool writes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from faceproof.core import CredentialState, Step
from faceproof.provenance import TrustList, judge
from faceproof.provenance.reading import Evidence, Found, Part
from faceproof.provenance.signatures import Signature

GOOD = frozenset({"signingCredential.trusted", "claimSignature.insideValidity"})
CAMERA = Step(action="c2pa.created", source_type="digitalCapture")
WHOLE = Found(signer="Desk", signed_on=None, steps=(CAMERA,), parts=(), good=GOOD, bad=frozenset())


def evidence(found: Found, *signatures: Signature) -> Evidence:
    signed = signatures or (Signature(manifest="a", chain=(), blank=True),)
    return Evidence(active="a", manifests={"a": found}, signatures=signed)


def state(found: Found, *signatures: Signature) -> str:
    return judge(evidence(found, *signatures), TrustList()).state.value


def test_nothing_wrong_is_trusted():
    assert state(WHOLE) == "trusted"


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"leaves_out": ("/mdat",)}, "tampered"),
        ({"bad": frozenset({"assertion.dataHash.mismatch"})}, "tampered"),
        ({"bad": frozenset({"a.code.nobody.knows.yet"})}, "tampered"),
        ({"bad": frozenset({"signingCredential.ocsp.revoked"})}, "revoked"),
        ({"bad": frozenset({"claimSignature.outsideValidity"})}, "expired"),
        ({"good": GOOD - {"claimSignature.insideValidity"}}, "expired"),
        ({"good": GOOD - {"signingCredential.trusted"}}, "valid-unknown-signer"),
        ({"bad": frozenset({"timeStamp.untrusted"})}, "trusted"),  # then it only tells no time
    ],
)
def test_each_rule(changed: dict[str, object], expected: str):
    assert state(replace(WHOLE, **changed)) == expected


def test_a_second_signature_under_the_same_label_and_one_with_words_in_its_padding():
    one = Signature(manifest="a", chain=(), blank=True)
    assert state(WHOLE, one, one) == "tampered"
    assert state(WHOLE, replace(one, blank=False)) == "tampered"
    assert state(WHOLE, replace(one, manifest="b")) == "tampered"


def test_parents_that_name_each_other_end():
    part = Part("itself", "parentOf", "a")
    found = judge(evidence(replace(WHOLE, parts=(part,))), TrustList())
    assert found.steps == (CAMERA,)


def test_what_cannot_be_read_is_tampered_and_what_is_not_there_is_none():
    assert judge(Evidence(broken="why"), TrustList()).state is CredentialState.TAMPERED
    assert judge(None, TrustList()).state is CredentialState.NONE
