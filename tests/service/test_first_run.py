"""Before there is a steward people are led to the wizard, and programs get their answers."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/healthz", "/api/openapi.json", "/api/releases"])
def test_programs_are_answered(path: str):
    assert Client().get(path).status_code == 200


@pytest.mark.parametrize("path", ["/", "/accounts/signup/", "/steward", "/releases/x"])
def test_people_are_led_to_the_wizard(path: str):
    answer = Client().get(path)
    assert (answer.status_code, answer["Location"]) == (302, "/setup")
