"""A release that is offered here."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone


class Offers(models.Manager["Release"]):
    """Releases without their long lists of files."""

    def get_queryset(self) -> models.QuerySet[Release]:
        """All of them."""
        return super().get_queryset().defer("files")

    def hidden(self) -> models.QuerySet[Release]:
        """Hidden sets alone."""
        return self.filter(facts__labels_sha256__isnull=False)

    def labelled(self) -> models.QuerySet[Release]:
        """All but hidden sets."""
        return self.filter(facts__labels_sha256__isnull=True)


class Release(models.Model):
    """A release in the storage.

    Attributes:
        slug: in addresses; name and version.
        digest: of its manifest.
        facts: what its page shows, worked out once: counts, sizes, methods, scopes.
        files: each with path, size, digest and what it belongs to; read only when asked for.
        withdrawn_on: it must not be handed out any more; a later version has come.
        replaced_by: that version.
    """

    slug = models.SlugField(max_length=160, unique=True)
    name = models.CharField(max_length=120)
    version = models.CharField(max_length=30)
    digest = models.CharField(max_length=64)
    facts = models.JSONField(default=dict)
    files = models.JSONField(default=list)
    published_on = models.DateTimeField(default=timezone.now)
    withdrawn_on = models.DateTimeField(null=True, blank=True)
    replaced_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)

    objects: ClassVar[Offers] = Offers()

    class Meta:
        ordering = ("name", "-published_on")
        constraints = (
            models.UniqueConstraint(fields=("name", "version"), name="one_release_a_version"),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    @property
    def is_offered(self) -> bool:
        """Nobody in it has withdrawn."""
        return self.withdrawn_on is None

    @property
    def is_hidden(self) -> bool:
        """It is a hidden set: nobody is told which of its clips are fake."""
        return "labels_sha256" in self.facts

    @property
    def labels_sha256(self) -> str:
        """Digest of the sealed file that holds the truth of a hidden set, as its index states."""
        return str(self.facts["labels_sha256"])
