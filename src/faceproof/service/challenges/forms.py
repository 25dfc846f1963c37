"""What people can type about challenges, and what of it is accepted."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from faceproof.service.models import Challenge, Release, Submission
from faceproof.service.models.team import LONGEST_NAME

_AS_BROWSERS_DO = "%Y-%m-%dT%H:%M"


class TeamForm(forms.Form):
    """A new team."""

    name = forms.CharField(
        label=_("Name, which stands on boards"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class JoinForm(forms.Form):
    """Join a team."""

    code = forms.CharField(
        label=_("Code that a member gave you"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class SubmissionForm(forms.ModelForm):
    """Send answers."""

    scores = forms.FileField(
        label=_("File of answers"),
        help_text=_("An answer for every clip: JSON Lines, CSV, or another known format."),
    )
    trained_on = forms.MultipleChoiceField(
        label=_("Trained on releases of this site"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Submission
        fields = (
            "scores", "detector", "trained_on", "trained_elsewhere", "seconds_per_clip",
            "reported_auc", "reported_source",
        )  # fmt: skip
        widgets: ClassVar[dict[str, Any]] = {
            "seconds_per_clip": forms.NumberInput(attrs={"step": "any", "min": "0"}),
            "reported_auc": forms.NumberInput(attrs={"step": "any", "min": "0", "max": "1"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = Release.objects.labelled()
        self.fields["trained_on"].choices = [(one.slug, str(one)) for one in offered]


class ChallengeForm(forms.ModelForm):
    """A challenge and its rules; times are UTC."""

    class Meta:
        model = Challenge
        fields = (
            "title", "slug", "hidden", "about", "opens_on", "closes_on", "attempts",
            "cool_down_days", "attempts_in_all",
        )  # fmt: skip
        labels: ClassVar[dict[str, Any]] = {"slug": _("Short name, in its address")}
        help_texts: ClassVar[dict[str, Any]] = {
            "opens_on": _("UTC"),
            "closes_on": _("UTC"),
            "about": _("Markdown. What it is for, and what a team may use."),
        }
        widgets: ClassVar[dict[str, Any]] = {
            "about": forms.Textarea(attrs={"rows": 6}),
            "opens_on": forms.DateTimeInput({"type": "datetime-local"}, _AS_BROWSERS_DO),
            "closes_on": forms.DateTimeInput({"type": "datetime-local"}, _AS_BROWSERS_DO),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = Release.objects.hidden().filter(withdrawn_on=None)
        self.fields["hidden"].queryset = offered
        if self.instance.pk is not None:  # its address and its set stay; a set is replaced whole
            del self.fields["slug"], self.fields["hidden"]


class VerificationForm(forms.Form):
    """What a steward's own run of a detector gave."""

    scores = forms.FileField(label=_("File of answers of your own run"))
    seconds_per_clip = forms.FloatField(
        label=_("Seconds a clip, measured"),
        min_value=1e-6,
        widget=forms.NumberInput(attrs={"step": "any", "min": "0"}),
    )
    machine = forms.CharField(label=_("Machine"), max_length=120)
