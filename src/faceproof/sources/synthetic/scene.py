"""Which scenes can be filmed: one line each of background, light, motion, mood and camera."""

from dataclasses import dataclass

STILL, PAN, HANDHELD = "still", "pan", "handheld"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What happens in front of the camera.

    `background` is a key of `backgrounds.PAINTERS`, `light` of `light.RIGS`, `mood` of
    `expression.MOODS`. `speech` 0..1 is how much is said, `turning` scales the head's motion (1
    lively), `facing_deg` is where the head mostly points (yaw), `camera` is still, pan or
    handheld, and `zoom` 1 puts a face about 170 px wide into 640 x 480. `passing` is a key of
    `passing.THINGS` (hand, phone, cup) that crosses the lower face for a part of the take, or none.
    """

    background: str
    light: str
    mood: str
    speech: float
    turning: float = 1.0
    facing_deg: float = 0.0
    camera: str = STILL
    zoom: float = 1.0
    passing: str | None = None


SCENES: dict[str, Scene] = {
    "kitchen_still": Scene(background="kitchen", light="window", mood="calm", speech=0.7),
    "kitchen_pan": Scene(background="kitchen", light="window", mood="calm", speech=0.5, camera=PAN),
    "podium_speech_happy": Scene(
        background="stage", light="stage", mood="happy", speech=1.0, turning=1.3, zoom=0.95
    ),
    "talking_against_wall": Scene(
        background="wall", light="ceiling", mood="serious", speech=0.9, turning=0.6
    ),
    "talking_angry_couch": Scene(
        background="couch", light="lamp", mood="angry", speech=1.0, turning=1.1
    ),
    "outside_talking_still_laughing": Scene(
        background="park", light="sun", mood="laughing", speech=0.6
    ),
}
"""Add a scene by adding a line; names are lower case words."""
