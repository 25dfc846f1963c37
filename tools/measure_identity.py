"""How far apart are two pictures of one person, and of two? Calibrates `identity`.

    python tools/measure_identity.py faces.csv --data FOLDER --cache CACHE --same same.csv
        --footage RELEASE --band src/faceproof/detectors/models/identity_band.json

``faces.csv`` is a list as `detect teach` reads it; who stands in it twice, under one identity or
under two that ``same.csv`` (columns a, b) names, is compared with himself. Nobody's references are
written: only distances leave this script, without a name.

Every picture is compared with every other by what `identity` computes: the mean distance of its
frames to the mean of the other's. One person in three is held, by the rule of `detect teach`; the
calibration is fitted on the others. Figures are of the held, by person.
"""

import argparse
import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from faceproof.benchmark import write_band
from faceproof.core import Compression, Unscored
from faceproof.datasets import read_manifest
from faceproof.detectors import FRAMES, FaceRegion, describe_clips, get, open_view
from faceproof.detectors.blend.faces import Listed, cut_out, read_faces
from faceproof.detectors.calibration import Affine, fit_affine
from faceproof.detectors.face_network import embed
from faceproof.media import probe
from faceproof.metrics import Band, Domain, auc, cllr, share

PUBLISHED = 0.6  # "same person", by dlib's maker
STRANGERS = 50  # of each person, drawn, to fit on


class Shown(NamedTuple):
    """A file, whom it shows, where it is from, and its faces ``(n, 128)``."""

    person: str
    source: str
    held: bool
    faces: NDArray[np.float32]


def main() -> None:
    """Measure, and print everything as JSON."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("list", type=Path)
    for name in ("--data", "--cache", "--same", "--footage", "--band"):
        options.add_argument(name, type=Path, required=True)
    given = options.parse_args()
    files = list(shown(given.list, given.data, given.cache, given.same))
    pairs = Pairs(files)
    affine = calibrated(pairs)
    band_of(pairs, affine, given.band)
    found = {
        "slope": affine.slope,
        "bias": affine.bias,
        "limit": affine.limit,
        "even_at": -affine.bias / affine.slope,
        "files": len(files),
        "people": len(set(pairs.person)),
        "people_twice": {str(held): pairs.people_twice(held=held) for held in (False, True)},
        "held": reported(pairs, affine),
        "footage": swaps(given.footage, affine),
    }
    print(json.dumps(found, indent=1))


def shown(path: Path, data: Path, cache: Path, same: Path) -> Iterator[Shown]:
    """Every file of the list in which one face is found."""
    with same.open(newline="") as file:
        merged = {row["b"]: row["a"] for row in csv.DictReader(file)}
    for one in read_faces(path):
        if ";" in one.identity:  # two people in one picture
            continue
        faces = faces_of(one, data, cache)
        if faces is not None:
            who = replace(one, identity=merged.get(one.identity, one.identity))
            yield Shown(who.identity, one.domain, who.is_held, faces)


def faces_of(one: Listed, data: Path, cache: Path) -> NDArray[np.float32] | None:
    """Of a video 16 frames, of a picture one; None where there is no face."""
    file = data / one.path
    if probe(file).frames > 1:
        with TemporaryDirectory() as folder:
            return get("identity").describe(open_view(file, frames=FRAMES, folder=Path(folder)))
    face = cut_out(one, data, cache)
    if face is None:
        return None
    region = FaceRegion(frame=0, rgb=face.rgb, origin_px=(0, 0), landmarks_px=face.landmarks_px)
    return embed(region)[None]


class Pairs:
    """Distances of every file (row) to the reference that every other makes (column)."""

    def __init__(self, files: Sequence[Shown]) -> None:
        references = np.array([one.faces.mean(0, dtype=np.float64) for one in files])
        self.distance = np.array([cdist(one.faces, references).mean(0) for one in files])
        self.person = np.array([one.person for one in files])
        self.source = np.array([one.source for one in files])
        self.held = np.array([one.held for one in files])
        self.same = self.person[:, None] == self.person
        self.other = ~np.eye(len(files), dtype=bool)

    def side(self, *, held: bool) -> NDArray[np.bool_]:
        """Pairs of two different files, both on one side of the split."""
        on = self.held == held
        return self.other & on[:, None] & on

    def people_twice(self, *, held: bool) -> int:
        """How many are compared with themselves."""
        return len(set(self.person[(self.side(held=held) & self.same).any(1)]))


def calibrated(pairs: Pairs) -> Affine:
    """Fitted on who is not held, a person counting once as himself and once as a stranger."""
    rng = np.random.default_rng(0)
    raw, fake, people = [], [], []
    ours = pairs.side(held=False)
    for person in np.unique(pairs.person[~pairs.held]):
        rows = (pairs.person == person)[:, None]
        for is_fake, which in ((False, pairs.same), (True, ~pairs.same)):
            found = pairs.distance[rows & ours & which]
            if len(found):
                raw.append(rng.choice(found, STRANGERS) if is_fake else found)
                fake.append(is_fake)
                people.append(person)
    return fit_affine(raw, np.array(fake), people)


def reported(pairs: Pairs, affine: Affine) -> dict[str, object]:
    """Error rates of the held people, at the distance where the LLR is 0 and at dlib's."""
    side = pairs.side(held=True)
    genuine, stranger = side & pairs.same, side & ~pairs.same
    one_set = pairs.source[:, None] == pairs.source
    found: dict[str, object] = {}
    for name, limit in (("even", -affine.bias / affine.slope), ("published", PUBLISHED)):
        found[name] = {
            "distance": limit,
            "same person, called another": rate(pairs, genuine, pairs.distance >= limit),
            "same person, of two sets": rate(pairs, genuine & ~one_set, pairs.distance >= limit),
            "another, called the same": rate(pairs, stranger, pairs.distance < limit),
            "another of the same set": rate(pairs, stranger & one_set, pairs.distance < limit),
            "another of another set": rate(pairs, stranger & ~one_set, pairs.distance < limit),
        }
    mistaken = np.sort((stranger & (pairs.distance < PUBLISHED)).sum(1))[::-1]
    half = int(np.searchsorted(mistaken.cumsum(), mistaken.sum() / 2)) + 1
    found["files in half of the confusions at dlib's distance"] = half / int(pairs.held.sum())
    quantiles = (0, 0.05, 0.5, 0.95, 1)
    found["distances, same"] = np.quantile(pairs.distance[genuine], quantiles).tolist()
    found["distances, another"] = np.quantile(pairs.distance[stranger], quantiles).tolist()
    fake = stranger[genuine | stranger]
    llr = affine(pairs.distance[genuine | stranger])
    found["auc"], found["cllr"] = auc(llr, fake), cllr(llr, fake)
    return found


