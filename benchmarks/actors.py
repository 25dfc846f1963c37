"""How different are the rendered actors, and are their faces found in every scene?

    python benchmarks/actors.py

Filmed at 12 frames a second for 3.5 seconds, every actor in two scenes, so that the sixteen
scenes come round three times. The error compares eleven points that FaceMesh and the landmarks
of 68 share: the corners of eyes and mouth, the tip of the nose, and the outline of the lips.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from fractions import Fraction

import numpy as np

from faceproof.faces import track_images
from faceproof.sources.synthetic import SCENES, Take, film_with_truth, identities
from faceproof.sources.synthetic.identity import distance_mm, identity, landmarks_mm

PEOPLE, SCENES_EACH = 28, 2
FRAMES, FPS = 42, Fraction(12)
MESH = (33, 133, 362, 263, 61, 291, 4, 0, 17, 13, 14)
IBUG = (36, 39, 42, 45, 48, 54, 30, 51, 57, 62, 66)


def main() -> None:
    """Print distances between faces, then what share of the frames has a found face."""
    seeds = identities(PEOPLE)
    shapes = [landmarks_mm(identity(seed)) for seed in seeds]
    pairs = [distance_mm(a, b) for a, b in itertools.combinations(shapes, 2)]
    print(f"{PEOPLE} actors, {len(pairs)} pairs: landmarks differ by at least {min(pairs):.2f} mm,")
    print(f"  in the median {np.median(pairs):.2f}, at most {max(pairs):.2f} mm (rms of 68)")
    names = list(SCENES)
    found: dict[str, list[int]] = defaultdict(list)
    errors: list[float] = []
    for k, seed in enumerate(np.repeat(seeds, SCENES_EACH)):
        scene = names[k % len(names)]
        take = Take(seed=int(seed), scene=scene, frames=FRAMES, fps=FPS)
        n_found, error = _followed(take)
        found[scene].append(n_found)
        errors += error
        if n_found < FRAMES:
            print(f"  {scene} of actor {seed}: found in {n_found} of {FRAMES} frames")
    for scene in names:
        share = sum(found[scene]) / (FRAMES * len(found[scene]))
        print(f"  {scene:36} {share:7.2%} of {FRAMES * len(found[scene])} frames")
    total, seen = FRAMES * PEOPLE * SCENES_EACH, sum(map(sum, found.values()))
    print(f"one track holds {seen} of {total} frames ({seen / total:.2%})")
    print(f"error {np.median(errors):.3f} of the distance of the eyes in the median frame,")
    print(f"  {np.percentile(errors, 95):.3f} in the worst twentieth")


def _followed(take: Take) -> tuple[int, list[float]]:
    """Frames of the longest track of a take, and its landmark error in each."""
    filmed = list(film_with_truth(take))
    tracks = track_images(frame.image for frame in filmed)
    if not tracks:
        return 0, []
    truth = np.stack([filmed[at].landmarks_px for at in tracks[0].frame])
    eyes = np.linalg.norm(truth[:, 36] - truth[:, 45], axis=1)
    off = tracks[0].landmarks_px[:, MESH] - truth[:, IBUG]
    return len(tracks[0]), list(np.linalg.norm(off, axis=2).mean(1) / eyes)


if __name__ == "__main__":
    main()
