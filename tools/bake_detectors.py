"""Make every weight that comes with the package, and the band of its default detector.

    faceproof release build plans/footage.toml --data DATA --out footage
    faceproof detect teach faces.csv --data DATA --out taught --without footage --without talkers
    python tools/bake_detectors.py taught footage DATA work

The second took 101 minutes on two cores beside other work and resumes; so does this. It makes:

- ``detectors/models/blend.safetensors`` and ``blend.json``: the network, and whose faces it saw;
- ``detectors/shipped/NAME``: each detector that learns or is calibrated, on all of the footage;
- ``check/known_faces.safetensors``: how features of genuine faces lie;
- ``check/bands/ensemble.json``: where its scores lie: of the footage by weights that met none of a
  clip's people, of portraits of people whom no weights ever met.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import shutil
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import safetensors.numpy

import faceproof
from faceproof.benchmark import run, write_band
from faceproof.check import known
from faceproof.check.known import Known
from faceproof.core import Score, clip_id
from faceproof.datasets import read_manifest
from faceproof.detectors import (
    DEFAULT,
    DETECTORS,
    Described,
    describe_clips,
    describe_files,
    get,
    resolve,
    score_files,
    train,
)
from faceproof.detectors.blend.detector import FILE, SHA256
from faceproof.detectors.blend.faces import Listed, cut_out_all, read_faces
from faceproof.faces import trunk_features
from faceproof.faces.picture import ArrayPicture
from faceproof.media.encode import encode_crf
from faceproof.metrics import Band, Domain

PACKAGE = Path(faceproof.__file__).parent
NOT_LEARNED = ("footage", "talkers")
LONGEST_PX = 1280
WORKERS = 2
LIKE_THEM = "portraits/us-senate"
"""Portraits of 1024 pixels, as the synthetic ones are."""


class Told(NamedTuple):
    """What was said of a clip, and how tall its face is."""

    llr: float
    face_px: float


People = dict[str, list[Told]]
Scored = tuple[str, float]


def main() -> None:
    """Network, weights, band."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("taught", "release", "data", "work"):
        parser.add_argument(name, type=Path)
    given = parser.parse_args()
    install_network(given.taught)
    known_faces(given.taught, given.data)
    cache = given.work / "features"
    names = [n for n, kind in DETECTORS.items() if not (kind.calibrated or kind.enrolled)]
    clips = read_manifest(given.release).clips
    describe_clips(given.release, clips, list(map(get, names)), cache=cache, workers=WORKERS)
    for name in names:
        out = PACKAGE / "detectors" / "shipped" / name
        train(given.release, name, out, workers=WORKERS, whole=True, cache=cache)
        print(out)
    people = {
        **people_of_footage(given.release, given.work),
        **people_of_portraits(given.data, given.work),
    }
    band = Band({name: Domain(*map(scores_of, both)) for name, both in people.items()})
    path = PACKAGE / "check" / "bands" / f"{DEFAULT}.json"
    write_band(path, DEFAULT, resolve(DEFAULT).weights_sha256, band)
    print(path)


def known_faces(taught: Path, data: Path) -> None:
    """How features of portraits lie; those of held people set the limit."""
    listed = [one for one in read_faces(data / "manifest.csv") if one.domain not in NOT_LEARNED]
    rows: tuple[list[np.ndarray], list[np.ndarray]] = ([], [])
    for one, face in cut_out_all(listed, data, taught / "faces"):
        rows[one.is_held].append(trunk_features(ArrayPicture(face.rgb), face.landmarks_px))
    whole = safetensors.numpy.save(Known.of(*map(np.stack, rows))._asdict())
    path = PACKAGE / "check" / known.FILE
    path.write_bytes(whole)
    _require_named(path, hashlib.sha256(whole).hexdigest(), known.SHA256, "check/known.py")


def _require_named(path: Path, found: str, named: str, where: str) -> None:
    if found != named:
        raise SystemExit(f"{path}: has sha256 {found}; write that into {where}, and begin again")


def install_network(taught: Path) -> None:
    """Copy the network that `detect teach` wrote."""
    models = PACKAGE / "detectors" / "models"
    found = hashlib.sha256((taught / FILE).read_bytes()).hexdigest()
    _require_named(taught / FILE, found, SHA256, "detectors/blend/detector.py and models/README.md")
    shutil.copyfile(taught / FILE, models / FILE)
    shutil.copyfile(taught / "blend.json", models / "blend.json")


