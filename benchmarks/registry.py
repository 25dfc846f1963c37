"""How well and how fast does the registry find originals? Each part by itself.

    python benchmarks/registry.py --frames 1000000
    python benchmarks/registry.py --release DIR [--skip ACTOR,ACTOR,...]
        [--alteration NAME]... [--work DIR]

Without a release: as many random hashes as one million pictures with one face have (the whole, and
two windows around the face), searched with the hashes of a clip of ten seconds and of their mirror
images, against numpy counting bits over the same hashes, in one process and thread; seconds are
those of the processor. Goal: no slower.

With a release: every recording is registered. Then every recording is altered and encoded again,
and asked about, as are the release's fakes of it. "found" is the share of which the right original
is named, and its seconds within a tenth of a second; "altered", "unclear" and "unaltered" are
shares of those found. After that each recording is asked about in a registry of all others: what
is named then is a false match, of the same person in another take or of somebody else. Shares
carry 95% intervals by person. People named by --skip are registered, but not counted: thresholds
were fixed on them.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import tempfile
import time
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.core import Clip, ClipId, Compression, Estimate, Manipulated, Recorded
from faceproof.datasets import read_manifest
from faceproof.media import encode_crf, probe, read_masks, read_rgb
from faceproof.metrics.interval import cluster_interval
from faceproof.provenance.pdq import WORDS
from faceproof.provenance.registry import Found, Registry
from faceproof.provenance.registry.search import nearest

Frames = NDArray[np.uint8]
Box = tuple[float, float, float, float]
PICTURES, WINDOWS, CLIP_FRAMES = 20, 3, 100  # of ten seconds; of a face; pictures of an original
NEAR_S = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Alteration:
    """What somebody did to a clip.

    Attributes:
        name: in the table.
        of: the recording itself, or a method whose fake of it is taken.
        change: of its frames RGB ``(t, h, w, 3)``; given a generator that draws the same for it.
        crf: how strongly it is compressed afterwards.
        fps: its frame rate becomes this.
        shows: the part of the picture that is left, in shares of its sides.
        begins: share of the clip that is cut off before.
    """

    name: str
    of: str = ""
    change: Callable[[Frames, np.random.Generator], Frames] | None = None
    crf: int = 23
    fps: int | None = None
    shows: Box = (0.0, 0.0, 1.0, 1.0)
    begins: float = 0.0


def cropped(share: float, *, anywhere: bool = False) -> Callable[..., Frames]:
    """Cuts a window, in the middle or anywhere."""

    def change(frames: Frames, rng: np.random.Generator) -> Frames:
        height, width = frames.shape[1:3]
        down, across = (int(side * share) // 2 * 2 for side in (height, width))
        at = rng.uniform(0, 1, 2) if anywhere else np.array([0.5, 0.5])
        y, x = int((height - down) * at[0]), int((width - across) * at[1])
        return frames[:, y : y + down, x : x + across]

    return change


def halved(frames: Frames, _: np.random.Generator) -> Frames:
    """Half as wide and high."""
    height, width = (side // 4 * 2 for side in frames.shape[1:3])
    return np.stack([cv2.resize(f, (width, height), interpolation=cv2.INTER_AREA) for f in frames])


def mirrored(frames: Frames, _: np.random.Generator) -> Frames:
    """Left and right exchanged."""
    return frames[:, :, ::-1]


def bordered(frames: Frames, _: np.random.Generator) -> Frames:
    """A black frame around it, an eighth of its height wide."""
    wide = frames.shape[1] // 16 * 2
    return np.pad(frames, ((0, 0), (wide, wide), (wide, wide), (0, 0)))


def captioned(frames: Frames, _: np.random.Generator) -> Frames:
    """A bar of text over its lowest seventh."""
    lettered = frames.copy()
    height, width = frames.shape[1:3]
    for frame in lettered:
        frame[int(height * 0.86) :] = 20
        where, size = (10, height - 12), width / 640 * 0.9
        font = cv2.FONT_HERSHEY_SIMPLEX
        cv2.putText(frame, "BREAKING: read this now", where, font, size, (255, 255, 255), 2)
    return lettered


def cut(frames: Frames, _: np.random.Generator) -> Frames:
    """Two fifths of it, from the middle."""
    return frames[len(frames) * 3 // 10 : len(frames) * 7 // 10]


UNALTERED = (
    Alteration(name="crf 23"),
    Alteration(name="crf 30", crf=30),
    Alteration(name="crf 40", crf=40),
    Alteration(name="half size", change=halved),
    Alteration(name="half size, crf 40", change=halved, crf=40),
    Alteration(name="crop 90%", change=cropped(0.9)),
    Alteration(name="crop 80%", change=cropped(0.8)),
    Alteration(name="crop 80% anywhere", change=cropped(0.8, anywhere=True)),
    Alteration(name="mirrored", change=mirrored),
    Alteration(name="border", change=bordered),
    Alteration(name="cut from the middle", change=cut, begins=0.3),
    Alteration(name="20 frames a second", fps=20),
)
ALTERED = (
    Alteration(name="caption bar", change=captioned),
    Alteration(name="FaceSwap", of="FaceSwap"),
    Alteration(
        name="FaceSwap, crf 30, crop 90%",
        of="FaceSwap",
        change=cropped(0.9),
        crf=30,
        shows=(0.05, 0.05, 0.95, 0.95),
    ),
    Alteration(name="FaceSwap, crf 40", of="FaceSwap", crf=40),
    Alteration(name="FaceSwap, half size, crf 30", of="FaceSwap", change=halved, crf=30),
    Alteration(name="Face2Face", of="Face2Face"),
)
UNREGISTERED = ("crf 23", "crop 90%", "FaceSwap, crf 30, crop 90%")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of one question.

    Attributes:
        actor: whose recording it was made of.
        found: the right original and seconds.
        altered: what was said of it.
        overlap: of the region with the box of what was changed, intersection over union.
        wrong: another original was named: the same person's, or somebody else's.
    """

    actor: str
    found: bool
    altered: bool | None = None
    overlap: float | None = None
    wrong: str | None = None


