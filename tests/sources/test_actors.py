"""Rendered actors certify themselves by seed and head model."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faceproof.core import ActorId, ConsentKind, Scope, sha256_of
from faceproof.sources import MOST_SYNTHETIC, synthetic_actor_id, synthetic_consent, synthetic_seed
from faceproof.sources.synthetic import asset_sha256, identities


@given(seed=st.integers(0, 2**40))
def test_an_id_gives_its_seed_back(seed: int):
    assert synthetic_seed(synthetic_actor_id(seed)) == seed


@pytest.mark.parametrize(
    "name", ["signer-1", "syn-12", "syn-", "xsyn-0012", "syn-0012b", "syn-00012", "syn-٠٠١٢", ""]
)
def test_a_persons_id_has_no_seed(name: str):
    assert synthetic_seed(ActorId(name)) is None


def test_a_seed_below_0_is_refused():
    with pytest.raises(ValueError, match="below 0"):
        synthetic_actor_id(-1)


def test_a_synthetic_consent_allows_everything_on_the_word_of_its_asset():
    consent = synthetic_consent(12)
    assert consent.actor == "syn-0012"
    assert consent.kind is ConsentKind.SYNTHETIC
    for scope in Scope:
        assert consent.why_not(scope, on=date(2026, 1, 1), method="FaceSwap") is None
        assert consent.why_not(scope, on=date(2126, 1, 1)) is None
    assert consent.evidence_sha256 == sha256_of({"seed": 12, "asset": asset_sha256()})
    assert consent == synthetic_consent(12)
    assert consent.evidence_sha256 != synthetic_consent(13).evidence_sha256


@pytest.mark.slow
def test_as_many_can_be_cast_as_a_plan_may_ask():
    assert len(set(identities(MOST_SYNTHETIC))) == MOST_SYNTHETIC
