"""A program: stock a site's folder with people, a small release and its next version, and bulk.

It is run beside the site, with the site's environment and Django awake; see `live`.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import numpy as np

from faceproof.cli.main import main as faceproof_main
from faceproof.release import build, read_plan
from faceproof.service import access, run, setup, storage
from faceproof.service.catalogue import publish
from faceproof.service.models import Account, Agreement, Release, Token
from faceproof.service.models.token import digest_of, new_token

PLAN = """\
name = "tiny"
version = "1"
licence = "CC0-1.0"
seed = 1
compressions = ["c23", "c40"]
[synthetic]
actors = 6
scenes = ["kitchen_still"]
frames = 4
width = 320
height = 240
[splits]
train = 2
val = 2
test = 2
[pairs]
rule = "ring"
[methods.SelfBlend]
[methods.FaceSwap]
"""
_WORD = "correct horse battery 4"
BULK = {f"bulk/{number}.bin": 2_500_000 + number for number in range(6)}


def main(scratch: Path) -> dict[str, str]:
    """A token of each person."""
    run.migrate()
    steward = setup.begin(email="a@example.org", password=_WORD, name="Ann")
    releases = [*map(offer, tiny(scratch)), bulk(scratch)]
    return {
        "all": person("bea", releases, steward),
        "bulk": person("cid", releases[2:], steward),
        "none": person("dot", [], steward),
        "leaver": person("eve", releases[:1], steward),
    }


def tiny(scratch: Path) -> tuple[Path, Path]:
    """A release of rendered actors, and the same after one was withdrawn."""
    plan = scratch / "plan.toml"
    plan.write_text(PLAN)
    first, second, keys = scratch / "first", scratch / "second", scratch / "keys"
    today = datetime.now(tz=UTC).date()
    with ThreadPoolExecutor(1) as executor:
        build(read_plan(plan), data=None, out=first, jobs=1, on=today, executor=executor)
    leaver = next(iter(json.loads((first / "release.json").read_text())["actors"]))
    faceproof("consent", "init", "-w", keys)
    faceproof("consent", "withdraw", leaver, "-w", keys)
    faceproof("release", "revise", first, "--out", second, "-w", keys)
    return first, second


def faceproof(*words: object) -> None:
    argv = ["faceproof", *map(str, words), "--json"]
    with patch.object(sys, "argv", argv), patch.object(sys, "stdout", sys.stderr):
        try:
            faceproof_main()
        except SystemExit as ended:
            if ended.code:
                raise


def offer(root: Path) -> Release:
    return publish(root, ledger=None, on=datetime.now(tz=UTC).date(), by=None)


def bulk(scratch: Path) -> Release:
    files = []
    for seed, (path, size) in enumerate(BULK.items()):
        data = np.random.default_rng(seed).bytes(size)
        (scratch / "one").write_bytes(data)
        storage.put_file(f"bulk-1/{path}", scratch / "one")
        told = {"path": path, "size": size, "sha256": hashlib.sha256(data).hexdigest()}
        files.append(told | {"methods": None, "compressions": None, "split": None})
    facts = {"licence": "CC0", "methods": [], "compressions": ["c23"], "splits": [], "size": 0}
    return Release.objects.create(
        slug="bulk-1", name="bulk", version="1", digest="e" * 64, facts=facts, files=files
    )


def person(name: str, releases: Sequence[Release], steward: Account) -> str:
    account = Account.objects.create_user(f"{name}@example.org", _WORD, name=name)
    agreement = Agreement.objects.get()
    told = {"name": name, "institution": "U", "purpose": "p", "signed_as": name}
    for release in releases:
        access.approve(access.submit(account, release, agreement, **told), by=steward)
    token = new_token()
    Token.objects.create(account=account, label=name, sha256=digest_of(token))
    return token


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]))))