def rate(
    pairs: Pairs, which: NDArray[np.bool_], wrong: NDArray[np.bool_]
) -> dict[str, float | int | None]:
    """Share of people, each by the mean over their pairs, with its interval."""
    people = np.unique(pairs.person[which.any(1)])
    shares = [
        wrong[(pairs.person == person)[:, None] & which].mean(dtype=np.float64) for person in people
    ]
    found = share(np.array(shares), np.arange(len(people)))
    return found.as_json() | {"pairs": int(which.sum())}


def band_of(pairs: Pairs, affine: Affine, path: Path) -> None:
    """Everybody who is there twice, and everybody beside one stranger; ranks know no fit."""
    rng = np.random.default_rng(0)
    llr = np.round(affine(pairs.distance), 3)
    genuine, fake = [], []
    for person in np.unique(pairs.person):
        rows = (pairs.person == person)[:, None] & pairs.other
        if (mine := llr[rows & pairs.same]).size:
            genuine.append(tuple(map(float, mine)))
        fake.append((float(rng.choice(llr[rows & ~pairs.same])),))
    band = Band({"pictures of the same and of other people": Domain(tuple(genuine), tuple(fake))})
    write_band(path, "identity", (), band)


def swaps(release: Path, affine: Affine) -> dict[str, object]:
    """Of fakes at c23, how many look like another person than the target, and than the source.

    References are recordings of that person, without the one that a fake was made of or from
    where there is another.
    """
    manifest = read_manifest(release)
    clips = [c for c in manifest.clips if c.compression is Compression.C23]
    (told,) = describe_clips(release, clips, [get("identity")])
    seen = {c.id: t.features for c in clips if not isinstance(t := told[c.id], Unscored)}
    takes = [c for c in clips if not c.is_fake and c.id in seen]
    limit, found = -affine.bias / affine.slope, {}
    for method in sorted({c.method for c in clips if c.method}):
        for whose in ("target", "source"):
            distances, people, apart = [], [], []
            for clip in (c for c in clips if c.method == method and c.id in seen):
                who = clip.target if whose == "target" else source_of(clip, manifest)
                own = [c for c in takes if c.target == who]
                used = {clip.origin.target, clip.origin.source}
                free = [c for c in own if c.original not in used]
                references = np.array([seen[c.id].mean(0) for c in free or own])
                if len(references):
                    distances.append(cdist(seen[clip.id], references).min(1).mean())
                    people.append(who)
                    apart.append(bool(free))
            if distances:
                far = np.array(distances) >= limit
                numbers = np.unique(people, return_inverse=True)[1]
                found[f"{method}, {whose}"] = {
                    "called another": share(far.astype(np.float64), numbers).as_json(),
                    "distances": np.quantile(distances, (0, 0.25, 0.5, 0.75, 1)).tolist(),
                    "with references of other takes": int(np.sum(apart)),
                }
    return found


def source_of(clip, manifest):  # noqa: ANN001, ANN201 - records of core
    """Whose face was put in; None where nobody's was."""
    source = clip.origin.source
    return None if source is None else manifest.by_id[source].target


if __name__ == "__main__":
    main()
