"""What is the file of each detector's table called?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from faceproof.core.errors import ScoreError

_STRANGE = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST = 100


def plain_name(detector: str) -> str:
    """A detector's name as a file or folder can bear it.

    >>> plain_name("../my net")
    'my-net'
    """
    return _STRANGE.sub("-", detector).strip("-.")[:80] or "detector"


def table_paths(out: Path, detectors: Sequence[str]) -> tuple[Path, ...]:
    """``out`` itself for one table; of several a file each in that folder, by detector.

    Raises:
        ScoreError: several would go into one file.

    >>> [path.name for path in table_paths(Path("tables"), ["coin", "../my net", "coin"])]
    ['coin.jsonl', 'my_net.jsonl', 'coin-2.jsonl']
    """
    if len(detectors) == 1:
        return (out,)
    if out.is_file():
        raise ScoreError(
            f"{out}: is a file, and {len(detectors)} detectors give a table each; expected a folder"
        )
    met: Counter[str] = Counter()
    paths = []
    for detector in detectors:
        stem = _STRANGE.sub("_", detector).strip("._")[:_LONGEST] or "detector"
        met[stem] += 1
        paths.append(out / f"{stem}{f'-{met[stem]}' if met[stem] > 1 else ''}.jsonl")
    return tuple(paths)
