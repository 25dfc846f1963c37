"""Clip records as JSON values and back; the only place that knows their file form."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from faceproof.core.clip import (
    Clip,
    Compression,
    Generated,
    Manipulated,
    MaskKind,
    MediaFacts,
    Origin,
    Recorded,
    actor_id,
    clip_id,
)
from faceproof.core.errors import ManifestError


def clip_to_json(clip: Clip) -> dict[str, Any]:
    """One clip as a JSON object; `clip_from_json` gives the same record back."""
    return {
        "id": clip.id,
        "path": clip.path,
        "sha256": clip.sha256,
        "media": _media_to_json(clip.media),
        "actors": list(clip.actors),
        "compression": clip.compression.value,
        "original": clip.original,
        "origin": _origin_to_json(clip.origin),
        "synthetic": clip.synthetic,
    }


def clip_from_json(value: Any) -> Clip:
    """A clip from its JSON object.

    Raises:
        ManifestError: naming the clip and the field that is missing, unknown or malformed.
    """
    name = value.get("id", "?") if isinstance(value, Mapping) else "?"
    try:
        return _clip(value)
    except (KeyError, TypeError, ValueError, AttributeError, ZeroDivisionError) as error:
        raise ManifestError(
            f"clip record {str(name)[:80]!r} is malformed ({type(error).__name__}: {error}); "
            "expected the fields of a manifest line, see docs/reference/manifest"
        ) from error


def _clip(value: Mapping[str, Any]) -> Clip:
    _only(
        value,
        {
            "id",
            "path",
            "sha256",
            "media",
            "actors",
            "compression",
            "original",
            "origin",
            "synthetic",
        },
    )
    return Clip(
        id=clip_id(_text(value["id"])),
        path=_relative(_text(value["path"])),
        sha256=_digest(value["sha256"]),
        media=_media(value["media"]),
        actors=tuple(actor_id(_text(a)) for a in value["actors"]),
        compression=Compression(value["compression"]),
        original=None if value["original"] is None else clip_id(_text(value["original"])),
        origin=_origin(value["origin"]),
        synthetic=_flag(value["synthetic"]),
    )


def _media_to_json(media: MediaFacts) -> dict[str, Any]:
    return {
        "frames": media.frames,
        "fps": f"{media.fps.numerator}/{media.fps.denominator}",
        "width": media.width,
        "height": media.height,
        "pix_fmt": media.pix_fmt,
        "audio_rate": media.audio_rate,
    }


def _media(value: Mapping[str, Any]) -> MediaFacts:
    _only(value, {"frames", "fps", "width", "height", "pix_fmt", "audio_rate"})
    fps = Fraction(_text(value["fps"]))
    if fps <= 0:
        raise ValueError(f"fps {fps} is not above 0")
    return MediaFacts(
        frames=_count(value["frames"]),
        fps=fps,
        width=_count(value["width"]),
        height=_count(value["height"]),
        pix_fmt=_text(value["pix_fmt"]),
        audio_rate=None if value["audio_rate"] is None else _count(value["audio_rate"]),
    )


def _origin_to_json(origin: Origin) -> dict[str, Any]:
    match origin:
        case Recorded(scene=scene, take=take):
            return {"kind": "recorded", "scene": scene, "take": take}
        case Generated(tool=tool, version=version):
            return {"kind": "generated", "tool": tool, "version": version}
        case Manipulated():
            return {
                "kind": "manipulated",
                "method": origin.method,
                "version": origin.version,
                "target": origin.target,
                "source": origin.source,
                "mask": origin.mask,
                "mask_kind": origin.mask_kind.value,
                "segments": [list(s) for s in origin.segments],
                "seed": origin.seed,
                "params": dict(origin.params),
            }


def _origin(value: Mapping[str, Any]) -> Origin:
    fields = {k: v for k, v in value.items() if k != "kind"}
    match value["kind"]:
        case "recorded":
            _only(fields, {"scene", "take"})
            return Recorded(scene=_text(fields["scene"]), take=_count(fields["take"], least=0))
        case "generated":
            _only(fields, {"tool", "version"})
            return Generated(tool=_text(fields["tool"]), version=_text(fields["version"]))
        case "manipulated":
            return _manipulated(fields)
        case other:
            raise ValueError(f"origin kind {other!r} is unknown")


def _manipulated(value: Mapping[str, Any]) -> Manipulated:
    _only(
        value,
        {
            "method", "version", "target", "source", "mask", "mask_kind", "segments", "seed",
            "params",
        },
    )  # fmt: skip
    return Manipulated(
        method=_text(value["method"]),
        version=_text(value["version"]),
        target=clip_id(_text(value["target"])),
        source=None if value["source"] is None else clip_id(_text(value["source"])),
        mask=_relative(_text(value["mask"])),
        mask_kind=MaskKind(value["mask_kind"]),
        segments=tuple((_count(a, least=0), _count(b)) for a, b in value["segments"]),
        seed=_count(value["seed"], least=0),
        params=tuple(sorted(value["params"].items())),
    )


def _only(value: Mapping[str, Any], fields: set[str]) -> None:
    unknown = set(value) - fields
    if unknown:
        raise ValueError(f"unknown field {min(unknown)!r}")


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError(f"{value!r} is not a text")
    return value


def _count(value: Any, *, least: int = 1) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise ValueError(f"{value!r} is not a whole number from {least} up")
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{value!r} is not true or false")  # noqa: TRY004 - one error for all
    return value


def _digest(value: Any) -> str:
    if not isinstance(value, str) or len(value) != 64 or set(value) - set("0123456789abcdef"):
        raise ValueError(f"{value!r} is not a hex sha256")
    return value


def _relative(path: str) -> str:
    parts = path.split("/")
    if path.startswith("/") or "\\" in path or "\0" in path or {"", ".", ".."} & set(parts):
        raise ValueError(f"path {path!r} is not a clean relative POSIX path")
    return path
