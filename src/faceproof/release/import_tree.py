"""How does somebody else's dataset become a release that can be measured on, and only that?

Its videos are brought in, probed and hashed; manifest, splits and seal are written, and it passes
`release verify`. Its scopes are empty: nobody's consent was seen, so it is never exported and
nothing is trained on it, and the datasheet says so.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from faceproof.core import Clip, Manifest, clip_from_json, sha256_of, write_bytes
from faceproof.core.errors import ManifestError
from faceproof.datasets import ForeignTree, TreeClip, write_manifest
from faceproof.datasets.foreign_tree import some
from faceproof.engine import Job, Progress, run_jobs
from faceproof.release.appearing import appearing, check_apart
from faceproof.release.datasheet import DATASHEET_FILE
from faceproof.release.import_datasheet import import_datasheet
from faceproof.release.import_media import take_in
from faceproof.release.seal import WORK_FOLDER, write_seal

PROTOCOL_FILE = "protocols/published-test.toml"
LICENCE = "as its publisher states; not seen by this import"
VERSION = "imported"
_NAME = re.compile(r"[^A-Za-z0-9_.+-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import made.

    Attributes:
        notes: what a reader must know, of the tree's names and of its files.
    """

    release: Path
    manifest: Manifest
    notes: tuple[str, ...]


def import_tree(
    tree: ForeignTree,
    *,
    out: Path,
    tell: Callable[[str], None],
    jobs: int = 1,
    copy: bool = False,
    progress: Progress | None = None,
    executor: Executor | None = None,
) -> ImportReport:
    """Make a release folder of a foreign tree; all of it or nothing.

    Args:
        tree: as its reader found it.
        out: a folder that does not exist yet.
        tell: called once for each problem.
        jobs: workers that bring in, probe and hash videos.
        copy: copy files even where they could be hard-linked.
        progress: told of every video that is in.
        executor: runs the jobs instead of own worker processes.

    Raises:
        ManifestError: the tree has problems; all were told.
        StorageError: ``out`` exists or cannot be written.
    """
    check_apart(out, tree.root)
    _stop_at(tree.issues, tree, tell)
    with appearing(out) as folder:
        made = [_job(clip, tree, folder, copy=copy) for clip in tree.clips]
        markers = folder / WORK_FOLDER / "markers"
        outcome = run_jobs(
            made, markers=markers, workers=jobs, progress=progress, executor=executor
        )
        shutil.rmtree(folder / WORK_FOLDER, ignore_errors=True)
        _stop_at([f"{f.label}: {f.reason}" for f in outcome.failures], tree, tell)
        results = outcome.results.values()
        manifest = _manifest(tree, [clip_from_json(result["clip"]) for result in results])
        _stop_at(manifest.issues(), tree, tell)
        notes = (*tree.notes, *_unfit([result["unfit_mask"] for result in results]))
        _write(tree, manifest, notes, folder)
    return ImportReport(release=out, manifest=manifest, notes=notes)


def _unfit(masks: Iterable[str | None]) -> Iterator[str]:
    if unfit := [mask for mask in masks if mask is not None]:
        yield (
            f"{len(unfit)} masks of another size, length or rate than their clip were left out: "
            f"{some(unfit)}"
        )


def _stop_at(problems: Sequence[str], tree: ForeignTree, tell: Callable[[str], None]) -> None:
    for problem in problems:
        tell(problem)
    if problems:
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        raise ManifestError(
            f"{tree.root}: has {count} as a tree of {tree.kind}, listed above, the first: "
            f"{problems[0]}; mend the tree, or take away what is not part of it"
        )


def _job(clip: TreeClip, tree: ForeignTree, folder: Path, *, copy: bool) -> Job:
    return Job(
        key=sha256_of([clip.id, clip.paths, clip.masks, copy]),
        label=clip.paths[0],
        call=take_in,
        args=(clip, tree.root, folder, copy),
    )


def _manifest(tree: ForeignTree, clips: Sequence[Clip]) -> Manifest:
    return Manifest(
        name=_NAME.sub("-", tree.title).strip("-.") or tree.kind,
        version=VERSION,
        licence=LICENCE,
        clips=tuple(sorted(clips, key=lambda clip: clip.id)),
        splits=tree.splits,
        scopes=(),
        tools={"faceproof": version("faceproof"), "reader": tree.kind},
    )


def _write(tree: ForeignTree, manifest: Manifest, notes: Sequence[str], folder: Path) -> None:
    people = sorted(actor for group in manifest.splits.groups for actor in group)
    width = max(2, len(str(len(people) - 1)))
    write_manifest(folder, manifest, {actor: f"{n:0{width}d}" for n, actor in enumerate(people)})
    write_bytes(folder / DATASHEET_FILE, import_datasheet(tree, manifest, notes).encode())
    if tree.asked:
        asked = json.dumps(tree.asked, indent=1)
        head = '# The test list that the set was published with.\nname = "published-test"\n'
        write_bytes(folder / PROTOCOL_FILE, f'{head}version = "1"\nask = {asked}\n'.encode())
    write_seal(folder, key=None)
