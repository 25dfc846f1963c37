"""What did an audit find?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from faceproof.core import Compression, Estimate
from faceproof.release.audit.probes import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A probe at one compression.

    Attributes:
        shortcut: it tells fakes from recordings, and may block.
        note: an example of what it found, or why nothing was measured; empty when all is well.
        compared, left_out: fakes that entered, and that could not be measured.
    """

    auc: Estimate
    shortcut: bool
    note: str
    compared: int
    left_out: int

    @property
    def is_measured(self) -> bool:
        """Whether there is a figure."""
        return self.auc.value is not None

    def as_json(self) -> dict[str, Any]:
        """Its fields by name."""
        return {
            "auc": self.auc.as_json(),
            "shortcut": self.shortcut,
            "note": self.note,
            "compared": self.compared,
            "left_out": self.left_out,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeResult:
    """A probe at every compression of the release."""

    kind: Kind
    sees: str
    levels: Mapping[Compression, Level]

    @property
    def worst(self) -> Level:
        """The level that blocks; else the one with the highest AUC; else one not measurable."""
        return max(
            self.levels.values(),
            key=lambda level: (level.shortcut, level.auc.value is not None, level.auc.value or 0.0),
        )

    @property
    def is_shortcut(self) -> bool:
        """Whether it blocks at any compression."""
        return self.worst.shortcut

    def as_json(self) -> dict[str, Any]:
        """The worst level's figure, and every level."""
        return {
            "auc": self.worst.auc.as_json(),
            "kind": str(self.kind),
            "sees": self.sees,
            "note": self.worst.note,
            "by_compression": {str(c): level.as_json() for c, level in self.levels.items()},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """All probes of a release.

    Attributes:
        probes: by name.
        fakes: fakes compared with their recordings; ``looked_at``: those whose pictures were.
        alone: fakes without their recording in the release, compared with nothing.
        unfaked: recordings without a fake.
    """

    probes: Mapping[str, ProbeResult]
    fakes: int
    looked_at: int
    alone: int
    unfaked: int

    @property
    def shortcuts(self) -> tuple[str, ...]:
        """Names of the probes that block the release."""
        return tuple(name for name, probe in self.probes.items() if probe.is_shortcut)

    @property
    def unmeasured(self) -> tuple[str, ...]:
        """Names of blocking probes without a figure at some compression."""
        return tuple(
            name
            for name, probe in self.probes.items()
            if probe.kind.blocks and not all(x.is_measured for x in probe.levels.values())
        )

    @property
    def ok(self) -> bool:
        """No probe blocks. What could not be measured is in `unmeasured`."""
        return not self.shortcuts

    def as_json(self) -> dict[str, Any]:
        """The contract's fields, and what stands behind them."""
        return {
            "ok": self.ok,
            "probes": {name: probe.as_json() for name, probe in self.probes.items()},
            "shortcuts": list(self.shortcuts),
            "unmeasured": list(self.unmeasured),
            "fakes": self.fakes,
            "looked_at": self.looked_at,
            "alone": self.alone,
            "unfaked": self.unfaked,
        }
