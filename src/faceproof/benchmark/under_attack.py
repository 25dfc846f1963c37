"""What is left of a detector when somebody works against it, both ways?

Every clip of a fixed choice is pushed down and up by every attack, without its label, and what
the detector says of each is a prediction table of its own. Which of them count is decided when
they are graded: ``evade`` pushes the fakes down and leaves the recordings alone, ``accuse`` pushes
the recordings up and leaves the fakes alone, ``both`` does both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from faceproof.benchmark.attacked import JPEG, Shown, asked_under, tables_of
from faceproof.benchmark.attacks import Attack, Way, attackable
from faceproof.benchmark.choice import paired_choice
from faceproof.benchmark.compared import difference
from faceproof.benchmark.grade import grade
from faceproof.benchmark.graded import Grade
from faceproof.benchmark.protocol import default_protocol
from faceproof.benchmark.robustness import NONE, is_done
from faceproof.benchmark.run import shuffled
from faceproof.benchmark.table_paths import plain_name
from faceproof.benchmark.tables import read_table, write_table
from faceproof.benchmark.wished import Aim, as_wished
from faceproof.core import Estimate, Manifest, Protocol
from faceproof.datasets import read_manifest
from faceproof.detectors import Scorer
from faceproof.metrics import Comparison

UNDER_ATTACK = "under-attack"
CLIPS, FRAMES = 20, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderAttack:
    """One detector under every attack of a protocol.

    Attributes:
        attacks: with what each knew and how long it looked.
        auc: by condition, such as ``none``, ``pgd-1-evade`` or ``pgd-1-both.jpeg75``.
        lost: the AUC of ``none`` less that under attack, paired by target actor; after JPEG, that
            of ``none.jpeg75``.
        coverage: by condition.
    """

    detector: str
    protocol: Protocol
    attacks: tuple[Attack, ...]
    auc: Mapping[str, Estimate]
    lost: Mapping[str, Comparison]
    coverage: Mapping[str, Estimate]

    def as_json(self) -> dict[str, Any]:
        """Each attack with its numbers, each condition with its figures."""
        return {
            "detector": self.detector,
            "clips": len(self.protocol.ask),
            "frames_per_clip": self.protocol.frames_per_clip,
            "attacks": {attack.name: attack.as_json() for attack in self.attacks},
            "conditions": {
                name: {
                    "auc": auc.as_json(),
                    "coverage": self.coverage[name].as_json(),
                    "lost": self.lost[name].difference.as_json() | {"p": self.lost[name].p}
                    if name in self.lost
                    else None,
                }
                for name, auc in self.auc.items()
            },
        }


def attack_protocol(
    manifest: Manifest,
    attacks: Sequence[Attack],
    *,
    clips: int = CLIPS,
    frames: int = FRAMES,
    seed: int = 0,
) -> Protocol:
    """The protocol: which clips, and which attacks with all their numbers.

    Args:
        manifest: of the release.
        attacks: each with ways and with and without JPEG.
        clips: how many at most, see `paired_choice`.
        frames: evenly spread frames that are attacked and shown.
        seed: of the choice.

    Raises:
        ScoreError: the split holds no fake whose recording is asked too.
    """
    whole = default_protocol(manifest)
    return replace(
        whole,
        name=UNDER_ATTACK,
        ask=paired_choice(manifest, whole, clips, seed),
        frames_per_clip=frames,
        attacks=tuple(attack.told for attack in attacks),
    )


def under_attack(
    release: Path,
    judge: Scorer,
    attacks: Sequence[Attack],
    out: Path,
    *,
    clips: int = CLIPS,
    frames: int = FRAMES,
    seed: int = 0,
    say: Callable[[str], None],
) -> UnderAttack:
    """Ask a detector about the same clips under every attack.

    An attack whose tables lie in ``out`` is not made again, so the same call resumes.

    Args:
        release: the release folder.
        judge: a detector that looks at views, with its weights.
        attacks: which; see `faceproof.benchmark.attacks.possible`.
        out: a folder for the detector's folder, in it a table a condition and way.
        clips: see `attack_protocol`.
        frames: as above.
        seed: as above.
        say: told of every attack.

    Raises:
        ScoreError: an attack cannot be made on this detector, or as `attack_protocol`.
        ManifestError: a file of the release is missing or was changed.
        WeightsError: its weights know an actor of a clip.
        StorageError: a table cannot be written, or the disk is full.
    """
    able = attackable(judge, attacks)
    manifest = read_manifest(release)
    protocol = attack_protocol(manifest, attacks, clips=clips, frames=frames, seed=seed)
    shown = Shown(release, shuffled(protocol, manifest), frames)
    folder = out / plain_name(judge.name)
    steps: tuple[Attack | None, ...] = (None, *attacks)
    for number, attack in enumerate(steps, 1):
        names = tables_of(attack)
        if all(is_done(folder / f"{name}.jsonl", protocol, name, judge) for name in names):
            continue
        say(f"{NONE if attack is None else attack.told}, {number} of {len(steps)}")
        for table in asked_under(attack, shown, able, protocol):
            write_table(folder / f"{table.condition}.jsonl", table)
    return _graded(folder, judge.name, protocol, attacks, release)


def read_under_attack(folder: Path, release: Path) -> UnderAttack:
    """A detector's folder of `under_attack`, every condition graded again.

    Raises:
        ScoreError: a table is missing or of another protocol, or its attacks are of another
            version.
    """
    first = read_table(folder / f"{NONE}.jsonl")
    attacks = [Attack.from_told(told) for told in first.protocol.attacks]
    return _graded(folder, first.detector, first.protocol, attacks, release)


def _graded(
    folder: Path, detector: str, protocol: Protocol, attacks: Sequence[Attack], release: Path
) -> UnderAttack:
    grades: dict[str, Grade] = {}
    against: dict[str, str] = {}
    for end in ("", JPEG):
        untouched = read_table(folder / f"{NONE}{end}.jsonl")
        grades[f"{NONE}{end}"] = grade(untouched, release)
        for attack in attacks:
            down, up = (read_table(folder / f"{attack.name}.{way}{end}.jsonl") for way in Way)
            for aim in Aim:
                name = f"{attack.name}-{aim}{end}"
                table = as_wished(aim, untouched, down, up, release)
                grades[name] = grade(replace(table, condition=name), release)
                against[name] = f"{NONE}{end}"
    return UnderAttack(
        detector=detector,
        protocol=protocol,
        attacks=tuple(attacks),
        auc={name: graded.metrics["auc"] for name, graded in grades.items()},
        lost={name: difference(grades[base], grades[name]) for name, base in against.items()},
        coverage={name: graded.metrics["coverage"] for name, graded in grades.items()},
    )
