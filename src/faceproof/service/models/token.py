"""What a program shows instead of a password; only its digest is kept."""

from __future__ import annotations

import hashlib
import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone

PREFIX = "fp_"


class Token(models.Model):
    """A personal token.

    Attributes:
        label: what its owner calls it.
        sha256: hex digest of it.
    """

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tokens"
    )
    label = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64, unique=True)
    made_on = models.DateTimeField(default=timezone.now)
    used_on = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_on",)

    def __str__(self) -> str:
        return self.label


def new_token() -> str:
    """A token that nobody can guess, to be shown once."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(token: str) -> str:
    """Under which a token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()
