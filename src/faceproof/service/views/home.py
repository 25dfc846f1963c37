"""What is here, and what have I to know?"""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from faceproof.service.models import Release
from faceproof.service.notices import sentence


def home(request: HttpRequest) -> HttpResponse:
    """Releases on offer; for whoever is signed in, what is new."""
    notices = []
    if request.user.is_authenticated:
        unread = request.user.notices.filter(read_on=None)
        notices = [(notice, sentence(notice)) for notice in unread[:20]]
    releases = Release.objects.filter(withdrawn_on=None)
    return render(request, "home.html", {"releases": releases, "notices": notices})


@require_POST
@login_required
def notices_read(request: HttpRequest) -> HttpResponse:
    """All is read."""
    request.user.notices.filter(read_on=None).update(read_on=timezone.now())
    return redirect("home")
