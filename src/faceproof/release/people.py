"""Whom does a plan record, in which takes? Files of real people, or rendered ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import PurePosixPath

from faceproof.core import ActorId, actor_id
from faceproof.core.errors import ManifestError, PlanError
from faceproof.release.names import LARGEST_NUMBER, SCENE
from faceproof.release.plan import Filmed, Recording, Rendered
from faceproof.release.table import Table, nearest
from faceproof.sources import MOST_SYNTHETIC, synthetic_actor_id
from faceproof.sources.synthetic import SCENES, identities

MOST_FRAMES = 100_000
_MOST_TAKES = 1_000
_LONGEST_SCENE = 60


def filmed(top: Table) -> tuple[Recording, ...]:
    """Recordings of people, as files of the data folder.

    Raises:
        PlanError: naming the table and what is wrong in it.
    """
    numbers = _numbers(top)
    people = [_recording(table, numbers) for table in top.tables("recordings")]
    return tuple(sorted(people, key=lambda r: (r.number, r.scene, r.take)))


def _numbers(top: Table) -> dict[ActorId, int]:
    numbers: dict[ActorId, int] = {}
    for order, table in enumerate(top.tables("actors"), 1):
        name = _actor(table, "id")
        number = table.whole("number", least=1, most=LARGEST_NUMBER, default=order)
        table.close()
        if number > LARGEST_NUMBER:
            raise PlanError(
                f"{top.where}: has over {LARGEST_NUMBER} actors, but DFD's names have two digits; "
                "split the plan"
            )
        if name in numbers:
            raise PlanError(f"{table.where}: actor {name!r} stands twice; list each person once")
        if number in numbers.values():
            raise PlanError(f"{table.where}: number {number} belongs to two actors; change one")
        numbers[name] = number
    return numbers


def _recording(table: Table, numbers: Mapping[ActorId, int]) -> Recording:
    actor = _actor(table, "actor")
    if actor not in numbers:
        raise PlanError(
            f"{table.where}: actor {actor!r} is unknown; {nearest(actor, numbers)} "
            "(people are listed as [[actors]])"
        )
    recording = Recording(
        actor=actor,
        number=numbers[actor],
        scene=_scene(table, table.text("scene")),
        take=table.whole("take", least=0, most=_MOST_TAKES, default=0),
        shot=Filmed(
            path=_relative(table, table.text("path")),
            sha256=table.sha256("sha256"),
            face_at_px=table.point("face_at_px"),
        ),
    )
    table.close()
    return recording


def rendered(top: Table) -> tuple[Recording, ...]:
    """Takes of synthetic actors, each beginning with another scene, in the order they are played.

    ``scenes_each`` says how many scenes each plays, or ``originals`` how many takes there are of
    all of them, shared out as evenly as they go.

    Raises:
        PlanError: naming the table and what is wrong in it.
    """
    if "recordings" in top or "actors" in top:
        raise PlanError(
            f"{top.where}: has both [synthetic] and recorded people; expected one kind, since "
            "a detector would learn the difference: make two releases"
        )
    table = top.table("synthetic")
    scenes = table.texts("scenes")
    for scene in scenes:
        _scene(table, scene)
        if scene not in SCENES:
            raise PlanError(f"{table.where}: scene {scene!r} is unknown; {nearest(scene, SCENES)}")
    actors = table.whole("actors", least=2, most=MOST_SYNTHETIC)
    plays = _plays(table, actors, len(scenes))
    camera = _camera(table)
    seeds = identities(actors)
    table.close()
    return tuple(
        Recording(
            actor=synthetic_actor_id(seed),
            number=i + 1,
            scene=scenes[(i + k) % len(scenes)],
            take=0,
            shot=replace(camera, seed=seed),
        )
        for i, seed in enumerate(seeds)
        for k in range(plays[i])
    )


def _plays(table: Table, actors: int, scenes: int) -> list[int]:
    """How many scenes each actor plays."""
    if "originals" not in table:
        return [table.whole("scenes_each", least=1, most=scenes, default=scenes)] * actors
    if "scenes_each" in table:
        raise PlanError(
            f"{table.where}: has both originals and scenes_each; keep one, the other follows"
        )
    originals = table.whole("originals", least=actors, most=actors * scenes)
    return [originals // actors + (i < originals % actors) for i in range(actors)]


def _actor(table: Table, key: str) -> ActorId:
    try:
        return actor_id(table.text(key))
    except ManifestError as error:
        raise PlanError(f"{table.where}: {error}") from error


def _scene(table: Table, scene: str) -> str:
    if not SCENE.fullmatch(scene) or len(scene) > _LONGEST_SCENE:
        raise PlanError(
            f"{table.where}: scene {scene[:80]!r} is not a name of DFD's kind; expected at most 60 "
            "letters a-z in words joined by '_', such as 'kitchen_pan'"
        )
    return scene


def _relative(table: Table, path: str) -> str:
    parts = PurePosixPath(path).parts
    if path.startswith("/") or "\\" in path or ".." in parts or not parts:
        raise PlanError(
            f"{table.where}: path {path!r} leaves the data folder; expected one relative to it, "
            "with '/' between its parts"
        )
    return "/".join(parts)


def _camera(table: Table) -> Rendered:
    """How every actor is filmed; the seed is still to be set."""
    camera = Rendered(
        seed=0,
        frames=table.whole("frames", least=1, most=MOST_FRAMES, default=48),
        fps=table.rate("fps", most=120, default=Fraction(25)),
        width=table.whole("width", least=64, most=1920, default=640),
        height=table.whole("height", least=64, most=1080, default=480),
    )
    for side, pixels in (("width", camera.width), ("height", camera.height)):
        if pixels % 2:
            raise table.wrong(side, pixels, "an even number, as yuv420p needs")
    return camera
