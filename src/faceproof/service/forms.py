"""What people can type, and what of it is accepted."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from faceproof.service import setup
from faceproof.service.models import AccessRequest


class SetupForm(forms.Form):
    """The wizard."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("It was printed where the service was started."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
    )
    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("Your e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    agreement = forms.CharField(
        label=_("What everybody signs who asks for data"),
        initial=setup.AGREEMENT,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 12}),
    )

    def clean_code(self) -> str:
        """Only who started the service knows it."""
        code: str = self.cleaned_data["code"]
        if not setup.is_code(code):
            raise forms.ValidationError(_("That is not the code."))
        return code

    def clean_password(self) -> str:
        """Long enough, and not on any list."""
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password


class RequestForm(forms.ModelForm):
    """Ask for a release."""

    agreed = forms.BooleanField(label=_("I have read the agreement and will keep to it"))

    class Meta:
        model = AccessRequest
        fields = ("name", "institution", "purpose", "signed_as")
        labels: ClassVar[dict[str, Any]] = {
            "signed_as": _("Sign: type your name once more"),
        }
        widgets: ClassVar[dict[str, Any]] = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "institution": forms.TextInput(attrs={"autocomplete": "organization"}),
            "purpose": forms.Textarea(attrs={"rows": 5}),
            "signed_as": forms.TextInput(attrs={"autocomplete": "off"}),
        }

    def clean_signed_as(self) -> str:
        """A signature is the name that was given above it."""
        signed: str = self.cleaned_data["signed_as"]
        name: str = self.cleaned_data.get("name", "")
        if signed.casefold().split() != name.casefold().split():
            raise forms.ValidationError(_("This is not the name you gave above."))
        return signed


class ReasonForm(forms.Form):
    """Why something is refused or revoked."""

    reason = forms.CharField(
        label=_("Reason, which they will read"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TokenForm(forms.Form):
    """A new token."""

    label = forms.CharField(label=_("What is it for?"), max_length=60)


class AgreementForm(forms.Form):
    """The next version of the agreement."""

    text = forms.CharField(
        label=_("Text of the next version"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 14}),
    )

    def __init__(self, *args: Any, newest: str, **kwargs: Any) -> None:
        super().__init__(*args, initial={"text": newest}, **kwargs)
        self.newest = newest

    def clean_text(self) -> str:
        """Something must have changed."""
        text: str = self.cleaned_data["text"]
        if text.split() == self.newest.split():
            raise forms.ValidationError(_("This is the text that holds already."))
        return text


class WithdrawForm(forms.Form):
    """An actor takes their consent back."""

    sure = forms.BooleanField(
        label=_("Yes, take everything with me out of the data and tell everybody who may have it")
    )
