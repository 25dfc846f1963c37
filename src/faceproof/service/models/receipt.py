"""What the site stands for: a text whose digest is in the transparency log; never changed."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Receipt(models.Model):
    """A receipt of a score, or of a final board.

    Attributes:
        sha256: of the text.
        text: canonical JSON.
    """

    sha256 = models.CharField(max_length=64, primary_key=True)
    text = models.TextField()
    made_on = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("made_on",)

    def __str__(self) -> str:
        return self.sha256
