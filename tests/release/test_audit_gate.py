"""The gate's statistics: by actor, cross-fitted, one family of tests."""

from __future__ import annotations

import numpy as np
import pytest

from faceproof.release.audit.gate import (
    ALPHA,
    Pairs,
    blocks,
    exact_estimate,
    holm_levels,
    reported_estimate,
    shift_estimate,
    shift_of,
)

ACTORS = np.repeat(np.arange(6), 6)
TESTS = 12


def gated(differences: np.ndarray, actor: np.ndarray = ACTORS) -> bool:
    shift = shift_of(Pairs(differences, actor))
    assert shift is not None
    return blocks(shift_estimate(shift, ALPHA / TESTS))


def test_differences_within_tolerance_are_chance_exactly() -> None:
    differences = np.random.default_rng(0).uniform(-1, 1, (36, 5))
    shift = shift_of(Pairs(differences, ACTORS))
    assert shift is not None
    assert (shift.mean, shift.p) == (0, 1)


def test_six_actors_suffice_for_a_shift_that_all_show() -> None:
    noise = np.random.default_rng(1).normal(0, 0.5, (36, 4))
    shift = np.array([0, 4, 0, 0])
    assert gated(noise + shift)
    assert gated(noise - shift)


def test_a_shift_of_one_method_in_three_is_found() -> None:
    differences = np.zeros((36, 4))
    differences[::3, 2] = 5 + np.random.default_rng(2).normal(0, 0.3, 12)
    assert gated(differences)


def test_one_actor_alone_decides_nothing() -> None:
    differences = np.zeros((36, 3))
    differences[ACTORS == 2] = 9
    assert not gated(differences)


def test_noise_beyond_tolerance_is_blocked_seldom() -> None:
    rng = np.random.default_rng(3)
    wrong = sum(
        gated(rng.normal(0, 2, (36, 6)) + rng.normal(0, 2, (6, 6))[ACTORS]) for _ in range(400)
    )
    assert wrong <= 3  # 0.8 are expected


def test_under_four_actors_nothing_is_said() -> None:
    assert shift_of(Pairs(np.full((9, 2), 9.0), np.repeat(np.arange(3), 3))) is None


def test_holm_stops_at_the_first_that_stays() -> None:
    assert holm_levels([0.001, 0.02, 0.011]) == pytest.approx([ALPHA / 3, ALPHA, ALPHA / 2])
    assert holm_levels([0.9, 0.02, 0.011]) == pytest.approx([ALPHA / 3] * 3)
    stopped = holm_levels([0.001, 0.02, 0.014])
    assert stopped == pytest.approx([ALPHA / 3, ALPHA / 2, ALPHA / 2])


def test_an_exact_figure_counts_actors_alike() -> None:
    differ = np.array([True] * 9 + [False])
    found = exact_estimate(differ, np.array([0] * 9 + [1]))
    assert (found.value, found.low, found.high) == (0.75, 0.75, 0.75)


def test_who_has_more_fakes_is_no_baseline() -> None:
    """A person's own look tells their share of fakes; a held-out person's does not."""
    rng = np.random.default_rng(4)
    actor = np.repeat(np.arange(8), 20)
    fake = np.concatenate([np.arange(20) < 3 + 2 * a for a in range(8)])
    looks = rng.normal(0, 1, (8, 3))[actor] + rng.normal(0, 0.1, (160, 3))
    found = reported_estimate(looks, fake, actor, np.ones(160))
    assert found.value is not None
    assert found.value < 0.65
