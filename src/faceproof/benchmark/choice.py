"""Which clips stand for all where each is asked many times? Fakes, and what they were made of."""

from __future__ import annotations

from collections import Counter

import numpy as np

from faceproof.benchmark.grade import cases_of
from faceproof.core import ClipId, Manifest, Protocol
from faceproof.core.errors import ScoreError


def paired_choice(
    manifest: Manifest, protocol: Protocol, clips: int, seed: int
) -> tuple[ClipId, ...]:
    """Some fakes and the recordings they were made of, spread over actors and methods.

    Args:
        manifest: of the release.
        protocol: whose asked clips they are taken from.
        clips: at most this many. Each fake brings a recording of its own; where there are no more
            of these, further fakes of the same recordings fill up.
        seed: decides which.

    Returns:
        Ids, ascending; at one compression, the middle of those asked (c23 of three).

    Raises:
        ScoreError: no fake is asked together with its recording.
    """
    levels = protocol.compressions
    level = levels[len(levels) // 2 if len(levels) != 2 else 0]
    asked = [manifest.by_id[one] for one in protocol.ask]
    cases = cases_of([clip for clip in asked if clip.compression == level], manifest)
    known = {case.id for case in cases}
    fakes = [case for case in cases if case.original in known]
    order = np.random.default_rng(seed).permutation(len(fakes))
    chosen: set[ClipId] = set()
    actors: Counter[str] = Counter()
    methods: Counter[str | None] = Counter()
    for _ in range(clips):
        # next whoever and whatever was taken least; a fake of a new recording needs room for two
        free = [fakes[i] for i in order if fakes[i].id not in chosen]
        new = [case for case in free if case.original not in chosen and len(chosen) + 2 <= clips]
        more = [case for case in free if case.original in chosen and len(chosen) + 1 <= clips]
        if not (new or more):
            break
        fake = min(new or more, key=lambda case: (actors[case.target], methods[case.method]))
        chosen |= {fake.id} | ({fake.original} if fake.original else set())
        actors[fake.target] += 1
        methods[fake.method] += 1
    if not chosen:
        raise ScoreError(
            f"protocol {protocol.name!r} asks no fake together with its recording at {level}; "
            "robustness is measured on such pairs"
        )
    return tuple(sorted(chosen))
