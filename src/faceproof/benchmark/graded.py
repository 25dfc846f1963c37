"""What did a grading find? Records and their JSON; no label is read here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from faceproof.benchmark.protocol import protocol_to_json
from faceproof.core import ClipId, Estimate, Protocol, sha256_of
from faceproof.metrics import TPR, Answers, Interval, Reliability, RiskCoverage, Roc, Scale, Terms

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


class Worst(NamedTuple):
    """The lowest of several groups of people.

    Attributes:
        attribute, value: what its people share.
        auc: on their cases alone.
        groups: how many it is the lowest of.
    """

    attribute: str
    value: str
    auc: Estimate
    groups: int


class Wrong(NamedTuple):
    """A clip that a detector got wrong, the surest first.

    Attributes:
        id: of the clip.
        fake: what it is.
        method: what made it; None for a recording.
        llr: what was said of it.
    """

    id: ClipId
    fake: bool
    method: str | None
    llr: float


class Resampled(NamedTuple):
    """A percentile bootstrap over target actors, to stand beside the interval."""

    interval: Interval
    resamples: int
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grade:
    """A detector's figures on one protocol, or on labels that somebody gave.

    Attributes:
        protocol: what was asked of a release; None for labels from a file.
        terms: limit, prior and threshold.
        scale: what the table's numbers mean.
        level: ``clip`` or ``frame``, what an item is.
        askable: clips that the split holds; more than were asked where a protocol names some.
        metrics: by name; ``coverage`` is the share of items answered, and at clip level
            ``auc_frame`` the AUC of single frames.
        answered_only: the same over the answered items; never to be quoted alone.
        by_method: each method's fakes against all reals.
        by_compression: all clips of a level.
        by_method_compression: a method's fakes of a level against the reals of that level.
        by_attribute: each group of target actors by itself; empty where nothing is known.
        two_way: every figure with its interval by targets and sources together; empty where no
            source is known.
        paired: share of fakes that outscore their own recording.
        worst: the group with the lowest AUC.
        wrong: the clips it got wrong most surely, fakes and recordings.
        bootstrap: of the AUC; None where a class is absent.
        answers: the items themselves, for curves and paired comparison.
        roc, reliability, risk: None where a class is absent or the scale does not allow it.
        remarks: what a reader must know to read the figures, one sentence each.
    """

    detector: str
    protocol: Protocol | None
    terms: Terms
    scale: Scale
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
    by_attribute: Mapping[str, Mapping[str, Figures]]
    two_way: Figures
    paired: Estimate
    worst: Worst | None
    wrong: tuple[Wrong, ...]
    bootstrap: Resampled | None
    unscored: Missing
    answers: Answers
    roc: Roc | None
    reliability: Reliability | None
    risk: RiskCoverage | None
    remarks: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The contract of ``bench grade --json``."""
        worst, boot = self.worst, self.bootstrap
        return {
            "detector": self.detector,
            "level": self.level,
            "scale": self.scale.value,
            "metrics": _json(self.metrics),
            "answered_only": _json(self.answered_only),
            "two_way": _json(self.two_way),
            "paired_win_rate": self.paired.as_json(),
            "bootstrap": None
            if boot is None
            else {"auc": boot.interval._asdict(), "resamples": boot.resamples, "seed": boot.seed},
            "by_method": _each(self.by_method),
            "by_compression": _each(self.by_compression),
            "by_method_compression": {
                method: _each(levels) for method, levels in self.by_method_compression.items()
            },
            "by_attribute": {name: _each(groups) for name, groups in self.by_attribute.items()},
            "worst_group": None
            if worst is None
            else {
                "attribute": worst.attribute,
                "value": worst.value,
                "auc": worst.auc.as_json(),
                "groups": worst.groups,
            },
            "wrong": [one._asdict() for one in self.wrong],
            "risk_coverage_area": None if self.risk is None else self.risk.area,
            "unscored": self.unscored.as_json(),
            "coverage": self.metrics["coverage"].as_json(),
            "clips": {"fakes": self.fakes, "reals": self.reals, "actors": self.actors},
            "terms": asdict(self.terms),
            "protocol": self._protocol(),
            "weights_sha256": list(self.weights_sha256),
            "seconds": self.seconds,
            "remarks": list(self.remarks),
        }

    def _protocol(self) -> dict[str, Any] | None:
        if self.protocol is None:
            return None
        protocol = protocol_to_json(self.protocol)
        ask = protocol.pop("ask")
        counts = {"asked": len(ask), "askable": self.askable, "ask_sha256": sha256_of(ask)}
        return protocol | counts


def _each(groups: Mapping[str, Figures]) -> dict[str, Any]:
    return {name: _json(figures) for name, figures in groups.items()}


def _json(figures: Figures) -> dict[str, Any]:
    """By name; the true positive rates together, by the false positive rate."""
    found = {name: it.as_json() for name, it in figures.items() if not name.startswith(TPR)}
    rates = {
        name.removeprefix(TPR): it.as_json() for name, it in figures.items() if name.startswith(TPR)
    }
    return {**found, "tpr_at_fpr": rates} if rates else found
