"""What did we find, in one page that a person can read and keep? Self-contained HTML.

The page asks for nothing from the network. Rows stand in the order they were given: an order is
a claim, and only a paired interval that leaves out 0 makes one.
"""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.benchmark.attacked import JPEG
from faceproof.benchmark.compared import difference
from faceproof.benchmark.graded import CLIP, Grade, Wrong
from faceproof.benchmark.matrix import Matrix
from faceproof.benchmark.page import template
from faceproof.benchmark.robustness import Robustness
from faceproof.benchmark.under_attack import UnderAttack
from faceproof.core import ClipId, Estimate, Manifest, write_bytes
from faceproof.core.errors import ScoreError
from faceproof.datasets import read_manifest
from faceproof.metrics import LEVEL, METRICS, Comparison, holm_pairs


class Column(NamedTuple):
    """One figure of the main table, and how it reads."""

    name: str
    label: str
    better: str
    meaning: str
    unscored: str


class Pair(NamedTuple):
    """Two detectors against each other."""

    first: str
    second: str
    difference: Estimate
    says: str


MEANINGS: Mapping[str, str] = {
    "auc": "how often a fake outranks a recording; ties count half; .5 is guessing",
    "auc_frame": "the same for single frames instead of whole clips",
    "partial_auc": "mean share of fakes caught while at most 10% of recordings are accused",
    "ap": "mean precision over the fakes, at this release's own share of fakes",
    "eer": "error rate where as many recordings as fakes are mistaken",
    "tpr_at_fpr_0.001": "fakes caught while at most 0.1% of recordings are accused; from 3,000 up",
    "tpr_at_fpr_0.01": "fakes caught while at most 1% of recordings are accused; from 300 up",
    "tpr_at_fpr_0.05": "fakes caught while at most 5% of recordings are accused; from 60 up",
    "accuracy": "right decisions at LLR threshold of the prior, both classes weighted to it",
    "log_loss": "surprise at the truth in nats; always saying nothing gives .693 at prior .5",
    "brier": "squared error of the probability; always saying .5 gives .25",
    "cllr": "cost of the likelihood ratios in bits; 1 is saying nothing",
    "min_cllr": "what would be left of Cllr after the best calibration that hindsight allows",
    "ece": "how far probabilities are from what came; above 0 by noise alone",
    "coverage": "share that got an answer at all",
}


TABLES: Mapping[str, tuple[str, ...]] = {
    "Ranking": ("auc", "auc_frame", "partial_auc", "ap", "eer"),
    "Decisions": ("tpr_at_fpr_0.001", "tpr_at_fpr_0.01", "tpr_at_fpr_0.05", "accuracy"),
    "Probabilities": ("log_loss", "brier", "cllr", "min_cllr", "ece"),
    "Answers": ("coverage",),
}


MOST_ALL_PAIRS = 4
"""Of more detectors the best is held against the others: ten would make 45 pairs."""


class Shown(NamedTuple):
    """A clip that was got wrong, and its picture if it may be shown."""

    wrong: Wrong
    picture: str | None


def report(
    graded: Sequence[Grade],
    release: Path,
    out: Path,
    *,
    sheet: NDArray[np.uint8] | None = None,
    picture: Callable[[ClipId], NDArray[np.uint8] | None] | None = None,
    matrices: Sequence[Matrix] = (),
    robust: Sequence[Robustness] = (),
    attacked: Sequence[UnderAttack] = (),
) -> None:
    """Write the page.

    Args:
        graded: at least one, all of one protocol and level.
        release: the release folder they were graded against.
        out: the HTML file.
        sheet: RGB picture of originals, fakes and masks; see `sheet.contact_sheet`.
        picture: of a clip that was got wrong, RGB, or None where it may not be shown; see
            `sheet.clip_picture`.
        matrices: what each detector does on what it never met.
        robust: what is left of detectors under corruptions.
        attacked: what is left of them when somebody works against them.

    Raises:
        ScoreError: nothing was graded, or not all on one protocol of this release.
        StorageError: the file cannot be written.
    """
    # matplotlib takes .7 s to import, which no other command should pay.
    from faceproof.benchmark.plots import (  # noqa: PLC0415
        det_svg,
        reliability_svg,
        risk_svg,
        robustness_svg,
        roc_svg,
        strokes,
    )

    manifest = read_manifest(release)
    _check(graded, manifest)
    named = _named(graded)
    page = template("report.html.j2").render(
        manifest=manifest,
        synthetic=all(clip.synthetic for clip in manifest.clips),
        digest=manifest.digest(),
        first=named[0],
        protocol=named[0].protocol,
        unit="clips" if named[0].level == CLIP else "frames",
        columns=list(_columns(named[0])),
        tables=[
            (title, [column for column in _columns(named[0]) if column.name in names])
            for title, names in TABLES.items()
        ],
        rows=list(zip(named, strokes(len(named)), strict=True)),
        verdicts={one.detector: _verdict(one) for one in named},
        pairs=_pairs(named),
        all_pairs=len(named) <= MOST_ALL_PAIRS,
        methods=list(named[0].by_method),
        roc=_svg_uri(roc_svg(named)),
        det=_svg_uri(det_svg(named)),
        reliability=_svg_uri(reliability_svg(named)),
        risk=_svg_uri(risk_svg(named)),
        matrices=matrices,
        robust=robust,
        attacked=[(one, list(_conditions(one))) for one in attacked],
        robustness=_svg_uri(robustness_svg(robust)) if robust else None,
        wrong={one.detector: list(_wrong(one, picture)) for one in named},
        sheet=None if sheet is None else _jpeg_uri(sheet),
    )
    write_bytes(out, page.encode())


