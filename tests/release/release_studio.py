"""A tiny footage plan of drawn people, with its recordings, ledger and keys."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

import numpy as np

from actors import backdrop, face_clip
from faceproof.core import Compression, Consent, ConsentKind, Scope, actor_id, sha256_file
from faceproof.media import encode
from faceproof.provenance import PrivateKey, PublicKey, create_key, load_private, private_path
from faceproof.release import BuildReport, build, read_plan
from faceproof.sources import append_consent, append_withdrawal

TODAY = date(2026, 6, 1)
PEOPLE = ("ann", "bob", "cat", "dan", "eve", "fay")
FRAMES, WIDTH, HEIGHT = 6, 160, 128

_PLAN = """\
name = "tiny"
version = "1"
licence = "CC0-1.0"
seed = 7
compressions = ["raw", "c40"]
ledger = "consents.jsonl"
public_key = "steward.pub.pem"

[folds]
groups = [["ann", "bob"], ["cat", "dan"], ["eve", "fay"]]

[pairs]
rule = "ring"

[methods.FaceSwap]

[methods.SelfBlend]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Studio:
    """A folder that holds all of it; copy it before you change it."""

    root: Path
    public: PublicKey
    private: PrivateKey

    @property
    def plan(self) -> Path:
        return self.root / "plan.toml"

    @property
    def ledger(self) -> Path:
        return self.root / "consents.jsonl"

    @property
    def data(self) -> Path:
        return self.root / "data"

    def copy(self, to: Path) -> Studio:
        shutil.copytree(self.root, to)
        return Studio(root=to, public=self.public, private=self.private)

    def sign(
        self,
        *people: str,
        scopes: Sequence[Scope],
        methods: Collection[str] = (),
        **dates: date,
    ) -> None:
        for name in people:
            consent = Consent(
                actor=actor_id(name),
                kind=ConsentKind.SIGNED,
                scopes=frozenset(scopes),
                methods=frozenset(methods),
                signed_on=dates.get("signed_on", date(2026, 1, 1)),
                expires_on=dates.get("expires_on"),
                evidence_sha256="0" * 64,
            )
            append_consent(self.ledger, self.private, consent)

    def withdraw(self, name: str, *, on: date) -> None:
        append_withdrawal(self.ledger, self.private, actor_id(name), on)

    def draw_wall(self, name: str) -> None:
        """Replace a recording by one that shows nobody."""
        frames = np.stack([backdrop(WIDTH, HEIGHT)] * FRAMES)
        encode(frames, {Compression.RAW: self.data / f"{name}.mp4"}, fps=Fraction(25))

    def build(self, out: Path, *, key: PrivateKey | None = None) -> BuildReport:
        """Build in this process, which saves starting workers."""
        plan = read_plan(self.plan)
        with ThreadPoolExecutor(1) as executor:
            return build(
                plan, data=self.data, out=out, jobs=1, on=TODAY, key=key, executor=executor
            )


def new_studio(root: Path) -> Studio:
    """Recordings, plan and keys; nobody has consented to anything yet."""
    (root / "data").mkdir(parents=True)
    for seed, name in enumerate(PEOPLE, 1):
        frames = face_clip(FRAMES, WIDTH, HEIGHT, seed=seed)
        encode(frames, {Compression.RAW: root / "data" / f"{name}.mp4"}, fps=Fraction(25))
    public = create_key(root, "steward")
    write_plan(root)
    return Studio(root=root, public=public, private=load_private(private_path(root, "steward")))


def write_plan(root: Path) -> None:
    """The plan of the recordings as they lie there now."""
    tables = [_PLAN]
    tables += [f'[[actors]]\nid = "{name}"\n' for name in PEOPLE]
    for name in PEOPLE:
        path = f"{name}.mp4"
        digest = sha256_file(root / "data" / path)
        tables.append(
            f'[[recordings]]\npath = "{path}"\nsha256 = "{digest}"\nactor = "{name}"\n'
            'scene = "wall"\n'
        )
    (root / "plan.toml").write_text("\n".join(tables))
