"""What does a board say, as JSON and as CSV? Groups of ties; within one the order says nothing."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from typing import Any

from faceproof.benchmark.hidden import RANKED_BY, Part
from faceproof.service.models import Challenge, Evaluation, Ranking

_COLUMNS = (
    "group", "team", "detector", "auc", "low", "high", "coverage", "worst", "reported_auc",
    "reported_source", "verified_auc", "seconds_per_clip", "verified_seconds_per_clip",
    "trained_on", "trained_elsewhere", "submission", "sent_on", "receipt_sha256",
)  # fmt: skip

_FORMULA = re.compile(r"(^|;)(?=[=+\-@\t\r])")  # where commas are decimal, ; parts cells

Row = dict[str, Any]


def board_of(challenge: Challenge, part: Part = Part.PUBLIC) -> Ranking | None:
    """The newest board of a part; None while nobody has been ranked."""
    return challenge.rankings.filter(part=part.value).order_by("made_on").last()


def board_json(ranking: Ranking) -> dict[str, Any]:
    """A board with what is declared and verified of each row today."""
    return {
        "challenge": ranking.challenge.slug,
        "part": ranking.part,
        "ranked_by": RANKED_BY,
        "made_on": ranking.made_on.isoformat(),
        "labels_sha256": ranking.labels_sha256,
        "scorer": ranking.scorer,
        "receipt_sha256": ranking.receipt_sha256 or None,
        "groups": groups_of(ranking),
    }


def board_csv(ranking: Ranking) -> str:
    """The same as a table: a row a team, the methods and compressions as columns."""
    groups = groups_of(ranking)
    rows = [row for group in groups for row in group]
    methods = sorted({name for row in rows for name in row["by_method"]})
    levels = sorted({name for row in rows for name in row["by_compression"]})
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow([*_COLUMNS, *(f"auc {name}" for name in (*methods, *levels))])
    for number, group in enumerate(groups, 1):
        for row in group:
            told = row | {"group": number, "trained_on": " ".join(row["trained_on"])}
            figures = [row["by_method"].get(name) for name in methods]
            figures += [row["by_compression"].get(name) for name in levels]
            table.writerow([*map(_cell, map(told.get, _COLUMNS)), *map(_cell, figures)])
    return out.getvalue()


def groups_of(ranking: Ranking) -> list[list[Row]]:
    """The rows of a board, by groups, with everything that may be told of them."""
    pks = [row["evaluation"] for group in ranking.groups for row in group]
    known = Evaluation.objects.filter(pk__in=pks).select_related(
        "submission__team", "submission__verification"
    )
    by_pk = {one.pk: one for one in known}
    return [
        [_without_key(row) | _worst(row) | _declared(by_pk[row["evaluation"]]) for row in group]
        for group in ranking.groups
    ]


def _without_key(row: Mapping[str, Any]) -> Row:
    return {name: value for name, value in row.items() if name != "evaluation"}


def _worst(row: Mapping[str, Any]) -> Row:
    """How robust: the lowest of all methods and compressions."""
    figures = [*row["by_method"].values(), *row["by_compression"].values()]
    measured = [one for one in figures if one is not None]
    return {"worst": min(measured, default=None)}


def _declared(evaluation: Evaluation) -> Row:
    sent = evaluation.submission
    verified = getattr(sent, "verification", None)
    return {
        "team": sent.team.name,
        "detector": sent.detector,
        "submission": sent.pk,
        "sent_on": sent.sent_on.isoformat(),
        "trained_on": sent.trained_on,
        "trained_elsewhere": sent.trained_elsewhere,
        "seconds_per_clip": sent.seconds_per_clip,
        "reported_auc": sent.reported_auc,
        "reported_source": sent.reported_source,
        "verified_seconds_per_clip": verified.seconds_per_clip if verified else None,
        "verified_auc": verified.told["auc"] if verified and verified.told else None,
        "verified_machine": verified.machine if verified else "",
        "receipt_sha256": evaluation.receipt_sha256,
    }


def _cell(value: Any) -> str:
    """As text that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return _FORMULA.sub(r"\1'", text)
