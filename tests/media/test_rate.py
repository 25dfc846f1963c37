"""The rate of pictures is the declared one where they keep it, else their average."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faceproof.core.errors import MediaError
from faceproof.media.rate import frame_rate

MILLISECOND = Fraction(1, 1000)
RATES = [Fraction(r) for r in ("24000/1001", "24", "25", "30000/1001", "30", "50", "60", "25/2")]


@given(rate=st.sampled_from(RATES), frames=st.integers(2, 3000), start=st.integers(-999, 99999))
def test_times_rounded_to_milliseconds_keep_their_rate(rate: Fraction, frames: int, start: int):
    times = [start + round(1000 * i / rate) for i in range(frames)]
    assert frame_rate(times, MILLISECOND, [None, 2 * rate, rate], "a") == rate


@given(rate=st.sampled_from(RATES), gap=st.integers(1, 98))
def test_a_dropped_picture_makes_the_rate_variable(rate: Fraction, gap: int):
    times = [round(1000 * i / rate) for i in range(100) if i != gap]
    average = frame_rate(times, MILLISECOND, [rate], "a")
    assert average != rate
    assert float(average) == pytest.approx(98 / (times[-1] / 1000), rel=1e-4)
    assert average.denominator <= 1001


def test_without_times_the_declared_rate_stands():
    assert frame_rate([], MILLISECOND, [None, Fraction(25)], "a") == 25


@pytest.mark.parametrize(
    ("times", "declared"),
    [([], []), ([5], [Fraction(0)]), ([0, 1], [Fraction(1000)]), ([], [Fraction(-25), None])],
)
def test_absurd_rates_are_refused_by_name(times: list[int], declared: list[Fraction | None]):
    with pytest.raises(
        MediaError, match=r"a.mkv: has .*frame.*expected more than 0 and at most 240"
    ):
        frame_rate(times, MILLISECOND, declared, "a.mkv")
