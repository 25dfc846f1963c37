"""What is a job, what does it give, and what can become of it?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple


class Done(NamedTuple):
    """What a job's call returns.

    Attributes:
        result: a JSON value.
        outputs: files it wrote, whole.
    """

    result: Any
    outputs: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One piece of work that runs in a worker process.

    Attributes:
        key: hex sha256 of everything the result depends on: inputs, parameters, versions.
        label: what people read, for example a clip id.
        call: a function at the top of a module.
        args: its arguments; they travel to another process.
    """

    key: str
    label: str
    call: Callable[..., Done]
    args: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A job that ended without a result, and the one line that says why."""

    label: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a run of jobs gave.

    Attributes:
        results: result by key, in the order of the jobs; failed ones are absent.
        failures: in the order of the jobs.
    """

    results: Mapping[str, Any]
    failures: tuple[Failure, ...]
