"""What a drill of `blend` gives and takes, before and after, as Markdown.

    faceproof detect teach faces.csv --data DATA --out drilled --without footage --without talkers
        --robust src/faceproof/detectors/models/blend.safetensors --jobs 1
    python tools/measure_drill.py footage drilled/blend.safetensors work

The network of the package and the drilled one are asked the same by the same code; it resumes.
In the place of the drilled network stands the checkpoint of a drill that was stopped.
Scores are log-odds as the networks say them, not calibrated, so they are ranks and no ratios.

The rule, fixed before the drilled network was measured: it replaces the shipped one if the mean
AUC over methods at c23 and c40 falls by no more than `CLEAN_MAY_FALL`, and the mean AUC under
`JUDGED`, evading and accusing, rises. A tie is no rise.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import safetensors.numpy

from faceproof.benchmark import (
    Grade,
    difference,
    grade,
    read_table,
    robustness,
    run,
    under_attack,
)
from faceproof.benchmark.attacks import Attack, Way, attacks_of
from faceproof.benchmark.corruptions import Corruption
from faceproof.benchmark.wished import Aim, as_wished
from faceproof.core import LLR_LIMIT, write_bytes
from faceproof.detectors import Trained, TrainedScorer
from faceproof.detectors.blend.detector import Blend
from faceproof.detectors.calibration import Affine
from faceproof.manipulations.checkpoint import read_checkpoint

CHECKPOINT, KEPT = "checkpoint.safetensors", "kept|"
CLEAN_MAY_FALL = 0.01
JUDGED = "pgd-1"
CLIPS = 40
ATTACKED_FRAMES, CORRUPTED_FRAMES = 2, 8
"""Of each clip: an attack of ten gradients costs ten times as much."""

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
        ("gaussian-noise", 1),  # no tracker finds these faces at the level in the middle
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
    """Everything that is known of one network: of all clips, and by condition of a choice."""

    clean: Grade
    under: Mapping[str, Grade]


def main() -> None:
    """Both sides, and what the rule says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("release", "network", "work"):
        parser.add_argument(name, type=Path)
    given = parser.parse_args()
    network = given.network
    if network.name == CHECKPOINT:
        network = left_by(network, given.work)
    asker = Asker(given.release, given.work)
    before = asker.side("shipped", None, network)
    after = asker.side("drilled", network, None)
    print("| AUC | shipped | drilled | drilled less shipped |", "|---|---|---|---|", sep="\n")
    for line in lines(before, after):
        print("| " + " | ".join(map(str, line)) + " |")
    fall = clean_mean(before) - clean_mean(after)
    rise = attacked_mean(after) - attacked_mean(before)
    keeps = fall <= CLEAN_MAY_FALL and rise > 0
    print(f"Clean falls by {fall:.3f}, attacked rises by {rise:.3f}; replace it: {keeps}")


class Asker(NamedTuple):
    """Who asks, about which release, and where answers are kept."""

    release: Path
    work: Path

    def side(self, name: str, file: Path | None, other: Path | None) -> Side:
        """All figures of one network."""
        own, borrowed = Blend(file), Borrower(file, other)
        return Side(
            self.clean(own),
            {
                **self.attacked(f"attacked-{name}", own, ATTACKS),
                **{
                    f"{condition}, by the other's gradient": graded
                    for condition, graded in self.attacked(
                        f"transferred-{name}", borrowed, TRANSFERRED
                    ).items()
                },
                **self.corrupted(f"corrupted-{name}", own),
            },
        )

    def clean(self, detector: Blend) -> Grade:
        """Of every clip of the release, untouched."""
        (table,) = run(self.release, [scorer(detector)], cache=self.work / "features")
        return grade(table, self.release)

    def attacked(
        self, name: str, detector: Blend, attacks: tuple[Attack, ...]
    ) -> Mapping[str, Grade]:
        """Under each attack, evading and accusing."""
        out = self.work / name
        under_attack(
            self.release,
            scorer(detector),
            attacks,
            out,
            clips=CLIPS,
            frames=ATTACKED_FRAMES,
            say=print,
        )
        tables = out / detector.name
        untouched = read_table(tables / "none.jsonl")
        found = {"nobody attacks": grade(untouched, self.release)}
        for attack in attacks:
            down, up = (read_table(tables / f"{attack.name}.{way}.jsonl") for way in Way)
            for aim in (Aim.EVADE, Aim.ACCUSE):
                table = as_wished(aim, untouched, down, up, self.release)
                condition = f"{attack.name}, {aim}"
                found[condition] = grade(replace(table, condition=condition), self.release)
        return found

    def corrupted(self, name: str, detector: Blend) -> Mapping[str, Grade]:
        """Under each corruption, and cut to as many frames only."""
        robustness(
            self.release,
            [scorer(detector)],
            CORRUPTIONS,
            self.work / name,
            clips=CLIPS,
            frames=CORRUPTED_FRAMES,
            say=print,
        )
        tables = self.work / name / detector.name
        names = ("none", *(one.name for one in CORRUPTIONS))
        return {
            f"corrupted, {one}": grade(read_table(tables / f"{one}.jsonl"), self.release)
            for one in names
        }


def left_by(checkpoint: Path, work: Path) -> Path:
    """The network of a drill that was stopped, as `detect teach` would have written it."""
    found = read_checkpoint(checkpoint)
    kept = {
        name: a.astype(np.float16) for name, a in found.numbers.items() if name.startswith(KEPT)
    }
    arrays = {name.removeprefix(KEPT): kept[name] for name in sorted(kept)}
    path = work / f"step-{found.step}-{found.lesson[:8]}.safetensors"
    write_bytes(path, safetensors.numpy.save(arrays))
    print(f"stopped after {found.step} steps")
    return path


def scorer(detector: Blend) -> TrainedScorer:
    """The detector without calibration."""
    return TrainedScorer(trained=(Trained(detector=detector, clip_llr=SEEN, frame_llr=SEEN),))


def lines(before: Side, after: Side) -> Iterator[tuple[object, ...]]:
    """What was asked, both answers, and the difference by person where it is paired."""
    for method, of_level in before.clean.by_method_compression.items():
        for level in LEVELS:
            theirs = after.clean.by_method_compression[method][level]
            yield f"{method}, {level}", of_level[level]["auc"], theirs["auc"], ""
    yield "mean of these", f"{clean_mean(before):.3f}", f"{clean_mean(after):.3f}", ""
    pairs = {"all clips": (before.clean, after.clean)}
    pairs |= {name: (one, after.under[name]) for name, one in before.under.items()}
    for name, (one, two) in pairs.items():
        yield name, one.metrics["auc"], two.metrics["auc"], difference(two, one).difference


def clean_mean(side: Side) -> float:
    """Mean AUC over methods and levels."""
    of = side.clean.by_method_compression.values()
    return float(np.mean([levels[level]["auc"].value for levels in of for level in LEVELS]))


def attacked_mean(side: Side) -> float:
    """Mean AUC under the attack that is judged by, of both directions."""
    both = (side.under[f"{JUDGED}, {aim}"] for aim in (Aim.EVADE, Aim.ACCUSE))
    return float(np.mean([graded.metrics["auc"].value for graded in both]))


if __name__ == "__main__":
    main()
