"""How do the curves look? ROC and reliability as SVG, readable on a phone and by the colour-blind.

Each detector has a colour of Okabe & Ito (2008) and a dash of its own, so colour never carries
the meaning alone.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import cycle, islice
from typing import Any, NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from faceproof.benchmark.graded import Grade

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
_DASHES = ("-", "--", "-.", ":")
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "path",  # no font is asked of the reader's machine
    "svg.hashsalt": "faceproof",  # the same figures give the same bytes
    "font.size": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#6b7280",
    "axes.labelcolor": "#1f2937",
    "xtick.color": "#4b5563",
    "ytick.color": "#4b5563",
    "legend.frameon": False,
}


class Stroke(NamedTuple):
    """How one detector is drawn wherever it appears."""

    colour: str
    dash: str


def strokes(count: int) -> list[Stroke]:
    """One stroke for each of ``count`` detectors, no two alike up to 28."""
    return [
        Stroke(COLOURS[i % len(COLOURS)], dash)
        for i, dash in enumerate(islice(cycle(_DASHES), count))
    ]


def roc_svg(grades: Sequence[Grade]) -> str:
    """True against false positives, one step line a detector; the diagonal is chance."""
    with mpl.rc_context(_STYLE):
        figure, axes = _square("share of reals called fake", "share of fakes called fake")
        axes.plot([0, 1], [0, 1], color="#9ca3af", linewidth=1)
        for graded, stroke in zip(grades, strokes(len(grades)), strict=True):
            if graded.roc is not None:
                axes.plot(
                    graded.roc.fpr,
                    graded.roc.tpr,
                    label=graded.detector,
                    color=stroke.colour,
                    linestyle=stroke.dash,
                    linewidth=2.2,
                )
        return _svg(figure, axes, "lower right")


def reliability_svg(grades: Sequence[Grade]) -> str:
    """Observed share of fakes against the promised one; dots grow with the weight of a bin."""
    with mpl.rc_context(_STYLE):
        figure, axes = _square("promised probability of fake", "share of fakes that came")
        axes.plot([0, 1], [0, 1], color="#9ca3af", linewidth=1)
        for graded, stroke in zip(grades, strokes(len(grades)), strict=True):
            found = graded.reliability
            if found is None:
                continue
            here = found.n > 0
            axes.plot(
                found.promised[here],
                found.came[here],
                label=graded.detector,
                color=stroke.colour,
                linestyle=stroke.dash,
                linewidth=1.4,
            )
            axes.scatter(
                found.promised[here],
                found.came[here],
                s=14 + 260 * found.weight[here],
                color=stroke.colour,
                alpha=0.65,
                linewidths=0,
            )
        return _svg(figure, axes, "upper left")


def _square(x: str, y: str) -> tuple[Figure, Any]:
    figure = Figure(figsize=(4.6, 4.6), layout="constrained")
    axes = figure.add_subplot()
    axes.set(xlabel=x, ylabel=y, xlim=(-0.02, 1.02), ylim=(-0.02, 1.02), aspect="equal")
    axes.set_xticks(np.linspace(0, 1, 6))
    axes.set_yticks(np.linspace(0, 1, 6))
    axes.grid(color="#e5e7eb", linewidth=0.8)
    axes.set_axisbelow(True)
    return figure, axes


def _svg(figure: Figure, axes: Any, where: str) -> str:
    if axes.get_legend_handles_labels()[0]:
        axes.legend(loc=where, handlelength=2.6)
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()
