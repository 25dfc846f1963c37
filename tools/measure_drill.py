"""What a drill of `blend` gives and takes, before and after, as Markdown.

    faceproof detect teach faces.csv --data DATA --out drilled --without footage --without talkers
        --robust src/faceproof/detectors/models/blend.safetensors --jobs 1
    python tools/measure_drill.py footage drilled/blend.safetensors work

The network of the package and the drilled one are asked the same by the same code; it resumes.
Scores are log-odds as the networks say them, not calibrated, so they are ranks and no ratios.

The rule, fixed before the drilled network was measured: it replaces the shipped one if the mean
AUC over methods at c23 and c40 falls by no more than `CLEAN_MAY_FALL`, and the mean AUC under
`JUDGED`, evading and accusing, rises. A tie is no rise.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from faceproof.benchmark import Grade, difference, grade, robustness, run, under_attack
from faceproof.benchmark.attacks import Attack, attacks_of
from faceproof.benchmark.corruptions import Corruption
from faceproof.core import LLR_LIMIT, Estimate
from faceproof.detectors import Trained, TrainedScorer
from faceproof.detectors.blend.detector import Blend
from faceproof.detectors.calibration import Affine

CLEAN_MAY_FALL = 0.01
JUDGED = "pgd-1"
CLIPS, FRAMES = 40, 2
LEVELS = ("c23", "c40")
SEEN = Affine(slope=0.25, bias=0.0, limit=LLR_LIMIT)
"""A quarter of the log-odds, so that the limit of a score ties none that an attack moved far."""

ATTACKS = (
    *attacks_of(("fgsm", "pgd"), eps=1),
    *attacks_of(("fgsm", "pgd"), eps=2),
    *attacks_of(("square",), eps=2),
)
TRANSFERRED = (*attacks_of(("pgd",), eps=1), *attacks_of(("pgd",), eps=2))
CORRUPTIONS = tuple(
    Corruption(kind=kind, level=level)
    for kind, level in (
        ("jpeg", 4),
        ("gaussian-blur", 3),
        ("gaussian-noise", 3),
        ("resize", 2),
        ("h264", 5),
    )
)


class Borrower(Blend):
    """Says what its own network says, and offers the gradient of another."""

    def __init__(self, file: Path | None, other: Path | None) -> None:
        super().__init__(file)
        self.other = Blend(other)

    def twin(self) -> Callable[[Any], Any]:
        """That of the other."""
        return self.other.twin()


class Side(NamedTuple):
    """Everything that is known of one network."""

    clean: Grade
    attacked: Mapping[str, Estimate]
    transferred: Mapping[str, Estimate]
    corrupted: Mapping[str, Estimate]


def main() -> None:
    """Both sides, and what the rule says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("release", "network", "work"):
        parser.add_argument(name, type=Path)
    given = parser.parse_args()
    asker = Asker(given.release, given.work)
    before = asker.side("shipped", None, given.network)
    after = asker.side("drilled", given.network, None)
    print("| | shipped | drilled |", "|---|---|---|", sep="\n")
    for what, *both in lines(before, after):
        print(f"| {what} | {both[0]} | {both[1]} |")
    print(f"\nAUC of all clips, shipped less drilled: {difference(before.clean, after.clean)}")
    fall = clean_mean(before) - clean_mean(after)
    rise = attacked_mean(after) - attacked_mean(before)
    keeps = fall <= CLEAN_MAY_FALL and rise > 0
    print(f"Clean falls by {fall:.3f}, attacked rises by {rise:.3f}: replace it: {keeps}")


class Asker(NamedTuple):
    """Who asks, about which release, and where answers are kept."""

    release: Path
    work: Path

    def side(self, name: str, file: Path | None, other: Path | None) -> Side:
        """All figures of one network."""
        return Side(
            self.clean(file),
            self.attacked(f"attacked-{name}", Blend(file), ATTACKS),
            self.attacked(f"transferred-{name}", Borrower(file, other), TRANSFERRED),
            self.corrupted(f"corrupted-{name}", Blend(file)),
        )

    def clean(self, file: Path | None) -> Grade:
        """Of every clip of the release, untouched."""
        (table,) = run(self.release, [scorer(Blend(file))], cache=self.work / "features")
        return grade(table, self.release)

    def attacked(
        self, name: str, detector: Blend, attacks: tuple[Attack, ...]
    ) -> Mapping[str, Estimate]:
        """AUC under each attack and aim."""
        return under_attack(
            self.release,
            scorer(detector),
            attacks,
            self.work / name,
            clips=CLIPS,
            frames=FRAMES,
            say=print,
        ).auc

    def corrupted(self, name: str, detector: Blend) -> Mapping[str, Estimate]:
        """AUC under each corruption."""
        (found,) = robustness(
            self.release,
            [scorer(detector)],
            CORRUPTIONS,
            self.work / name,
            clips=CLIPS,
            frames=FRAMES,
            say=print,
        )
        return found.auc


def scorer(detector: Blend) -> TrainedScorer:
    """The detector without calibration."""
    return TrainedScorer(trained=(Trained(detector=detector, clip_llr=SEEN, frame_llr=SEEN),))


def lines(before: Side, after: Side) -> Iterator[tuple[str, object, object]]:
    """What was asked, and both answers."""
    for method, of_level in before.clean.by_method_compression.items():
        for level in LEVELS:
            theirs = after.clean.by_method_compression[method][level]
            yield f"{method}, {level}", of_level[level]["auc"], theirs["auc"]
    yield "mean of these", f"{clean_mean(before):.3f}", f"{clean_mean(after):.3f}"
    for kind in ("attacked", "transferred", "corrupted"):
        one, two = getattr(before, kind), getattr(after, kind)
        for condition, found in one.items():
            yield f"{kind}: {condition}", found, two[condition]


def clean_mean(side: Side) -> float:
    """Mean AUC over methods and levels."""
    of = side.clean.by_method_compression.values()
    return float(np.mean([levels[level]["auc"].value for levels in of for level in LEVELS]))


def attacked_mean(side: Side) -> float:
    """Mean AUC under the attack that is judged by, of both directions."""
    return float(np.mean([side.attacked[f"{JUDGED}-{aim}"].value for aim in ("evade", "accuse")]))


if __name__ == "__main__":
    main()
