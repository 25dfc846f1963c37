"""Which recordings does FaceForensics++ put where? Its `train|val|test.json`, read strictly.

A pair ``["000", "003"]`` stands for the originals 000 and 003 and the fakes 000_003 and 003_000.
``conversion_dict.json`` says from which video each recording was cut:
``{"000": "<YouTube id> <which cut>"}``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from faceproof.core import PARTS, fields
from faceproof.core.errors import ManifestError
from faceproof.datasets.capped import read_capped

CONVERSION_FILE = "conversion_dict.json"
_LARGEST = 16 << 20
_NUMBER = re.compile(r"[0-9]{2,6}")
_CUT = re.compile(r"([A-Za-z0-9_-]{11}) ([0-9]{1,4})")

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FfppLists:
    """The lists as they stand; nothing is said of whether they leak.

    Attributes:
        pairs: ``train``, ``val`` and ``test`` to their pairs of zero-padded numbers, as listed.
        videos: number to the YouTube id it was cut from; empty without ``conversion_dict.json``.
    """

    pairs: Mapping[str, tuple[Pair, ...]]
    videos: Mapping[str, str]

    def numbers(self, part: str) -> frozenset[str]:
        """Every recording of a part."""
        return frozenset(number for pair in self.pairs[part] for number in pair)

    def parts_of(self, number: str) -> tuple[str, ...]:
        """The parts that name a recording: one, unless the lists contradict themselves."""
        return tuple(part for part in PARTS if number in self.numbers(part))


def read_ffpp_lists(folder: Path) -> FfppLists:
    """The three lists of a folder, or of its ``splits/`` where they lie there.

    Raises:
        ManifestError: a list is absent, too large, or not pairs of zero-padded numbers.
    """
    inner = folder / "splits"
    where = inner if not (folder / "train.json").exists() and inner.is_dir() else folder
    conversion = where / CONVERSION_FILE
    return FfppLists(
        pairs={part: _pairs(where / f"{part}.json") for part in PARTS},
        videos=_videos(conversion) if conversion.exists() else {},
    )


def _pairs(path: Path) -> tuple[Pair, ...]:
    data = _read(path)
    try:
        return tuple(_pair(pair) for pair in fields.items(fields.parse_json(data)))
    except ValueError as error:
        raise ManifestError(
            f'{path.name}: {error}; expected a JSON list of pairs such as ["000", "003"]'
        ) from error


def _pair(value: Any) -> Pair:
    match value:
        case [str(a), str(b)] if _NUMBER.fullmatch(a) and _NUMBER.fullmatch(b):
            return a, b
    raise ValueError(f"{value!r:.80} is not a pair of zero-padded numbers")


def _videos(path: Path) -> dict[str, str]:
    data = _read(path)
    try:
        cuts = _object(fields.parse_json(data))
        return {_number(number): _video(cut) for number, cut in cuts.items()}
    except ValueError as error:
        raise ManifestError(
            f'{path.name}: {error}; expected an object such as {{"000": "--b1Ua-kWJE 0"}}'
        ) from error


def _object(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError(f"{value!r:.80} is not an object")  # noqa: TRY004 - one error for all
    return value


def _number(value: str) -> str:
    if not _NUMBER.fullmatch(value):
        raise ValueError(f"{value!r:.80} is not a zero-padded number")
    return value


def _video(value: Any) -> str:
    cut = _CUT.fullmatch(value) if isinstance(value, str) else None
    if cut is None:
        raise ValueError(f"{value!r:.80} is not a YouTube id and the number of a cut")
    return cut[1]


def _read(path: Path) -> bytes:
    if not path.is_file():
        raise ManifestError(
            f"{path}: is missing; expected the split lists of FaceForensics++, train.json, "
            "val.json and test.json"
        )
    return read_capped(path, largest=_LARGEST)
