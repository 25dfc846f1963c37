"""Which scenes can be filmed: DFD's sixteen, a few words each of room, light, mood and camera."""

from dataclasses import dataclass

STILL, PAN, HANDHELD, WALKING = "still", "pan", "handheld", "walking"
CAMERAS = (STILL, PAN, HANDHELD, WALKING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What happens in front of the camera.

    `background` is a key of `backgrounds.PAINTERS`, `light` of `light.RIGS`, `mood` of
    `expression.MOODS`. `speech` 0..1 is how much is said, `turning` scales the head's motion (1
    lively), `facing_deg` is where the head mostly points (yaw), `turn_deg` how far it turns away
    and back every few seconds. `camera` is one of `CAMERAS` (walking bobs with every step), and
    `zoom` 1 puts a face about 170 px wide into 640 x 480. `passing` is a key of `passing.THINGS`
    (hand, phone, cup) that crosses the lower face for a part of the take, or none.
    """

    background: str
    light: str
    mood: str
    speech: float
    turning: float = 1.0
    facing_deg: float = 0.0
    turn_deg: float = 0.0
    camera: str = STILL
    zoom: float = 1.0
    passing: str | None = None


SCENES: dict[str, Scene] = {
    "kitchen_still": Scene(background="kitchen", light="window", mood="calm", speech=0.7),
    "kitchen_pan": Scene(
        background="kitchen", light="window", mood="calm", speech=0.5, camera=PAN, passing="cup"
    ),
    "podium_speech_happy": Scene(
        background="stage", light="stage", mood="happy", speech=1.0, turning=1.3, turn_deg=24,
        zoom=0.95,
    ),
    "talking_against_wall": Scene(
        background="wall", light="ceiling", mood="serious", speech=0.9, turning=0.6, turn_deg=40
    ),
    "talking_angry_couch": Scene(
        background="couch", light="lamp", mood="angry", speech=1.0, turning=1.1, passing="hand"
    ),
    "outside_talking_still_laughing": Scene(
        background="park", light="sun", mood="laughing", speech=0.6
    ),
    "outside_talking_pan_laughing": Scene(
        background="square", light="overcast", mood="laughing", speech=0.7, camera=PAN,
        turn_deg=20,
    ),
    "exit_phone_room": Scene(
        background="office", light="screen", mood="calm", speech=0.8, turn_deg=18,
        camera=HANDHELD, zoom=0.95, passing="phone",
    ),
    "hugging_happy": Scene(
        background="living_room", light="lamp", mood="happy", speech=0.4, turning=1.4,
        facing_deg=12, camera=HANDHELD, zoom=1.08,
    ),
    "meeting_serious": Scene(
        background="meeting", light="ceiling", mood="serious", speech=0.8, turning=0.8,
        turn_deg=35,
    ),
    "secret_conversation": Scene(
        background="dark_room", light="candle", mood="secretive", speech=0.6, turning=0.7,
        facing_deg=14, turn_deg=12, zoom=1.08, passing="hand",
    ),
    "walk_down_hall_angry": Scene(
        background="hall", light="ceiling", mood="angry", speech=0.5, turning=0.8, camera=WALKING,
        zoom=0.85,
    ),
    "walking_and_outside_surprised": Scene(
        background="park", light="overcast", mood="surprised", speech=0.5, turn_deg=30,
        camera=WALKING, zoom=0.85,
    ),
    "walking_down_indoor_hall_disgust": Scene(
        background="hall", light="corridor", mood="disgusted", speech=0.4, turn_deg=26,
        camera=WALKING, zoom=0.85,
    ),
    "walking_down_street_outside_angry": Scene(
        background="street", light="sun", mood="angry", speech=0.6, turn_deg=30, camera=WALKING,
        zoom=0.85,
    ),
    "walking_outside_cafe_disgusted": Scene(
        background="cafe", light="overcast", mood="disgusted", speech=0.4, camera=WALKING,
        zoom=0.9, passing="cup",
    ),
}  # fmt: skip
"""Add a scene by adding a line; names are lower case words."""
