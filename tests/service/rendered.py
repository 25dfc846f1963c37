"""Tiny releases of rendered actors, and how they are built."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from faceproof.release import build, read_plan

PLAN = """\
name = "tiny"
version = "1.0.0"
licence = "CC0-1.0"
seed = 1
compressions = ["c23", "c40"]

[synthetic]
actors = 6
scenes = ["kitchen_still"]
frames = 8
width = 192
height = 144

[splits]
train = 2
val = 2
test = 2

[pairs]
rule = "ring"

[methods.FaceSwap]

[methods.SelfBlend]
"""


TO_HIDE = (
    PLAN.replace('name = "tiny"', 'name = "strangers"')
    .replace('["c23", "c40"]', '["c23"]')
    .replace("actors = 6", "actors = 20")
    .replace("test = 2", "test = 16")
)
"""Sixteen people to be asked about: enough for figures of both parts of a hidden set."""


def render(folder: Path, plan_text: str = PLAN) -> Path:
    """Build it in this process, which saves starting workers."""
    plan = folder / "plan.toml"
    plan.write_text(plan_text)
    today = datetime.now(tz=UTC).date()
    with ThreadPoolExecutor(1) as executor:
        build(
            read_plan(plan),
            data=folder,
            out=folder / "release",
            jobs=1,
            on=today,
            executor=executor,
        )
    return folder / "release"
