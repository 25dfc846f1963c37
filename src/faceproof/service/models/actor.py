"""The private link under which an actor sees what is done with their face."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class ActorLink(models.Model):
    """A link of one actor; only the digest of its secret is kept.

    Attributes:
        actor: id in ledgers and manifests.
        withdrawn_on: when they said stop here.
    """

    actor = models.CharField(max_length=128)
    sha256 = models.CharField(max_length=64, unique=True)
    made_on = models.DateTimeField(default=timezone.now)
    withdrawn_on = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("actor",)

    def __str__(self) -> str:
        return self.actor
