"""What is left of a detector when its clips went through the world first?

Each corruption acts on whole pictures before any face is looked for, on a fixed choice of clips:
fakes and the recordings they were made of. Every clip is cut to the same evenly spread frames
under every condition, so that ``none`` (only cut) is what the others are held against.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from faceproof.benchmark.choice import paired_choice
from faceproof.benchmark.compared import difference
from faceproof.benchmark.corruptions import (
    CORRUPTIONS,
    Corruption,
    corrupt_clip,
    corruption_digest,
)
from faceproof.benchmark.grade import grade
from faceproof.benchmark.graded import Grade
from faceproof.benchmark.protocol import default_protocol
from faceproof.benchmark.run import shuffled
from faceproof.benchmark.table_paths import plain_name
from faceproof.benchmark.tables import read_table, write_table
from faceproof.core import (
    Clip,
    ClipId,
    Estimate,
    Manifest,
    Protocol,
    Score,
    ScoreTable,
    Unscored,
    sha256_of,
)
from faceproof.core.errors import MediaError, ScoreError
from faceproof.datasets import clip_path, read_manifest
from faceproof.detectors import Scorer, ask
from faceproof.engine import Done, Job, run_jobs
from faceproof.media import spread
from faceproof.metrics import Comparison

ROBUSTNESS = "robustness"
NONE = "none"
CLIPS, FRAMES = 40, 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Robustness:
    """One detector under every condition of a robustness protocol.

    Attributes:
        auc: by condition; ``none`` is the first.
        lost: by corruption, the AUC of ``none`` less that under it, paired by target actor.
        coverage: by condition.
    """

    detector: str
    protocol: Protocol
    auc: Mapping[str, Estimate]
    lost: Mapping[str, Comparison]
    coverage: Mapping[str, Estimate]

    def as_json(self) -> dict[str, Any]:
        """Each condition with its figures."""
        return {
            "detector": self.detector,
            "clips": len(self.protocol.ask),
            "frames_per_clip": self.protocol.frames_per_clip,
            "corruptions_sha256": self.protocol.corruptions_sha256,
            "conditions": {
                name: {
                    "auc": auc.as_json(),
                    "coverage": self.coverage[name].as_json(),
                    "lost": None
                    if name == NONE
                    else self.lost[name].difference.as_json() | {"p": self.lost[name].p},
                }
                for name, auc in self.auc.items()
            },
        }


def every_corruption() -> tuple[Corruption, ...]:
    """Every kind at every level, in the order of the table."""
    return tuple(
        Corruption(kind=name, level=level)
        for name, kind in CORRUPTIONS.items()
        for level in range(1, len(kind.levels) + 1)
    )


def robustness_protocol(
    manifest: Manifest,
    corruptions: Sequence[Corruption],
    *,
    clips: int = CLIPS,
    frames: int = FRAMES,
    seed: int = 0,
) -> Protocol:
    """The protocol: which clips, which corruptions, and the digest of all that decides pixels.

    Args:
        manifest: of the release.
        corruptions: each is a condition of its own.
        clips: how many at most, see `paired_choice`.
        frames: evenly spread frames that each clip is cut to.
        seed: of the choice and of the noise.

    Raises:
        ScoreError: the split holds no fake whose recording is asked too.
    """
    whole = default_protocol(manifest)
    return replace(
        whole,
        name=ROBUSTNESS,
        ask=paired_choice(manifest, whole, clips, seed),
        frames_per_clip=frames,
        corruptions=tuple(one.name for one in corruptions),
        corruptions_sha256=(
            corruption_digest(corruptions, seed=seed, frames=frames) if corruptions else ""
        ),
    )


def robustness(
    release: Path,
    judges: Sequence[Scorer],
    corruptions: Sequence[Corruption],
    out: Path,
    *,
    clips: int = CLIPS,
    frames: int = FRAMES,
    seed: int = 0,
    workers: int = 1,
    say: Callable[[str], None],
) -> list[Robustness]:
    """Ask detectors about the same clips under every corruption.

    A condition whose tables lie in ``out`` is not asked again, so the same call resumes.

    Args:
        release: the release folder.
        judges: detectors with their weights, of names that differ.
        corruptions: conditions besides ``none``.
        out: a folder a detector, in it a prediction table a condition.
        clips: see `robustness_protocol`.
        frames: as above.
        seed: as above.
        workers: clips at a time.
        say: told of every condition.

    Raises:
        MediaError: a clip of the release cannot be corrupted.
        ScoreError: two detectors share a name, or as `robustness_protocol`.
        StorageError: a table cannot be written, or the disk is full.
    """
    _require_different(judges)
    manifest = read_manifest(release)
    setting = _Setting(
        release=release,
        manifest=manifest,
        protocol=robustness_protocol(manifest, corruptions, clips=clips, frames=frames, seed=seed),
        seed=seed,
    )
    conditions: dict[str, Corruption | None] = {NONE: None, **{c.name: c for c in corruptions}}
    grades: dict[str, dict[str, Grade]] = {judge.name: {} for judge in judges}
    for number, (name, corruption) in enumerate(conditions.items(), 1):
        paths = {judge.name: out / plain_name(judge.name) / f"{name}.jsonl" for judge in judges}
        absent = [j for j in judges if not is_done(paths[j.name], setting.protocol, name, j)]
        if absent:
            say(f"{name}, {number} of {len(conditions)}")
            with _shown(setting, corruption, workers) as shown:
                for table in _asked(absent, shown, setting, name, workers):
                    write_table(paths[table.detector], table)
        for judge in judges:
            grades[judge.name][name] = grade(read_table(paths[judge.name]), release)
    return [_found(judge.name, setting.protocol, grades[judge.name]) for judge in judges]


def _require_different(judges: Sequence[Scorer]) -> None:
    folders = [plain_name(judge.name) for judge in judges]
    if twice := [name for name in folders if folders.count(name) > 1]:
        raise ScoreError(
            f"two detectors would write into folder {twice[0]!r}; ask them one at a time, each "
            "with an --out of its own"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """What every condition shares."""

    release: Path
    manifest: Manifest
    protocol: Protocol
    seed: int


def read_robustness(folder: Path, release: Path) -> Robustness:
    """A detector's folder of `robustness`, every condition graded again.

    Raises:
        ScoreError: a condition is missing, or its table is of another.
    """
    first = read_table(folder / f"{NONE}.jsonl")
    grades = {}
    for name in (NONE, *first.protocol.corruptions):
        table = read_table(folder / f"{name}.jsonl")
        if (table.condition, table.protocol) != (name, first.protocol):
            raise ScoreError(f"{folder.name}/{name}.jsonl: is a table of {table.condition!r:.80}")
        grades[name] = grade(table, release)
    return _found(first.detector, first.protocol, grades)


def _found(detector: str, protocol: Protocol, grades: Mapping[str, Grade]) -> Robustness:
    return Robustness(
        detector=detector,
        protocol=protocol,
        auc={name: graded.metrics["auc"] for name, graded in grades.items()},
        lost={
            name: difference(grades[NONE], graded)
            for name, graded in grades.items()
            if name != NONE
        },
        coverage={name: graded.metrics["coverage"] for name, graded in grades.items()},
    )


@contextmanager
def _shown(
    setting: _Setting, corruption: Corruption | None, workers: int
) -> Iterator[dict[ClipId, Path]]:
    """The clips of one condition while they are needed; all conditions would fill gigabytes."""
    protocol = setting.protocol
    clips = shuffled(protocol, setting.manifest)
    with tempfile.TemporaryDirectory() as folder:
        files = {clip.id: Path(folder) / f"{number}.mp4" for number, clip in enumerate(clips)}
        jobs = [
            Job(
                key=sha256_of([clip.id, clip.sha256]),
                label=clip.id,
                call=_corrupt,
                args=(
                    clip_path(setting.release, clip),
                    files[clip.id],
                    corruption,
                    protocol.frames_per_clip,
                    setting.seed,
                ),
            )
            for clip in clips
        ]
        outcome = run_jobs(jobs, markers=Path(folder) / "markers", workers=workers)
        for failure in outcome.failures:
            raise MediaError(f"clip {failure.label}: cannot be corrupted ({failure.reason})")
        yield files


def _corrupt(file: Path, out: Path, corruption: Corruption | None, frames: int, seed: int) -> Done:
    """In a worker."""
    corrupt_clip(file, out, corruption, frames=frames, seed=seed)
    return Done(result=None, outputs=(out,))


def _asked(
    judges: Sequence[Scorer],
    shown: Mapping[ClipId, Path],
    setting: _Setting,
    name: str,
    workers: int,
) -> Iterator[ScoreTable]:
    protocol = setting.protocol
    clips = {one: setting.manifest.by_id[one] for one in shown}
    actors = {one: frozenset(clip.actors) for one, clip in clips.items()}
    found = ask(judges, shown, actors, frames=protocol.frames_per_clip, workers=workers)
    for judge, answers in zip(judges, found, strict=True):
        yield ScoreTable(
            detector=judge.name,
            protocol=protocol,
            scores={
                one: _as_numbered(answers[one].score, clips[one], protocol.frames_per_clip)
                for one in protocol.ask
            },
            weights_sha256=judge.weights_sha256,
            condition=name,
        )


def _as_numbered(answer: Score | Unscored, clip: Clip, frames: int) -> Score | Unscored:
    """Frames by their numbers in the clip of the release, not in the one that was shown."""
    if isinstance(answer, Unscored):
        return answer
    numbers = spread(clip.media.frames, frames)
    return replace(answer, frame_index=tuple(numbers[i] for i in answer.frame_index))


def is_done(path: Path, protocol: Protocol, condition: str, judge: Scorer) -> bool:
    """Whether this very question was put to this very detector, and its table lies there."""
    if not path.exists():
        return False
    table = read_table(path)
    return (table.protocol, table.condition, table.weights_sha256) == (
        protocol, condition, judge.weights_sha256,
    )  # fmt: skip


def by_kind(found: Robustness) -> Iterator[tuple[str, list[str]]]:
    """Each kind with its conditions, mild to strong."""
    for kind in CORRUPTIONS:
        names = [n for n in found.auc if n.rpartition("-")[0] == kind]
        if names:
            yield kind, names
