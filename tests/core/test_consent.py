"""A consent allows what it says, while it lives, and tells why not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faceproof.core import ActorId, Consent, ConsentKind, Scope

FORM = Consent(
    actor=ActorId("ann"),
    kind=ConsentKind.SIGNED,
    scopes=frozenset({Scope.RECORD, Scope.MANIPULATE}),
    methods=frozenset({"FaceSwap", "Face2Face"}),
    signed_on=date(2026, 1, 10),
    expires_on=date(2026, 12, 31),
    withdrawn_on=date(2026, 6, 1),
    evidence_sha256="0" * 64,
)
MAY = date(2026, 5, 31)


@pytest.mark.parametrize(
    ("consent", "scope", "on", "method", "reason"),
    [
        (FORM, Scope.RECORD, MAY, None, None),
        (FORM, Scope.MANIPULATE, MAY, None, None),
        (FORM, Scope.MANIPULATE, MAY, "FaceSwap", None),
        (FORM, Scope.RECORD, date(2026, 1, 10), None, None),
        (FORM, Scope.RECORD, date(2026, 1, 9), None, "is signed on 2026-01-10, after 2026-01-09"),
        (FORM, Scope.RECORD, date(2026, 6, 1), None, "was withdrawn on 2026-06-01"),
        (FORM, Scope.RECORD, date(2027, 1, 1), None, "was withdrawn on 2026-06-01"),
        (replace(FORM, withdrawn_on=None), Scope.RECORD, date(2026, 12, 31), None, None),
        (
            replace(FORM, withdrawn_on=None),
            Scope.RECORD,
            date(2027, 1, 1),
            None,
            "expired on 2026-12-31",
        ),
        (replace(FORM, withdrawn_on=None, expires_on=None), Scope.RECORD, date.max, None, None),
        (FORM, Scope.TRAIN, MAY, None, "has scopes manipulate, record, not train"),
        (FORM, Scope.PUBLISH, MAY, None, "has scopes manipulate, record, not publish"),
        (
            FORM,
            Scope.MANIPULATE,
            MAY,
            "SelfBlend",
            "allows the methods Face2Face, FaceSwap, not SelfBlend",
        ),
        (replace(FORM, methods=frozenset()), Scope.MANIPULATE, MAY, "SelfBlend", None),
    ],
)
def test_why_not(consent: Consent, scope: Scope, on: date, method: str | None, reason: str | None):
    assert consent.why_not(scope, on=on, method=method) == reason


DAYS = st.dates(date(2026, 1, 1), date(2026, 2, 1))


@given(
    scopes=st.frozensets(st.sampled_from(Scope)),
    signed=DAYS,
    expires=st.none() | DAYS,
    withdrawn=st.none() | DAYS,
    on=DAYS,
    scope=st.sampled_from(Scope),
)
def test_it_holds_exactly_from_signing_to_its_end(  # noqa: PLR0917 - drawn one by one
    scopes: frozenset[Scope],
    signed: date,
    expires: date | None,
    withdrawn: date | None,
    on: date,
    scope: Scope,
):
    consent = replace(
        FORM, scopes=scopes, signed_on=signed, expires_on=expires, withdrawn_on=withdrawn
    )
    last = min(expires or date.max, (withdrawn or date.max) - timedelta(1))
    holds = signed <= on <= last and scope in scopes
    assert (consent.why_not(scope, on=on) is None) == holds
