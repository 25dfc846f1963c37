"""The network that looks for blends, described once: EfficientNet-Lite0 with two heads.

A description in calls of `Calls` is run by torch while it is taught (`network_torch`) and by
OpenVINO afterwards (`graph`), as learned manipulations are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

SIDE_PX = 192
"""Side of the crops it looks at."""

MARGIN = 1.45
"""Side of a crop in heights of the face: the seam of a mask, and skin and hair beyond it."""

HEAT_PX = 12
"""Side of the low-resolution mask it answers."""

HEAT_BLOCK, HEAT_GIVEN = 10, 112
"""Its mask is read after this block, from so many channels; a pixel stands for 16 x 16."""

PARTS_PX = 6
"""Side of the map of what each place adds to the answer; a pixel stands for 32 x 32."""

STEM, WIDEST = 32, 1280


class Block(NamedTuple):
    """An inverted residual (Sandler et al. 2018), without squeeze and excitation.

    Attributes:
        number: from 0; begins its names.
        size: of the depthwise kernel.
        stride: of the depthwise convolution.
        grown: by how much it is widened inside.
        given, made: channels.
    """

    number: int
    size: int
    stride: int
    grown: int
    given: int
    made: int


# size, stride, growth, channels, repeats: EfficientNet-B0's stages (Tan & Le 2019, table 1)
_STAGES = (
    (3, 1, 1, 16, 1),
    (3, 2, 6, 24, 2),
    (5, 2, 6, 40, 2),
    (3, 2, 6, 80, 3),
    (5, 1, 6, 112, 3),
    (5, 2, 6, 192, 4),
    (3, 1, 6, 320, 1),
)


class Calls(Protocol):
    """What the network is made of; pictures are ``(n, channels, height, width)``."""

    def conv(
        self, x: Any, name: str, *, size: int = 1, stride: int = 1, by_channel: bool = False
    ) -> Any:
        """Convolution with a bias; halves as TensorFlow's SAME does."""

    def clip(self, x: Any) -> Any:
        """0 to 6 (the rectifier of Lite: it survives eight bits)."""

    def add(self, x: Any, y: Any) -> Any:
        """Sum."""

    def mean(self, x: Any) -> Any:
        """Mean over the picture ``(n, channels, 1, 1)``."""

    def linear(self, x: Any, name: str) -> Any:
        """The last of a head: convolution of size 1 to one channel."""


class Answers(NamedTuple):
    """What the network says.

    Attributes:
        fake: log-odds ``(n, 1, 1, 1)``.
        parts: what each place adds to them, whose mean they are ``(n, 1, PARTS_PX, PARTS_PX)``.
        heat: log-odds that each place was put in ``(n, 1, HEAT_PX, HEAT_PX)``.
        features: what the first is a linear function of ``(n, WIDEST, 1, 1)``.
    """

    fake: Any
    parts: Any
    heat: Any
    features: Any


def blocks() -> Iterator[Block]:
    """All sixteen, in order."""
    number, given = 0, STEM
    for size, stride, grown, made, repeats in _STAGES:
        for repeat in range(repeats):
            yield Block(number, size, stride if repeat == 0 else 1, grown, given, made)
            number, given = number + 1, made


def padding(size: int) -> tuple[int, int]:
    """Pixels before and after an even side that is halved by a kernel of this size.

    >>> padding(3), padding(5)
    ((0, 1), (1, 2))
    """
    before = (size - 2) // 2
    return before, size - 2 - before


def network(calls: Calls, x: Any) -> Answers:
    """The network on crops, RGB scaled to -1..1."""
    x = calls.clip(calls.conv(x, "stem", size=3, stride=2))
    heat = None
    for block in blocks():
        x = _block(calls, x, block)
        if block.number == HEAT_BLOCK:
            heat = calls.linear(x, "heat")
    last = calls.clip(calls.conv(x, "head"))
    features = calls.mean(last)
    return Answers(
        fake=calls.linear(features, "fake"),
        parts=calls.linear(last, "fake"),
        heat=heat,
        features=features,
    )


def _block(calls: Calls, x: Any, block: Block) -> Any:
    name, inside = f"block{block.number}", x
    if block.grown > 1:
        inside = calls.clip(calls.conv(inside, f"{name}.grow"))
    inside = calls.conv(
        inside, f"{name}.each", size=block.size, stride=block.stride, by_channel=True
    )
    inside = calls.conv(calls.clip(inside), f"{name}.shrink")
    if block.stride == 1 and block.given == block.made:
        inside = calls.add(inside, x)
    return inside
