"""Somebody asks for a release, and what became of it."""

from __future__ import annotations

from enum import StrEnum

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class RequestState(StrEnum):
    """Where a request stands; what may follow what is in `faceproof.service.access`."""

    SUBMITTED = "submitted"
    APPROVED = "approved"
    REFUSED = "refused"
    TAKEN_BACK = "taken-back"
    EXPIRED = "expired"
    REVOKED = "revoked"


_LABELS = (
    (RequestState.SUBMITTED, _("waiting for an answer")),
    (RequestState.APPROVED, _("approved")),
    (RequestState.REFUSED, _("refused")),
    (RequestState.TAKEN_BACK, _("taken back")),
    (RequestState.EXPIRED, _("expired")),
    (RequestState.REVOKED, _("revoked")),
)


class AccessRequest(models.Model):
    """A request, in one of the states of `faceproof.service.access`.

    Attributes:
        agreement_sha256: digest of the text that was signed, as it was then.
        signed_as: the name that was typed under it.
        answer_by: until when an answer is promised.
        reason: of a refusal, for whoever asked.
        again: the request that this one takes up anew.
    """

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="requests"
    )
    release = models.ForeignKey(
        "service.Release", on_delete=models.PROTECT, related_name="requests"
    )
    state = models.CharField(max_length=12, choices=_LABELS, default=RequestState.SUBMITTED)
    name = models.CharField(_("your name"), max_length=120)
    institution = models.CharField(_("institution"), max_length=200)
    purpose = models.TextField(_("what you will do with it"), max_length=4000)
    agreement = models.ForeignKey("service.Agreement", on_delete=models.PROTECT)
    agreement_sha256 = models.CharField(max_length=64)
    signed_as = models.CharField(_("signed"), max_length=120)
    submitted_on = models.DateTimeField(default=timezone.now)
    answer_by = models.DateTimeField()
    decided_on = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="decisions",
    )
    reason = models.TextField(blank=True, max_length=4000)
    again = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        ordering = ("-submitted_on",)
        constraints = (
            models.UniqueConstraint(
                fields=("account", "release"),
                condition=models.Q(state__in=("submitted", "approved")),
                name="one_open_request_each",
            ),
        )

    def __str__(self) -> str:
        return f"request {self.pk}"
