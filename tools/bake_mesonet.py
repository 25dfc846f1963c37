"""Write MesoNet's published weights as plain arrays, models/meso4_df.safetensors.

    pip install h5py
    python tools/bake_mesonet.py Meso4_DF.h5 src/faceproof/detectors/models

The numbers stay as published (Keras 2.1.5, ``weights/Meso4_DF.h5`` of DariusAf/MesoNet); only the
names change, since Keras numbers its layers from wherever a session stood. h5py is wanted by this
script alone: the package reads safetensors.
"""

import hashlib
import sys
from pathlib import Path

import h5py
import numpy as np
import safetensors.numpy

PUBLISHED = "036ed30d04ffd9c7506f825b97c86aa64915f5818931da96817b169aad790af5"
KINDS = {"conv2d": "conv", "batch_normalization": "norm", "dense": "dense"}


def arrays_of(path: Path) -> dict[str, np.ndarray]:
    """The arrays by layer, counted from 1 in the order of the network: ``conv1.kernel``."""
    found, count = {}, dict.fromkeys(KINDS, 0)
    with h5py.File(path) as file:
        for layer in (name.decode() for name in file.attrs["layer_names"]):
            kind = layer.rpartition("_")[0]
            if kind not in KINDS:
                continue
            count[kind] += 1
            for weight in (name.decode() for name in file[layer].attrs["weight_names"]):
                part = weight.rpartition("/")[2].removesuffix(":0")
                found[f"{KINDS[kind]}{count[kind]}.{part}"] = file[layer][weight][()]
    return dict(sorted(found.items()))


def main() -> None:
    """Write the arrays and say their digest."""
    source, folder = map(Path, sys.argv[1:])
    if hashlib.sha256(source.read_bytes()).hexdigest() != PUBLISHED:
        sys.exit(f"{source}: is not the published file, whose sha256 is {PUBLISHED}")
    arrays = arrays_of(source)
    data = safetensors.numpy.save(arrays)
    (folder / "meso4_df.safetensors").write_bytes(data)
    total = sum(array.size for array in arrays.values())
    print(f"{len(arrays)} arrays, {total} numbers, sha256 {hashlib.sha256(data).hexdigest()}")


if __name__ == "__main__":
    main()
