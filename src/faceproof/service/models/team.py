"""Who takes part together: a team has a name that everybody sees, and shares its attempts."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

LONGEST_NAME = 60


class Team(models.Model):
    """A team.

    Attributes:
        sha256: digest of the code with which others join; empty while nobody may.
    """

    name = models.CharField(max_length=LONGEST_NAME, unique=True)
    sha256 = models.CharField(max_length=64, blank=True)
    made_on = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """Somebody is in a team; in one at a time, so that nobody has the attempts of two."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="member"
    )
    team = models.ForeignKey("service.Team", on_delete=models.PROTECT, related_name="members")
    joined_on = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("joined_on",)

    def __str__(self) -> str:
        return f"account {self.account_id} in team {self.team_id}"
