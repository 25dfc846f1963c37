"""Several at once, each in a thread with a connection of its own, on a database that is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from running import in_django, own_place

pytestmark = pytest.mark.slow

BEGIN = f"""
import sys, threading
sys.path.insert(0, {str(Path(__file__).parent)!r})
from django.db import connection
from pathlib import Path
from tempfile import mkdtemp
from faceproof.core.errors import FaceproofError
from faceproof.service import access, journal, setup
from faceproof.service.challenges import submitting, teams
from faceproof.service.challenges.declared import Declared
from faceproof.service.models import Account, Challenge, Entry, Grant, Submission
from faceproof.service.upgrade import upgrade
from offered import ask, asking, researcher, steward
upgrade()
done, start = [], threading.Barrier(6)
def at_once(work):
    def run(number):
        start.wait()
        try:
            done.append(work(number))
        except FaceproofError as error:
            done.append(str(error))
        finally:
            connection.close()
    threads = [threading.Thread(target=run, args=(n,)) for n in range(6)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
"""

NOTES = """
journal.note("first", who=None)
def several(number):
    for n in range(10):
        journal.note("noted", who=None, number=number, n=n)
at_once(several)
print(len(done), journal.check(Entry.objects.iterator()))
"""

STEWARDS = """
def begin(number):
    setup.begin(email=f"s{number}@example.org", password="correct horse 4", name="Ann")
    return "made"
at_once(begin)
print(done.count("made"), Account.objects.filter(is_staff=True).count())
"""

APPROVALS = """
asked, keeper = ask(), steward()
def approve(number):
    access.approve(asked, by=keeper)
    return "granted"
at_once(approve)
print(done.count("granted"), Grant.objects.count())
"""

SUBMISSIONS = """
account, challenge = researcher(), asking()
access.approve(ask(account, challenge.hidden), by=steward())
teams.make(account, "Finders")
Challenge.objects.update(attempts=2)
challenge.refresh_from_db()
def send(text):
    file = Path(mkdtemp()) / text
    file.write_text(text)
    declared = Declared(detector="residual")
    return submitting.submit(account, challenge, file, declared).is_new
"""
THE_LAST_ATTEMPT = f"""{SUBMISSIONS}
send("before")
at_once(lambda number: send(f"file {{number}}"))
refused = [one for one in done if "your team may send answers again" in str(one)]
print(done.count(True), len(refused), Submission.objects.count())
"""
THE_SAME = f"""{SUBMISSIONS}
at_once(lambda number: send("same"))
print(done.count(True), done.count(False), Submission.objects.count())
"""


@pytest.mark.parametrize(
    ("code", "printed"),
    [
        (NOTES, "6 61"),
        (STEWARDS, "1 1"),
        (APPROVALS, "1 1"),
        (THE_LAST_ATTEMPT, "1 5 2"),
        (THE_SAME, "1 5 1"),
    ],
)
def test_what_happens_at_once_happens_one_after_another(
    tmp_path: Path, code: str, printed: str
) -> None:
    (tmp_path / "data").mkdir(mode=0o700)
    with own_place(tmp_path / "data") as environment:
        assert in_django(environment, BEGIN + code) == printed
