"""Which rooms an actor may stand in: painters of everyday and public interiors."""

import numpy as np

from faceproof.sources.synthetic.canvas import Canvas

_WOOD = np.array([0.16, 0.09, 0.05])
_LAMPLIGHT = np.array([1.9, 1.55, 1.05])
_DAYLIGHT = np.array([1.0, 1.08, 1.2])


def paint_wall(canvas: Canvas) -> None:
    """A wall with a framed picture and a door."""
    canvas.fill(canvas.plaster((5, 45), (100, 210)))
    x = float(canvas.rng.uniform(0.0, 0.7))
    canvas.box(x, 0.10, x + 0.2, 1.0, (0.16, 0.10, 0.06))
    canvas.box(x + 0.03, 0.18, x + 0.17, 0.5, (0.12, 0.075, 0.045))
    x = (x + 0.42) % 0.8
    canvas.box(x, 0.15, x + 0.17, 0.45, (0.03, 0.03, 0.03))
    canvas.box(x + 0.012, 0.17, x + 0.158, 0.43, canvas.tint((30, 160), (60, 220)))


def paint_kitchen(canvas: Canvas) -> None:
    """Cupboards above a tiled wall, a worktop with jars, a bright window."""
    rng = canvas.rng
    canvas.fill(canvas.plaster((4, 34), (140, 215)))
    for x in np.arange(0, 1, 0.035):
        canvas.box(x, 0.38, x + 0.003, 0.74, (0.30, 0.29, 0.27))
    for y in np.arange(0.38, 0.74, 0.06):
        canvas.box(0, y, 1, y + 0.006, (0.30, 0.29, 0.27))
    door = canvas.plaster((5, 80), (60, 200))
    for x in np.arange(-0.02, 1, 0.14):
        canvas.box(x, 0.0, x + 0.13, 0.36, door * rng.uniform(0.9, 1.1))
        canvas.box(x + 0.11, 0.26, x + 0.117, 0.33, (0.4, 0.4, 0.4))
    window = float(rng.uniform(0.02, 0.75))
    canvas.box(window, 0.04, window + 0.22, 0.60, (1.0, 1.08, 1.2))
    canvas.box(window + 0.105, 0.04, window + 0.115, 0.60, (0.35, 0.34, 0.32))
    canvas.box(0, 0.74, 1, 0.79, canvas.tint((10, 60), (40, 120)))
    canvas.box(0, 0.79, 1, 1, door * 0.7)
    for x in rng.uniform(0, 1, 9):
        tall, wide = rng.uniform(0.05, 0.16), rng.uniform(0.02, 0.05)
        canvas.box(x, 0.74 - tall, x + wide, 0.74, canvas.tint((15, 130), (40, 200)))


def paint_couch(canvas: Canvas) -> None:
    """A couch before a bookshelf."""
    rng = canvas.rng
    canvas.fill(canvas.plaster((10, 70), (80, 170)))
    left = float(rng.uniform(-0.1, 0.45))
    canvas.box(left, 0.0, left + 0.55, 0.8, (0.10, 0.06, 0.035))
    for shelf in np.arange(0.0, 0.75, 0.17):
        x = left + 0.01
        while x < left + 0.52:
            wide, tall = rng.uniform(0.010, 0.028), rng.uniform(0.09, 0.15)
            book = canvas.tint((40, 160), (40, 170))
            canvas.box(x, shelf + 0.16 - tall, x + wide * 0.9, shelf + 0.16, book)
            x += wide
    couch = canvas.plaster((20, 120), (40, 140))
    canvas.box(0.06, 0.68, 0.94, 1.0, couch)
    canvas.box(0.495, 0.69, 0.505, 1.0, couch * 0.5)
    canvas.box(0.02, 0.78, 0.10, 1.0, couch * 0.8)
    canvas.box(0.90, 0.78, 0.98, 1.0, couch * 0.8)


def paint_stage(canvas: Canvas) -> None:
    """A curtain with folds, spots of light and an emblem."""
    rng = canvas.rng
    height, width = canvas.pixels.shape[:2]
    canvas.fill(canvas.tint((90, 210), (40, 110)))
    x = np.linspace(0, 1, width)
    folds = 0.7 + 0.3 * np.sin(2 * np.pi * (22 * x + 0.7 * np.sin(9 * x + rng.uniform(0, 6))))
    canvas.pixels[:] *= folds[None, :, None].astype(np.float32)
    canvas.pixels[:] *= np.linspace(1.2, 0.5, height)[:, None, None].astype(np.float32)
    emblem = canvas.tint((0, 120), (150, 240))
    centre = float(rng.choice([0.2, 0.8]))
    canvas.disc(centre, 0.3, 0.16, emblem)
    canvas.disc(centre, 0.3, 0.12, emblem * 0.3)
    for spot in rng.uniform(0, 1, 4):
        canvas.disc(spot, 0.02, 0.03, (2.2, 2.0, 1.7))