def main() -> None:
    """Ask, and print tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=1_000_000)
    parser.add_argument("--release", type=Path)
    parser.add_argument("--skip", default="", help="Actors on whom thresholds were fixed.")
    parser.add_argument("--alteration", action="append", help="Only these rows of the table.")
    parser.add_argument("--work", type=Path, help="Altered clips are kept there.")
    asked = parser.parse_args()
    cv2.setNumThreads(1)
    if asked.release is None:
        searching(asked.frames)
        return
    with tempfile.TemporaryDirectory() as temporary:
        work = asked.work or Path(temporary)
        rows = [
            one
            for one in (*UNALTERED, *ALTERED)
            if asked.alteration is None or one.name in asked.alteration
        ]
        Questions(asked.release, work, frozenset(asked.skip.split(","))).ask(rows)


def searching(frames: int) -> None:
    """Prints the time of a search and of numpy's, and the memory of both."""
    rng = np.random.default_rng(0)
    groups = [rng.integers(0, 1 << 63, (frames, WORDS), np.uint64) for _ in range(WINDOWS)]
    starts = np.append(np.arange(0, frames, CLIP_FRAMES), frames)
    queries = rng.integers(0, 1 << 63, (2 * PICTURES, WORDS), np.uint64)
    nearest(queries[:1], groups[0][:200], np.array([0, 200]))  # compiles
    ours, theirs = [], []
    for _ in range(3):
        begun = time.process_time()
        found = [nearest(queries, rows, starts) for rows in groups]
        ours.append(time.process_time() - begun)
        begun = time.process_time()
        least = [[scanned(query, rows) for query in queries] for rows in groups]
        theirs.append(time.process_time() - begun)
    for group, expected in zip(found, least, strict=True):
        assert (group.distance.min(axis=1) == expected).all()  # noqa: S101 - the same answer
    kept = sum(rows.nbytes for rows in groups) + 4 * WINDOWS * frames
    answers = 2 * 8 * len(queries) * (len(starts) - 1)
    print(f"{frames} pictures, {WINDOWS} hashes each, {len(starts) - 1} originals")
    print(f"asked with {PICTURES} pictures, as they are and mirrored: {3 * len(queries)} hashes")
    print(f"  registry {statistics.median(ours):6.2f} s")
    print(f"  numpy    {statistics.median(theirs):6.2f} s")
    print(f"  ratio    {statistics.median(ours) / statistics.median(theirs):6.3f}, goal 1.0")
    print(f"  memory   {kept / 1e6:.0f} MB of hashes and times, {answers / 1e6:.0f} MB of answers")


