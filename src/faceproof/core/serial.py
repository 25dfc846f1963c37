"""Clip records as JSON values and back; the only place that knows their file form."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from faceproof.core import fields
from faceproof.core.clip import (
    Clip,
    ClipId,
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
        "media": media_to_json(clip.media),
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
    except (KeyError, TypeError, ValueError, ManifestError) as error:
        raise ManifestError(
            f"clip record {str(name)[:80]!r} is malformed ({error}); "
            "expected the fields of a manifest line, see docs/reference/manifest"
        ) from error


def _clip(value: Mapping[str, Any]) -> Clip:
    fields.only(
        value,
        {
            "id", "path", "sha256", "media", "actors", "compression", "original", "origin",
            "synthetic",
        },
    )  # fmt: skip
    return Clip(
        id=clip_id(fields.text(value["id"])),
        path=fields.relative_path(value["path"]),
        sha256=fields.digest(value["sha256"]),
        media=media_from_json(value["media"]),
        actors=tuple(actor_id(fields.text(a)) for a in fields.items(value["actors"])),
        compression=Compression(value["compression"]),
        original=_link(value["original"]),
        origin=_origin(value["origin"]),
        synthetic=fields.flag(value["synthetic"]),
    )


def _link(value: Any) -> ClipId | None:
    return None if value is None else clip_id(fields.text(value))


def media_to_json(media: MediaFacts) -> dict[str, Any]:
    """Media facts as a JSON object."""
    return {
        "frames": media.frames,
        "fps": f"{media.fps.numerator}/{media.fps.denominator}",
        "width": media.width,
        "height": media.height,
        "pix_fmt": media.pix_fmt,
        "audio_rate": media.audio_rate,
    }


def media_from_json(value: Any) -> MediaFacts:
    """Media facts from their JSON object.

    Raises:
        ValueError: a field is missing, unknown or malformed.
    """
    fields.only(value, {"frames", "fps", "width", "height", "pix_fmt", "audio_rate"})
    return MediaFacts(
        frames=fields.count(value["frames"]),
        fps=fields.rate(value["fps"]),
        width=fields.count(value["width"]),
        height=fields.count(value["height"]),
        pix_fmt=fields.text(value["pix_fmt"]),
        audio_rate=None if value["audio_rate"] is None else fields.count(value["audio_rate"]),
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
                "mask_kind": None if origin.mask_kind is None else origin.mask_kind.value,
                "segments": [list(s) for s in origin.segments],
                "seed": origin.seed,
                "params": dict(origin.params),
            }


def _origin(value: Mapping[str, Any]) -> Origin:
    match value["kind"]:
        case "recorded":
            fields.only(value, {"kind", "scene", "take"})
            return Recorded(
                scene=fields.text(value["scene"]), take=fields.count(value["take"], least=0)
            )
        case "generated":
            fields.only(value, {"kind", "tool", "version"})
            return Generated(tool=fields.text(value["tool"]), version=fields.text(value["version"]))
        case "manipulated":
            return _manipulated(value)
        case other:
            raise ValueError(f"origin kind {other!r} is unknown")


def _manipulated(value: Mapping[str, Any]) -> Manipulated:
    fields.only(
        value,
        {
            "kind", "method", "version", "target", "source", "mask", "mask_kind", "segments",
            "seed", "params",
        },
    )  # fmt: skip
    return Manipulated(
        method=fields.text(value["method"]),
        version=fields.text(value["version"]),
        target=clip_id(fields.text(value["target"])),
        source=_link(value["source"]),
        mask=None if value["mask"] is None else fields.relative_path(value["mask"]),
        mask_kind=None if value["mask_kind"] is None else MaskKind(value["mask_kind"]),
        segments=_segments(value["segments"]),
        seed=fields.count(value["seed"], least=0),
        params=_params(value["params"]),
    )


def _segments(value: Any) -> tuple[tuple[int, int], ...]:
    return tuple(
        (fields.count(start, least=0), fields.count(stop))
        for start, stop in map(fields.items, fields.items(value))
    )


def _params(value: Any) -> tuple[tuple[str, str | int | float | bool], ...]:
    if not isinstance(value, Mapping):
        raise ValueError(f"params {value!r:.80} are not an object")  # noqa: TRY004 - one error
    return tuple(sorted((fields.text(name), _setting(value[name])) for name in value))


def _setting(value: Any) -> str | int | float | bool:
    match value:
        case bool() | int() | "":
            return value
        case float() if math.isfinite(value):
            return value
        case _:
            return fields.text(value)
