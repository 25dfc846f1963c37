"""How one moment of an actor becomes linear light, coverage and landmarks."""

from typing import NamedTuple

import numpy as np

from faceproof.sources.synthetic.actor import place_eyes
from faceproof.sources.synthetic.arrays import U8, Bool, Floats
from faceproof.sources.synthetic.body import Body
from faceproof.sources.synthetic.expression import load_units
from faceproof.sources.synthetic.geometry import (
    add_units,
    project,
    refine,
    rotation,
    turn,
)
from faceproof.sources.synthetic.head_pose import HeadPose
from faceproof.sources.synthetic.lashes import load_lashes
from faceproof.sources.synthetic.lens import glaze
from faceproof.sources.synthetic.light import KEY, SHADOW_SIZE, shadow_view, to_shadow
from faceproof.sources.synthetic.mesh import load_mesh
from faceproof.sources.synthetic.passing import Pass
from faceproof.sources.synthetic.performance import Moment
from faceproof.sources.synthetic.raster import (
    EMPTY,
    FAR,
    draw_depth,
    draw_strands,
    draw_triangles,
)
from faceproof.sources.synthetic.shade import (
    SAMPLES,
    Lighting,
    Paint,
    Paintbrush,
    shade_pixels,
)
from faceproof.sources.synthetic.shade_strands import shade_strands

CAMERA_DM = (0.0, 7.2, 14.0)
FOCAL = 3.4
"""Focal length in picture heights at zoom 1."""

_PIVOT_DM = (0.0, 6.35, 0.25)
_STRANDS_NEARER_DM = np.float32(0.012)


_HIDDEN_DM = 0.12  # what lies this far before a landmark hides it
_TO_CAMERA = np.diag([1.0, -1.0, -1.0])  # y down, z away


class Rendered(NamedTuple):
    """Linear `light` ``(h, w, 3)``, actor `mask` ``(h, w)`` 0..255 and what is truly there.

    `landmarks_px` ``(68, 2)``, `landmarks_dm` ``(68, 3)`` in the head's own frame, `hidden`
    ``(68,)`` behind something nearer or out of the picture, and the head's `pose`.
    """

    light: Floats
    mask: U8
    landmarks_px: Floats
    landmarks_dm: Floats
    hidden: Bool
    pose: HeadPose


