"""What does the next version say of itself? Its changelog, and what it keeps of old."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, replace
from pathlib import Path
from typing import NamedTuple

from faceproof.core import ActorId, Clip, Compression, fields
from faceproof.core.errors import ManifestError
from faceproof.datasets.capped import read_capped
from faceproof.release.croissant import CROISSANT_FILE
from faceproof.release.facts import ReleaseFacts
from faceproof.release.plan import About
from faceproof.release.revise_change import Change
from faceproof.release.revise_stale import Stale
from faceproof.release.tombstone import TOMBSTONES_FILE, Reason

CHANGELOG_FILE = "CHANGELOG.md"
_LARGEST = 16 << 20
_HEAD = "# Changelog of the dataset\n"


class Kept(NamedTuple):
    """What the people behind a release said of it, and fields left out for naming who left."""

    about: About
    left_out: tuple[str, ...]


def about_of(root: Path, facts: ReleaseFacts, gone: AbstractSet[ActorId]) -> Kept:
    """What only people knew of a release, read back from its Croissant file.

    Args:
        root: the release.
        facts: of that release; a description that is theirs was nobody's own words.
        gone: who left; a text with one of their ids as a word is not taken over.

    Raises:
        ManifestError: the file is not as a build writes it.
    """
    about = _about(root, facts)
    texts = {name: str(text) for name, text in asdict(about).items() if text is not None}
    naming = tuple(sorted(name for name, text in texts.items() if _names(text, gone)))
    return Kept(replace(about, **dict.fromkeys(naming)), naming)


def _about(root: Path, facts: ReleaseFacts) -> About:
    if not (root / CROISSANT_FILE).exists():
        return About()
    try:
        value = fields.parse_json(read_capped(root / CROISSANT_FILE, largest=_LARGEST))
        described = fields.text(value["description"])
        return About(
            description=None if described == facts.summary else described,
            creator=fields.text(value["creator"]["name"]) if "creator" in value else None,
            url=fields.text(value["url"]) if "url" in value else None,
            published=fields.day(value["datePublished"]) if "datePublished" in value else None,
            cite_as=fields.text(value["citeAs"]) if "citeAs" in value else None,
        )
    except (ValueError, KeyError, TypeError) as error:
        raise ManifestError(f"{CROISSANT_FILE} is malformed ({error}); restore it") from error


def _names(text: str, gone: AbstractSet[ActorId]) -> bool:
    return any(re.search(rf"(?<![\w.-]){re.escape(a)}(?![\w-])", text) for a in gone)


def changelog(root: Path, change: Change, stale: Sequence[Stale]) -> bytes:
    """The changelog of a release with one more paragraph on top; begun where there is none.

    Args:
        root: the version that is revised.
        change: what leaves.
        stale: generators that must make no more fakes, since this version or before.
    """
    path = root / CHANGELOG_FILE
    if path.exists():
        earlier = read_capped(path, largest=_LARGEST).decode(errors="replace")
        earlier = earlier.removeprefix(_HEAD)
    else:
        earlier = f"\n## {change.before.version}\n\n{len(change.before.clips)} clips. The first.\n"
    paragraphs = "\n\n".join(_paragraphs(change, stale))
    return f"{_HEAD}\n{paragraphs}\n{earlier}".encode()


def _paragraphs(change: Change, stale: Sequence[Stale]) -> Iterator[str]:
    before = change.before
    yield f"## {change.after.version}, {change.on}"
    yield (
        f"Revises {before.version}, manifest `{before.digest()}`. {len(change.left)} clips "
        f"left{_why(Counter(change.leaves.values()))}, {len(change.after.clips)} stay."
    )
    if change.left:
        yield "\n".join(_table(change.left))
        yield (
            f"{len(change.masks)} masks left with them. The digests of all these files stand in "
            f"`{TOMBSTONES_FILE}`: delete your copies. Version {before.version} must not be handed "
            "on."
        )
    for weights in stale:
        yield (
            f"Stale: the generator of `{weights.name}` {weights.version} (weights "
            f"`{weights.sha256}`) {weights.why}. Its fakes of others stay; it must make no more."
        )


def _why(reasons: Mapping[Reason, int]) -> str:
    told = [f"{reasons[reason]} {reason}" for reason in Reason if reasons.get(reason)]
    return f" ({', '.join(told)})" if told else ""


def _table(left: Sequence[Clip]) -> Iterator[str]:
    levels = [level for level in Compression if any(c.compression is level for c in left)]
    counts = Counter((clip.method, clip.compression) for clip in left)
    methods = sorted({clip.method for clip in left}, key=lambda m: (m is not None, m or ""))
    yield f"| left | {' | '.join(levels)} |"
    yield f"|---|{'---:|' * len(levels)}"
    for method in methods:
        cells = " | ".join(str(counts[method, level]) for level in levels)
        yield f"| {method or 'originals'} | {cells} |"
