"""A first plan of a workspace's recordings, for its people to read and change."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from faceproof.core import ActorId, write_bytes
from faceproof.core.errors import PlanError, StorageError
from faceproof.sources import ActorRecording, ledger_path, read_recordings, steward_public

FEWEST = 6  # two people a side, so that each side can have swaps


def draft_plan(path: Path, *, workspace: Path) -> None:
    """Write a plan that takes every recording of a workspace.

    People go to train, val and test in the order in which they were added, about half, a
    quarter and a quarter, and never fewer than two a side.

    Raises:
        PlanError: there are fewer than six people.
        StorageError: ``path`` exists, or cannot be written.
    """
    if path.exists():
        raise StorageError(f"{path}: exists already; drafts never overwrite, choose a new name")
    recordings = read_recordings(workspace)
    actors = tuple(dict.fromkeys(recording.actor for recording in recordings))
    if len(actors) < FEWEST:
        raise PlanError(
            f"workspace {workspace} has recordings of {len(actors)} people, expected at least "
            f"{FEWEST}: two each for train, val and test; add some with `faceproof actors add`"
        )
    text = "\n".join(_lines(path, workspace, actors, recordings)) + "\n"
    write_bytes(path, text.encode())


def _lines(
    path: Path, workspace: Path, actors: Sequence[ActorId], recordings: Sequence[ActorRecording]
) -> Iterator[str]:
    few = max(2, len(actors) // 4)
    cut = len(actors) - 2 * few
    yield "# Drafted from the workspace; read it, change it, then build it."
    yield 'name = "my-release"\nversion = "1.0.0"\nlicence = "state yours here"\nseed = 1'
    yield f"ledger = {_from(path, ledger_path(workspace))}"
    yield f"public_key = {_from(path, steward_public(workspace))}"
    yield 'compressions = ["raw", "c23", "c40"]\n'
    yield "# Nobody stands on two sides."
    yield "[splits]"
    yield f"train = {json.dumps(actors[:cut])}"
    yield f"val = {json.dumps(actors[cut : cut + few])}"
    yield f"test = {json.dumps(actors[cut + few :])}\n"
    yield '[pairs]\nrule = "ring" # "ordered": everybody with everybody of their side\n'
    yield "[methods.FaceSwap]\n\n[methods.Face2Face]\n\n[methods.SelfBlend]\n"
    for actor in actors:
        yield f'[[actors]]\nid = "{actor}"\n'
    for recording in recordings:
        yield "[[recordings]]"
        yield f'path = "{recording.path}"'
        yield f'sha256 = "{recording.sha256}"'
        yield f'actor = "{recording.actor}"'
        yield f'scene = "{recording.scene}"\ntake = {recording.take}\n'


def _from(plan: Path, file: Path) -> str:
    relative = os.path.relpath(file.resolve(), plan.resolve().parent)
    return json.dumps(Path(relative).as_posix())
