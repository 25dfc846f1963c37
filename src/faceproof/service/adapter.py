"""Mails about accounts: their links lead to this site, whatever address a browser claimed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.sites.requests import RequestSite

_LINK = "_url"


class AccountAdapter(DefaultAccountAdapter):
    """As allauth does it, but for the address: whoever sends a Host header must not choose it."""

    def send_mail(self, template_prefix: str, email: str, context: Mapping[str, Any]) -> None:
        """Send a mail."""
        site = RequestSite(self.request)
        site.domain, site.name = urlsplit(settings.PLACE.url).netloc, settings.SITE_NAME
        told = {
            name: _at_home(value) if name.endswith(_LINK) else value
            for name, value in context.items()
        }
        super().send_mail(template_prefix, email, told | {"current_site": site})


def _at_home(link: str) -> str:
    return f"{settings.PLACE.url}{urlsplit(link).path}"
