"""Intervals cover, say nothing where nothing is known, and never pretend certainty."""

import numpy as np
import pytest
from boards import MEASURABLE, answers, simulated, tied
from scipy.stats import beta

from faceproof.core import Estimate
from faceproof.core.errors import ScoreError
from faceproof.metrics import (
    METRICS,
    Answers,
    Metric,
    Terms,
    average_precision,
    cluster_interval,
    compare,
    compare_any,
    eer,
    estimate,
)

LIMIT = float(np.log(1000))
TERMS = Terms(llr_limit=LIMIT, prior=0.5)


def _estimate(name: str, board: Answers) -> Estimate:
    return estimate(name, board, TERMS)


@pytest.fixture(scope="module")
def truth():
    """Every metric of four thousand actors: the figure that intervals should hold."""
    board = simulated(np.random.default_rng(99), actors=4000, true_auc=0.8)
    by_rank = {"ap": average_precision, "eer": eer}  # no deletions over 4,000 actors

    def value(name: str, metric: Metric) -> float:
        if name in by_rank:
            return by_rank[name](board.llr, board.fake)
        return metric.value(metric.items(board, TERMS), board.fake, TERMS)

    return {name: value(name, metric) for name, metric in METRICS.items()}


def test_the_simulation_has_the_auc_it_claims(truth: dict[str, float]):
    assert truth["auc"] == pytest.approx(0.8, abs=0.01)


@pytest.mark.parametrize("actors", [5, 10])
def test_intervals_over_correlated_frames_cover_at_few_actors(truth: dict[str, float], actors: int):
    rng = np.random.default_rng(actors)
    held = dict.fromkeys(set(METRICS) - {"tpr_at_fpr_0.001", "tpr_at_fpr_0.01"}, 0)
    boards = 200
    for _ in range(boards):
        board = simulated(rng, actors=actors, true_auc=0.8)
        for name in held:
            found = _estimate(name, board)
            held[name] += found.low <= truth[name] <= found.high
    shares = {name: n / boards for name, n in held.items()}
    assert all(share >= 0.90 for share in shares.values()), shares
    # wide by design: noise only adds to the ECE, and a corner of the ROC hangs on few reals
    whole = {name for name in held if METRICS[name].fpr == 1} - {"ece"}
    assert all(shares[name] <= 0.99 for name in whole), shares


def test_frames_taken_as_independent_would_not_cover():
    rng = np.random.default_rng(0)
    held = 0
    for _ in range(100):
        board = simulated(rng, actors=10, true_auc=0.8)
        alone = answers(board.llr, board.fake, np.arange(len(board)))
        found = _estimate("auc", alone)
        held += found.low <= 0.8 <= found.high
    assert held / 100 < 0.8


@pytest.mark.parametrize("name", MEASURABLE)
def test_the_figure_stands_within_its_interval_and_the_interval_within_the_metric(name: str):
    for seed in range(20):
        found = _estimate(name, tied(np.random.default_rng(seed), n=60, clusters=6))
        top = METRICS[name].top(TERMS)
        assert 0 <= found.low <= found.value <= found.high <= top + 1e-12


def _perfect(actors: int, sign: int = 1) -> Answers:
    fake = np.tile([True, False], actors)
    return answers(sign * np.where(fake, 2.0, -2.0), fake, np.repeat(np.arange(actors), 2))


@pytest.mark.parametrize("actors", [4, 10, 30])
def test_a_perfect_figure_is_bounded_as_g_successes_in_g(actors: int):
    bound = beta.ppf(0.025, actors, 1)  # Clopper-Pearson
    for name in ("auc", "ap", "accuracy"):
        found = _estimate(name, _perfect(actors))
        assert (found.value, found.high) == (1, 1)
        assert found.low == pytest.approx(bound)
    found = _estimate("eer", _perfect(actors))
    assert (found.value, found.low) == (0, 0)
    assert found.high == pytest.approx(1 - bound)


def test_a_figure_of_nought_is_bounded_likewise():
    found = _estimate("auc", _perfect(10, sign=-1))
    assert (found.value, found.low) == (0, 0)
    assert found.high == pytest.approx(1 - 0.025 ** (1 / 10))


def test_a_detector_that_always_says_the_same_is_not_certain_either():
    board = answers(np.zeros(20), np.tile([True, False], 10), np.repeat(np.arange(10), 2))
    for name, value in [("auc", 0.5), ("log_loss", np.log(2)), ("cllr", 1.0)]:
        found = _estimate(name, board)
        assert found.value == pytest.approx(value)
        assert found.low < 0.8 * value
        assert found.high > 1.2 * value


def test_deletions_that_agree_with_each_other_are_not_certainty():
    interval = cluster_interval(0.75, np.full(4, 7 / 9), trials=4)
    assert interval.low is not None
    assert interval.high is not None
    assert interval.high - interval.low > 0.5
    assert interval.low <= 0.75 <= interval.high


def test_one_actor_with_every_error_makes_the_interval_wide():
    fake = np.tile([True, False], 50)
    cluster = np.repeat(np.arange(10), 10)
    llr = np.where(fake, 1.0, -1.0)
    llr[cluster == 3] *= -1
    found = _estimate("auc", answers(llr, fake, cluster))
    assert found.value == pytest.approx(0.9)
    assert found.low < 0.6


def test_an_actor_with_every_error_gives_an_interval_that_covers_and_is_not_endless():
    rng = np.random.default_rng(14)
    held, wide, boards = 0, [], 0
    while boards < 150:
        board = simulated(rng, actors=15, true_auc=0.95, reals=1, fakes=1, frames=1)
        without = METRICS["auc"].without(board.llr, board.fake, board.cluster, TERMS)
        if not without.min() < without.max() == 1:  # no deletion reaches the bound
            continue
        boards += 1
        found = _estimate("auc", board)
        held += found.low <= 0.95 <= found.high
        wide.append(found.high - found.low)
    assert held / boards >= 0.95
    assert np.median(wide) < 0.5


