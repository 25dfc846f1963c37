"""How often may somebody try? Counted in the database, for all processes together."""

from __future__ import annotations

from typing import Final

from allauth.core import ratelimit
from django.http import HttpRequest
from ninja.throttling import SimpleRateThrottle

SETUP_CODE: Final = "setup_code"
LINKS_A_MINUTE = 120
SUBMISSIONS_A_MINUTE = 30
SUBMISSION: Final = "submission"
JOIN: Final = "join"


def may_try(request: HttpRequest, action: str) -> bool:
    """Count one more try at something that strangers may guess; False when it is one too many.

    Args:
        request: of whoever tries.
        action: with a line in ``ACCOUNT_RATE_LIMITS``.
    """
    return bool(ratelimit.consume(request, action=action, key=action))


class ByAccount(SimpleRateThrottle):
    """So many requests a minute from one account, whichever of its tokens it shows.

    Args:
        rate: such as ``30/m``.
        scope: requests of one kind are counted together.
    """

    def __init__(self, rate: str, scope: str = "account") -> None:
        self.scope = scope
        super().__init__(rate)

    def get_cache_key(self, request: HttpRequest) -> str:
        """Under which requests are counted."""
        return self.cache_format % {"scope": self.scope, "ident": request.auth.pk}
