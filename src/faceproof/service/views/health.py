"""Is it alive? For whoever watches the service."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from faceproof.service.answering import database_answers, storage_answers, worker_answers


@require_safe
def health(_: HttpRequest) -> JsonResponse:
    """200 when database and storage answer, 503 when one does not; no details for strangers.

    A missing worker is told and changes nothing: pages work without, and whatever sends people to
    healthy servers must not send them away from this one.
    """
    needed = {"database": database_answers(), "storage": storage_answers()}
    well = all(needed.values())
    return JsonResponse(
        {"ok": well, **needed, "worker": worker_answers()}, status=200 if well else 503
    )
