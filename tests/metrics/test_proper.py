"""Proper scores and reliability: against scikit-learn with the classes weighted to the prior."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn.metrics import balanced_accuracy_score, brier_score_loss
from sklearn.metrics import log_loss as sk_log_loss

from faceproof.core.errors import OneClassError
from faceproof.metrics import accuracy, brier, cllr, ece, log_loss, reliability

Board = tuple[NDArray[np.float64], NDArray[np.bool_]]
PRIORS = [0.5, 0.1, 0.9]


@pytest.fixture(params=[0, 1, 2])
def board(request: pytest.FixtureRequest):
    rng = np.random.default_rng(request.param)
    fake = rng.random(400) < 0.3
    return rng.normal(0, 2, 400) + 1.5 * fake, fake


def _weights(fake: NDArray[np.bool_], prior: float) -> NDArray[np.float64]:
    return np.where(fake, prior / fake.sum(), (1 - prior) / (~fake).sum())


def _probability(llr: NDArray[np.float64], prior: float) -> NDArray[np.float64]:
    odds = np.exp(llr) * prior / (1 - prior)
    return odds / (1 + odds)


@pytest.mark.parametrize("prior", PRIORS)
def test_log_loss_and_brier_agree_with_scikit_learn(board: Board, prior: float):
    llr, fake = board
    weights, p = _weights(fake, prior), _probability(llr, prior)
    expected = sk_log_loss(fake, p, sample_weight=weights)
    assert log_loss(llr, fake, prior) == pytest.approx(expected, abs=1e-12)
    expected = brier_score_loss(fake, p, sample_weight=weights)
    assert brier(llr, fake, prior) == pytest.approx(expected, abs=1e-12)


def test_accuracy_is_balanced_accuracy_at_even_prior(board: Board):
    llr, fake = board
    expected = balanced_accuracy_score(fake, llr > 0)
    assert accuracy(llr, fake, 0.5) == pytest.approx(expected, abs=1e-12)


def test_the_threshold_follows_the_prior():
    llr, fake = np.array([1.0, 3.0]), np.array([False, True])
    assert accuracy(llr, fake, 0.5) == 0.5  # both called fake
    assert accuracy(llr, fake, 0.1) == 1.0  # ln 9 = 2.197 lies between


def test_cllr_is_brummers_formula(board: Board):
    llr, fake = board
    fakes = np.log2(1 + np.exp(-llr[fake])).mean()
    reals = np.log2(1 + np.exp(llr[~fake])).mean()
    assert cllr(llr, fake) == pytest.approx((fakes + reals) / 2, abs=1e-12)


@given(st.integers(2, 9))
@settings(max_examples=8, deadline=None)
def test_more_copies_of_the_reals_change_nothing(times: int):
    llr, fake = np.array([1.0, -0.5, 0.3, 2.0]), np.array([True, False, False, True])
    more = np.concatenate([llr, np.repeat(llr[~fake], times)])
    labels = np.concatenate([fake, np.zeros(2 * times, bool)])
    for metric in (log_loss, brier, accuracy, ece):
        assert metric(more, labels, 0.5) == pytest.approx(metric(llr, fake, 0.5), abs=1e-12)


def test_ece_is_the_mean_gap_over_bins_of_equal_width(board: Board):
    llr, fake = board
    weights, p = _weights(fake, 0.5), _probability(llr, 0.5)
    gap = 0.0
    for b in range(10):
        inside = (p >= b / 10) & (p < (b + 1) / 10)
        gap += abs((weights * (p - fake))[inside].sum())
    assert ece(llr, fake, 0.5) == pytest.approx(gap, abs=1e-12)


def test_reliability_sums_to_the_board(board: Board):
    llr, fake = board
    found = reliability(llr, fake, 0.5)
    assert found.n.sum() == len(llr)
    assert found.weight.sum() == pytest.approx(1)
    assert np.nansum(found.weight * found.came) == pytest.approx(0.5)


def test_promises_that_are_kept_have_little_error_and_doubled_ones_have_much():
    rng = np.random.default_rng(5)
    fake = rng.random(200_000) < 0.5
    honest = rng.normal(np.where(fake, 1.0, -1.0), np.sqrt(2.0))  # its own LLR, by construction
    assert ece(honest, fake, 0.5) < 0.01
    assert ece(3 * honest, fake, 0.5) > 0.1
    assert log_loss(honest, fake, 0.5) < min(log_loss(k * honest, fake, 0.5) for k in (0.5, 3))


def test_certain_probabilities_fall_into_the_last_bin():
    found = reliability(np.array([800.0, -800.0]), np.array([True, False]), 0.5)
    assert found.n.tolist() == [1, 0, 0, 0, 0, 0, 0, 0, 0, 1]


@pytest.mark.parametrize("metric", [log_loss, brier, accuracy, ece])
def test_one_class_is_refused(metric: Callable[..., Any]):
    with pytest.raises(OneClassError):
        metric(np.array([0.1, 0.2]), np.array([True, True]), 0.5)
