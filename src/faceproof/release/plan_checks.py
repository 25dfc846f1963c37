"""Does a plan contradict itself? What must hold of the whole, beyond each value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from faceproof.core import ActorId
from faceproof.core.errors import PlanError
from faceproof.release.pairs import fakes_of
from faceproof.release.plan import Filmed, Plan
from faceproof.release.table import nearest


def check_plan(plan: Plan, where: str) -> None:
    """Return only when nothing in the plan contradicts anything else in it.

    Raises:
        PlanError: naming ``where`` and the contradiction.
    """
    _check_names(plan, where)
    _check_bytes(plan, where)
    _check_pairs(plan, where)
    _check_fakes(plan, where)
    _check_ledger(plan, where)


def check_groups(
    where: str, groups: Mapping[str, Sequence[ActorId]], actors: Sequence[ActorId]
) -> None:
    """Return only when each recorded actor stands on exactly one side, and nobody else does.

    Raises:
        PlanError: naming the actor.
    """
    side_of: dict[ActorId, str] = {}
    for side, members in groups.items():
        for actor in members:
            if actor in side_of:
                raise PlanError(
                    f"{where}: actor {actor!r} stands in {side_of[actor]} and {side}; "
                    "expected each person on one side, or a detector is tested on people it knows"
                )
            if actor not in actors:
                raise PlanError(
                    f"{where}: actor {actor!r} in {side} has no recording; {nearest(actor, actors)}"
                )
            side_of[actor] = side
    left_out = [actor for actor in actors if actor not in side_of]
    if left_out:
        raise PlanError(
            f"{where}: actor {left_out[0]!r} stands on no side; put everybody who was "
            "recorded into one"
        )


def _check_names(plan: Plan, where: str) -> None:
    stems = Counter(recording.stem for recording in plan.recordings)
    for stem, count in stems.items():
        if count > 1:
            raise PlanError(
                f"{where}: {count} recordings would be called {stem!r}; give each scene and take "
                "of a person once"
            )


def _check_bytes(plan: Plan, where: str) -> None:
    filmed = [r.shot for r in plan.recordings if isinstance(r.shot, Filmed)]
    first: dict[str, str] = {}
    for shot in filmed:
        if shot.sha256 in first:
            raise PlanError(
                f"{where}: recordings {first[shot.sha256]} and {shot.path} have the same sha256; "
                "expected each recording once"
            )
        first[shot.sha256] = shot.path


def _check_pairs(plan: Plan, where: str) -> None:
    hungry = next((method for method in plan.methods if method.needs_source), None)
    for group in plan.splits.groups:
        if hungry is not None and len(group) < 2:
            raise PlanError(
                f"{where}: {group[0]!r} stands alone on a side, but {hungry.name} needs a source "
                "beside the target; expected at least 2 actors on each side"
            )


def _check_fakes(plan: Plan, where: str) -> None:
    for stem, count in Counter(fake.stem for fake in fakes_of(plan)).items():
        if count > 1:
            raise PlanError(
                f"{where}: [pairs] fakes is {plan.fakes}, so the same two recordings would meet "
                f"{count} times as {stem!r}; ask for fewer, or film more takes"
            )


def _check_ledger(plan: Plan, where: str) -> None:
    given = [plan.ledger is not None, plan.public_key is not None]
    if plan.synthetic and any(given):
        raise PlanError(f"{where}: synthetic actors sign nothing; remove ledger and public_key")
    if not plan.synthetic and not all(given):
        raise PlanError(
            f"{where}: recorded people need their consents; give ledger (a JSON Lines file) and "
            "public_key (the steward's), relative to the plan"
        )
