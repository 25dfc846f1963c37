"""What did a job spend its processor on? CPU seconds by stage, as builds report them."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

FILM, FAKE, ENCODE, TRAIN = "film", "fake", "encode", "train"
"""Rendering or reading recordings; making manipulations; writing media; teaching methods."""

_OTHER = "other"


class Meter:
    """Counts the CPU of this process from its making on."""

    def __init__(self) -> None:
        self._began = time.process_time()
        self._stages: dict[str, float] = defaultdict(float)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """What happens in the block counts as this stage."""
        began = time.process_time()
        try:
            yield
        finally:
            self._stages[name] += time.process_time() - began

    def spent(self) -> dict[str, float]:
        """CPU seconds by stage until now; what no stage claims is ``other``."""
        whole = time.process_time() - self._began
        return {**self._stages, _OTHER: whole - sum(self._stages.values())}


def summed(spent: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """CPU seconds by stage of many jobs.

    >>> summed([{"film": 1.0, "other": 0.5}, {"other": 0.25}])
    {'film': 1.0, 'other': 0.75}
    """
    total: dict[str, float] = defaultdict(float)
    for stages in spent:
        for name, seconds in stages.items():
            total[name] += seconds
    return dict(sorted(total.items()))
