"""Whose dataset is this folder? Recognised by its own files, then read by its own reader."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from faceproof.core.errors import ManifestError
from faceproof.datasets.celeb_df import read_celeb_df
from faceproof.datasets.csv_tree import CSV_FILE, read_csv
from faceproof.datasets.deepfakebench import read_deepfakebench
from faceproof.datasets.dfd import read_dfd
from faceproof.datasets.dfdc import LABELS, METADATA, read_dfdc
from faceproof.datasets.ffpp import read_ffpp
from faceproof.datasets.foreign_tree import ForeignTree
from faceproof.datasets.release_file import RELEASE_FILE

AUTO = "auto"
READERS: dict[str, Callable[[Path], ForeignTree]] = {
    "ffpp": read_ffpp,
    "dfd": read_dfd,
    "celeb-df": read_celeb_df,
    "dfdc": read_dfdc,
    "deepfakebench": read_deepfakebench,
    "csv": read_csv,
}
_LOOKED_FOR = {
    "ffpp": "original_sequences/youtube/ or manipulated_sequences/*/*/videos/000_003.mp4",
    "dfd": "original_sequences/actors/",
    "celeb-df": "Celeb-real/ and Celeb-synthesis/",
    "dfdc": f"{METADATA} or {LABELS} beside videos, or one folder below",
    "deepfakebench": "a .json beside the folders of frames, and none of the above",
    "csv": CSV_FILE,
}


def read_tree(root: Path, *, form: str = AUTO) -> ForeignTree:
    """A foreign dataset as records; its videos are not opened.

    Args:
        root: the set's folder.
        form: one of `READERS`, or ``auto`` to recognise it.

    Raises:
        ManifestError: there is no such folder or format, or it is none or several of them.
        LimitError: it holds more files than any set has.
    """
    if not root.is_dir():
        raise ManifestError(f"{root}: is not a folder; expected a dataset")
    if form == AUTO:
        form = _recognised(root)
    if form not in READERS:
        raise ManifestError(
            f"format {form!r:.40} is unknown; expected {AUTO} or one of {', '.join(READERS)}"
        )
    return READERS[form](root)


def _recognised(root: Path) -> str:
    if (root / RELEASE_FILE).exists():
        raise ManifestError(
            f"{root}: holds {RELEASE_FILE}, so it is a release of Faceproof already; there is "
            "nothing to import (to read its tree as DFD all the same: --format dfd)"
        )
    found = [form for form, looks in _LOOKS.items() if looks(root)]
    if not found and any(root.glob("*.json")):
        return "deepfakebench"
    if len(found) != 1:
        looked = "; ".join(f"{form}: {what}" for form, what in _LOOKED_FOR.items())
        raise ManifestError(
            f"{root}: looks like {' and '.join(found) or 'none of the sets known here'}; give "
            f"--format. Looked for {looked}"
        )
    return found[0]


def _is_ffpp(root: Path) -> bool:
    made = root.glob("manipulated_sequences/*/*/videos/[0-9][0-9][0-9]_[0-9][0-9][0-9].mp4")
    return (root / "original_sequences" / "youtube").is_dir() or any(made)


def _is_dfdc(root: Path) -> bool:
    return any(any(root.glob(where)) for n in (METADATA, LABELS) for where in (n, f"*/{n}"))


_LOOKS: dict[str, Callable[[Path], bool]] = {
    "csv": lambda root: (root / CSV_FILE).is_file(),
    "ffpp": _is_ffpp,
    "dfd": lambda root: (root / "original_sequences" / "actors").is_dir(),
    "celeb-df": lambda root: (root / "Celeb-synthesis").is_dir() or (root / "Celeb-real").is_dir(),
    "dfdc": _is_dfdc,
}
