"""A hidden set whose truth lies in a folder of labels, a challenge over it, and answers to it."""

from __future__ import annotations

import csv
import hashlib
import json
import os
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import obstore
import pytest
from django.utils import timezone
from offered import FACTS, ask, researcher, steward

from faceproof.core import sha256_file
from faceproof.release.blind_set import INDEX_FILE
from faceproof.service import access, storage
from faceproof.service.challenges import lifecycle, submitting, teams, verifying
from faceproof.service.challenges.declared import Declared
from faceproof.service.models import (
    Account,
    Challenge,
    Job,
    JobState,
    Release,
    Submission,
    Verification,
)
from faceproof.service.place import LABELS

Truth = Mapping[str, bool]


def labels_folder() -> Path:
    """Where this process's labels lie; the fixture `labels` makes it."""
    return Path(os.environ[LABELS])


def write_labels(name: str, people: int = 40, each: int = 4, salt: str = "") -> dict[str, bool]:
    """A file of labels: every person once as recorded and once as faked by each of three methods.

    Returns:
        Whether it is fake, by id.
    """
    truth = {}
    with (labels_folder() / f"{name}.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["id", "label", "cluster", "method", "compression"])
        for person in range(people):
            for number in range(each):
                one = hashlib.sha256(f"{salt}{person}/{number}".encode()).hexdigest()[:32]
                method = "" if number == 0 else ("FaceSwap", "Face2Face", "SelfBlend")[number % 3]
                label = "fake" if method else "real"
                table.writerow([one, label, f"p{person}", method, "c23"])
                truth[one] = bool(method)
    return truth


def hidden_release(name: str, truth: Truth, version: str = "1") -> Release:
    """The set as the site offers it: its index in the storage, its row."""
    digest = sha256_file(labels_folder() / f"{name}.csv")
    slug = f"{name}-{version}"
    index = json.dumps({"clips": sorted(truth), "labels_sha256": digest})
    obstore.put(storage.store(), f"{slug}/{INDEX_FILE}", index.encode())
    facts = FACTS | {
        "labels_sha256": digest,
        "clips": len(truth),
        "counts": {},
        "methods": [],
        "splits": [],
        "actors": ["three", "four"],
        "publishable": False,
    }
    return Release.objects.create(
        slug=slug, name=name, version=version, digest=digest, facts=facts, files=[]
    )


def a_challenge(hidden: Release, slug: str = "c", **rules: Any) -> Challenge:
    now = timezone.now()
    told = {
        "title": f"Challenge {slug}",
        "opens_on": now - timedelta(days=1),
        "closes_on": now + timedelta(days=30),
        "attempts": 1000,
        "cool_down_days": 14,
    }
    return lifecycle.make(slug, hidden, by=steward(), **told | rules)


def somebody(name: str = "b") -> Account:
    """A researcher in a team of one, who may have every hidden set there is."""
    account = researcher(f"{name}@example.org")
    if teams.team_of(account) is None:
        teams.make(account, f"Team {name}")
    return let_in(account)


def let_in(account: Account) -> Account:
    """The same, who may have every hidden set there is by now."""
    for hidden in Release.objects.hidden().filter(withdrawn_on=None):
        if access.grant_for(account, hidden) is None:
            access.approve(ask(account, hidden), by=steward())
    return account


def answers(truth: Truth, skill: float = 1.0, seed: int = 0) -> str:
    """Lines that answer every id: noise, and as much of the truth as the skill says."""
    noise = np.random.default_rng(seed).normal(size=len(truth))
    said = {
        one: float(x + skill * (1 if fake else -1))
        for x, (one, fake) in zip(noise, sorted(truth.items()), strict=True)
    }
    return "".join(f"{json.dumps({'id': one, 'llr': llr})}\n" for one, llr in said.items())


def send(
    folder: Path,
    challenge: Challenge,
    text: str | bytes,
    account: Account | None = None,
    **said: Any,
) -> Submission:
    """Send it, as a page or a program would."""
    file = folder / "scores.jsonl"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    declared = Declared(**{"detector": "residual"} | said)
    sender = let_in(account or somebody())
    return submitting.submit(sender, challenge, file, declared).submission


def fail(submission: Submission, why: str = "no labels") -> None:
    """Its job has failed, as often as a job is tried."""
    Job.objects.filter(pk=submission.job_id).update(state=JobState.FAILED, told=why)


def meanwhile(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    """Let something happen right after the next file of answers is stored."""
    store = storage.put_file

    def put_file(key: str, path: Path) -> None:
        monkeypatch.setattr(storage, "put_file", store)
        store(key, path)
        happens()

    monkeypatch.setattr(storage, "put_file", put_file)


def own_run(folder: Path, submission: Submission, text: str, seconds: float = 1) -> Verification:
    """A steward tells of their own run of its detector."""
    file = folder / "own.jsonl"
    file.write_text(text)
    return verifying.verify(
        submission, file, by=steward(), seconds_per_clip=seconds, machine="two cores"
    )