class Renderer:
    """Draws moments of one body under fixed lights; its buffers are used again."""

    def __init__(self, body: Body, lights: Floats, width: int, height: int, zoom: float) -> None:
        self._body = body
        self._mesh = load_mesh()
        self._units = load_units()
        self._lights = lights
        self._view = shadow_view(lights[KEY])
        self._zoom = zoom
        rows, columns = height * SAMPLES, width * SAMPLES
        self._depth = np.empty((rows, columns), np.float32)
        self._seen = np.empty((rows, columns), np.int32)
        self._shadow = np.empty((SHADOW_SIZE, SHADOW_SIZE), np.float32)
        self._light = np.empty((height, width, 3), np.float32)
        self._mask = np.empty((height, width), np.uint8)
        strands = body.actor.strands
        n = len(strands.points)
        self._strand_rest = np.empty((n, 3), np.float32)
        self._strand_points = np.empty((n, 3), np.float32)
        self._strand_screen = np.empty((n, 3), np.float32)
        self._strand_radiance = np.zeros((n, 3), np.float32)
        self._strand_visible = np.empty(len(strands.widths), np.uint8)

    def draw(self, moment: Moment, background: Floats, thing_at: Pass | None = None) -> Rendered:
        """Render a moment before a linear background ``(h, w, 3)``; results are overwritten next.

        Landmarks are in pixels whose centres lie at whole numbers.
        """
        body, stage = self._body, self._body.stage
        pose = np.empty((3, 5), np.float32)
        pose[:, :3] = rotation(*moment.pose)
        pose[:, 3], pose[:, 4] = _PIVOT_DM, moment.shift
        coarse = self._move(moment)
        body.place(pose, thing_at)
        camera = self._camera(moment)
        project(stage.points, camera, SAMPLES, stage.screen)
        self._shadow.fill(FAR)
        draw_depth(to_shadow(stage.points, self._view), body.casters, self._shadow)
        lighting = Lighting(self._lights, self._view, self._shadow, camera)
        self._depth.fill(FAR)
        self._seen.fill(EMPTY)
        draw_triangles(
            stage.screen, stage.triangles, stage.material, stage.neckline, self._depth, self._seen
        )
        self._draw_strands(coarse, pose, lighting)
        shade_pixels(
            self._depth, self._seen, Paintbrush(self._strand_screen, self._strand_radiance),
            stage, self._paint(moment, pose), lighting, background, self._light, self._mask,
        )  # fmt: skip
        self._glaze(pose, lighting)
        return self._truth(moment, pose, camera)

    def _move(self, moment: Moment) -> Floats:
        """Bring the mesh into the moment; returns the coarse head before it turns."""
        actor, mesh, units = self._body.actor, self._mesh, self._units
        coarse = actor.coarse.copy()
        add_units(coarse, units.indptr, units.indices, units.deltas, moment.levels)
        surface = self._body.fine[: mesh.n_surface]
        surface[:] = actor.padding
        refine(mesh.indptr, mesh.indices, mesh.weights, coarse, surface)
        place_eyes(mesh, actor.eyes, moment.gaze, self._body.fine)
        return coarse

    def _draw_strands(self, coarse: Floats, pose: Floats, lighting: Lighting) -> None:
        actor, rest = self._body.actor, self._strand_rest
        strands, bound = actor.strands, actor.bound_points
        rest[:] = strands.points
        vertex = strands.bound[bound]
        rest[bound] += self._body.fine[vertex] - actor.rest[vertex]
        rest[len(rest) - actor.n_lash_points :] = load_lashes().place(coarse).reshape(-1, 3)
        turn(rest, actor.follow, pose, self._strand_points)
        project(self._strand_points, lighting.camera, SAMPLES, self._strand_screen)
        shade_strands(
            self._strand_points, strands.normals, strands.light, strands.colours, strands.offsets,
            pose, lighting, self._strand_visible, self._strand_radiance,
        )  # fmt: skip
        draw_strands(
            self._strand_screen, strands.offsets, strands.widths, self._strand_visible,
            _STRANDS_NEARER_DM, self._depth, self._seen,
        )  # fmt: skip

    def _glaze(self, pose: Floats, lighting: Lighting) -> None:
        glasses = self._body.glasses
        if glasses is None:
            return
        points = np.empty_like(glasses.lens_points)
        turn(glasses.lens_points, np.ones(len(points), np.float32), pose, points)
        screen = np.empty_like(points)
        project(points, lighting.camera, SAMPLES, screen)
        glaze(
            points, screen, glasses.lens_triangles, np.float32(glasses.tint), lighting,
            self._depth, self._light,
        )  # fmt: skip

    def _camera(self, moment: Moment) -> Floats:
        height, width = self._mask.shape
        focal = FOCAL * self._zoom * height
        x, y = width / 2 - moment.pan[0] * height, height / 2 - moment.pan[1] * height
        return np.array([*CAMERA_DM, focal, x, y], np.float32)

    def _paint(self, moment: Moment, pose: Floats) -> Paint:
        """The actor's colours, and where the eyes look and stand now."""
        actor = self._body.actor
        to_eye = (pose[:, :3] @ rotation(moment.gaze[0], -moment.gaze[1], 0)).T
        heights = np.empty(3, np.float32)
        for side, eye in enumerate(actor.eyes):
            turned = pose[1, :3] @ (eye.centre - pose[:, 3]) + pose[1, 3]
            heights[side] = turned + pose[1, 4]
        heights[2] = actor.eyes[0].radius
        eyes = np.stack([to_eye, to_eye])
        return Paint(actor.texture, actor.look.iris, eyes, heights, self._body.finishes)

    def _truth(self, moment: Moment, pose: Floats, camera: Floats) -> Rendered:
        landmarks = self._mesh.landmarks
        samples = self._body.stage.screen[landmarks]
        x, y = np.rint(samples[:, :2]).astype(int).T
        rows, columns = self._depth.shape
        inside = (x >= 0) & (x < columns) & (y >= 0) & (y < rows)
        nearest = self._depth[y.clip(0, rows - 1), x.clip(0, columns - 1)]
        return Rendered(
            light=self._light,
            mask=self._mask,
            landmarks_px=(samples[:, :2] + 0.5) / SAMPLES - np.float32(0.5),
            landmarks_dm=self._body.fine[landmarks],
            hidden=~inside | (nearest < samples[:, 2] - _HIDDEN_DM),
            pose=_head_pose(moment, pose, camera),
        )


def _head_pose(moment: Moment, pose: Floats, camera: Floats) -> HeadPose:
    turned, pivot, shift = pose[:, :3].astype(np.float64), pose[:, 3], pose[:, 4]
    focal, x, y = (float(value) for value in camera[3:])
    return HeadPose(
        *moment.pose,
        rotation=_TO_CAMERA @ turned,
        translation=_TO_CAMERA @ (pivot - turned @ pivot + shift - camera[:3]),
        camera=np.array([[focal, 0, x - 0.5], [0, focal, y - 0.5], [0, 0, 1]]),
    )