def paint_office(canvas: Canvas) -> None:
    """A room to make calls in: glass door, whiteboard, screens on a desk, ceiling lamps."""
    rng = canvas.rng
    canvas.fill(canvas.plaster((4, 40), (110, 200)))
    door = float(rng.choice([0.02, 0.72]))
    canvas.box(door, 0.06, door + 0.25, 1.0, (0.05, 0.05, 0.055))
    canvas.box(door + 0.02, 0.09, door + 0.23, 1.0, canvas.tint((5, 50), (140, 210)))
    canvas.box(door + 0.20, 0.52, door + 0.215, 0.62, (0.5, 0.5, 0.5))
    board = 0.38 + float(rng.uniform(-0.06, 0.06)) - 0.1 * (door > 0.5)
    canvas.box(board, 0.14, board + 0.27, 0.56, (0.62, 0.63, 0.62))
    for y in rng.uniform(0.20, 0.50, 6):
        canvas.box(board + 0.03, y, board + rng.uniform(0.08, 0.24), y + 0.012, (0.1, 0.12, 0.3))
    canvas.box(0, 0.80, 1, 0.85, _WOOD * rng.uniform(0.8, 2.2))
    canvas.box(0, 0.85, 1, 1, (0.05, 0.05, 0.05))
    for x in rng.uniform(0, 0.85, 2):
        canvas.box(x, 0.60, x + 0.15, 0.78, (0.02, 0.02, 0.02))
        canvas.box(x + 0.008, 0.615, x + 0.142, 0.765, canvas.tint((30, 160), (120, 230)))
    for x in rng.uniform(0, 0.8, 2):
        canvas.box(x, 0.0, x + 0.16, 0.025, (1.6, 1.6, 1.55))


def paint_meeting(canvas: Canvas) -> None:
    """A meeting room: blinds, a table with chairs, a dark screen, a plant."""
    rng = canvas.rng
    canvas.fill(canvas.plaster((4, 30), (120, 200)))
    window = float(rng.uniform(0.0, 0.5))
    canvas.box(window, 0.05, window + 0.42, 0.58, _DAYLIGHT * rng.uniform(0.6, 0.95))
    for y in np.arange(0.06, 0.58, 0.035):
        canvas.box(window, y, window + 0.42, y + 0.014, (0.36, 0.36, 0.35))
    for x in (window, window + 0.205, window + 0.41):
        canvas.box(x, 0.05, x + 0.012, 0.58, (0.2, 0.2, 0.2))
    screen = (window + 0.55) % 0.85
    canvas.box(screen, 0.16, screen + 0.26, 0.50, (0.012, 0.012, 0.015))
    canvas.box(0, 0.82, 1, 0.87, _WOOD * rng.uniform(0.8, 2.6))
    chair = canvas.tint((10, 110), (20, 110))
    for x in np.arange(rng.uniform(-0.1, 0.05), 1, 0.22):
        canvas.box(x, 0.62, x + 0.13, 0.86, chair)
        canvas.box(x + 0.01, 0.63, x + 0.12, 0.68, chair * 1.4)
    x = float(rng.uniform(0, 1))
    for _ in range(26):
        leaf = np.array([0.03, 0.10, 0.03]) * rng.uniform(0.5, 2.2)
        canvas.disc(x + rng.normal(0, 0.03), rng.normal(0.55, 0.07), rng.uniform(0.01, 0.03), leaf)


def paint_living_room(canvas: Canvas) -> None:
    """A living room: curtains, a standing lamp, pictures, a sideboard."""
    rng = canvas.rng
    canvas.fill(canvas.plaster((20, 80), (110, 190)))
    curtain = canvas.plaster((20, 110), (90, 190))
    side = float(rng.choice([0.0, 0.70]))
    canvas.box(side, 0.0, side + 0.30, 1.0, curtain * 0.8)
    for x in np.arange(side, side + 0.30, 0.026):
        canvas.box(x, 0.0, x + 0.011, 1.0, curtain * rng.uniform(0.95, 1.25))
    for x in rng.uniform(0.32, 0.58, 3):
        wide, top = rng.uniform(0.06, 0.13), rng.uniform(0.10, 0.30)
        canvas.box(x, top, x + wide, top + 0.22, _WOOD * 0.5)
        canvas.box(
            x + 0.01, top + 0.02, x + wide - 0.01, top + 0.2, canvas.tint((20, 130), (60, 220))
        )
    board = canvas.plaster((40, 120), (40, 120))
    canvas.box(0, 0.70, 1, 1.0, board)
    for x in np.arange(0, 1, 0.18):
        canvas.box(x, 0.73, x + 0.006, 1.0, board * 0.4)
    lamp = 0.12 if side else 0.86
    canvas.box(lamp - 0.004, 0.35, lamp + 0.004, 0.95, (0.03, 0.03, 0.03))
    canvas.quad(
        [(lamp - 0.04, 0.18), (lamp + 0.04, 0.18), (lamp + 0.07, 0.40), (lamp - 0.07, 0.40)],
        _LAMPLIGHT,
    )