def scanned(query: NDArray[np.uint64], rows: NDArray[np.uint64]) -> int:
    """The least distance, by numpy."""
    return int(np.bitwise_count(rows ^ query).sum(axis=1, dtype=np.uint16).min())


class Questions:
    """A release whose recordings are registered, and its clips asked about."""

    def __init__(self, release: Path, work: Path, skipped: frozenset[str]) -> None:
        self.release, self.work, self.skipped = release, work, skipped
        clips = read_manifest(release).clips
        best = min((c.compression for c in clips), key=list(Compression).index)
        same = [clip for clip in clips if clip.compression is best]
        self.recorded = [clip for clip in same if isinstance(clip.origin, Recorded)]
        self.fakes = fakes_of(same)
        self.by_name = {str(clip.id): clip for clip in self.recorded}
        self.registry = Registry(work / "registry")

    def ask(self, rows: Sequence[Alteration]) -> None:
        """Prints what was found."""
        seconds, begun = 0.0, time.process_time()
        for clip in self.recorded:
            seconds += self.registry.add(self.file(clip), name=str(clip.id)).duration_s
        spent = time.process_time() - begun
        size = sum(path.stat().st_size for path in self.registry.folder.iterdir())
        print(f"{len(self.recorded)} recordings of {len({a(c) for c in self.recorded})} people")
        print(
            f"registered {seconds:.0f} s in {spent:.0f} s, {size / seconds / 1e3:.1f} kB a second"
        )
        counted = [clip for clip in self.recorded if a(clip) not in self.skipped]
        print(f"{len(counted)} recordings of {len({a(c) for c in counted})} people are counted")
        print("| alteration | found | altered | unclear | unaltered | overlap |")
        print("|---|---|---|---|---|---|")
        for alteration in rows:
            told(alteration, [self.answer(alteration, *one) for one in self.made(alteration)])
        print("| not registered | same person's other take | of n | somebody else's | of n |")
        print("|---|---|---|---|---|")
        for alteration in rows:
            if alteration.name in UNREGISTERED:
                self.unregistered(alteration)

    def made(self, alteration: Alteration) -> Iterator[tuple[Clip, Path, Box | None]]:
        """Every counted recording so altered, and the box of what a method changed in it."""
        for clip in self.recorded:
            if a(clip) in self.skipped:
                continue
            source = clip if not alteration.of else self.fakes.get((clip.id, alteration.of))
            if source is None:
                continue
            path = self.work / f"{clip.id}.{alteration.name.replace(' ', '-')}.mp4"
            if not path.exists():
                self.write(path, source, alteration)
            yield clip, path, self.changed(source, alteration)

    def write(self, path: Path, source: Clip, alteration: Alteration) -> None:
        """Encodes a clip, altered."""
        frames, fps = read_rgb(self.file(source)), source.media.fps
        rng = np.random.default_rng(zlib.crc32(str(source.id).encode()))
        if alteration.fps is not None:
            count = int(len(frames) / fps * alteration.fps)
            moments = np.arange(count) * float(fps) / alteration.fps + 0.5
            frames = frames[np.minimum(moments.astype(np.int64), len(frames) - 1)]
            fps = Fraction(alteration.fps)
        if alteration.change is not None:
            frames = alteration.change(frames, rng)
        encode_crf(frames, path, crf=alteration.crf, fps=fps)

    def changed(self, source: Clip, alteration: Alteration) -> Box | None:
        """Box of everything that a method changed, in shares of the altered picture's sides."""
        if not isinstance(source.origin, Manipulated) or source.origin.mask is None:
            return None
        masks = read_masks(self.release / source.origin.mask).max(axis=0) > 127
        rows, columns = np.flatnonzero(masks.any(axis=1)), np.flatnonzero(masks.any(axis=0))
        if len(rows) == 0:
            return None
        x0, y0, x1, y1 = alteration.shows
        height, width = masks.shape
        return (
            (columns[0] / width - x0) / (x1 - x0),
            (rows[0] / height - y0) / (y1 - y0),
            ((columns[-1] + 1) / width - x0) / (x1 - x0),
            ((rows[-1] + 1) / height - y0) / (y1 - y0),
        )

    def answer(self, alteration: Alteration, clip: Clip, path: Path, changed: Box | None) -> Answer:
        """Asks about a file."""
        found = self.registry.find(path)
        if found is None:
            return Answer(actor=a(clip), found=False)
        named = self.by_name[found.match.original]
        if named is not clip:
            wrong = "same" if a(named) == a(clip) else "other"
            return Answer(actor=a(clip), found=False, wrong=wrong)
        frames = clip.media.frames
        begins_s = int(frames * alteration.begins) / float(clip.media.fps)
        there = abs(found.match.seconds[0] - found.match.at_s[0] - begins_s) <= NEAR_S
        return Answer(
            actor=a(clip),
            found=there,
            altered=found.match.altered,
            overlap=overlap(found, path, changed),
        )

    def unregistered(self, alteration: Alteration) -> None:
        """Asks in a registry of all others, and prints what is named."""
        people = [a(clip) for clip in self.recorded]
        same, other = [], []
        for clip, path, _ in self.made(alteration):
            with tempfile.TemporaryDirectory(dir=self.work) as folder:
                found = self.without(clip, Path(folder)).find(path)
            named = None if found is None else self.by_name[found.match.original]
            if people.count(a(clip)) > 1:
                same.append((a(clip), named is not None and a(named) == a(clip)))
            other.append((a(clip), named is not None and a(named) != a(clip)))
        print(
            f"| {alteration.name} | {share(same)} | {len(same)} | {share(other)} | {len(other)} |",
            flush=True,
        )

    def without(self, clip: Clip, folder: Path) -> Registry:
        """A registry of all recordings but one."""
        (gone,) = [o.sha256 for o in self.registry.originals() if o.name == str(clip.id)]
        for path in self.registry.folder.iterdir():
            if path.stem not in {gone, "index"}:
                try:
                    os.link(path, folder / path.name)
                except OSError:
                    shutil.copyfile(path, folder / path.name)
        return Registry(folder)

    def file(self, clip: Clip) -> Path:
        """A clip's file."""
        return self.release / clip.path


