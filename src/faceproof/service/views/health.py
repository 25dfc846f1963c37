"""Is it alive? For whoever watches the service."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, JsonResponse

from faceproof.core.errors import StorageError
from faceproof.service import storage


def health(_: HttpRequest) -> JsonResponse:
    """200 when database and storage answer, 503 when one does not; no details for strangers."""
    checks = {"database": _database(), "storage": _storage()}
    return JsonResponse(
        {"ok": all(checks.values()), **checks}, status=200 if all(checks.values()) else 503
    )


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone())
    except Exception:  # noqa: BLE001 - whatever it is, it is not well
        return False


def _storage() -> bool:
    try:
        storage.store()
    except StorageError:
        return False
    return True
