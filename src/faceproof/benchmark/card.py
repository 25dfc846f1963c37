"""What was measured, on one page? The card of a detector on one protocol, as text and as JSON.

What no property of the set can win stands first: each fake against its own recording, and each
method against the recordings of its compression. Figures over everything pooled come after, for
a set of several methods and compressions rewards whoever can tell those apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from faceproof.benchmark.graded import Grade
from faceproof.benchmark.protocol import protocol_digest
from faceproof.core import Estimate, Protocol
from faceproof.core.errors import ScoreError
from faceproof.metrics import METRICS, TPR

WIDTH = 100
_REASONS = 3


def card(graded: Grade) -> dict[str, Any]:
    """The card as JSON.

    Raises:
        ScoreError: there is no protocol, so nobody could say what was measured.
    """
    protocol = _protocol(graded)
    value = graded.as_json()
    asked = ("detector", "weights_sha256", "protocol", "clips")
    first = ("paired_win_rate", "by_method_compression", "by_method", "by_compression")
    return {
        "card": "1",
        "detector": value["detector"],
        "weights_sha256": value["weights_sha256"],
        "protocol": value["protocol"] | {"sha256": protocol_digest(protocol)},
        "clips": value["clips"],
        **{name: value[name] for name in first},
        **{name: value[name] for name in value if name not in {*asked, *first}},
    }


def card_text(graded: Grade) -> str:
    """The card as one page of plain text, at most 100 characters wide.

    Raises:
        ScoreError: as `card`.
    """
    return "\n".join(line.rstrip() for line in _lines(graded, _protocol(graded))) + "\n"


def _protocol(graded: Grade) -> Protocol:
    if graded.protocol is None:
        raise ScoreError(
            f"{graded.detector} was graded on labels from a file; a card says what was asked, so "
            "it needs a release and a protocol: `faceproof bench run RELEASE`, then --release"
        )
    return graded.protocol


def _lines(graded: Grade, protocol: Protocol) -> Iterator[str]:
    yield _rule(f"{graded.detector} on {protocol.name} {protocol.version}")
    yield from _asked(graded, protocol)
    yield _rule("first: what the set cannot give away")
    yield f"{'95% interval in brackets; AUC unless said':<84}{'items':>8}{'actors':>8}"
    yield _row("each fake against its own recording, share won", graded.paired)
    for method, levels in graded.by_method_compression.items():
        for level, figures in levels.items():
            yield _row(f"{method}, {level}, against recordings at {level}", figures["auc"])
    yield _rule("then: everything pooled")
    for name in protocol.metrics or METRICS:
        estimate = graded.metrics[name]
        if name.startswith(TPR) and estimate.value is None:
            least = METRICS[name].least_reals
            yield f"{METRICS[name].label:<52}not measurable: {least} recordings needed"
        else:
            yield _row(METRICS[name].label, estimate)
    if "auc_frame" in graded.metrics and graded.metrics["auc_frame"].n:
        yield _row("AUC of single frames", graded.metrics["auc_frame"])
    if graded.two_way:
        yield _row("AUC, interval by targets and sources", graded.two_way["auc"])
    if graded.bootstrap is not None and graded.bootstrap.interval.low is not None:
        low, high = graded.bootstrap.interval
        yield f"{'AUC, percentile bootstrap by actor, for comparison':<52}[{low:.3f}, {high:.3f}]"
    if graded.worst is not None:
        worst = graded.worst
        yield _row(f"worst of {worst.groups} groups: {worst.attribute} {worst.value}", worst.auc)
    yield _rule("not scored")
    yield from _not_scored(graded)
    yield _rule("")


def _asked(graded: Grade, protocol: Protocol) -> Iterator[str]:
    threshold = graded.terms.threshold
    facts: Mapping[str, str] = {
        "weights": " ".join(one[:16] for one in graded.weights_sha256) or "none",
        "release digest": protocol.manifest_digest,
        "protocol digest": protocol_digest(protocol),
        "split": protocol.split,
        "clips": f"{graded.fakes} fakes, {graded.reals} recordings, {graded.actors} target actors; "
        f"{len(protocol.ask)} asked of {graded.askable}",
        "unit": graded.level,
        "compression": ", ".join(protocol.compressions),
        "frames": f"{protocol.frames_per_clip} a clip, {protocol.sampling}",
        "face policy": protocol.face_policy,
        "LLR limit": f"+-{protocol.llr_limit:.3f}, natural log",
        "prior": f"{protocol.prior:g}; classes weighted to it",
        "threshold": "of the prior" if threshold is None else f"{threshold:.4g}, chosen on val",
        "corruptions": ", ".join(protocol.corruptions) or "none",
        "attacks": ", ".join(protocol.attacks) or "none",
        "intervals": "95%, by target actor (jackknife on the logit scale, Student's t)",
        "seconds a clip": f"{graded.seconds / max(len(protocol.ask), 1):.2f}",
    }
    for name, value in facts.items():
        yield f"{name:<18}{value}"


def _not_scored(graded: Grade) -> Iterator[str]:
    missing = graded.unscored
    yield (
        f"{missing.fakes} of {graded.fakes} fakes, {missing.reals} of {graded.reals} recordings: "
        "lost in every figure but ECE and min Cllr"
    )
    for reason, times in list(missing.reasons.items())[:_REASONS]:
        yield f"{times:>6} x {reason}"[:WIDTH]
    if len(missing.reasons) > _REASONS:
        yield f"       and {len(missing.reasons) - _REASONS} more reasons"
    yield _row("AUC of the answered only, never to be quoted alone", graded.answered_only["auc"])


def _row(name: str, estimate: Estimate) -> str:
    return f"{name:<52}{estimate!s:<32}{estimate.n:>8}{estimate.clusters:>8}"


def _rule(title: str) -> str:
    return f"--- {title} ".ljust(WIDTH, "-") if title else "-" * WIDTH
