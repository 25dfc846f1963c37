"""The wizard: from an empty folder to a steward."""

from __future__ import annotations

from allauth.core.ratelimit import respond_429
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from faceproof.core.errors import FaceproofError
from faceproof.service.forms import SetupForm
from faceproof.service.limits import SETUP_CODE, may_try
from faceproof.service.models import Account
from faceproof.service.setup import begin


def setup(request: HttpRequest) -> HttpResponse:
    """Ask for the first steward; afterwards there is no such page."""
    if Account.objects.filter(is_staff=True).exists():
        return redirect("home")
    form = SetupForm(request.POST or None)
    if request.method == "POST" and not may_try(request, SETUP_CODE):
        return respond_429(request)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            steward = begin(
                email=told["email"],
                password=told["password"],
                name=told["name"],
                agreement=told["agreement"],
            )
        except FaceproofError as error:
            form.add_error(None, str(error))
        else:
            login(request, steward, backend="django.contrib.auth.backends.ModelBackend")
            return redirect("steward")
    return render(request, "setup.html", {"form": form})