def fakes_of(clips: Sequence[Clip]) -> dict[tuple[ClipId, str], Clip]:
    """The first fake of each recording by each method."""
    raw = {clip.original or clip.id: clip.id for clip in clips}
    found: dict[tuple[ClipId, str], Clip] = {}
    for clip in clips:
        if isinstance(clip.origin, Manipulated):
            target = raw.get(clip.origin.target, clip.origin.target)
            found.setdefault((target, clip.origin.method), clip)
    return found


def a(clip: Clip) -> str:
    """Whose recording it is."""
    return str(clip.actors[0])


def overlap(found: Found, path: Path, changed: Box | None) -> float | None:
    """Intersection over union of the region with what was changed; 0 where none is named."""
    if changed is None or not found.match.altered:
        return None
    facts = probe(path)
    size = np.array([facts.width, facts.height] * 2)
    one, other = np.array(found.match.region_px, np.float64), np.array(changed) * size
    shared = np.minimum(one[2:], other[2:]) - np.maximum(one[:2], other[:2])
    both = float(np.prod(np.maximum(shared, 0)))
    areas = sum(float(np.prod(box[2:] - box[:2])) for box in (one, other))
    return both / (areas - both)


def told(alteration: Alteration, answers: Sequence[Answer]) -> None:
    """Prints a row."""
    found = [one for one in answers if one.found]
    said = {
        state: share([(one.actor, one.altered is state) for one in found])
        for state in (True, None, False)
    }
    overlaps = [one.overlap for one in found if one.overlap is not None]
    middle = f"{statistics.median(overlaps):.2f}" if overlaps else ""
    print(
        f"| {alteration.name} | {share([(one.actor, one.found) for one in answers])} of "
        f"{len(answers)} | {said[True]} | {said[None]} | {said[False]} | {middle} |",
        flush=True,
    )


def share(items: Sequence[tuple[str, bool]]) -> str:
    """A share with its interval by person."""
    by_actor: dict[str, list[bool]] = defaultdict(list)
    for actor, true in items:
        by_actor[actor].append(true)
    if not by_actor:
        return "-"
    value = float(np.mean([true for _, true in items]))
    without = [
        np.mean([true for actor, true in items if actor != gone]) if len(by_actor) > 1 else np.nan
        for gone in by_actor
    ]
    interval = cluster_interval(value, np.array(without, np.float64), trials=len(by_actor))
    return str(
        Estimate(
            value=value,
            low=interval.low,
            high=interval.high,
            n=len(items),
            clusters=len(by_actor),
        )
    )


if __name__ == "__main__":
    main()
