"""What is drawn of one actor in one take: head, glasses and the thing that passes, in one mesh."""

from dataclasses import dataclass

import numpy as np

from faceproof.sources.synthetic.actor import Actor
from faceproof.sources.synthetic.arrays import Floats, Ints
from faceproof.sources.synthetic.geometry import turn, vertex_normals
from faceproof.sources.synthetic.glasses import Glasses, fit_glasses
from faceproof.sources.synthetic.head import Material
from faceproof.sources.synthetic.mesh import load_mesh
from faceproof.sources.synthetic.passing import THINGS, Pass, finishes
from faceproof.sources.synthetic.shade import Stage
from faceproof.sources.synthetic.streams import Purpose, stream
from faceproof.sources.synthetic.things import NOTHING, Thing

_EAR = 0.4  # ear weight above which a vertex belongs to the ear
_OUT_OF_SIGHT = Pass(np.eye(3, dtype=np.float32), np.array([0, -90, 0], np.float32))


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The drawn mesh: the actor's vertices, then those of glasses, then those of a thing.

    `fine` ``(n_vertices, 3)`` holds the head before it turns; `stage` is where all stands now;
    `casters` ``(t, 3)`` throw shadows.
    """

    actor: Actor
    glasses: Glasses | None
    frame: Thing
    thing: Thing
    fine: Floats
    stage: Stage
    casters: Ints
    finishes: Floats

    def place(self, pose: Floats, thing_at: Pass | None) -> None:
        """Turn head and glasses by `pose` ``(3, 5)``, set the thing down, renew normals."""
        mesh, points = load_mesh(), self.stage.points
        turn(self.fine, mesh.follow, pose, points[: mesh.n_vertices])
        worn = mesh.n_vertices + len(self.frame.points)
        rigid = np.ones(len(self.frame.points), np.float32)
        turn(self.frame.points, rigid, pose, points[mesh.n_vertices : worn])
        at = thing_at or _OUT_OF_SIGHT
        points[worn:] = self.thing.points @ at.turn.T + at.place
        vertex_normals(points, self.stage.triangles, self.stage.normals)


def make_body(actor: Actor, passing: str | None, side: float) -> Body:
    """The body of an actor; a thing comes from `side`, 1 the actor's left."""
    mesh = load_mesh()
    glasses = _fit(actor, actor.look.glasses) if actor.look.glasses else None
    frame = glasses.frame if glasses else NOTHING
    thing = _handed(THINGS[passing](), side) if passing else NOTHING
    first = mesh.n_vertices
    worn = first + len(frame.points)
    n = worn + len(thing.points)
    moved = [frame.triangles + first, thing.triangles + worn]
    props = n - first
    stage = Stage(
        triangles=np.concatenate([mesh.triangles, *moved]).astype(np.int32),
        material=np.concatenate([mesh.material, frame.material, thing.material]),
        uv=np.concatenate([mesh.uv, frame.uv, thing.uv]),
        points=np.empty((n, 3), np.float32),
        normals=np.empty((n, 3), np.float32),
        screen=np.empty((n, 3), np.float32),
        openness=np.concatenate([actor.openness, frame.openness, thing.openness]),
        neckline=np.concatenate([actor.neckline, np.ones(props, np.float32)]),
        n_worn=len(mesh.triangles) + len(frame.triangles),
    )
    finish = glasses.finish if glasses else np.zeros(5, np.float32)
    return Body(
        actor=actor,
        glasses=glasses,
        frame=frame,
        thing=thing,
        fine=np.empty((first, 3), np.float32),
        stage=stage,
        casters=np.concatenate([actor.casters, *moved]).astype(np.int32),
        finishes=finishes(finish, actor.look.cloth, actor.look.skin),
    )


def _fit(actor: Actor, style: str) -> Glasses:
    mesh = load_mesh()
    surface = actor.rest[: mesh.n_surface] - actor.padding
    skin = np.unique(mesh.triangles[mesh.material == Material.SKIN])
    tops = []
    for side in (1, -1):
        ear = surface[(mesh.ears > _EAR) & (surface[:, 0] * side > 0)]
        wide = np.abs(ear[:, 0])
        root = ear[wide < np.median(wide)]  # where the ear leaves the head
        tops.append(root[np.argmax(root[:, 1])] + np.array([side * 0.02, 0.01, 0]))
    return fit_glasses(
        style,
        surface[skin[mesh.ears[skin] < _EAR]],
        np.stack([eye.centre + np.array([0, 0, eye.radius]) for eye in actor.eyes]),
        np.stack(tops),
        stream(Purpose.GLASSES, actor.identity.seed, 1),
    )


def _handed(thing: Thing, side: float) -> Thing:
    """The right hand's thing, or its mirror image for the left."""
    if side < 0:
        return thing
    return Thing(
        points=thing.points * np.array([-1, 1, 1], np.float32),
        triangles=np.ascontiguousarray(thing.triangles[:, ::-1]),
        material=thing.material,
        uv=np.ascontiguousarray(thing.uv[:, ::-1]),
        openness=thing.openness,
    )
