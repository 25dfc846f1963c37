"""What somebody signs before they get data: a text, its number, and its digest."""

from __future__ import annotations

import hashlib

from django.db import models
from django.utils import timezone


class Agreement(models.Model):
    """One version of the text; never changed once somebody has signed it."""

    number = models.PositiveIntegerField(unique=True)
    text = models.TextField()
    published_on = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"agreement {self.number}"

    @property
    def sha256(self) -> str:
        """Hex digest of the text, which is what a request keeps."""
        return hashlib.sha256(self.text.encode()).hexdigest()