def _check(graded: Sequence[Grade], manifest: Manifest) -> None:
    if not graded:
        raise ScoreError("a report needs at least one graded table, got none")
    first = graded[0]
    for other in graded:
        if (other.protocol, other.level) != (first.protocol, first.level):
            raise ScoreError(
                f"{first.detector} and {other.detector} were graded on different protocols or "
                "levels; one page shows one: write two reports"
            )
    if first.protocol is None or first.protocol.manifest_digest != manifest.digest():
        asked = "labels from a file" if first.protocol is None else "another release"
        raise ScoreError(
            f"the tables were graded on {asked}, not on {manifest.name!r} "
            f"{manifest.digest()[:16]}...; the page shows that release"
        )


def _named(graded: Sequence[Grade]) -> list[Grade]:
    """Each under a name of its own, should one detector stand twice."""
    total = Counter(one.detector for one in graded)
    seen: Counter[str] = Counter()
    named = []
    for one in graded:
        seen[one.detector] += 1
        number = f" #{seen[one.detector]}" if total[one.detector] > 1 else ""
        named.append(replace(one, detector=f"{one.detector}{number}"))
    return named


def _columns(graded: Grade) -> Iterator[Column]:
    order = [name for name in MEANINGS if name in graded.metrics]
    for name in order:
        metric = METRICS.get("auc" if name == "auc_frame" else name)
        label = {"auc_frame": "AUC, frames", "coverage": "coverage"}.get(name)
        yield Column(
            name=name,
            label=label or (metric.label if metric else name),
            better="higher" if metric is None or metric.higher_is_better else "lower",
            meaning=MEANINGS[name],
            unscored=metric.unscored if metric else "this is their count",
        )


def _verdict(graded: Grade) -> str:
    """What the AUC and its interval allow to say, and no more."""
    found = graded.metrics["auc"]
    if found.value is None:
        return "cannot be measured: fakes or recordings are absent"
    if found.low is None or found.high is None:
        return f"has no honest interval: {found.clusters} actors are too few"
    if found.low <= 0.5 <= found.high and found.value == 1:
        return f"every fake above every recording; {found.clusters} actors cannot rule out luck"
    if found.low <= 0.5 <= found.high:
        return "cannot be told from guessing here"
    if found.high < 0.5:
        return "ranks recordings above fakes, beyond chance"
    return "ranks fakes above recordings, beyond chance"


def _conditions(found: UnderAttack) -> Iterator[tuple[str, Estimate, Estimate]]:
    """Each condition, before and after JPEG."""
    for name, auc in found.auc.items():
        if not name.endswith(JPEG):
            yield name, auc, found.auc[f"{name}{JPEG}"]


def _wrong(
    graded: Grade, picture: Callable[[ClipId], NDArray[np.uint8] | None] | None
) -> Iterator[Shown]:
    for one in graded.wrong:
        drawn = None if picture is None else picture(one.id)
        yield Shown(one, None if drawn is None else _jpeg_uri(drawn))


def _pairs(graded: Sequence[Grade]) -> list[Pair]:
    """Every pair; of many detectors the best against each other one, corrected after Holm.

    The best is read from the same answers, so the correction is for all pairs.
    """
    if len(graded) <= MOST_ALL_PAIRS:
        return [_pair(a, b, difference(a, b)) for a, b in combinations(graded, 2)]
    together = holm_pairs(len(graded), lambda a, b: difference(graded[a], graded[b]).p)
    best = max(range(len(graded)), key=lambda row: graded[row].metrics["auc"].value or 0.0)
    return [
        _pair(graded[best], other, difference(graded[best], other), p=together[best, row])
        for row, other in enumerate(graded)
        if row != best
    ]


def _pair(a: Grade, b: Grade, found: Comparison, *, p: float | None = None) -> Pair:
    """What a comparison says: by its own interval, or by a p corrected for the others beside."""
    low, value = found.difference.low, found.difference.value
    if low is None or value is None:
        says = "not known: no interval"
    elif found.tie if p is None else p >= LEVEL:
        says = "tie"
    else:
        says = f"{(a if value > 0 else b).detector} is ahead"
    return Pair(first=a.detector, second=b.detector, difference=found.difference, says=says)


def _svg_uri(svg: str) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def _jpeg_uri(rgb: NDArray[np.uint8]) -> str:
    # good enough to look at, a tenth of a PNG's size
    done, data = cv2.imencode(
        ".jpg", cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 90]
    )
    if not done:
        raise ScoreError(f"the contact sheet of shape {rgb.shape} cannot be encoded as JPEG")
    return f"data:image/jpeg;base64,{base64.b64encode(data.tobytes()).decode()}"