def test_a_figure_at_its_bound_that_a_deletion_moves_is_not_certain():
    low, high = cluster_interval(0.0, np.array([0.0, 0.1, 0.0, 0.1]), trials=4)
    assert low == 0
    assert 0.1 < high < 1
    low, high = cluster_interval(1.0, np.array([1.0, 0.9, 1.0, 0.9]), trials=4)
    assert 0 < low < 0.9
    assert high == 1


@pytest.mark.parametrize(("actors", "known"), [(1, False), (3, False), (4, True)])
def test_under_four_actors_no_interval_is_given(actors: int, known: bool):
    rng = np.random.default_rng(2)
    board = answers(rng.normal(size=40), np.tile([True, False], 20), np.arange(40) // 2 % actors)
    for name in MEASURABLE:
        found = _estimate(name, board)
        assert found.value is not None
        assert found.clusters == actors
        assert (found.low is not None) == (found.high is not None) == known


def test_fakes_of_two_actors_know_no_more_for_reals_of_thirty():
    rng = np.random.default_rng(6)
    reals = np.repeat(np.arange(30), 4)
    fakes = np.repeat([0, 1], 20)
    fake = np.repeat([False, True], [120, 40])
    few = _estimate("auc", answers(rng.normal(size=160), fake, np.append(reals, fakes)))
    many = _estimate(
        "auc", answers(rng.normal(size=160), fake, np.append(reals, np.arange(40) % 30))
    )
    assert few.high - few.low > 2 * (many.high - many.low)


def test_one_class_has_no_figure():
    found = _estimate("auc", answers([1, 2, 3, 4], [True] * 4))
    assert found.value is found.low is found.high is None
    assert (found.n, found.clusters) == (4, 4)
    empty = _estimate("ece", answers([0, 0], [True, False], answered=[False, False]))
    assert (empty.value, empty.n) == (None, 0)


def test_labels_scores_and_clusters_stay_unchanged():
    board = tied(np.random.default_rng(3))
    columns = (board.llr, board.answered, board.fake, board.cluster)
    before = [column.copy() for column in columns]
    for column in columns:
        column.setflags(write=False)
    for name in METRICS:
        _estimate(name, board)
    for column, was in zip(columns, before, strict=True):
        np.testing.assert_array_equal(column, was)


@pytest.mark.parametrize("name", MEASURABLE)
def test_names_of_clusters_do_not_matter(name: str):
    board = tied(np.random.default_rng(7))
    renamed = answers(board.llr, board.fake, 1000 - 7 * board.cluster, board.answered)
    first, second = _estimate(name, board), _estimate(name, renamed)
    np.testing.assert_allclose(
        [first.value, first.low, first.high], [second.value, second.low, second.high]
    )


def test_paired_difference_of_equals_is_a_tie_and_of_unequals_is_not():
    rng = np.random.default_rng(11)
    board = simulated(rng, actors=12, true_auc=0.8)
    noisy = answers(board.llr + rng.normal(0, 4, len(board)), board.fake, board.cluster)
    same = compare("auc", board, board, TERMS)
    assert same.difference.value == 0
    assert same.tie
    assert same.p == 1
    better = compare("auc", board, noisy, TERMS)
    worse = compare("auc", noisy, board, TERMS)
    ahead, behind = better.difference, worse.difference
    assert 0 < ahead.low < ahead.value < ahead.high
    assert (behind.low, behind.high) == pytest.approx((-ahead.high, -ahead.low))
    assert better.p == worse.p < 0.05


def test_any_two_of_several_compare_as_they_do_alone():
    rng = np.random.default_rng(13)
    first = simulated(rng, actors=8, true_auc=0.75)
    boards = [
        answers(first.llr + rng.normal(0, spread, len(first)), first.fake, first.cluster)
        for spread in (0.5, 2.0, 4.0)
    ]
    compared = compare_any("auc", boards, TERMS)
    found = {(a, b): compared(a, b) for a in range(3) for b in range(3)}
    assert found == {
        (a, b): compare("auc", boards[a], boards[b], TERMS) for a in range(3) for b in range(3)
    }
    assert len({comparison.difference.value for comparison in found.values()}) == 7


def test_paired_intervals_cover_a_true_tie():
    rng = np.random.default_rng(12)
    held = 0
    for _ in range(200):
        board = simulated(rng, actors=8, true_auc=0.75)
        noise = rng.normal(0, 1, (2, len(board)))
        a, b = (answers(board.llr + x, board.fake, board.cluster) for x in noise)
        found = compare("auc", a, b, TERMS)
        assert found.tie == (found.p >= 0.05)
        held += found.tie
    assert held / 200 >= 0.90


def test_different_boards_are_not_compared():
    a, b = answers([1, 2], [True, False]), answers([1, 2], [False, True])
    with pytest.raises(ScoreError, match="same items"):
        compare("auc", a, b, TERMS)


def test_unknown_metric_prior_or_limit_is_refused():
    board = answers([1, 2], [True, False])
    with pytest.raises(ScoreError, match="'f1' is unknown; there are auc"):
        estimate("f1", board, TERMS)
    for limit, prior in [(LIMIT, 0.0), (LIMIT, 1.0), (0.0, 0.5), (np.inf, 0.5)]:
        with pytest.raises(ScoreError, match="prior"):
            Terms(llr_limit=limit, prior=prior)
