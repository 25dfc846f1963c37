"""A list of drawn faces with their files, as `read_faces` wants it."""

from pathlib import Path

import cv2

from actors import face_clip
from faceproof.core import sha256_file

HEADER = "path,label,identity,licence,scopes,sha256\n"


def drawn_list(root: Path, *, people: int = 6, scopes: str = "train manipulate") -> Path:
    """People in two folders, one picture each; the list lies beside them."""
    lines = []
    for seed in range(people):
        path = root / ("studio" if seed % 2 else "street") / f"{seed}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(path), face_clip(1, 240, 240, seed=seed)[0, ..., ::-1])
        lines.append(
            f"{path.relative_to(root)},real,person-{seed},CC0-1.0,{scopes},{sha256_file(path)}\n"
        )
    found = root / "faces.csv"
    found.write_text(HEADER + "".join(lines), "utf-8")
    return found
