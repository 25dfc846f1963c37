"""Every table, for stewards, to look at; what has rules is changed on the steward's desk only."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from faceproof.service import models


class ToLookAt(admin.ModelAdmin):
    """Shown, not changed: a change here would go past journal and notices."""

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """Nothing is added here."""
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Nothing is changed here."""
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Nothing is deleted here."""
        return False


for _model in (
    models.AccessRequest,
    models.Account,
    models.Agreement,
    models.Entry,
    models.Grant,
    models.Job,
    models.Release,
):
    admin.site.register(_model, type(f"{_model.__name__}Admin", (ToLookAt,), {}))
