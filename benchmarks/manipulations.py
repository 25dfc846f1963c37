"""How many frames a CPU-second does each manipulation make, and what does one warp cost?

    python benchmarks/manipulations.py [--frames 96] [--rounds 5]

Two synthetic actors are filmed at 640x480 and tracked beforehand: landmarks are given. A method's
figure is its whole `apply` on one thread: consent, pose, choice of frames, hands, colour, warp,
blend, and the check of every pixel that came back. Beside it, measured in the same run on the same
mesh: one lookup and one remap (ours) against one warpAffine for each triangle (the usual way), and
against copying the frame. Rounds alternate; the median round counts. Goal: FaceSwap 200.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from datetime import date
from fractions import Fraction

import cv2
import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from faceproof import manipulations
from faceproof.core import Consent, ConsentKind, FaceTrack, Scope, actor_id, clip_id, sha256_of
from faceproof.faces import track_images
from faceproof.manipulations import Footage, Manipulation
from faceproof.manipulations.mean_face import layout
from faceproof.manipulations.mesh import box_around, lookup, sample
from faceproof.sources.synthetic import Take, film

DAY = date(2026, 1, 1)
WARPS = 8
METHODS: dict[str, Manipulation] = {
    "FaceSwap feather": manipulations.get("FaceSwap"),
    "FaceSwap pyramid": manipulations.get("FaceSwap", blend="pyramid"),
    "FaceSwap poisson": manipulations.get("FaceSwap", blend="poisson"),
    "Face2Face": manipulations.get("Face2Face"),
    "LipSync": manipulations.get("LipSync"),
    "SelfBlend": manipulations.get("SelfBlend"),
}


def actor(seed: int, frames: int) -> Footage:
    """A synthetic person talking in the kitchen, with the face tracked."""
    pictures = np.stack(list(film(Take(seed=seed, scene="kitchen_still", frames=frames))))
    return Footage(
        clip=clip_id(f"syn-{seed:04d}"),
        frames=pictures,
        fps=Fraction(25),
        track=track_images(pictures)[0],
        consent=Consent(
            actor=actor_id(f"syn-{seed:04d}"),
            kind=ConsentKind.SYNTHETIC,
            scopes=frozenset({Scope.MANIPULATE}),
            signed_on=DAY,
            evidence_sha256=sha256_of(seed),
        ),
    )


def fake(method: Manipulation, target: Footage, source: Footage) -> int:
    """All of one method; the number of frames."""
    given = source if method.needs_source else None
    return len(method.apply(target, given, on=DAY, rng=np.random.default_rng(0)).frames)


def warp_by_lookup(frame: NDArray[np.uint8], track: FaceTrack, row: int) -> NDArray[np.uint8]:
    """The face of the track's first frame in the shape of another, our way."""
    points = track.landmarks_px[row]
    box = box_around(points, frame.shape[:2])
    assert box is not None  # noqa: S101 - the face is in the picture
    return sample(frame, lookup(points, track.landmarks_px[0], layout().triangles, box))


def warp_by_triangle(frame: NDArray[np.uint8], track: FaceTrack, row: int) -> NDArray[np.uint8]:
    """The same, one `cv2.warpAffine` for each triangle."""
    points, origin = track.landmarks_px[row], track.landmarks_px[0]
    box = box_around(points, frame.shape[:2])
    assert box is not None  # noqa: S101 - the face is in the picture
    out = np.zeros((box[3] - box[1], box[2] - box[0], 3), np.uint8)
    for triangle in layout().triangles:
        a, b = origin[triangle], points[triangle] - np.array(box[:2], np.float32)
        (ax, ay, aw, ah), (x, y, w, h) = cv2.boundingRect(a), cv2.boundingRect(b)
        move = cv2.getAffineTransform(
            a - np.array([ax, ay], np.float32), b - np.array([x, y], np.float32)
        )
        piece = cv2.warpAffine(
            frame[ay : ay + ah, ax : ax + aw], move, (w, h), borderMode=cv2.BORDER_REPLICATE
        )
        inside = np.zeros((h, w), np.uint8)
        cv2.fillConvexPoly(inside, np.round(b - [x, y]).astype(np.int32), 255)
        np.copyto(out[y : y + h, x : x + w], piece, where=inside[..., None] > 0)
    return out


def warps(way: Callable[..., NDArray[np.uint8]], clip: Footage) -> int:
    """Warp some frames; their number."""
    rows = np.linspace(1, len(clip.track) - 1, WARPS).astype(int)
    return sum(1 for row in rows if way(clip.frames[row], clip.track, int(row)).size)


def copies(clip: Footage) -> int:
    """Copy every frame; their number."""
    return sum(1 for frame in clip.frames if frame.copy().size)


def rate(count: Callable[[], int]) -> float:
    """Frames per CPU-second of this process."""
    begun = time.process_time()
    frames = count()
    return frames / (time.process_time() - begun)


def main() -> None:
    """Print one line a method, then the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=int, default=96)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    cv2.setNumThreads(1)
    target, source = (actor(seed, asked.frames) for seed in (1, 2))
    ways: dict[str, Callable[[], int]] = {
        name: (lambda method=method: fake(method, target, source))
        for name, method in METHODS.items()
    }
    ways["warp: one lookup"] = lambda: warps(warp_by_lookup, target)
    ways["warp: each triangle"] = lambda: warps(warp_by_triangle, target)
    ways["copy of the frame"] = lambda: copies(target)
    rates: dict[str, list[float]] = {name: [] for name in ways}
    with threadpool_limits(1):
        for count in ways.values():  # compile, fill caches
            count()
        for _ in range(asked.rounds):
            for name, count in ways.items():
                rates[name].append(rate(count))
    median = {name: statistics.median(found) for name, found in rates.items()}
    print(f"640x480, faces {target.track.width_px:.0f} and {source.track.width_px:.0f} px wide")
    for name, fps in median.items():
        print(f"{name:20s} {fps:9.1f} frames per CPU-second, {1000 / fps:6.2f} ms a frame")
    gain = median["warp: one lookup"] / median["warp: each triangle"]
    share = median["copy of the frame"] / median["FaceSwap feather"]
    print(f"one lookup is {gain:.1f} times as fast as one warpAffine a triangle")
    print(f"a FaceSwap takes as long as {share:.1f} copies of the frame (goal: 200 fps a core)")


if __name__ == "__main__":
    main()
