"""Rule 3: an answer that never came is never 0.0, never free, never better than answering."""

import numpy as np
import pytest
from boards import answers, tied
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from faceproof.core.errors import ScoreError
from faceproof.metrics import METRICS, Answers, Terms, coverage, estimate

LIMIT = float(np.log(1000))
TERMS = Terms(llr_limit=LIMIT, prior=0.5)
FAKE = np.repeat([False, True], 20)
CLUSTER = np.tile(np.arange(5), 8)


def _value(name: str, board: Answers) -> float | None:
    return estimate(name, board, TERMS).value


def _coin() -> NDArray[np.float64]:
    return np.random.default_rng(1).normal(size=40)


@pytest.mark.parametrize(
    ("crashes", "at_most"),
    [
        pytest.param(~FAKE, 0.0, id="crash on reals"),
        pytest.param(FAKE, 0.0, id="crash on fakes"),
        pytest.param(np.ones(40, bool), 0.0, id="crash on all"),
    ],
)
def test_a_coin_that_crashes_is_no_detector(crashes: NDArray[np.bool_], at_most: float):
    board = answers(_coin(), FAKE, CLUSTER, ~crashes)
    assert _value("auc", board) <= at_most
    assert _value("accuracy", board) <= 0.5
    assert _value("eer", board) >= 0.5
    assert _value("log_loss", board) > np.log(2)
    assert _value("cllr", board) > 1


def test_sure_of_fakes_and_crashing_on_reals_is_no_detector():
    board = answers(np.full(40, 50.0), FAKE, CLUSTER, FAKE)
    assert _value("auc", board) == 0
    assert _value("accuracy", board) == 0.5
    assert _value("log_loss", board) > np.log(2)


def test_pairs_with_an_unscored_item_are_lost_exactly():
    board = answers([9, 1, 0, 0], [1, 1, 0, 0], answered=[0, 1, 1, 0])
    assert _value("auc", board) == 0.25  # only the answered fake beats the answered real


def test_unscored_cost_the_limit_and_surer_errors_cost_no_more():
    lost = answers([0, 0], [1, 0], answered=[0, 0])
    wrong = answers([-1e9, 1e9], [1, 0])
    at_limit = np.log1p(np.exp(LIMIT))
    assert _value("log_loss", lost) == pytest.approx(at_limit)
    assert _value("log_loss", wrong) == pytest.approx(at_limit)
    assert _value("cllr", lost) == pytest.approx(at_limit / np.log(2))
    assert _value("brier", lost) == pytest.approx((1000 / 1001) ** 2)
    assert _value("accuracy", lost) == 0


def test_ece_reads_the_answered_only():
    board = tied(np.random.default_rng(4), unscored=0.3)
    found = estimate("ece", board, TERMS)
    assert found.value == _value("ece", board.only_answered())
    assert found.n == board.answered.sum()


@given(st.integers(0, 39), st.floats(-30, 30), st.integers(0, 2**20))
@settings(max_examples=200, deadline=None)
def test_failing_never_beats_answering(item: int, llr: float, seed: int):
    rng = np.random.default_rng(seed)
    given, answered = rng.normal(size=40), rng.random(40) < 0.8
    given[item] = llr
    with_answer, without = answered.copy(), answered.copy()
    with_answer[item], without[item] = True, False
    for name, metric in METRICS.items():
        if (
            metric.answered_only or metric.least_reals > 1 or name == "ap"
        ):  # AP pays for ties, answered or not: see below
            continue
        answering = _value(name, answers(given, FAKE, CLUSTER, with_answer))
        failing = _value(name, answers(given, FAKE, CLUSTER, without))
        gain = failing - answering if metric.higher_is_better else answering - failing
        assert gain <= 1e-12, name


def test_an_unscored_fake_earns_what_the_lowest_answer_would():
    rng = np.random.default_rng(9)
    given, answered = rng.normal(size=40), rng.random(40) < 0.8
    lowest = np.where(answered, given, np.where(FAKE, -1e9, 1e9))
    for name in ("auc", "ap", "eer"):
        failing = _value(name, answers(given, FAKE, CLUSTER, answered))
        assert failing == _value(name, answers(lowest, FAKE, CLUSTER))


def test_coverage_is_the_answered_share_by_actor():
    board = answers(_coin(), FAKE, CLUSTER, CLUSTER != 2)
    found = coverage(board)
    assert (found.value, found.n, found.clusters) == (0.8, 40, 5)
    assert found.low < 0.8 < found.high


def test_full_coverage_of_a_few_actors_is_not_called_certain():
    found = coverage(answers(_coin(), FAKE, CLUSTER))
    assert found.value == found.high == 1
    assert found.low == pytest.approx(0.025 ** (1 / 5))


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_an_answer_that_is_no_number_is_refused(bad: float):
    with pytest.raises(ScoreError, match="not a finite number"):
        answers([bad, 1.0], [True, False])
    answers([bad, 1.0], [True, False], answered=[False, True])  # it is not read


def test_columns_of_unequal_length_are_refused():
    with pytest.raises(ScoreError, match="one length"):
        answers([1.0, 2.0], [True])
