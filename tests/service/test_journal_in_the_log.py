"""The newest entry of the journal stands in the public log, so nothing before it can change."""

from __future__ import annotations

import pytest
from django.conf import settings
from offered import ask

from faceproof.provenance.log import read_log
from faceproof.service.models import Entry
from faceproof.service.place import LOG
from faceproof.service.work import WORK

pytestmark = pytest.mark.django_db


def test_every_hour_the_log_binds_the_journal():
    ask()
    WORK["pass_time"]()
    newest = Entry.objects.order_by("number").last().digest
    log = read_log(settings.PLACE.data / LOG)
    assert any(newest in str(line) for line in log.lines)
    size = len(log.lines)
    WORK["pass_time"]()  # nothing new happened, nothing is entered
    assert len(read_log(settings.PLACE.data / LOG).lines) == size
