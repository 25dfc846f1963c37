"""What did a grading find? Records and their JSON; no label is read here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from faceproof.benchmark.protocol import protocol_to_json
from faceproof.core import Estimate, Protocol, sha256_of
from faceproof.metrics import Answers, Reliability, Roc

Figures = Mapping[str, Estimate]
CLIP, FRAME = "clip", "frame"


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """What was not scored, and why.

    Attributes:
        fakes, reals: clips of each class without an answer.
        reasons: how often each was given, most frequent first.
    """

    fakes: int
    reals: int
    reasons: Mapping[str, int]

    def as_json(self) -> dict[str, Any]:
        """The contract's ``unscored``."""
        return {
            "count": self.fakes + self.reals,
            "fakes": self.fakes,
            "reals": self.reals,
            "reasons": dict(self.reasons),
        }


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grade:
    """A detector's figures on one protocol.

    Attributes:
        level: ``clip`` or ``frame``, what an item is.
        askable: clips that the split holds; more than were asked where a protocol names some.
        metrics: by name; ``coverage`` is the share of items answered, and at clip level
            ``auc_frame`` the AUC of single frames.
        answered_only: the same over the answered items; never to be quoted alone.
        by_method: each method's fakes against all reals.
        by_compression: all clips of a level.
        by_method_compression: a method's fakes of a level against the reals of that level.
        answers: the items themselves, for curves and paired comparison.
        roc, reliability: None where a class is absent.
    """

    detector: str
    protocol: Protocol
    weights_sha256: tuple[str, ...]
    seconds: float
    level: str
    askable: int
    fakes: int
    reals: int
    actors: int
    metrics: Figures
    answered_only: Figures
    by_method: Mapping[str, Figures]
    by_compression: Mapping[str, Figures]
    by_method_compression: Mapping[str, Mapping[str, Figures]]
    unscored: Missing
    answers: Answers
    roc: Roc | None
    reliability: Reliability | None

    def as_json(self) -> dict[str, Any]:
        """The contract of ``bench grade --json``."""
        protocol = protocol_to_json(self.protocol)
        ask = protocol.pop("ask")
        return {
            "detector": self.detector,
            "level": self.level,
            "metrics": _json(self.metrics),
            "answered_only": _json(self.answered_only),
            "by_method": {name: _json(it) for name, it in self.by_method.items()},
            "by_compression": {name: _json(it) for name, it in self.by_compression.items()},
            "by_method_compression": {
                method: {level: _json(it) for level, it in levels.items()}
                for method, levels in self.by_method_compression.items()
            },
            "unscored": self.unscored.as_json(),
            "coverage": self.metrics["coverage"].as_json(),
            "clips": {"fakes": self.fakes, "reals": self.reals, "actors": self.actors},
            "protocol": protocol
            | {"asked": len(ask), "askable": self.askable, "ask_sha256": sha256_of(ask)},
            "weights_sha256": list(self.weights_sha256),
            "seconds": self.seconds,
        }


def _json(figures: Figures) -> dict[str, Any]:
    return {name: figure.as_json() for name, figure in figures.items()}
