"""What do a file's credentials say, and what did checking them find? Facts, no judgement yet."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import c2pa
from cryptography import x509

from faceproof.core import Step
from faceproof.core.errors import MediaError, SignatureError, StorageError
from faceproof.provenance.binding import context, explained
from faceproof.provenance.claim import short_source_type
from faceproof.provenance.container import LARGEST_STORE, Kind, kind_of, manifest_store
from faceproof.provenance.signatures import Signature, signatures
from faceproof.provenance.signing import beside

_ORDINARY = frozenset({"/uuid", "/ftyp", "/mfra", "/free", "/skip"})
_MOST_MANIFESTS = 1000
_LONGEST = 200  # characters of anything that a signer wrote


class Part(NamedTuple):
    """A file that went into another, as the signer calls it, and its own manifest if it has one."""

    title: str
    relationship: str
    manifest: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Of one manifest.

    Attributes:
        signer: its name in the certificate.
        signed_on: of a timestamp that holds; None without.
        steps: what is said of the file, oldest first.
        parts: files that went into it.
        good, bad: C2PA's codes of what was checked.
        leaves_out: what of the file the signature was made to leave out beyond the ordinary.
    """

    signer: str | None
    signed_on: datetime | None
    steps: tuple[Step, ...]
    parts: tuple[Part, ...]
    good: frozenset[str]
    bad: frozenset[str]
    leaves_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What was found in a file's credentials.

    Attributes:
        active: label of the manifest that speaks for the file.
        manifests: of the file and everything it was made from, by label.
        signatures: of the same.
        broken: why they cannot be read at all, where they cannot.
    """

    active: str = ""
    manifests: Mapping[str, Found] = field(default_factory=dict)
    signatures: tuple[Signature, ...] = ()
    broken: str | None = None


def read_evidence(
    path: Path, anchors: Sequence[x509.Certificate], *, sidecar: Path | None = None
) -> Evidence | None:
    """Look at the credentials in a file, or beside it.

    Args:
        path: the file.
        anchors: root certificates that are trusted.
        sidecar: its credentials; None for those in it or, without any, in ``<stem>.c2pa``.

    Returns:
        None where there are no credentials.

    Raises:
        MediaError: the file cannot be read.
        StorageError: the sidecar cannot be read.
    """
    kind = kind_of(path)
    if kind is None:
        return None
    apart = None
    store = None if sidecar is not None else manifest_store(path, kind)
    if store is None:
        apart = store = _sidecar(sidecar or beside(path), asked=sidecar is not None)
    if store is None:
        return None
    try:
        return _evidence(_read(path, kind, apart, anchors), signatures(store))
    except SignatureError as error:
        return Evidence(broken=str(error))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        return Evidence(broken=f"credentials are not built as expected ({type(error).__name__})")


def _sidecar(path: Path, *, asked: bool) -> bytes | None:
    if not asked and not path.is_file():
        return None
    try:
        with path.open("rb") as file:
            store = file.read(LARGEST_STORE + 1)
    except OSError as error:
        raise StorageError(f"{path}: cannot be read ({error.strerror or error})") from error
    if len(store) > LARGEST_STORE:
        raise MediaError(f"{path}: credentials are over {LARGEST_STORE >> 20} MiB")
    return store


def _read(
    path: Path, kind: Kind, apart: bytes | None, anchors: Sequence[x509.Certificate]
) -> dict[str, Any]:
    with path.open("rb") as file, explained("credentials cannot be read"):
        settings = context(anchors)
        if apart is None:
            reader = c2pa.Reader(kind.value, file, context=settings)
        else:
            reader = c2pa.Reader(kind.value, file, manifest_data=apart, context=settings)
        with reader:
            value: dict[str, Any] = json.loads(reader.json())
    if len(value.get("manifests", {})) > _MOST_MANIFESTS:
        raise SignatureError(f"over {_MOST_MANIFESTS} files went into it; expected fewer")
    return value


def _evidence(read: Mapping[str, Any], signed: tuple[Signature, ...]) -> Evidence:
    active = read["active_manifest"]
    if active not in read["manifests"]:
        raise SignatureError("credentials name a manifest that is not there")
    good: dict[str, set[str]] = defaultdict(set)
    bad: dict[str, set[str]] = defaultdict(set)
    for results in _results(read):
        for code in results.get("success", ()):
            good[_label(code["url"])].add(code["code"])
        for code in results.get("failure", ()):
            bad[_label(code["url"], active)].add(code["code"])
    return Evidence(
        active=active,
        manifests={
            label: _found(one, frozenset(good[label]), frozenset(bad[label]))
            for label, one in read["manifests"].items()
        },
        signatures=signed,
    )


def _results(read: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Of the file now, of its ingredients when it was signed, and of what has changed since."""
    results = read.get("validation_results", {})
    yield results.get("activeManifest", {})
    for delta in results.get("ingredientDeltas", ()):
        yield delta.get("validationDeltas", {})
    for manifest in read["manifests"].values():
        for ingredient in manifest.get("ingredients", ()):
            yield ingredient.get("validation_results", {}).get("activeManifest", {})


def _label(url: str, otherwise: str = "") -> str:
    """The manifest that a code is about.

    >>> _label("self#jumbf=/c2pa/urn:c2pa:1/c2pa.signature")
    'urn:c2pa:1'
    """
    parts = url.split("/")
    return parts[2] if len(parts) > 2 and parts[1] == "c2pa" else otherwise


def _found(manifest: Mapping[str, Any], good: frozenset[str], bad: frozenset[str]) -> Found:
    info = manifest.get("signature_info") or {}
    data = {one["label"]: one.get("data") for one in manifest.get("assertions", ())}
    actions = [
        action
        for label, told in data.items()
        if label.startswith("c2pa.actions") and isinstance(told, dict)
        for action in told.get("actions", ())
    ]
    names = [name for name in (info.get("common_name"), info.get("issuer")) if name]
    stamped = info.get("time") if "timeStamp.validated" in good else None
    return Found(
        signer=", ".join(dict.fromkeys(map(_plain, names))) or None,
        signed_on=None if stamped is None else datetime.fromisoformat(stamped),
        steps=tuple(map(_step, actions)),
        parts=tuple(
            Part(
                _plain(part.get("title", "")),
                _plain(part.get("relationship", "")),
                part.get("active_manifest"),
            )
            for part in manifest.get("ingredients", ())
        ),
        good=good,
        bad=bad,
        leaves_out=tuple(_left_out(data)),
    )


def _plain(text: object) -> str:
    """A stranger's words without anything that moves or hides other words."""
    return "".join(c if c.isprintable() else " " for c in str(text)[:_LONGEST]).strip()


def _step(action: Mapping[str, Any]) -> Step:
    kind = action.get("digitalSourceType")
    told = action.get("description")
    return Step(
        action=_plain(action.get("action")),
        source_type=_plain(short_source_type(str(kind))) if kind else None,
        description=_plain(told) if told else None,
    )


def _left_out(data: Mapping[str, Any]) -> Iterator[str]:
    for label, told in data.items():
        if label.startswith("c2pa.hash.bmff") and isinstance(told, dict):
            yield from (
                str(one.get("xpath"))
                for one in told.get("exclusions", ())
                if one.get("xpath") not in _ORDINARY
            )
        if label.startswith("c2pa.hash.data") and isinstance(told, dict):
            apart = told.get("exclusions") or ()
            if len(apart) > 1:
                yield f"{len(apart)} stretches"
