"""Which fakes does a plan ask for? Pairs of people inside a group, and the recordings they use."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from faceproof.core import ActorId, sha256_of
from faceproof.manipulations import Manipulation
from faceproof.release.names import fake_stem, fake_tag
from faceproof.release.plan import PairRule, Plan, Recording

_P = TypeVar("_P")

_SEED_BITS = 48  # stays exact in every JSON reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Fake:
    """One fake to make.

    Attributes:
        source: None where the method needs no second person.
        seed: of its own random generator, derived from the plan's.
        stem: name of its files, unique in a plan.
    """

    method: Manipulation
    target: Recording
    source: Recording | None
    seed: int
    stem: str


def actor_pairs(group: Sequence[ActorId], rule: PairRule) -> Iterator[tuple[ActorId, ActorId]]:
    """Target and source of each pair inside one group.

    >>> list(actor_pairs(["a", "b", "c"], PairRule.RING))
    [('a', 'b'), ('b', 'c'), ('c', 'a')]
    >>> len(list(actor_pairs(["a", "b", "c"], PairRule.ORDERED)))
    6
    """
    for i, target in enumerate(group):
        if rule is PairRule.RING:
            yield target, group[(i + 1) % len(group)]
        else:
            yield from ((target, source) for source in group if source != target)


def meetings(pairs: Sequence[_P], count: int) -> Iterator[_P]:
    """So many meetings of pairs: round after round, a last short round spread over all of them.

    >>> list(meetings("abcd", 6))
    ['a', 'b', 'c', 'd', 'a', 'c']
    """
    rounds, rest = divmod(count, len(pairs))
    for _ in range(rounds):
        yield from pairs
    yield from (pairs[k * len(pairs) // rest] for k in range(rest))


def fakes_of(plan: Plan) -> tuple[Fake, ...]:
    """Every fake of a plan, in the plan's order of methods.

    A method with a source meets each pair once, or as often as ``plan.fakes`` asks, see `meetings`.
    Who has several recordings gives the next one each time: separately as target and as source, in
    the plan's order, beginning again with each method, so that the methods are compared on the
    same recordings. A method without source meets each recording once. Clips of outside tools
    follow as their tables pair them.
    """
    made = (
        _fake(plan, method, target, source)
        for method in plan.methods
        for target, source in (
            _paired(plan) if method.needs_source else ((r, None) for r in plan.recordings)
        )
    )
    return (*made, *(_fake(plan, f.method, f.target, f.source) for f in plan.outside))


def _paired(plan: Plan) -> Iterator[tuple[Recording, Recording]]:
    of: dict[ActorId, list[Recording]] = defaultdict(list)
    for recording in plan.recordings:
        of[recording.actor].append(recording)
    as_target: Counter[ActorId] = Counter()
    as_source: Counter[ActorId] = Counter()
    pairs = [pair for group in plan.splits.groups for pair in actor_pairs(group, plan.rule)]
    for target, source in meetings(pairs, len(pairs) if plan.fakes is None else plan.fakes):
        yield (
            of[target][as_target[target] % len(of[target])],
            of[source][as_source[source] % len(of[source])],
        )
        as_target[target] += 1
        as_source[source] += 1


def _fake(plan: Plan, method: Manipulation, target: Recording, source: Recording | None) -> Fake:
    what = (
        plan.seed,
        method.name,
        method.version,
        target.stem,
        None if source is None else source.stem,
    )
    seed = int(sha256_of(what)[: _SEED_BITS // 4], 16)
    lender = target if source is None else source
    return Fake(
        method=method,
        target=target,
        source=source,
        seed=seed,
        stem=fake_stem(
            target.number,
            lender.number,
            target.scene,
            target.take,
            fake_tag(*what, dict(method.params())),
        ),
    )
