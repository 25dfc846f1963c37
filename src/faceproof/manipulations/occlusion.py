"""Which parts of a face are covered by something in front of it, such as a hand."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from faceproof.manipulations.head import Head
from faceproof.manipulations.mean_face import layout
from faceproof.manipulations.mesh import lookup
from faceproof.manipulations.rim import in_sight
from faceproof.manipulations.texture import SIDE, moving, on_face, skin, texels

GRID = SIDE // 2  # covering is looked for at half the texture's detail
Planes = NDArray[np.float32]

STUDIED_FRAMES = 32  # textures that the usual look is learnt from
ODD_LEVELS = 10.0  # grey levels at which a texel starts to lose its say in the usual look
SURELY, PERHAPS = 20.0, 9.0  # grey levels off the usual look: a seed of covering, its extent
SURELY_AT_MOUTH = 26.0  # likewise a seed where expressions change much: mouth, eyes, brows
USUAL_TURN = 2.0  # tenths of a sine of head turning within which the usual look is trusted
REWEIGHTINGS = 3
STEADY_SHARE = 0.3  # of a hand lies on skin that no expression changes much
POSE_PRIOR = 0.05  # keeps a hand from being explained by the pose it happened in


def clear_of_hands(textures: NDArray[np.uint8], head: Head) -> NDArray[np.float32]:
    """How visible each texel of a face is, 0 covered .. 1 clear, ``(t, SIDE, SIDE)``.

    Colour cannot tell a hand from a cheek, but the look of a spot can: each texel's usual look,
    as it follows the head's pose and mouth, is learnt robustly from the clip itself. What departs
    from it in one piece that reaches in over the face's edge lies in front of the face.

    Args:
        textures: one person's face in ``head.frames``, ``(t, SIDE, SIDE, 3)``.
        head: the same person's head.
    """
    looks = np.stack([_halved(t) for t in textures]).astype(np.float32)
    looks = np.ascontiguousarray(looks.reshape(len(looks), -1, 3).transpose(0, 2, 1))
    given = _circumstances(head)
    departed = _departures(looks, given)
    turned = np.linalg.norm(given[:, 1:3], axis=1)  # far from the usual pose light differs more
    departed /= np.maximum(1, turned / USUAL_TURN)[:, None, None]
    departed /= np.where(_halved(moving()) > 0, 2, 1)  # an expression may change these
    departed *= np.stack([_on_grid(points) for points in in_sight(head)[head.seen]])
    covered = np.stack([_from_outside(cv2.blur(d, (5, 5))) for d in departed])
    steady = gaussian_filter1d(covered, 0.7, axis=0, mode="nearest")
    return np.stack([1 - cv2.resize(c, (SIDE, SIDE)) for c in steady])


def _halved(texture: NDArray[np.generic]) -> NDArray[np.uint8]:
    small = cv2.resize(texture.astype(np.uint8), (GRID, GRID), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)


def _on_grid(points: NDArray[np.float32]) -> NDArray[np.float32]:
    """Values of the 468 points spread over the grid; 0 off the face."""
    spread = lookup(
        texels() / np.float32(2), points[:, None], layout().triangles, (0, 0, GRID, GRID)
    )
    return np.maximum(spread[..., 0], 0)


def _circumstances(head: Head) -> NDArray[np.float32]:
    """What a look depends on ``(t, 5)``: one; pose, mouth opening, turning squared in tenths."""
    varying = np.c_[head.pose[head.seen], head.openings()[head.seen, 0]]
    tenths = 10 * (varying - np.median(varying, axis=0))
    bent = tenths[:, :1] ** 2 / 4  # light falls off faster than linearly on a head that turns far
    return np.asarray(np.c_[np.ones(len(tenths)), tenths, bent], np.float32)


def _departures(looks: Planes, given: Planes) -> Planes:
    """Largest channel of each texel's departure from its usual look ``(t, GRID, GRID)``.

    Args:
        looks: channels apart, texels in one row ``(t, 3, GRID * GRID)``.
        given: circumstances of each ``(t, 5)``.
    """
    chosen = np.unique(np.linspace(0, len(looks) - 1, STUDIED_FRAMES).astype(int))
    usual = np.median(looks[chosen], axis=0)
    on_skin = _halved(skin()).ravel() > 0
    light = np.median(looks[:, :, on_skin] - usual[:, on_skin], axis=2, keepdims=True)
    looks = looks - light  # exposure changes everywhere at once
    learnt = _robust_fit(looks[chosen], given[chosen], usual)
    departed = np.abs(looks - np.tensordot(given, learnt, 1)).max(axis=1)
    return np.asarray(departed.reshape(-1, GRID, GRID), np.float32)


def _robust_fit(looks: Planes, given: Planes, usual: Planes) -> Planes:
    """Coefficients ``(5, 3, n)`` by iteratively reweighted least squares, from the median look."""
    kinds = given.shape[1]
    prior = POSE_PRIOR * len(given) * np.diag(np.r_[0, np.ones(kinds - 1)]).astype(np.float32)
    products = np.einsum("ti,tj->tij", given, given).reshape(len(given), -1)
    residual = looks - usual
    for _ in range(REWEIGHTINGS):
        weight = (1 + (np.abs(residual).max(axis=1) / ODD_LEVELS) ** 2) ** -2
        normal = (products.T @ weight).T.reshape(-1, kinds, kinds) + prior
        weighed = (weight[:, None] * looks).reshape(len(given), -1)
        wanted = (given.T @ weighed).reshape(kinds, 3, -1).transpose(2, 0, 1)
        learnt = np.ascontiguousarray(np.linalg.solve(normal, wanted).transpose(1, 2, 0))
        residual = looks - np.tensordot(given, learnt, 1)
    return learnt


def _from_outside(departed: NDArray[np.float32]) -> NDArray[np.float32]:
    """Pieces over `PERHAPS` that hold a seed and touch the face's edge, softened."""
    face = _halved(on_face())
    possible = ((departed > PERHAPS) & (face > 0)).astype(np.uint8)
    steady = _halved(moving()) == 0
    seeds = (departed > np.where(steady, SURELY, SURELY_AT_MOUTH)) & (possible > 0)
    if not seeds.any():
        return np.zeros_like(departed)
    rim = cv2.erode(face, np.ones((5, 5), np.uint8)) == 0
    _, pieces = cv2.connectedComponents(possible)
    entering = np.intersect1d(pieces[seeds], pieces[rim & (possible > 0)])
    # what hardly reaches beyond an eye or the mouth is a blink or a word
    hands = [n for n in entering if steady[pieces == n].mean() > STEADY_SHARE]
    covered = np.isin(pieces, hands).astype(np.float32)
    whole = cv2.morphologyEx(covered, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    return np.asarray(cv2.blur(cv2.dilate(whole, np.ones((3, 3), np.uint8)), (3, 3)), np.float32)
