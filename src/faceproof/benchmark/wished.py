"""Which way of a clip counts? Chosen by its label, after every clip was pushed both ways."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from faceproof.benchmark.grade import cases_of
from faceproof.core import ScoreTable
from faceproof.datasets import read_manifest


class Aim(StrEnum):
    """Which class an adversary attacks."""

    EVADE = "evade"  # fakes shall seem real
    ACCUSE = "accuse"  # recordings shall seem fake
    BOTH = "both"


def as_wished(
    aim: Aim, untouched: ScoreTable, down: ScoreTable, up: ScoreTable, release: Path
) -> ScoreTable:
    """What detectors say where fakes are pushed down, recordings up, or both.

    Every clip was pushed both ways without its label; which answer counts is decided here.

    Args:
        aim: which classes are attacked; the clips of the other stay untouched.
        untouched: the answers to clips that nobody attacked.
        down: the same clips, pushed to seem real.
        up: the same clips, pushed to seem fake.
        release: of the clips.
    """
    manifest = read_manifest(release)
    cases = cases_of([manifest.by_id[one] for one in untouched.protocol.ask], manifest)
    of_fakes = down if aim is not Aim.ACCUSE else untouched
    of_reals = up if aim is not Aim.EVADE else untouched
    chosen = {case.id: (of_fakes if case.fake else of_reals).scores[case.id] for case in cases}
    return replace(untouched, scores=chosen, seconds=down.seconds + up.seconds)
