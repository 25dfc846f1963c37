"""Would a hidden set give its labels away? By what is published already, or by its own files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from faceproof.core import Clip, Manipulated
from faceproof.core.errors import PlanError
from faceproof.datasets import read_manifest
from faceproof.media.stream_facts import StreamFacts, stream_facts
from faceproof.provenance import holds_credentials
from faceproof.release.tombstone import Kind, read_tombstones

_TOLD = ("container", "tags", "encoder", "picture", "timing")


def check_unpublished(clips: Sequence[Clip], public: Sequence[Path]) -> None:
    """Return only when no public release holds a person or a file of these clips.

    A person of a public set is known to detectors trained on it, and the digest of a published
    file, be it one that was removed later, finds its label.

    Raises:
        PlanError: naming the release and the person or file.
        ManifestError: a folder is no release.
    """
    actors = {actor for clip in clips for actor in clip.actors}
    digests = {clip.sha256 for clip in clips}
    for folder in public:
        manifest = read_manifest(folder)
        theirs = {actor for group in manifest.splits.groups for actor in group}
        theirs |= {actor for clip in manifest.clips for actor in clip.actors}
        if shared := sorted(actors & theirs):
            raise PlanError(
                f"{len(shared)} people of the hidden set, such as {shared[0]!r}, are in the public "
                f"release {folder}; expected people who are in none: hide another split"
            )
        known = {clip.sha256 for clip in manifest.clips}
        known |= {s.sha256 for s in read_tombstones(folder) if s.kind is not Kind.MASK}
        if twice := sorted(digests & known):
            raise PlanError(
                f"a file with sha256 {twice[0][:16]}... of the hidden set was published with "
                f"{folder}, so its label can be looked up; hide another split"
            )


def check_media(root: Path, clips: Sequence[Clip], originals: Sequence[Clip]) -> None:
    """Return only when no file says by its container, tags or credentials what its pictures are.

    Args:
        root: the release.
        clips: of the hidden set.
        originals: every original of their side, at their compression.

    Raises:
        PlanError: naming the file and what it says.
        MediaError: a file cannot be read.
    """
    facts = {clip.id: stream_facts(root / clip.path) for clip in {*clips, *originals}}
    recorded = {clip.original or clip.id: clip for clip in originals}
    for clip in clips:
        if holds_credentials(root / clip.path):
            raise PlanError(
                f"{clip.path}: holds credentials, which say what it is; hide a side of the release "
                "that it was exported from"
            )
        for problem in _named(clip, facts[clip.id]):
            raise PlanError(f"{clip.path}: {problem}; such a file cannot be hidden, build it anew")
        if isinstance(clip.origin, Manipulated) and clip.origin.target in recorded:
            target = recorded[clip.origin.target]
            for name in _TOLD:
                found, expected = getattr(facts[clip.id], name), getattr(facts[target.id], name)
                if found != expected:
                    raise PlanError(
                        f"{clip.path}: its {name} is {found!s:.160}, its target's is "
                        f"{expected!s:.160}; such a file gives itself away, build it anew"
                    )


def _named(clip: Clip, facts: StreamFacts) -> Iterator[str]:
    names = [PurePosixPath(clip.path).stem, clip.id, *clip.actors]
    names += [clip.method] if clip.method is not None else []
    for tag in facts.tags:
        for name in names:
            if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", tag):
                yield f"its tag {tag!r:.160} names {name!r}"
