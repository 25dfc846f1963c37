"""The way in: a take goes in, the frames that a camera would have recorded come out."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from faceproof.core.errors import LimitError, PlanError
from faceproof.sources.synthetic.actor import make_actor
from faceproof.sources.synthetic.arrays import Floats
from faceproof.sources.synthetic.backgrounds import MARGIN, paint
from faceproof.sources.synthetic.body import make_body
from faceproof.sources.synthetic.camera import Camera
from faceproof.sources.synthetic.head_pose import HeadPose
from faceproof.sources.synthetic.light import RIGS, set_up
from faceproof.sources.synthetic.passing import Passing
from faceproof.sources.synthetic.performance import perform
from faceproof.sources.synthetic.render import Renderer
from faceproof.sources.synthetic.scene import SCENES, STILL, Scene
from faceproof.sources.synthetic.streams import Purpose, key, stream

MIN_SIDE, MAX_SIDE = 64, 2160
MAX_FRAMES = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """What to film: the actor's seed, a scene of `SCENES`, and which take of it.

    Raises:
        PlanError: unknown scene, negative seed or take, a frame rate outside 1..240.
        LimitError: a picture under 64 or over 2160 pixels, odd sides, or too many frames.
    """

    seed: int
    scene: str
    take: int = 0
    frames: int = 48
    fps: Fraction = Fraction(25)
    width: int = 640
    height: int = 480

    def __post_init__(self) -> None:
        if self.scene not in SCENES:
            raise PlanError(
                f"scene {self.scene!r} is unknown, expected one of {', '.join(sorted(SCENES))}"
            )
        if self.seed < 0 or self.take < 0:
            raise PlanError(f"seed {self.seed}, take {self.take}: expected 0 or more of both")
        if not 1 <= self.fps <= 240:
            raise PlanError(f"{self.fps} frames per second asked, expected 1 to 240")
        if not 1 <= self.frames <= MAX_FRAMES:
            raise LimitError(f"{self.frames} frames asked, expected 1 to {MAX_FRAMES}")
        for side in (self.width, self.height):
            if not MIN_SIDE <= side <= MAX_SIDE or side % 2:
                raise LimitError(
                    f"picture of {self.width} x {self.height} asked, expected even sides from "
                    f"{MIN_SIDE} to {MAX_SIDE}"
                )


class FilmedFrame(NamedTuple):
    """A frame and what is truly in it.

    `image` RGB ``(h, w, 3)``; `landmarks_px` ``(68, 2)`` x, y in iBUG order, pixel centres at
    whole numbers, of fixed points on the head (at large yaw the jaw's lie behind the outline);
    `mask` ``(h, w)`` 0..255, how far the actor covers each pixel, glasses and hair included, what
    passes before them not. `landmarks_dm` ``(68, 3)`` are the same points on the head that `pose`
    moves, expression included: ``pose.project(landmarks_dm)`` is `landmarks_px`. `hidden`
    ``(68,)`` says which landmarks hair, a hand or the head itself hides, or the picture's border
    cuts off.
    """

    image: NDArray[np.uint8]
    landmarks_px: NDArray[np.float32]
    mask: NDArray[np.uint8]
    landmarks_dm: NDArray[np.float32]
    hidden: NDArray[np.bool_]
    pose: HeadPose


def film_with_truth(take: Take) -> Iterator[FilmedFrame]:
    """Film a take frame by frame, with exact landmarks and coverage.

    The same take gives the same bytes on one machine, and a shorter take is the beginning of a
    longer one. Other processors may differ in single grey levels.
    """
    scene = SCENES[take.scene]
    which = (key(take.scene), take.take)
    lights = set_up(RIGS[scene.light], stream(Purpose.LIGHT, take.seed, *which))
    # one room per actor and scene: its takes share it
    room = stream(Purpose.BACKGROUND, take.seed, key(take.scene))
    background = paint(scene.background, take.width, take.height, room)
    passing = _passing(scene, stream(Purpose.PASSING, take.seed, *which))
    body = make_body(make_actor(take.seed), scene.passing, passing.side if passing else 1.0)
    renderer = Renderer(body, lights, take.width, take.height, scene.zoom)
    camera = Camera(take.width, take.height, take.seed, *which)
    moments = islice(perform(scene, take.fps, take.seed, *which), take.frames)
    for number, moment in enumerate(moments):
        thing_at = passing(float(number / take.fps)) if passing else None
        rendered = renderer.draw(moment, _behind(background, scene, moment.pan, take), thing_at)
        yield FilmedFrame(
            image=camera.record(rendered.light),
            landmarks_px=rendered.landmarks_px,
            mask=rendered.mask.copy(),
            landmarks_dm=rendered.landmarks_dm,
            hidden=rendered.hidden,
            pose=rendered.pose,
        )


def _passing(scene: Scene, rng: np.random.Generator) -> Passing | None:
    return Passing(scene.passing, rng) if scene.passing else None


def film(take: Take) -> Iterator[NDArray[np.uint8]]:
    """Film a take: RGB frames ``(h, w, 3)``; see `film_with_truth`."""
    for frame in film_with_truth(take):
        yield frame.image


def _behind(background: Floats, scene: Scene, pan: tuple[float, float], take: Take) -> Floats:
    """The part of the background that the camera sees; it lies far away and moves less."""
    if scene.camera == STILL:
        left = round(MARGIN * take.height)
        return np.ascontiguousarray(background[:, left : left + take.width])
    left_px = MARGIN * take.height + 0.8 * pan[0] * take.height
    shift = np.array([[1, 0, -left_px], [0, 1, -0.8 * pan[1] * take.height]], np.float32)
    size = (take.width, take.height)
    moved = cv2.warpAffine(background, shift, size, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, np.float32)
