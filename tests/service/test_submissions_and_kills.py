"""500 submissions and ten workers killed in the middle: each is scored once, none is lost."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from running import in_django, own_place

pytestmark = pytest.mark.service

TEAMS, EACH, KILLS, WORKERS = 25, 20, 10, 3
SENT = TEAMS * EACH
_PATIENCE_S = 600

SEND = f"""
import tempfile
from pathlib import Path
from faceproof.service.upgrade import upgrade
upgrade()
from challenged import a_challenge, answers, hidden_release, send, somebody, write_labels
truth = write_labels("set", people=40)
challenge = a_challenge(hidden_release("set", truth))
folder = Path(tempfile.mkdtemp())
for number in range({SENT}):
    team = number % {TEAMS}
    skill = .02 * team + .05 * (number // {TEAMS})
    send(folder, challenge, answers(truth, skill, seed=number), somebody(f"t{{team}}"))
"""

COUNT = """
from faceproof.service.models import Evaluation, Job
print(Evaluation.objects.count(), Job.objects.exclude(state__in=("done", "failed")).count())
"""

LOOK = """
import json
from collections import Counter
from django.conf import settings
from faceproof.benchmark.hidden import Part, measure, shown
from faceproof.benchmark.ladder import COIN
from faceproof.provenance import load_public
from faceproof.provenance.log import check_log, read_log
from faceproof.service import journal
from faceproof.service.challenges.answers import asked_by, read_answers
from faceproof.service.challenges.truths import truth_of
from faceproof.service.models import *
challenge = Challenge.objects.get()
labels = challenge.hidden.labels_sha256
truth, asked = truth_of(labels), asked_by(challenge.hidden)
told, expected = {}, {}
for sent in Submission.objects.order_by("pk"):
    measured = measure(read_answers(sent.sha256, asked), truth, Part.PUBLIC)
    expected[sent.pk] = told[sent.team_id] = shown(
        measured, told.get(sent.team_id), foot=COIN
    )
made = {one.submission_id: one.told for one in Evaluation.objects.all()}
journal.check(Entry.objects.iterator())
log = settings.PLACE.data / "log"
check_log(read_log(log), load_public(settings.PLACE.data / "keys" / "log.pub.pem"))
entries = [json.loads(line)["entry"] for line in (log / "entries.jsonl").read_text().splitlines()]
logged = Counter(one["digest"] for one in entries if one["kind"] == "receipt")
print(json.dumps({
    "states": list(Submission.objects.values_list("state", flat=True)),
    "evaluations": Evaluation.objects.count(),
    "as_expected": made == expected,
    "scored": Entry.objects.filter(what="submission.scored").count(),
    "notices": Notice.objects.filter(about="submission-scored").count(),
    "receipts": [logged[one.receipt_sha256] for one in Evaluation.objects.all()],
    "tries": list(Job.objects.filter(name="score").values_list("tries", flat=True)),
    "jobs": list(Job.objects.values_list("state", flat=True)),
    "ranked": sum(map(len, Ranking.objects.get().groups)),
}))
"""


class Crew:
    """Workers, each of which may be killed; a killed one is replaced."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.alive: list[subprocess.Popen[bytes]] = []

    def begin(self) -> None:
        line = [sys.executable, "-m", "faceproof.service.worker"]
        self.alive.append(subprocess.Popen(line, env=self.environment))

    def kill_one(self) -> None:
        process = self.alive.pop(random.randrange(len(self.alive)))  # noqa: S311 - any of them
        process.send_signal(signal.SIGKILL)
        process.wait()

    def end(self) -> None:
        while self.alive:
            self.kill_one()


@contextmanager
def crew(environment: dict[str, str]) -> Iterator[Crew]:
    found = Crew(environment)
    try:
        for _ in range(WORKERS):
            found.begin()
        yield found
    finally:
        found.end()


def counted(environment: dict[str, str]) -> tuple[int, int]:
    """How many are scored, and how many jobs are not done."""
    scored, waiting = in_django(environment, COUNT).split()
    return int(scored), int(waiting)


def test_each_is_scored_once_and_none_is_lost(tmp_path: Path) -> None:
    labels = tmp_path / "labels"
    labels.mkdir()
    (tmp_path / "data").mkdir(mode=0o700)
    here = str(Path(__file__).parent)
    with own_place(tmp_path / "data", FACEPROOF_LABELS=str(labels), PYTHONPATH=here) as place:
        place["PYTHONPATH"] = os.pathsep.join([here, *filter(None, sys.path)])
        in_django(place, SEND)
        killed = 0
        with crew(place) as workers:
            end = time.monotonic() + _PATIENCE_S
            while True:
                scored, waiting = counted(place)
                if scored == SENT and not waiting:
                    break
                assert time.monotonic() < end, (scored, waiting)
                if killed < KILLS and scored >= killed * SENT // (KILLS + 1):
                    workers.kill_one()
                    workers.begin()
                    killed += 1
        found: dict[str, Any] = json.loads(in_django(place, LOOK))
    assert killed == KILLS
    assert found["states"] == ["scored"] * SENT
    assert found["evaluations"] == found["scored"] == found["notices"] == SENT
    assert found["as_expected"]
    assert found["receipts"] == [1] * SENT
    assert set(found["jobs"]) == {"done"}
    assert found["ranked"] == TEAMS
    assert sum(found["tries"]) > SENT  # some were killed in the middle