def paint_dark_room(canvas: Canvas) -> None:
    """A dim corner: night in the window, a string of small lights, a shelf one can guess."""
    rng = canvas.rng
    canvas.fill(canvas.plaster((50, 150), (45, 85)))
    window = float(rng.uniform(0.05, 0.70))
    canvas.box(window, 0.08, window + 0.22, 0.62, (0.012, 0.016, 0.035))
    for x, y in rng.uniform((window + 0.01, 0.3), (window + 0.21, 0.60), (14, 2)):
        canvas.disc(x, y, 0.008, np.array([0.9, 0.7, 0.35]) * rng.uniform(0.2, 1.0))
    canvas.box(window + 0.105, 0.08, window + 0.115, 0.62, (0.03, 0.025, 0.02))
    start, dip = rng.uniform(0, 6), rng.uniform(0.02, 0.06)
    for x in np.arange(0.01, 1, 0.045):
        y = 0.07 + dip * (1 + np.sin(9 * x + start))
        canvas.disc(x, y, 0.013, _LAMPLIGHT * [0.8, 0.65, 0.4] * rng.uniform(0.4, 1.1))
    shelf = (window + 0.45) % 0.8
    for y in (0.45, 0.63, 0.81):
        canvas.box(shelf, y, shelf + 0.30, y + 0.015, _WOOD * 0.6)
        for x in rng.uniform(shelf, shelf + 0.27, 7):
            book = canvas.tint((30, 150), (20, 90))
            canvas.box(x, y - rng.uniform(0.06, 0.13), x + 0.02, y, book)


def paint_hall(canvas: Canvas) -> None:
    """A corridor that runs away from the camera: doors, lamps, a shiny floor, its far end."""
    rng = canvas.rng
    wall, floor = canvas.plaster((5, 60), (110, 200)), canvas.plaster((10, 80), (50, 130))
    end_x, end_y = rng.uniform(0.38, 0.62), rng.uniform(0.40, 0.48)
    far = 0.16
    canvas.fade(wall * 1.15, wall * 0.8)

    def at(x: float, y: float, depth: float) -> tuple[float, float]:
        """A point of the near frame, x and y in -1..1, carried to a depth 0 near .. 1 far."""
        scale = far**depth
        return end_x + 0.75 * x * scale, end_y + 0.85 * y * scale

    canvas.quad([at(-1, 1, -0.3), at(1, 1, -0.3), at(1, 1, 1), at(-1, 1, 1)], floor)
    canvas.quad([at(-1, -1, -0.3), at(1, -1, -0.3), at(1, -1, 1), at(-1, -1, 1)], wall * 1.3)
    canvas.quad([at(1, -1, -0.3), at(1, 1, -0.3), at(1, 1, 1), at(1, -1, 1)], wall * 0.75)
    door = canvas.plaster((30, 140), (40, 150))
    for depth in np.arange(rng.uniform(0.0, 0.12), 0.95, 0.24):
        for side in (-1, 1):
            near, away = depth, depth + 0.12
            shape = [at(side, -0.62, near), at(side, 1, near), at(side, 1, away)]
            canvas.quad([*shape, at(side, -0.62, away)], door * rng.uniform(0.8, 1.2))
        lamp = [at(-0.2, -1, depth), at(0.2, -1, depth), at(0.2, -1, depth + 0.1)]
        canvas.quad([*lamp, at(-0.2, -1, depth + 0.1)], (1.7, 1.65, 1.55))
        sheen = [at(-0.2, 1, depth), at(0.2, 1, depth), at(0.2, 1, depth + 0.1)]
        canvas.quad([*sheen, at(-0.2, 1, depth + 0.1)], floor * 2.2 + 0.05)
    end = [at(-1, -1, 1), at(1, -1, 1), at(1, 1, 1), at(-1, 1, 1)]
    canvas.quad(end, _DAYLIGHT * rng.uniform(0.3, 0.9))
