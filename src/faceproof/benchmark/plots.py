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
from numpy.typing import NDArray
from scipy.stats import norm

from faceproof.benchmark.graded import Grade
from faceproof.benchmark.robustness import Robustness, by_kind

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
_MOST_INSIDE = 4  # names that fit into a plot; more stand below it
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
                _line(axes, graded.roc.fpr, graded.roc.tpr, graded, stroke)
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
            _line(axes, found.promised[here], found.came[here], graded, stroke, width=1.4)
            axes.scatter(
                found.promised[here],
                found.came[here],
                s=14 + 260 * found.weight[here],
                color=stroke.colour,
                alpha=0.65,
                linewidths=0,
            )
        return _svg(figure, axes, "upper left")


def det_svg(grades: Sequence[Grade]) -> str:
    """Misses against false alarms on normal deviates, where Gaussian scores give straight lines.

    Reference:
        Martin et al. 1997, Eurospeech: "The DET curve in assessment of detection task performance".
    """
    ticks = [0.01, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.99]
    low, high = norm.ppf(0.005), norm.ppf(0.995)
    with mpl.rc_context(_STYLE):
        figure, axes = _square("recordings called fake", "fakes missed")
        axes.set(xlim=(low, high), ylim=(low, high))
        axes.set_xticks(norm.ppf(ticks), [f"{100 * tick:g}%" for tick in ticks], rotation=60)
        axes.set_yticks(norm.ppf(ticks), [f"{100 * tick:g}%" for tick in ticks])
        axes.plot([low, high], [high, low], color="#9ca3af", linewidth=1)
        for graded, stroke in zip(grades, strokes(len(grades)), strict=True):
            if graded.roc is not None:
                edge = 1e-4
                _line(
                    axes,
                    norm.ppf(np.clip(graded.roc.fpr, edge, 1 - edge)),
                    norm.ppf(np.clip(1 - graded.roc.tpr, edge, 1 - edge)),
                    graded,
                    stroke,
                )
        return _svg(figure, axes, "upper right")


def risk_svg(grades: Sequence[Grade]) -> str:
    """Share decided wrongly against the share decided, the surest first."""
    with mpl.rc_context(_STYLE):
        figure, axes = _square("share that is decided, the surest first", "share of it wrong")
        axes.axhline(0.5, color="#9ca3af", linewidth=1)
        for graded, stroke in zip(grades, strokes(len(grades)), strict=True):
            if graded.risk is not None:
                _line(axes, graded.risk.coverage, graded.risk.risk, graded, stroke, width=1.8)
        return _svg(figure, axes, "upper left")


def robustness_svg(robust: Sequence[Robustness]) -> str:
    """AUC by level of each kind of corruption, a panel a kind; bars are 95% intervals."""
    kinds = [name for name, _ in by_kind(robust[0])]
    columns = 3
    rows = -(-len(kinds) // columns)
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(9.0, 2.5 * rows), layout="constrained")
        panels = figure.subplots(rows, columns, sharey=True, squeeze=False).ravel()
        for panel in panels[len(kinds) :]:
            panel.set_visible(False)
        for panel, kind in zip(panels, kinds, strict=False):
            panel.axhline(0.5, color="#9ca3af", linewidth=1)
            panel.set(title=kind, ylim=(0, 1.02))
            panel.title.set_fontsize(11)
            panel.grid(color="#e5e7eb", linewidth=0.8)
            for found, stroke in zip(robust, strokes(len(robust)), strict=True):
                _levels(panel, found, dict(by_kind(found))[kind], stroke)
        panels[0].legend(fontsize=9, loc="lower left")
        return _written(figure)


def _levels(panel: Any, found: Robustness, conditions: Sequence[str], stroke: Stroke) -> None:
    figures = [found.auc[name] for name in ("none", *conditions)]
    values = np.array([np.nan if f.value is None else f.value for f in figures])
    low = np.array([np.nan if f.low is None else f.low for f in figures])
    high = np.array([np.nan if f.high is None else f.high for f in figures])
    panel.errorbar(
        np.arange(len(figures)),
        values,
        yerr=[values - low, high - values],
        label=found.detector,
        color=stroke.colour,
        linestyle=stroke.dash,
        linewidth=1.6,
        elinewidth=0.7,
        capsize=2,
        marker="o",
        markersize=3.5,
    )
    panel.set_xticks(range(len(figures)), ["none", *map(str, range(1, len(figures)))])


def _line(
    axes: Any,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    graded: Grade,
    stroke: Stroke,
    *,
    width: float = 2.2,
) -> None:
    axes.plot(
        x,
        y,
        label=graded.detector,
        color=stroke.colour,
        linestyle=stroke.dash,
        linewidth=width,
    )


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
    lines = axes.get_legend_handles_labels()[0]
    if len(lines) > _MOST_INSIDE:
        rows = -(-len(lines) // 2)
        figure.set_figheight(figure.get_figheight() + 0.22 * rows)
        figure.legend(loc="outside lower center", ncols=2, handlelength=2.6)
    elif lines:
        axes.legend(loc=where, handlelength=2.6)
    return _written(figure)


def _written(figure: Figure) -> str:
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()
