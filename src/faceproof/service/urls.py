"""Every address of the site."""

from __future__ import annotations

from django.urls import include, path

from faceproof.service.admin import tables
from faceproof.service.api import api
from faceproof.service.views import files, health, home, releases, requests, setup, steward, tokens

handler404 = "faceproof.service.views.missing.missing"
urlpatterns = [
    path("", home.home, name="home"),
    path("setup", setup.setup, name="setup"),
    path("healthz", health.health, name="health"),
    path("notices/read", home.notices_read, name="notices-read"),
    path("releases/<slug:slug>", releases.release, name="release"),
    path("releases/<slug:slug>/methods/<str:name>", releases.method, name="method"),
    path("releases/<slug:slug>/ask", requests.ask, name="ask"),
    path("requests", requests.requests, name="requests"),
    path("requests/<int:pk>", requests.one, name="request"),
    path("requests/<int:pk>/take-back", requests.take_back, name="take-back"),
    path("tokens", tokens.tokens, name="tokens"),
    path("tokens/<int:pk>/remove", tokens.remove, name="token-remove"),
    path("steward", steward.desk, name="steward"),
    path("steward/requests/<int:pk>", steward.decide, name="decide"),
    path("steward/grants/<int:pk>/revoke", steward.revoke, name="revoke"),
    path("files/<str:ticket>", files.fetch, name="file"),
    path("api/", api.urls),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", tables.urls),
]
