"""Who may fetch which release, from when to when."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone


class Grant(models.Model):
    """Leave to fetch.

    Attributes:
        salt: hides in the public log who it is for; whoever holds it can show it.
        fetched_on: when something was last fetched under it; None while nothing was.
    """

    request = models.OneToOneField(
        "service.AccessRequest", on_delete=models.PROTECT, related_name="grant"
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="grants"
    )
    release = models.ForeignKey("service.Release", on_delete=models.PROTECT, related_name="grants")
    begins_on = models.DateTimeField(default=timezone.now)
    ends_on = models.DateTimeField()
    revoked_on = models.DateTimeField(null=True, blank=True)
    salt = models.CharField(max_length=64)
    fetched_on = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-begins_on",)

    def __str__(self) -> str:
        return f"grant {self.pk}"

    def holds(self, now: datetime) -> bool:
        """It may be used at that moment, which is now."""
        return self.revoked_on is None and self.held(now) and self.release.is_offered

    def held(self, moment: datetime) -> bool:
        """It had begun, and had neither ended nor been revoked, at that moment."""
        is_revoked = self.revoked_on is not None and self.revoked_on < moment
        return self.begins_on <= moment < self.ends_on and not is_revoked
