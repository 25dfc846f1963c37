"""How Django knows this room."""

from __future__ import annotations

from django.apps import AppConfig


class ServiceConfig(AppConfig):
    """One app: everything it keeps is in `models`."""

    name = "faceproof.service"
    label = "service"
    default_auto_field = "django.db.models.BigAutoField"
