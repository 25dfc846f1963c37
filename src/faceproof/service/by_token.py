"""Who asks the API? Whoever shows a token."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from faceproof.service.models import Account, Token
from faceproof.service.models.token import digest_of


class ByToken(HttpBearer):
    """``Authorization: Bearer fp_...``."""

    def authenticate(self, request: HttpRequest, token: str) -> Account | None:  # noqa: ARG002
        """Whose token it is."""
        found = (
            Token.objects.select_related("account")
            .filter(sha256=digest_of(token), account__is_active=True)
            .first()
        )
        if found is None:
            return None
        Token.objects.filter(pk=found.pk).update(used_on=timezone.now())
        return found.account


by_token = ByToken()
