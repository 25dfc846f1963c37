"""Every table, for stewards, to look at; what has rules is changed on the steward's desk only.

Only our own tables are shown. Those that allauth would add could be changed past its rules, and
hold what a second factor is checked against.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from faceproof.service import models
from faceproof.service.stewards import may_work, sent_away

_HIDDEN = ("password", "salt", "sha256", "groups", "user_permissions")


class Tables(admin.AdminSite):
    """The pages under ``/admin/``; one signs in where limits and second factors are."""

    def has_permission(self, request: HttpRequest) -> bool:
        """Stewards."""
        return may_work(request.user)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # noqa: ARG002
        """Sign in where everybody does."""
        if self.has_permission(request):
            return redirect("admin:index")
        return sent_away(request, request.GET.get("next", request.path))

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # noqa: ARG002
        """Change the password where everybody does."""
        return redirect("account_change_password")


class ToLookAt(admin.ModelAdmin):
    """Shown, not changed: a change here would go past journal and notices."""

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """All but digests of secrets."""
        return [name for name in super().get_fields(request, obj) if name not in _HIDDEN]

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """Nothing is added here."""
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Nothing is changed here."""
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Nothing is deleted here."""
        return False


tables = Tables()
for _model in (
    models.AccessRequest,
    models.Account,
    models.Agreement,
    models.Challenge,
    models.Entry,
    models.Evaluation,
    models.Grant,
    models.Job,
    models.Release,
    models.Submission,
    models.Team,
):
    tables.register(_model, type(f"{_model.__name__}Admin", (ToLookAt,), {}))
