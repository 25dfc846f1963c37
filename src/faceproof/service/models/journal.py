"""What happened here, one entry after another, each holding the digest of the one before."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """One event.

    Attributes:
        number: counts up from 0 without a gap.
        at: when, in ISO 8601.
        who: id of the account that did it; None for the service itself.
        what: such as ``request.approved``.
        about: ids and digests, never names or addresses.
        previous: digest of the entry before; zeros for the first.
        digest: over all of the above.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.CharField(max_length=32)
    who = models.BigIntegerField(null=True)
    what = models.CharField(max_length=40)
    about = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return f"{self.number} {self.what}"
