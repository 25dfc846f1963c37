"""Challenges for programs: send answers, see what became of them, read boards and receipts."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import File, Form, Router, Status
from ninja.errors import HttpError
from ninja.files import UploadedFile

from faceproof.benchmark.hidden import RANKED_BY, Part
from faceproof.core.errors import AttemptsError
from faceproof.service.by_token import by_token
from faceproof.service.challenges import submitting
from faceproof.service.challenges.admission import seen_by
from faceproof.service.challenges.boards import board_csv, board_json, board_of
from faceproof.service.challenges.declared import Declared
from faceproof.service.challenges.receipts import proof_of
from faceproof.service.challenges.schemas import (
    BoardOut,
    ChallengeOut,
    DeclaredIn,
    ReceiptOut,
    SubmissionOut,
)
from faceproof.service.challenges.told import submission_json, submissions_json
from faceproof.service.challenges.uploads import on_disk
from faceproof.service.limits import SUBMISSIONS_A_MINUTE, ByAccount
from faceproof.service.models import Challenge, Ranking, Receipt
from faceproof.service.trouble import Trouble

router = Router(tags=["challenges"])


@router.get("/challenges", response=list[ChallengeOut], auth=None, operation_id="challenges")
def challenges(request: HttpRequest) -> list[dict[str, Any]]:  # noqa: ARG001
    """Every challenge."""
    return [_told(one) for one in Challenge.objects.select_related("hidden")]


@router.get(
    "/challenges/{slug:slug}",
    response={200: ChallengeOut, 404: Trouble},
    auth=None,
    operation_id="challenge",
)
def challenge(request: HttpRequest, slug: str) -> dict[str, Any]:  # noqa: ARG001
    """One of them."""
    return _told(_found(slug))


@router.get(
    "/challenges/{slug:slug}/board",
    response={200: BoardOut, 404: Trouble},
    auth=None,
    operation_id="board",
)
def board(
    request: HttpRequest,  # noqa: ARG001
    slug: str,
    part: Part = Part.PUBLIC,
) -> dict[str, Any]:
    """Who is where; the `private` part is there once it is closed."""
    return board_json(_board(slug, part))


@router.get("/challenges/{slug:slug}/board.csv", auth=None, operation_id="board_csv")
def board_as_csv(
    request: HttpRequest,  # noqa: ARG001
    slug: str,
    part: Part = Part.PUBLIC,
) -> HttpResponse:
    """The same as a table."""
    return HttpResponse(board_csv(_board(slug, part)), content_type="text/csv; charset=utf-8")


@router.post(
    "/challenges/{slug:slug}/submissions",
    response={
        200: SubmissionOut,
        201: SubmissionOut,
        400: Trouble,
        404: Trouble,
        413: Trouble,
        429: Trouble,
    },
    auth=by_token,
    throttle=[ByAccount(f"{SUBMISSIONS_A_MINUTE}/m", "submissions")],
    operation_id="submit",
)
def submit(
    request: HttpRequest,
    slug: str,
    declared: Form[DeclaredIn],
    scores: File[UploadedFile],
) -> Status[dict[str, Any]]:
    """Send a file of answers; the same once more is the same submission."""
    found = _found(slug)
    try:
        sent, is_new = submitting.submit(
            request.auth, found, on_disk(scores), _declared(declared, scores)
        )
    except AttemptsError as error:
        raise HttpError(429, str(error)) from error
    return Status(201 if is_new else 200, submission_json(sent))


@router.get(
    "/challenges/{slug:slug}/submissions",
    response={200: list[SubmissionOut], 404: Trouble},
    auth=by_token,
    operation_id="my_submissions",
)
def my_submissions(request: HttpRequest, slug: str) -> list[dict[str, Any]]:
    """What your team has sent to a challenge, the newest first."""
    mine = seen_by(request.auth).filter(challenge=_found(slug))
    return submissions_json(list(mine[:100]))


@router.get(
    "/submissions/{int:pk}",
    response={200: SubmissionOut, 404: Trouble},
    auth=by_token,
    operation_id="submission",
)
def submission(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Where one stands; of your team alone."""
    sent = seen_by(request.auth).filter(pk=pk).first()
    if sent is None:
        raise HttpError(404, "there is no such submission of your team")
    return submission_json(sent)


@router.get(
    "/receipts/{slug:sha256}",
    response={200: ReceiptOut, 404: Trouble},
    auth=None,
    operation_id="receipt",
)
def receipt(request: HttpRequest, sha256: str) -> dict[str, Any]:  # noqa: ARG001
    """A receipt by its digest, with its proof from the transparency log."""
    made = Receipt.objects.filter(sha256=sha256).first()
    if made is None:
        raise HttpError(404, "there is no such receipt here")
    return {"receipt": made.text, "sha256": sha256, "proof": proof_of(sha256)}


def _declared(said: DeclaredIn, scores: UploadedFile) -> Declared:
    return Declared(
        detector=said.detector.strip() or PurePath(scores.name or "").stem or "no name",
        trained_on=tuple(part.strip() for part in said.trained_on.split(",") if part.strip()),
        trained_elsewhere=said.trained_elsewhere,
        seconds_per_clip=said.seconds_per_clip,
        reported_auc=said.reported_auc,
        reported_source=said.reported_source,
    )


def _found(slug: str) -> Challenge:
    found = Challenge.objects.select_related("hidden").filter(slug=slug).first()
    if found is None:
        raise HttpError(404, "there is no such challenge here")
    return found


def _board(slug: str, part: Part) -> Ranking:
    ranking = board_of(_found(slug), part)
    if ranking is None:
        raise HttpError(404, "nobody is ranked there yet")
    return ranking


def _told(one: Challenge) -> dict[str, Any]:
    return {
        "slug": one.slug,
        "title": one.title,
        "phase": one.phase(timezone.now()).value,
        "opens_on": one.opens_on.isoformat(),
        "closes_on": one.closes_on.isoformat(),
        "hidden": one.hidden.slug,
        "labels_sha256": one.hidden.labels_sha256,
        "attempts": one.attempts,
        "cool_down_days": one.cool_down_days,
        "attempts_in_all": one.attempts_in_all,
        "ranked_by": RANKED_BY,
    }
