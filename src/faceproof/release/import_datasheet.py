"""What must a reader of an imported set know? DATASHEET.md, from what its reader found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape

from faceproof.core import Manifest
from faceproof.datasets import ForeignTree, split_names


def import_datasheet(tree: ForeignTree, manifest: Manifest, notes: Sequence[str]) -> str:
    """The Markdown text; names are escaped, so that none of them can be markup."""
    return "\n".join(_lines(tree, manifest, notes)) + "\n"


def _lines(tree: ForeignTree, manifest: Manifest, notes: Sequence[str]) -> Iterator[str]:
    yield f"# Datasheet: {escape(manifest.name)}, imported"
    yield f"\nRead from a folder as {escape(tree.title)} (reader `{tree.kind}`); digest"
    yield f"`{manifest.digest()}`.\n"
    yield "**Nobody's consent was seen by this import.** The release has no scopes: it can be"
    yield "measured on here; it is never exported, and nothing is trained on it. Its publisher's"
    yield "terms hold as before. Labels, methods and people are what its names and lists say.\n"
    yield "## Composition\n"
    yield "| clips | compression | number |\n|---|---|---:|"
    rows = Counter((clip.method or "originals", clip.compression.value) for clip in manifest.clips)
    for (what, level), count in sorted(rows.items()):
        yield f"| {escape(what)} | {level} | {count} |"
    yield "\n## Split\n\n| side | people |\n|---|---:|"
    names = split_names(manifest.splits)
    for name, group in zip(names, manifest.splits.groups, strict=True):
        yield f"| {name} | {len(group)} |"
    yield "\n## What to know\n"
    yield "- Every frame of a fake counts as changed: foreign sets do not say which are."
    yield "- `raw` is the level as published where the set knows no other."
    yield "- What white means in a mask is not stated by the set."
    if any(len(clip.paths) > 1 for clip in tree.clips):
        yield "- Its frames were put together as bit-exact video at 25 frames a second."
    if tree.asked:
        yield f"- Its published test list of {len(tree.asked)} clips is a protocol beside this."
    yield from (f"- {escape(note)}" for note in notes)
