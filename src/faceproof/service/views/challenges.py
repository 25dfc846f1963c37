"""What is asked of detectors, and who is where?"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from faceproof.benchmark.hidden import Part
from faceproof.service.challenges.admission import may_have_clips, seen_by
from faceproof.service.challenges.attempts import attempts
from faceproof.service.challenges.boards import board_of, groups_of
from faceproof.service.challenges.history import history_of
from faceproof.service.challenges.teams import team_of
from faceproof.service.described import as_html
from faceproof.service.models import PHASES, Account, Challenge, Phase, Ranking


@require_safe
def challenges(request: HttpRequest) -> HttpResponse:
    """Every challenge."""
    found = [(one, _phase(one)) for one in Challenge.objects.select_related("hidden")]
    return render(request, "challenges/list.html", {"challenges": found})


@require_safe
def challenge(request: HttpRequest, slug: str) -> HttpResponse:
    """One of them: what is asked, the rules, the board, and what is mine."""
    found = get_object_or_404(Challenge.objects.select_related("hidden"), slug=slug)
    mine: dict[str, Any] = {}
    if isinstance(request.user, Account):
        team = team_of(request.user)
        mine = {
            "team": team,
            "may_have_clips": may_have_clips(request.user, found),
            "attempts": team and attempts(found, team, timezone.now()),
            "sent": seen_by(request.user).filter(challenge=found, team=team)[:20],
        }
    boards = [_shown(board_of(found, part)) for part in (Part.PRIVATE, Part.PUBLIC)]
    return render(
        request,
        "challenges/one.html",
        {
            "challenge": found,
            "phase": _phase(found),
            "is_open": found.phase(timezone.now()) is Phase.OPEN,
            "about": as_html(found.about),
            "boards": [board for board in boards if board is not None],
            "mine": mine,
        },
    )


@require_safe
def detector(request: HttpRequest, name: str) -> HttpResponse:
    """How one detector has fared, set after set."""
    if not name.isprintable():
        raise Http404  # nobody could send such a name, and PostgreSQL cannot be asked for a NUL
    return render(request, "challenges/detector.html", {"name": name, "rows": history_of(name)})


class _Bar(NamedTuple):
    """Where an interval lies in a picture 100 wide."""

    low: float
    high: float
    at: float


def _shown(ranking: Ranking | None) -> dict[str, Any] | None:
    if ranking is None:
        return None
    groups = groups_of(ranking)
    rows = [row for group in groups for row in group]
    methods = sorted({name for row in rows for name in row["by_method"]})
    levels = sorted({name for row in rows for name in row["by_compression"]})
    columns = methods + (levels if len(levels) > 1 else [])  # of one level it is the AUC itself
    return {
        "ranking": ranking,
        "is_final": ranking.part == Part.PRIVATE.value,
        "groups": [
            [row | {"bar": _bar(row), "parts": _parts(row, columns)} for row in group]
            for group in groups
        ],
        "columns": columns,
    }


def _parts(row: dict[str, Any], columns: list[str]) -> list[float | None]:
    figures = row["by_method"] | row["by_compression"]
    return [figures.get(name) for name in columns]


def _bar(row: dict[str, Any]) -> _Bar | None:
    if None in (row["auc"], row["low"], row["high"]):
        return None
    low, high, at = (round(100 * row[name], 1) for name in ("low", "high", "auc"))
    return _Bar(low, max(high, low + 1), at)


def _phase(one: Challenge) -> str:
    return str(PHASES[one.phase(timezone.now())])
