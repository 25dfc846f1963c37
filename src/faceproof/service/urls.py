"""Every address of the site."""

from __future__ import annotations

from django.urls import include, path

from faceproof.service.admin import tables
from faceproof.service.api import api
from faceproof.service.views import (
    actor,
    agreement,
    files,
    health,
    home,
    people,
    releases,
    requests,
    setup,
    steward,
    tokens,
    watch,
)

handler404 = "faceproof.service.views.missing.not_found"

urlpatterns = [
    path("", home.home, name="home"),
    path("setup", setup.setup, name="setup"),
    path("healthz", health.health, name="health"),
    path("notices/read", home.notices_read, name="notices-read"),
    path("releases/<slug:slug>", releases.release, name="release"),
    path("releases/<slug:slug>/methods/<str:name>", releases.method, name="method"),
    path("releases/<slug:slug>/ask", requests.ask, name="ask"),
    path("releases/<slug:slug>/watch", watch.fakes, name="watch-list"),
    path("releases/<slug:slug>/watch/<str:clip>", watch.watch, name="watch"),
    path("releases/<slug:slug>/watch/<str:clip>/state", watch.state, name="watch-state"),
    path("releases/<slug:slug>/watch/<str:clip>/<str:part>.mp4", watch.video, name="video"),
    path("actor/<str:secret>", actor.actor, name="actor"),
    path("actor/<str:secret>/withdraw", actor.withdraw, name="actor-withdraw"),
    path("requests", requests.requests, name="requests"),
    path("requests/<int:pk>", requests.one, name="request"),
    path("requests/<int:pk>/take-back", requests.take_back, name="take-back"),
    path("tokens", tokens.tokens, name="tokens"),
    path("tokens/<int:pk>/remove", tokens.remove, name="token-remove"),
    path("steward", steward.desk, name="steward"),
    path("steward/requests/<int:pk>", steward.decide, name="decide"),
    path("steward/grants/<int:pk>/revoke", steward.revoke, name="revoke"),
    path("steward/jobs/<int:pk>/again", steward.again, name="job-again"),
    path("steward/people", people.people, name="people"),
    path("steward/people/<int:pk>", people.change, name="person"),
    path("steward/agreement", agreement.agreement, name="agreement"),
    path("files/<str:ticket>", files.fetch, name="file"),
    path("api/", api.urls),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", tables.urls),
]
