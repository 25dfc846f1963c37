"""Does a detector point at what was changed? Its maps against the masks of a release's fakes.

Map and mask are cut out alike: the face, turned upright, as the detector sees it. What was
changed beyond that crop counts for nobody.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from faceproof.benchmark.case import Case
from faceproof.benchmark.grade import cases_of
from faceproof.benchmark.protocol import check_protocol
from faceproof.core import Estimate, FaceTrack
from faceproof.core import Protocol as Asked
from faceproof.core.errors import FaceError, ScoreError
from faceproof.datasets import clip_path, inside, read_manifest
from faceproof.detectors import View, open_view
from faceproof.detectors.heat import HasHeat
from faceproof.faces import aligned_crop
from faceproof.media import Decoder
from faceproof.metrics import iou, points_at, share

SIDE_PX = 192
HEAT, PARTS, FACE = "heat", "class-activation", "whole-face"
"""What the detector says was put in, what its answer comes from, and, for comparison, an oval that
covers every face alike, whatever is in the picture."""


class Pointer(HasHeat, Protocol):
    """A detector that looks at views and has heat."""

    def describe(self, view: View) -> NDArray[np.float32]:
        """Features, one row a frame."""


class Localised(NamedTuple):
    """Of one map, means over fakes, with intervals by target actor.

    Attributes:
        iou: of the map above .5 and what was changed.
        pointing: how often the hottest place was changed.
        chance: what pointing anywhere in the crop would give; the share that was changed.
        asked: fakes that have a mask.
        lost: of these, fakes in which no face was found; they count as 0.
    """

    iou: Estimate
    pointing: Estimate
    chance: Estimate
    asked: int
    lost: int

    def as_json(self) -> dict[str, Any]:
        """By name."""
        figures = {"iou": self.iou, "pointing": self.pointing, "chance": self.chance}
        return {
            **{name: figure.as_json() for name, figure in figures.items()},
            "asked": self.asked,
            "lost": self.lost,
        }


def localised(
    release: Path, pointer: Pointer, protocol: Asked, progress: Callable[[str], None]
) -> dict[str, Localised]:
    """Hold a detector's maps against masks.

    Args:
        release: the release folder.
        pointer: the detector.
        protocol: whose asked fakes count, and how many frames of each.
        progress: told the id of each clip.

    Returns:
        By map: `HEAT`, `PARTS`, `FACE`.

    Raises:
        ScoreError: the protocol is of another release, or none of its fakes has a mask.
    """
    manifest = read_manifest(release)
    check_protocol(protocol, manifest)
    clips = [manifest.by_id[one] for one in protocol.ask]
    pairs = [(c, clip) for c, clip in zip(cases_of(clips, manifest), clips, strict=True) if c.mask]
    if not pairs:
        raise ScoreError(f"protocol {protocol.name!r} asks no fake that has a mask")
    rows, lost = [], 0
    for case, clip in pairs:
        progress(case.id)
        try:
            rows.append(
                _of_clip(case, clip_path(release, clip), release, pointer, protocol.frames_per_clip)
            )
        except FaceError:
            lost += 1
            rows.append(dict.fromkeys((HEAT, PARTS, FACE), (0.0, 0.0, 0.0)))
    people = {t: n for n, t in enumerate(dict.fromkeys(case.target for case, _ in pairs))}
    cluster = np.array([people[case.target] for case, _ in pairs], np.int64)
    found = {}
    for name in (HEAT, PARTS, FACE):
        columns = np.array([row[name] for row in rows]).T
        overlap, pointing, chance = (share(column, cluster) for column in columns)
        found[name] = Localised(overlap, pointing, chance, len(pairs), lost)
    return found


def _of_clip(
    case: Case, file: Path, release: Path, pointer: Pointer, frames: int
) -> dict[str, tuple[float, float, float]]:
    """Of each map the means over the frames that were changed."""
    with tempfile.TemporaryDirectory() as folder:
        view = open_view(file, frames=frames, folder=Path(folder))
    features = pointer.describe(view)
    maps = {
        HEAT: pointer.heat(features),
        PARTS: expit(pointer.parts(features)),
        FACE: np.tile(_oval(pointer.heat_margin), (len(features), 1, 1)),
    }
    changed = [row for row, frame in enumerate(view.frame_index) if case.grades(frame)]
    masks = _masks(inside(release, str(case.mask)), view.track, pointer.heat_margin, view)
    if not changed:
        raise FaceError(f"{case.id}: no face in a frame that was changed")
    cut = [masks[view.frame_index[row]] for row in changed]
    return {name: _held_against(heat[changed], cut) for name, heat in maps.items()}


def _held_against(
    maps: NDArray[np.float32], masks: Sequence[NDArray[np.uint8]]
) -> tuple[float, float, float]:
    found = []
    for heat, mask in zip(maps, masks, strict=True):
        hot = np.asarray(cv2.resize(heat, (SIDE_PX, SIDE_PX)), np.float32)
        flat = np.zeros_like(hot)
        found.append((iou(hot, mask), points_at(hot, mask), points_at(flat, mask)))
    overlap, pointing, chance = np.mean(found, axis=0)
    return float(overlap), float(pointing), float(chance)


def _oval(margin: float) -> NDArray[np.float32]:
    """1 within an upright oval as tall as the face and three quarters as wide, 0 beyond."""
    y, x = (np.mgrid[0:SIDE_PX, 0:SIDE_PX] + 0.5) / SIDE_PX - 0.5
    inside = ((x / 0.375) ** 2 + (y / 0.5) ** 2) * margin**2 <= 1
    return np.asarray(inside, np.float32)


def _masks(path: Path, track: FaceTrack, margin: float, view: View) -> dict[int, NDArray[np.uint8]]:
    """The mask of each frame of a view, cut out as the detector's crop."""
    wanted = set(view.frame_index)
    rows = track.row_of(view.facts.frames)
    cut = {}
    with Decoder(path) as decoder:
        for frame in decoder:
            if frame.index in wanted:
                points = track.landmarks_px[rows[frame.index]]
                grey = np.repeat(frame.luma()[..., None], 3, 2)
                cut[frame.index] = aligned_crop(grey, points, size=SIDE_PX, margin=margin)[..., 0]
    return cut