def people_of_footage(release: Path, work: Path) -> dict[str, tuple[People, People]]:
    """Scores of recordings and of fakes by the person shown, by weights of other groups."""
    cache = work / "features"
    train(release, DEFAULT, work / "folds", workers=WORKERS, cache=cache)
    (table,) = run(release, [resolve(DEFAULT, work / "folds")], workers=WORKERS, cache=cache)
    clips = read_manifest(release).clips
    (sizes,) = describe_clips(release, clips, [get("face-size")], cache=cache, workers=WORKERS)
    found: dict[str, tuple[People, People]] = {}
    for clip in clips:
        answer, size = table.scores[clip.id], sizes[clip.id]
        if isinstance(answer, Score) and isinstance(size, Described):
            both = found.setdefault(f"footage {clip.compression.value}", ({}, {}))
            both[clip.is_fake].setdefault(clip.target, []).append(Told(answer.llr, _tall(size)))
    return found


def people_of_portraits(data: Path, work: Path) -> dict[str, tuple[People, People]]:
    """Scores of people whom no weights ever met, as they came and compressed."""
    listed = held(data)
    copies = {
        "portraits": [data / one.path for one in listed],
        "portraits JPEG 50": [as_jpeg(one, data, work / "jpeg") for one in listed],
        "portraits crf 40": [as_video(one, data, work / "crf") for one in listed],
    }
    found = {}
    for name, files in copies.items():
        people: People = {}
        by_id = {clip_id(f"file-{n}"): file for n, file in enumerate(files)}
        (sizes,) = describe_files(
            by_id, [get("face-size")], cache=work / "portraits", workers=WORKERS
        )
        size = {one.sha256: sizes[clip].what for one, clip in zip(listed, by_id, strict=True)}
        for one, llr in _answered(listed, DEFAULT, files, work):
            people.setdefault(one.identity, []).append(Told(llr, _tall(size[one.sha256])))
        found[name] = (people, {})
    return found


def synthetic(name: str, data: Path, work: Path) -> tuple[list[Scored], list[Scored]]:
    """Scores of wholly invented faces, and of held people in portraits of much their size."""
    with (data / "manifest.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["label"] == "synthetic"]
    files = [data / row["path"] for row in rows]
    answers = score_files(files, name, workers=WORKERS, cache=work / "portraits")
    fakes = [
        (row["path"], answer.score.llr)
        for row, answer in zip(rows, answers, strict=True)
        if isinstance(answer.score, Score)
    ]
    listed = [one for one in held(data) if one.domain == LIKE_THEM]
    files = [data / one.path for one in listed]
    return fakes, [(one.identity, llr) for one, llr in _answered(listed, name, files, work)]


def held(data: Path) -> list[Listed]:
    """People of portraits who were not learned from."""
    listed = [one for one in read_faces(data / "manifest.csv") if one.is_held]
    return [one for one in listed if one.domain not in NOT_LEARNED]


def scores_of(people: People) -> tuple[tuple[float, ...], ...]:
    """The scores by person, without the names."""
    return tuple(tuple(told.llr for told in of) for _, of in sorted(people.items()))


def _tall(size: Described) -> float:
    """Pixels from the lowest landmark to the highest, from what `face-size` wrote down."""
    return float(np.exp(np.median(size.features[:, 1])))


def _answered(
    listed: Sequence[Listed], name: str, files: Sequence[Path], work: Path
) -> Iterator[tuple[Listed, float]]:
    """Those in whose file a face is found."""
    found = score_files(files, name, workers=WORKERS, cache=work / "portraits")
    for one, answer in zip(listed, found, strict=True):
        if isinstance(answer.score, Score):
            yield one, answer.score.llr


def as_jpeg(one: Listed, data: Path, folder: Path) -> Path:
    """The picture at quality 50."""
    path = folder / f"{one.sha256}.jpg"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(path), reduced(data / one.path), [cv2.IMWRITE_JPEG_QUALITY, 50])
    return path


def as_video(one: Listed, data: Path, folder: Path) -> Path:
    """The picture as a video of one frame."""
    path = folder / f"{one.sha256}.mp4"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        picture = cv2.cvtColor(reduced(data / one.path), cv2.COLOR_BGR2RGB)
        height, width = (side // 2 * 2 for side in picture.shape[:2])
        encode_crf([picture[:height, :width]], path, crf=40, fps=Fraction(25))
    return path


def reduced(path: Path) -> np.ndarray:
    """BGR, its longer side at most `LONGEST_PX`."""
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    scale = min(1.0, LONGEST_PX / max(picture.shape[:2]))
    size = (round(scale * picture.shape[1]), round(scale * picture.shape[0]))
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA)


if __name__ == "__main__":
    main()
