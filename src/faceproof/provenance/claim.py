"""What does whoever signs say of a file? How it came about, in C2PA's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

from faceproof.core import Step
from faceproof.core.errors import SignatureError

SOURCE_TYPES = (
    "algorithmicMedia",
    "composite",
    "compositeCapture",
    "compositeSynthetic",
    "compositeWithTrainedAlgorithmicMedia",
    "computationalCapture",
    "digitalCapture",
    "digitalCreation",
    "humanEdits",
    "screenCapture",
    "trainedAlgorithmicMedia",
    "virtualRecording",
)
"""What a file is, in the words of IPTC's digital source type vocabulary."""

_VOCABULARY = "http://cv.iptc.org/newscodes/digitalsourcetype/"
PARENT = "parent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What is said of a file.

    Attributes:
        title: of the file.
        steps: oldest first: created, or opened where there is a parent; then what was done.
        assertions: anything else that is said, by label, such as ``org.faceproof.clip``.

    Raises:
        SignatureError: the first step is neither, or a source type is not in the vocabulary.
    """

    title: str
    steps: tuple[Step, ...]
    assertions: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        first = self.steps[0].action if self.steps else None
        if first not in {"c2pa.created", "c2pa.opened"}:
            raise SignatureError(f"what is said begins with {first}; expected created or opened")
        for step in self.steps:
            if step.source_type is not None and step.source_type not in SOURCE_TYPES:
                raise SignatureError(
                    f"source type {step.source_type!r:.60} is unknown; expected one of "
                    f"{', '.join(SOURCE_TYPES)}"
                )

    def definition(self) -> dict[str, Any]:
        """The same as the library takes it."""
        actions = [_action(step) for step in self.steps]
        told = [{"label": "c2pa.actions.v2", "data": {"actions": actions}}]
        told += [{"label": name, "data": data} for name, data in self.assertions.items()]
        tool = {"name": "faceproof", "version": version("faceproof")}
        return {"claim_generator_info": [tool], "title": self.title, "assertions": told}


def recorded(title: str, source_type: str) -> Claim:
    """Says how a file with no parent came about."""
    return Claim(title=title, steps=(Step(action="c2pa.created", source_type=source_type),))


def derived(title: str, *steps: Step, assertions: Mapping[str, Any] | None = None) -> Claim:
    """Says what was done to a parent."""
    opened = Step(action="c2pa.opened")
    return Claim(title=title, steps=(opened, *steps), assertions=assertions or {})


def short_source_type(uri: str) -> str:
    """The last word of a source type.

    >>> short_source_type("http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture")
    'digitalCapture'
    """
    return uri.rsplit("/", 1)[-1]


def _action(step: Step) -> dict[str, Any]:
    action: dict[str, Any] = {"action": step.action}
    if step.source_type is not None:
        action["digitalSourceType"] = _VOCABULARY + step.source_type
    if step.description is not None:
        action["description"] = step.description
    if step.action == "c2pa.opened":
        action["parameters"] = {"ingredientIds": [PARENT]}
    return action
