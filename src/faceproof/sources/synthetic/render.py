"""How one moment of an actor becomes linear light, coverage and landmarks."""

from typing import NamedTuple

import numpy as np

from faceproof.sources.synthetic.actor import Actor, place_eyes
from faceproof.sources.synthetic.arrays import U8, Floats
from faceproof.sources.synthetic.expression import load_units
from faceproof.sources.synthetic.geometry import (
    add_units,
    project,
    refine,
    rotation,
    turn,
    vertex_normals,
)
from faceproof.sources.synthetic.lashes import load_lashes
from faceproof.sources.synthetic.light import KEY, SHADOW_SIZE, shadow_view, to_shadow
from faceproof.sources.synthetic.mesh import load_mesh
from faceproof.sources.synthetic.performance import Moment
from faceproof.sources.synthetic.raster import (
    EMPTY,
    FAR,
    draw_depth,
    draw_strands,
    draw_triangles,
)
from faceproof.sources.synthetic.shade import Lighting, Paint, Stage, shade_pixels
from faceproof.sources.synthetic.shade_strands import shade_strands

SAMPLES = 2
"""Per side of a pixel: four samples."""

CAMERA_DM = (0.0, 7.2, 14.0)
FOCAL = 3.4
"""Focal length in picture heights at zoom 1."""

_PIVOT_DM = (0.0, 6.35, 0.25)
_STRANDS_NEARER_DM = np.float32(0.012)


class Rendered(NamedTuple):
    """Linear `light` ``(h, w, 3)``, actor `mask` ``(h, w)`` 0..255, `landmarks_px` ``(68, 2)``."""

    light: Floats
    mask: U8
    landmarks_px: Floats


class Renderer:
    """Draws moments of one actor under fixed lights; its buffers are used again."""

    def __init__(self, actor: Actor, lights: Floats, width: int, height: int, zoom: float) -> None:
        self._actor = actor
        self._mesh = load_mesh()
        self._units = load_units()
        self._lights = lights
        self._view = shadow_view(lights[KEY])
        self._zoom = zoom
        rows, columns = height * SAMPLES, width * SAMPLES
        self._depth = np.empty((rows, columns), np.float32)
        self._seen = np.empty((rows, columns), np.int32)
        self._strand_colour = np.empty((rows, columns, 3), np.float32)
        self._shadow = np.empty((SHADOW_SIZE, SHADOW_SIZE), np.float32)
        self._fine = np.empty((self._mesh.n_vertices, 3), np.float32)
        self._placed = np.empty_like(self._fine)
        self._normals = np.empty_like(self._fine)
        self._screen = np.empty_like(self._fine)
        self._stage = Stage(
            triangles=self._mesh.triangles,
            material=self._mesh.material,
            uv=self._mesh.uv,
            points=self._placed,
            normals=self._normals,
            screen=self._screen,
            openness=actor.openness,
            neckline=actor.neckline,
        )
        self._light = np.empty((height, width, 3), np.float32)
        self._mask = np.empty((height, width), np.uint8)
        n = len(actor.strands.points)
        self._strand_rest = np.empty((n, 3), np.float32)
        self._strand_points = np.empty((n, 3), np.float32)
        self._strand_screen = np.empty((n, 3), np.float32)
        self._strand_radiance = np.zeros((n, 3), np.float32)
        self._strand_visible = np.empty(len(actor.strands.widths), np.uint8)

    def draw(self, moment: Moment, background: Floats) -> Rendered:
        """Render a moment before a linear background ``(h, w, 3)``; results are overwritten next.

        Landmarks are in pixels whose centres lie at whole numbers.
        """
        actor, mesh, strands = self._actor, self._mesh, self._actor.strands
        pose = np.empty((3, 5), np.float32)
        pose[:, :3] = rotation(*moment.pose)
        pose[:, 3], pose[:, 4] = _PIVOT_DM, moment.shift
        coarse = self._move(moment, pose)
        camera = self._camera(moment)
        project(self._placed, camera, SAMPLES, self._screen)
        self._shadow.fill(FAR)
        draw_depth(to_shadow(self._placed, self._view), actor.casters, self._shadow)
        self._depth.fill(FAR)
        self._seen.fill(EMPTY)
        draw_triangles(
            self._screen, mesh.triangles, mesh.material, actor.neckline, self._depth, self._seen
        )
        self._move_strands(coarse, pose)
        lighting = Lighting(self._lights, self._view, self._shadow, camera)
        project(self._strand_points, camera, SAMPLES, self._strand_screen)
        shade_strands(
            self._strand_points, strands.normals, strands.light, strands.colours, strands.offsets,
            pose, lighting, self._strand_visible, self._strand_radiance,
        )  # fmt: skip
        draw_strands(
            self._strand_screen, self._strand_radiance, strands.offsets, strands.widths,
            self._strand_visible, _STRANDS_NEARER_DM, self._depth, self._seen,
            self._strand_colour,
        )  # fmt: skip
        shade_pixels(
            self._depth, self._seen, self._strand_colour, self._stage, self._paint(moment, pose),
            lighting, background, SAMPLES, self._light, self._mask,
        )  # fmt: skip
        samples = self._screen[mesh.landmarks, :2]
        return Rendered(self._light, self._mask, (samples + 0.5) / SAMPLES - np.float32(0.5))

    def _move(self, moment: Moment, pose: Floats) -> Floats:
        """Bring the mesh into the moment; returns the coarse head before it turns."""
        actor, mesh, units = self._actor, self._mesh, self._units
        coarse = actor.coarse.copy()
        add_units(coarse, units.indptr, units.indices, units.deltas, moment.levels)
        surface = self._fine[: mesh.n_surface]
        surface[:] = actor.padding
        refine(mesh.indptr, mesh.indices, mesh.weights, coarse, surface)
        place_eyes(mesh, actor.eyes, moment.gaze, self._fine)
        turn(self._fine, mesh.follow, pose, self._placed)
        vertex_normals(self._placed, mesh.triangles, self._normals)
        return coarse

    def _move_strands(self, coarse: Floats, pose: Floats) -> None:
        actor = self._actor
        rest, bound = self._strand_rest, actor.bound_points
        rest[:] = actor.strands.points
        vertex = actor.strands.bound[bound]
        rest[bound] += self._fine[vertex] - actor.rest[vertex]
        rest[len(rest) - actor.n_lash_points :] = load_lashes().place(coarse).reshape(-1, 3)
        turn(rest, actor.follow, pose, self._strand_points)

    def _camera(self, moment: Moment) -> Floats:
        height, width = self._mask.shape
        focal = FOCAL * self._zoom * height
        x, y = width / 2 - moment.pan[0] * height, height / 2 - moment.pan[1] * height
        return np.array([*CAMERA_DM, focal, x, y], np.float32)

    def _paint(self, moment: Moment, pose: Floats) -> Paint:
        """The actor's colours, and where the eyes look and stand now."""
        actor = self._actor
        to_eye = (pose[:, :3] @ rotation(moment.gaze[0], -moment.gaze[1], 0)).T
        heights = np.empty(3, np.float32)
        for side, eye in enumerate(actor.eyes):
            turned = pose[1, :3] @ (eye.centre - pose[:, 3]) + pose[1, 3]
            heights[side] = turned + pose[1, 4]
        heights[2] = actor.eyes[0].radius
        return Paint(actor.texture, actor.look.iris, np.stack([to_eye, to_eye]), heights)
