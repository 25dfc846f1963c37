"""At which rate do these pictures follow each other?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from faceproof.core.errors import MediaError

_MOST_FPS = 240
# 1001 keeps the NTSC rates exact.
_DENOMINATOR = 1001


def frame_rate(
    times: Sequence[int], tick_s: Fraction, declared: Iterable[Fraction | None], name: str
) -> Fraction:
    """The declared rate that the pictures keep, else their average (variable rate).

    Containers round times to ticks (Matroska to a millisecond), so a declared rate is kept where
    every picture is within one and a half ticks of its place.

    Args:
        times: when each picture is shown, in ticks, ascending; empty where the file has no times.
        tick_s: seconds of a tick.
        declared: rates that the header and FFmpeg's guess offer, the most trusted first.
        name: begins the message.

    Raises:
        MediaError: the rate is not within 0 to 240 frames a second.

    >>> frame_rate([0, 33, 67, 100], Fraction(1, 1000), [Fraction(50), Fraction(30)], "a.mkv")
    Fraction(30, 1)
    >>> frame_rate([0, 33, 67, 167], Fraction(1, 1000), [Fraction(30)], "a.mkv")
    Fraction(3000, 167)
    """
    offered = [rate for rate in declared if rate is not None and 0 < rate <= _MOST_FPS]
    kept = (rate for rate in offered if _keeps(times, tick_s, rate))
    rate = next(kept, None) or _average(times, tick_s)
    if rate is None or not 0 < rate <= _MOST_FPS:
        found = "no frame rate" if rate is None else f"{float(rate):g} frames a second"
        raise MediaError(
            f"{name}: has {found}, expected more than 0 and at most "
            f"{_MOST_FPS}; convert it to a usual rate"
        )
    return rate


def _keeps(times: Sequence[int], tick_s: Fraction, rate: Fraction) -> bool:
    # In whole numbers, |(t - t0) tick - i / rate| <= 1.5 tick times what makes it so.
    step = rate.denominator * tick_s.denominator
    tick = rate.numerator * tick_s.numerator
    return all(2 * abs((t - times[0]) * tick - i * step) <= 3 * tick for i, t in enumerate(times))


def _average(times: Sequence[int], tick_s: Fraction) -> Fraction | None:
    if len(times) < 2 or times[-1] <= times[0]:
        return None
    rate = (len(times) - 1) / ((times[-1] - times[0]) * tick_s)
    return rate.limit_denominator(_DENOMINATOR)
