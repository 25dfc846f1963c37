"""A board that shows clear progress only gives nearly nothing to luck."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from faceproof.benchmark.ladder import STEP, released

figures = st.lists(st.floats(0, 1), min_size=1, max_size=50)


@given(figures)
def test_what_is_shown_never_falls_and_moves_by_whole_steps(attempts: list[float]):
    shown, best = [], None
    for figure in attempts:
        best = released(best, figure)
        shown.append(best)
    assert shown == sorted(shown)
    assert all(abs(value / STEP - round(value / STEP)) < 1e-6 for value in shown)


@given(figures)
def test_what_is_shown_is_never_more_than_half_a_step_from_some_attempt(attempts: list[float]):
    best = None
    for figure in attempts:
        best = released(best, figure)
    assert best is not None
    assert min(abs(best - figure) for figure in attempts) <= STEP / 2 + 1e-9


def test_an_attempt_without_a_figure_changes_nothing():
    assert released(None, None) is None
    assert released(0.7, None) == 0.7


def test_a_hundred_attempts_of_luck_are_few_bits():
    rng = np.random.default_rng(0)
    best, seen = None, set()
    for figure in rng.normal(0.5, 0.02, 100):
        best = released(best, float(figure))
        seen.add(best)
    assert len(seen) <= 6  # of a hundred exact figures
