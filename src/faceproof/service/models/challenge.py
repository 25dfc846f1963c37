"""A question that is asked of detectors: a hidden set, from when to when, and how often."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Phase(StrEnum):
    """Where a challenge stands."""

    UPCOMING = "upcoming"
    OPEN = "open"
    CLOSED = "closed"


PHASES = {
    Phase.UPCOMING: _("not open yet"),
    Phase.OPEN: _("open"),
    Phase.CLOSED: _("closed"),
}


class Challenge(models.Model):
    """A challenge.

    Attributes:
        about: what is asked, for everybody to read, in Markdown.
        hidden: the set whose labels nobody sees; a later version of it may take its place.
        attempts: how many submissions of a team count within ``cool_down_days``.
        attempts_in_all: how many in all; None without end.
    """

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=120)
    about = models.TextField(_("what is asked"), max_length=20_000, blank=True)
    hidden = models.ForeignKey(
        "service.Release",
        on_delete=models.PROTECT,
        related_name="challenges",
        verbose_name=_("hidden set"),
    )
    opens_on = models.DateTimeField(_("opens on"), default=timezone.now)
    closes_on = models.DateTimeField(_("closes on"))
    attempts = models.PositiveSmallIntegerField(_("attempts of a team"), default=1)
    cool_down_days = models.PositiveSmallIntegerField(_("within so many days"), default=14)
    attempts_in_all = models.PositiveSmallIntegerField(_("and in all"), null=True, blank=True)
    made_on = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-opens_on",)

    def __str__(self) -> str:
        return self.title

    def phase(self, now: datetime) -> Phase:
        """Where it stands at that moment."""
        if now < self.opens_on:
            return Phase.UPCOMING
        return Phase.OPEN if now < self.closes_on else Phase.CLOSED
