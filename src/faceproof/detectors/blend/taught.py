"""From a list of faces to a taught network in a file, and what is known of it beside."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

import numpy as np
import safetensors.numpy

from faceproof.core import write_bytes
from faceproof.core.errors import ManifestError
from faceproof.detectors.blend.course import Course
from faceproof.detectors.blend.drill import Drill
from faceproof.detectors.blend.exam import Exam, examined
from faceproof.detectors.blend.faces import Listed, cut_out_all, read_faces

NETWORK, RECORD = "blend.safetensors", "blend.json"
FEWEST_FACES = 2


class Taught(NamedTuple):
    """A network in a file.

    Attributes:
        file: float16 arrays, see `graph`.
        sha256: of the file.
        learned, held: how many faces were found to learn from, and for the exam.
    """

    file: Path
    sha256: str
    learned: int
    held: int
    exam: Exam


def teach_blend(
    faces: Path,
    data: Path,
    out: Path,
    course: Course,
    *,
    without: Collection[str] = (),
    drill: Drill | None = None,
    log: Callable[[str], None],
) -> Taught:
    """Teach a network with the faces of a list, and examine it with those of held people.

    Args:
        faces: the list, CSV.
        data: folder of its files.
        out: folder for the network, its record, the checkpoint and cut-out faces.
        course: how it is taught.
        without: folders of files that are left out altogether.
        drill: of a network that was taught before, with faces of the same list.
        log: told what happens.

    Returns:
        Where it is, and how the exam went.

    Raises:
        ManifestError: the list is malformed, or leaves too few faces.
        ConsentError: somebody on it has not allowed training.
        WeightsError: the extra ``train`` is missing, the checkpoint is of another course, or
            there is no network to drill.
    """
    from faceproof.detectors.blend.network_torch import read_taught, start  # noqa: PLC0415 - torch
    from faceproof.detectors.blend.teach_torch import Material, teach  # noqa: PLC0415

    listed = [one for one in read_faces(faces) if one.domain not in without]
    log(f"cutting out {len(listed)} faces")
    found = cut_out_all(listed, data, out / "faces")
    learned = tuple(one for one, _ in found if not one.is_held)
    held = [(one, face) for one, face in found if one.is_held]
    if min(len(learned), len(held)) < FEWEST_FACES:
        raise ManifestError(
            f"{faces.name}: {len(learned)} faces to learn from and {len(held)} of held people, "
            f"expected {FEWEST_FACES} of each at least; add faces of other people"
        )
    # what it begins with is there, or that is said before anything is waited for
    start() if drill is None else read_taught(drill.network)
    material = Material(listed=learned, data=data, cache=out / "faces")
    taught = teach(material, course, out, log, drill=drill)
    arrays = {name: array.astype(np.float16) for name, array in taught.items()}
    exam = examined(arrays, held, seed=course.seed)
    file = out / NETWORK
    whole = bytes(safetensors.numpy.save(dict(sorted(arrays.items()))))
    write_bytes(file, whole)
    done = Taught(file, hashlib.sha256(whole).hexdigest(), len(learned), len(held), exam)
    write_bytes(out / RECORD, _record(done, course, drill, learned))
    return done


def _record(
    found: Taught, course: Course, drill: Drill | None, learned: Collection[Listed]
) -> bytes:
    licences = sorted({one.licence for one in learned})
    record = {
        "network": found.file.name,
        "sha256": found.sha256,
        "course": asdict(course),
        **({} if drill is None else {"drill": drill.as_json()}),
        "learned": found.learned,
        "held": found.held,
        "sources": sorted({one.domain for one in learned}),
        "licences": licences,
        "trained_on": [
            {"identity": one.identity, "sha256": one.sha256, "scopes": sorted(one.scopes)}
            for one in learned
        ],
        "exam": {"pairs": found.exam.pairs, "auc": found.exam.auc.as_json()},
    }
    return json.dumps(record, indent=1).encode() + b"\n"
