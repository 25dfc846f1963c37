"""May everybody in a plan be recorded and faked as it asks, today?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from faceproof.core import ActorId, Consent, Scope
from faceproof.provenance import load_public
from faceproof.release.pairs import fakes_of
from faceproof.release.plan import Plan, Rendered
from faceproof.sources import Ledger, synthetic_consent


def live_consents(
    plan: Plan, *, on: date, withdrawals: Ledger | None = None
) -> dict[ActorId, Consent]:
    """The consent of each person, once all of them allow all that the plan does with them.

    Args:
        plan: what is going to be built.
        on: the day on which it is built.
        withdrawals: names rendered actors who must not be rendered any more. A plan of people
            names its own ledger.

    Raises:
        ConsentError: naming the person, the record that is missing and what to do.
        LedgerError: the ledger is broken or not signed by its steward.
    """
    if plan.synthetic:
        seeds = {r.actor: r.shot.seed for r in plan.recordings if isinstance(r.shot, Rendered)}
        if withdrawals is not None:
            withdrawals.refuse_withdrawn(seeds, on=on)
        return {actor: synthetic_consent(seed) for actor, seed in seeds.items()}
    ledger = read_ledger(plan)
    consents = {actor: ledger.require(actor, Scope.RECORD, on=on) for actor in plan.actors}
    for fake in fakes_of(plan):
        people = {fake.target.actor} | ({fake.source.actor} if fake.source else set())
        for actor in sorted(people):
            ledger.require(actor, Scope.MANIPULATE, on=on, method=fake.method.name)
    return consents


def read_ledger(plan: Plan) -> Ledger:
    """The verified ledger that a plan of recorded people names."""
    assert plan.ledger is not None and plan.public_key is not None  # noqa: PT018, S101 - `check_plan`
    return Ledger.read(plan.ledger, load_public(plan.public_key))


def common_scopes(consents: Mapping[ActorId, Consent]) -> tuple[str, ...]:
    """What every one of them allows, so what may be done with a release of all of them."""
    common = frozenset.intersection(*(consent.scopes for consent in consents.values()))
    return tuple(sorted(common))
