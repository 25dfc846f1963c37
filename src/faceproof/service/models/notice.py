"""What somebody must know: shown on the site until it is read; mail only repeats it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class Notice(models.Model):
    """A message to one person.

    Attributes:
        about: key of the sentence, in `faceproof.service.notices`.
        values: what is put into it.
        link: path on this site where to go on.
    """

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    about = models.CharField(max_length=40)
    values = models.JSONField(default=dict)
    link = models.CharField(max_length=200, blank=True)
    made_on = models.DateTimeField(default=timezone.now)
    read_on = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_on",)

    def __str__(self) -> str:
        return f"{self.about} for {self.account_id}"
