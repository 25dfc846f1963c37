"""Which attacks can be made against a detector, and why not the others?"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

from faceproof.benchmark.attacks.attack import ATTACKS, Attack, Knows
from faceproof.core import Clip
from faceproof.core.errors import ScoreError
from faceproof.detectors import (
    HasGradient,
    PredictFile,
    Scorer,
    TrainedScorer,
    ViewScorer,
    get,
)

SURROGATE = "mesonet"
"""Whose gradient is followed where the detector offers none."""


def possible(judge: Scorer) -> tuple[str, ...]:
    """Kinds of attacks: the white-box ones where there is a gradient, else transfer; and Square.

    Raises:
        ScoreError: none can be made: it takes files, or its calibration silenced it.
    """
    follows = Knows.DETECTOR if _offers_gradient(_viewing(judge)) else Knows.ANOTHER
    return tuple(name for name, kind in ATTACKS.items() if kind.knows in {follows, Knows.ANSWERS})


def attackable(judge: Scorer, attacks: Sequence[Attack]) -> ViewScorer:
    """The judge, once it is sure that every attack can be made on it.

    Raises:
        ScoreError: one cannot, or torch is missing for it, or as `possible`.
    """
    can = possible(judge)
    for attack in attacks:
        if attack.kind not in can:
            raise ScoreError(
                f"{attack.kind} cannot be made on {judge.name}, which offers "
                f"{'its own' if 'pgd' in can else 'no'} gradient; ask for {' or '.join(can)}"
            )
        if attack.knows is not Knows.ANSWERS and find_spec("torch") is None:
            raise ScoreError(
                f"{attack.kind} follows a gradient, and torch is not installed; install the extra "
                "(pip install 'faceproof[train]'), or ask for square alone"
            )
    return _viewing(judge)


def gradient_for(attack: Attack, judge: ViewScorer, clip: Clip) -> HasGradient | None:
    """Whose gradient an attack on a clip follows; None for an attack that only asks."""
    if attack.knows is Knows.ANSWERS:
        return None
    detector = get(SURROGATE)
    if attack.knows is Knows.DETECTOR and isinstance(judge, TrainedScorer):
        detector = judge.judges(clip.id, frozenset(clip.actors))[0].detector
    return detector if isinstance(detector, HasGradient) else None


def _viewing(judge: Scorer) -> ViewScorer:
    if isinstance(judge, PredictFile):
        raise ScoreError(
            f"{judge.name} takes files only, so its pixels cannot be attacked in memory; attack a "
            "detector of the table or a model.toml"
        )
    if isinstance(judge, TrainedScorer) and all(t.clip_llr.is_mute for t in judge.trained):
        raise ScoreError(
            f"{judge.name}: calibration silenced it (every LLR is 0), so there is nothing to "
            "attack; train it where it sees something, or leave --weights away if it needs none"
        )
    return judge


def _offers_gradient(judge: ViewScorer) -> bool:
    return isinstance(judge, TrainedScorer) and isinstance(judge.trained[0].detector, HasGradient)
