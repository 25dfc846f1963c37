"""How does a release describe itself to people? DATASHEET.md, from its records."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from faceproof.core import Clip, Compression, Manifest
from faceproof.datasets import split_names
from faceproof.release.facts import ReleaseFacts
from faceproof.release.plan import About

DATASHEET_FILE = "DATASHEET.md"


def datasheet(manifest: Manifest, facts: ReleaseFacts, about: About) -> str:
    """The Markdown text; names are escaped, so that none of them can be markup."""
    levels = [c for c in Compression if any(clip.compression is c for clip in manifest.clips)]
    one_level = [clip for clip in manifest.clips if clip.compression is levels[0]]
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = files("faceproof.release").joinpath("datasheet.md.j2").read_text(encoding="utf-8")
    return environment.from_string(template).render(
        manifest=manifest,
        facts=facts,
        about=about,
        digest=manifest.digest(),
        compressions=[c.value for c in levels],
        table=_table(manifest, levels),
        sides=_sides(manifest),
        actors=len({actor for clip in manifest.clips for actor in clip.actors}),
        frames=sum(clip.media.frames for clip in one_level),
        seconds=round(sum(clip.media.duration_s for clip in one_level)),
    )


def _table(manifest: Manifest, levels: list[Compression]) -> list[tuple[str, list[int]]]:
    counts = Counter((_row(clip), clip.compression) for clip in manifest.clips)
    rows = sorted({_row(clip) for clip in manifest.clips if clip.is_fake})
    return [(row, [counts[row, level] for level in levels]) for row in ["originals", *rows]]


def _row(clip: Clip) -> str:
    return clip.method or "originals"


def _sides(manifest: Manifest) -> list[tuple[str, tuple[str, ...]]]:
    splits = manifest.splits
    return list(zip(split_names(splits), splits.groups, strict=True))
