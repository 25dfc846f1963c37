"""How does a release describe itself to machines? Croissant 1.1 (JSON-LD) with RAI fields.

Reference:
    MLCommons Croissant format specification 1.1 and its Responsible AI extension 1.0.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from faceproof.core import Manifest, sha256_file
from faceproof.release.facts import ReleaseFacts
from faceproof.release.plan import About

CONFORMS_TO = "http://mlcommons.org/croissant/1.1"
CROISSANT_FILE = "croissant.json"
RAI_CONFORMS_TO = "http://mlcommons.org/croissant/RAI/1.0"

_TERMS = (
    "arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "extract", "field",
    "fileProperty", "fileObject", "fileSet", "format", "includes", "isArray", "isLiveDataset",
    "jsonPath", "key", "md5", "parentField", "path", "recordSet", "references", "regex",
    "repeated", "replace", "samplingRate", "separator", "source", "subField", "transform",
)  # fmt: skip

CONTEXT: Mapping[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "description": {"@container": "@language"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
    **{term: f"cr:{term}" for term in _TERMS},
}

_FIELDS = (
    ("id", "sc:Text", "Unique and opaque; never parse it."),
    ("path", "sc:Text", "File, relative to the release."),
    ("sha256", "sc:Text", "Digest of the file's bytes."),
    ("compression", "sc:Text", "raw, c23 or c40."),
    ("synthetic", "sc:Boolean", "Every actor in the clip is rendered."),
)


def croissant(root: Path, manifest: Manifest, facts: ReleaseFacts, about: About) -> dict[str, Any]:
    """The JSON-LD object of a release whose manifest and splits are written.

    Whether a clip is fake is not a field of its own: it follows from ``origin_kind``.
    """
    return {
        "@context": dict(CONTEXT),
        "@type": "sc:Dataset",
        "conformsTo": [CONFORMS_TO, RAI_CONFORMS_TO],
        "name": manifest.name,
        "version": manifest.version,
        "description": about.description or facts.summary,
        "license": manifest.licence,
        "keywords": ["deepfake detection", "face manipulation", "media forensics"],
        "isLiveDataset": False,
        **_about(about),
        "distribution": [*_files(root), *_videos()],
        "recordSet": [_clips()],
        **_responsible_use(facts),
    }


def _about(about: About) -> dict[str, Any]:
    given = {
        "creator": {"@type": "sc:Organization", "name": about.creator} if about.creator else None,
        "url": about.url,
        "datePublished": None if about.published is None else about.published.isoformat(),
        "citeAs": about.cite_as,
    }
    return {key: value for key, value in given.items() if value is not None}


def _files(root: Path) -> list[dict[str, Any]]:
    splits = sorted(path.relative_to(root).as_posix() for path in (root / "splits").glob("*.json"))
    kinds = {"manifest.jsonl": "application/jsonlines"} | dict.fromkeys(splits, "application/json")
    return [
        {
            "@type": "cr:FileObject",
            "@id": name,
            "name": name.replace("/", "-"),
            "contentUrl": name,
            "encodingFormat": kind,
            "sha256": sha256_file(root / name),
        }
        for name, kind in kinds.items()
    ]


def _videos() -> list[dict[str, Any]]:
    sets = {
        "originals": ("original_sequences/*/*/videos/*.mp4", "Recordings at each compression."),
        "fakes": ("manipulated_sequences/*/*/videos/*.mp4", "Fakes and their masks."),
    }
    return [
        {
            "@type": "cr:FileSet",
            "@id": name,
            "name": name,
            "description": text,
            "includes": pattern,
            "encodingFormat": "video/mp4",
        }
        for name, (pattern, text) in sets.items()
    ]


def _clips() -> dict[str, Any]:
    columns = [_field(name, kind, text, column=name) for name, kind, text in _FIELDS]
    actors = _field("actors", "sc:Text", "Whose face is in it, the target first.", column="actors")
    kind = _field("origin_kind", "sc:Text", "recorded, manipulated or generated.", column="origin")
    kind["source"]["transform"] = {"jsonPath": "$.kind"}
    return {
        "@type": "cr:RecordSet",
        "@id": "clips",
        "name": "clips",
        "description": "One record a file, as manifest.jsonl holds them.",
        "key": {"@id": "clips/id"},
        "field": [*columns, actors | {"repeated": True}, kind],
    }


def _field(name: str, kind: str, text: str, *, column: str) -> dict[str, Any]:
    return {
        "@type": "cr:Field",
        "@id": f"clips/{name}",
        "name": name,
        "description": text,
        "dataType": kind,
        "source": {"fileObject": {"@id": "manifest.jsonl"}, "extract": {"column": column}},
    }


def _responsible_use(facts: ReleaseFacts) -> dict[str, Any]:
    return {
        "rai:dataCollection": facts.collection,
        "rai:dataCollectionType": [
            "Software Collection" if facts.synthetic else "Direct measurement"
        ],
        "rai:dataPreprocessingProtocol": [facts.encoding],
        "rai:dataManipulationProtocol": facts.manipulation,
        "rai:dataAnnotationProtocol": [facts.annotation],
        "rai:machineAnnotationTools": list(facts.tools),
        "rai:dataUseCases": [facts.uses],
        "rai:dataBiases": list(facts.biases),
        "rai:dataLimitations": list(facts.limits),
        "rai:dataSocialImpact": facts.impact,
        "rai:personalSensitiveInformation": [facts.personal],
        "rai:dataReleaseMaintenancePlan": facts.maintenance,
    }
