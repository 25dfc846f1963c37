"""Bake the mean face of the manipulations, data/mean_face.npy, from our own synthetic actors.

    python tools/bake_mean_face.py src/faceproof/manipulations/data

FaceMesh looks at one frame of each of `ACTORS` rendered adults; its 468 points in space are
aligned (Procrustes), averaged and made symmetric. No person's face is in it. Unit: the distance of
the outer eye corners; x right, y down, z away from the camera; the origin is the points' mean.
"""

import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist

from faceproof.faces import track_images
from faceproof.faces.mesh import POINTS, measure
from faceproof.faces.networks import Model, network
from faceproof.faces.picture import ArrayPicture
from faceproof.faces.region import LEFT_EYE, RIGHT_EYE, region_of_face
from faceproof.sources.synthetic import Take, film

ACTORS = 48
SCENE = "talking_against_wall"
ROUNDS = 6

Points = NDArray[np.float64]


def points_in_space(seed: int) -> Points:
    """FaceMesh's points of one actor, ``(468, 3)``, upright along the line of the eyes."""
    frame = next(film(Take(seed=seed, scene=SCENE, frames=1)))
    tracks = track_images(frame[None])
    if len(tracks) != 1:
        sys.exit(f"seed {seed} shows {len(tracks)} faces, expected 1")
    measure(ArrayPicture(frame), region_of_face(tracks[0].landmarks_px[0]))
    return np.array(network(Model.MESH).run()[0], np.float64).reshape(POINTS, 3)


def aligned(points: Points, to: Points) -> Points:
    """The points turned, scaled and shifted onto others, least squares (Umeyama 1991)."""
    a, b = points - points.mean(axis=0), to - to.mean(axis=0)
    u, size, v = np.linalg.svd(a.T @ b)
    flip = np.array([1, 1, np.sign(np.linalg.det(u @ v))])
    return np.asarray((a @ (u * flip) @ v) * (size * flip).sum() / (a**2).sum())


def symmetric(points: Points) -> Points:
    """The mean of the face and its mirror image, point by matching point."""
    mirrored = points * [-1, 1, 1]
    _, twin = linear_sum_assignment(cdist(points, mirrored) ** 2)
    face = (points + mirrored[twin]) / 2
    return np.asarray(face / np.linalg.norm(face[LEFT_EYE] - face[RIGHT_EYE]))


def main() -> None:
    """Bake, and say how far the actors are from their mean."""
    faces = [points_in_space(seed) for seed in range(ACTORS)]
    mean = faces[0] - faces[0].mean(axis=0)
    for _ in range(ROUNDS):
        mean = symmetric(np.mean([aligned(face, mean) for face in faces], axis=0))
    spread = np.sqrt(np.mean([(aligned(face, mean) - mean) ** 2 for face in faces]) * 3)
    np.save(Path(sys.argv[1]) / "mean_face.npy", mean.astype(np.float32))
    print(f"{ACTORS} actors, {spread:.3f} eye distances from their mean (rms)")


if __name__ == "__main__":
    main()
