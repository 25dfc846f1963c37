"""Low false positive rates, hindsight, pairs, silence, heat: each against another way to get it."""

from itertools import product

import numpy as np
import pytest
from boards import answers, simulated, tied
from scipy.stats import norm
from scipy.stats import t as student
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import roc_auc_score
from sklearn.metrics import roc_curve as sk_roc_curve

from faceproof.core.errors import ScoreError
from faceproof.metrics import (
    METRICS,
    Answers,
    Scale,
    Terms,
    auc,
    bootstrap_auc,
    cllr,
    cross_auc,
    difference_interval,
    difference_p,
    estimate,
    iou,
    min_cllr,
    paired_win_rate,
    partial_auc,
    points_at,
    risk_coverage,
    share,
    tie_groups,
    tpr_at_fpr,
    two_way,
)
from faceproof.metrics.ties import holm

TERMS = Terms(llr_limit=float(np.log(1000)), prior=0.5)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("max_fpr", [0.05, 0.1, 0.5, 1.0])
def test_partial_auc_is_that_of_scikit_learn_before_it_is_standardised(seed: int, max_fpr: float):
    board = tied(np.random.default_rng(seed), unscored=0.0)
    found = partial_auc(board.llr, board.fake, max_fpr=max_fpr)
    least, area = max_fpr**2 / 2, found * max_fpr
    standardised = (1 + (area - least) / (max_fpr - least)) / 2
    expected = roc_auc_score(board.fake, board.llr, max_fpr=max_fpr)
    if max_fpr == 1:
        standardised = area
    assert standardised == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("max_fpr", [0.001, 0.01, 0.05, 0.3])
def test_tpr_is_read_at_a_threshold_that_exists(seed: int, max_fpr: float):
    board = tied(np.random.default_rng(seed), unscored=0.0)
    fpr, tpr, _ = sk_roc_curve(board.fake, board.llr, drop_intermediate=False)
    expected = tpr[fpr <= max_fpr].max()
    assert tpr_at_fpr(board.llr, board.fake, max_fpr=max_fpr) == pytest.approx(expected)


def test_a_rate_is_not_measurable_from_fewer_than_three_over_it_reals():
    rng = np.random.default_rng(1)
    for rate, least in [("0.05", 60), ("0.01", 300), ("0.001", 3000)]:
        for reals in (least - 1, least):
            fake = np.arange(reals + 40) < 40
            board = answers(rng.normal(size=reals + 40), fake, np.arange(reals + 40) % 8)
            found = estimate(f"tpr_at_fpr_{rate}", board, TERMS)
            assert (found.value is not None) == (reals == least)


@pytest.mark.parametrize("name", ["tpr_at_fpr_0.05", "tpr_at_fpr_0.01"])
def test_intervals_of_low_rates_cover_though_they_hang_on_few_reals(name: str):
    metric = METRICS[name]
    big = simulated(np.random.default_rng(99), actors=4000, true_auc=0.8)
    truth = metric.value(big.llr, big.fake, TERMS)
    rng = np.random.default_rng(28)
    boards = [simulated(rng, actors=28, true_auc=0.8) for _ in range(150)]
    found = [estimate(name, board, TERMS) for board in boards]
    assert np.mean([one.low <= truth <= one.high for one in found]) >= 0.91


@pytest.mark.parametrize("seed", range(4))
def test_min_cllr_is_cllr_after_pooling_adjacent_violators(seed: int):
    board = tied(np.random.default_rng(seed), unscored=0.0)
    weight = np.where(board.fake, 0.5 / board.fake.sum(), 0.5 / (~board.fake).sum())
    isotonic = IsotonicRegression(y_min=1e-15, y_max=1 - 1e-15)
    p = isotonic.fit_transform(board.llr, board.fake, sample_weight=weight)
    best = np.log(p) - np.log1p(-p)
    assert min_cllr(board.llr, board.fake) == pytest.approx(cllr(best, board.fake), abs=1e-9)
    assert min_cllr(board.llr, board.fake) <= cllr(board.llr, board.fake)
    assert min_cllr(3 * board.llr + 7, board.fake) == min_cllr(board.llr, board.fake)


def test_cllr_is_taken_at_even_prior_whatever_the_protocol_assumes():
    board = tied(np.random.default_rng(5), unscored=0.0)
    found = [
        estimate("cllr", board, Terms(llr_limit=50.0, prior=prior)).value for prior in (0.5, 0.1)
    ]
    assert found == [pytest.approx(cllr(board.llr, board.fake))] * 2


@pytest.mark.parametrize("seed", range(3))
def test_bootstrap_equals_one_that_copies_the_items(seed: int):
    board = tied(np.random.default_rng(seed), n=80, clusters=6, unscored=0.0)
    drawn = np.random.default_rng(seed).integers(0, 6, (200, 6))
    values = []
    for clusters in drawn:
        rows = np.concatenate([np.flatnonzero(board.cluster == c) for c in clusters])
        values.append(auc(board.llr[rows], board.fake[rows]))
    found = bootstrap_auc(
        board.llr, board.fake, board.cluster, np.random.default_rng(seed), resamples=200
    )
    assert found == pytest.approx(tuple(np.quantile(values, [0.025, 0.975])), abs=1e-12)


def test_two_way_is_wider_where_the_source_matters_too():
    rng = np.random.default_rng(3)
    people = 12
    pairs = [(t, s) for t, s in product(range(people), repeat=2) if t != s]
    target = np.array([t for t, _ in pairs] + list(range(people)) * 4)
    source = np.array([s for _, s in pairs] + [-1] * 4 * people)
    fake = source >= 0
    manner = rng.normal(0, 1, people)
    llr = fake * 1.0 + rng.normal(0, 0.3, len(fake)) + np.where(fake, manner[source], 0)
    board = Answers(
        llr=llr, answered=np.ones(len(llr), bool), fake=fake, cluster=target, source=source
    )
    one, two = estimate("auc", board, TERMS), two_way("auc", board, TERMS)
    assert one.value == two.value
    assert two.high - two.low > 1.5 * (one.high - one.low)
    assert (one.clusters, two.clusters) == (people, people)


@pytest.mark.parametrize("weight", [0.0, 0.6])
def test_two_way_intervals_cover_where_target_and_source_matter(weight: float):
    rng = np.random.default_rng(4)
    people, held, boards = 10, 0, 200
    pairs = [(t, s) for t, s in product(range(people), repeat=2) if t != s]
    target = np.array([t for t, _ in pairs] + list(range(people)) * 4)
    source = np.array([s for _, s in pairs] + [-1] * 4 * people)
    fake = source >= 0
    truth = 0.0
    for board in range(-200, boards):
        as_target, as_source = rng.normal(0, 0.5, people), rng.normal(0, weight, people)
        llr = fake + rng.normal(0, 1, len(fake)) + as_target[target]
        llr += np.where(fake, as_source[source], 0)
        if board < 0:  # the truth is the mean over boards
            truth += auc(llr, fake) / 200
            continue
        answers_ = Answers(
            llr=llr, answered=np.ones(len(llr), bool), fake=fake, cluster=target, source=source
        )
        found = two_way("auc", answers_, TERMS)
        held += found.low <= truth <= found.high
    assert held / boards >= 0.92


def test_many_clusters_are_left_out_in_blocks():
    rng = np.random.default_rng(9)
    fake = rng.random(3000) < 0.5
    board = answers(rng.normal(size=3000) + fake, fake)
    found = estimate("auc", board, TERMS)
    n = 1500  # Hanley & McNeil 1982, equation 2
    a = found.value
    q1, q2 = a / (2 - a), 2 * a * a / (1 + a)
    error = np.sqrt((a * (1 - a) + (n - 1) * (q1 - a * a) + (n - 1) * (q2 - a * a)) / n**2)
    assert found.clusters == 3000
    assert found.high - found.low == pytest.approx(2 * 1.96 * error, rel=0.12)


def test_cross_auc_takes_reals_of_one_set_and_fakes_of_the_other():
    a = tied(np.random.default_rng(1), unscored=0.0)
    b = tied(np.random.default_rng(2), unscored=0.0)
    found = cross_auc(a, b, TERMS)
    llr = np.append(a.llr[~a.fake], b.llr[b.fake])
    labels = np.repeat([False, True], [(~a.fake).sum(), b.fake.sum()])
    assert found.value == pytest.approx(roc_auc_score(labels, llr))
    assert found.clusters == len(np.unique(a.cluster[~a.fake])) + len(np.unique(b.cluster[b.fake]))


def test_p_is_that_of_the_interval():
    rng = np.random.default_rng(6)
    without = rng.normal(0.1, 0.02, 9)
    p = difference_p(0.1, without, trials=9)
    error = np.sqrt(8 / 9 * ((without - without.mean()) ** 2).sum())
    assert p == pytest.approx(2 * student.sf(0.1 / error, 8))
    still = difference_interval(0.2, np.full(8, 0.2), trials=8)
    assert (still.low > 0) == (difference_p(0.2, np.full(8, 0.2), trials=8) < 0.05)


def test_equals_are_seldom_parted_though_the_best_is_picked_by_its_figure():
    rng = np.random.default_rng(5)
    parted = 0
    for _ in range(2000):
        values = rng.normal(0, 1, 8)
        gap = np.abs(values[:, None] - values) / np.sqrt(2)
        groups = tie_groups(values.tolist(), lambda a, b, gap=gap: 2 * norm.sf(gap[a, b]))
        parted += len(groups) > 1
    assert parted / 2000 <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 2000)


def test_holm_agrees_with_its_definition():
    p = [0.01, 0.02, 0.03, 0.005]
    assert holm(p).tolist() == pytest.approx([0.03, 0.04, 0.04, 0.02])


def test_a_board_is_cut_into_groups_of_ties_and_what_is_unknown_is_a_tie():
    values = [0.9, 0.6, 0.88, 0.55]
    known = {frozenset({0, 1}): 0.001, frozenset({0, 2}): 0.3, frozenset({0, 3}): 0.002}
    groups = tie_groups(values, lambda a, b: known.get(frozenset({a, b})))
    assert groups == [[0, 2], [1, 3]]
    assert tie_groups(values, lambda *_: None) == [[0, 2, 1, 3]]
    assert tie_groups([0.1, 0.3], lambda *_: 0.0, higher_is_better=False) == [[0], [1]]


def test_each_fake_is_held_against_its_own_recording():
    # recordings of two actors differ by far more than a fake from its recording
    llr = [0.0, 0.5, 0.0, 10.0, 9.0, 11.0]
    fake = [0, 1, 1, 0, 1, 1]
    original = np.array([-1, 0, 0, -1, 3, 3])
    board = answers(llr, fake, [0, 0, 0, 1, 1, 1])
    found = paired_win_rate(board, original)
    assert (found.value, found.n, found.clusters) == ((1 + 0.5 + 0 + 1) / 4, 4, 2)
    lost = answers(llr, fake, [0, 0, 0, 1, 1, 1], [1, 0, 1, 0, 1, 1])
    assert paired_win_rate(lost, original).value == 0.5 / 4


def test_silence_where_unsure_lowers_the_risk_and_no_answer_is_an_error():
    board = simulated(np.random.default_rng(7), actors=30, true_auc=0.8)
    found = risk_coverage(board, TERMS)
    wrong = (board.llr > 0) != board.fake
    expected = (wrong[board.fake].mean() + wrong[~board.fake].mean()) / 2
    assert found.risk[-1] == pytest.approx(expected)
    assert found.coverage[-1] == 1
    assert found.risk[found.coverage >= 0.2][0] < expected
    silent = answers(board.llr, board.fake, board.cluster, np.arange(len(board)) % 5 != 0)
    assert risk_coverage(silent, TERMS).risk[-1] > expected


def test_on_a_ranking_only_the_order_is_measured_and_on_hard_labels_only_the_share():
    board = tied(np.random.default_rng(8), unscored=0.0)
    columns = {"llr": board.llr, "answered": board.answered, "fake": board.fake}
    measured = {}
    for scale in Scale:
        on_scale = Answers(**columns, cluster=board.cluster, scale=scale)
        measured[scale] = {n for n in METRICS if estimate(n, on_scale, TERMS).value is not None}
    rank = {"auc", "partial_auc", "ap", "eer", "tpr_at_fpr_0.05", "min_cllr"}
    assert measured[Scale.RANKING] == rank
    assert measured[Scale.DECISION] == {"accuracy", "balanced_accuracy"}
    assert rank | {"accuracy", "log_loss", "cllr", "ece", "brier"} <= measured[Scale.LLR]


def test_a_threshold_chosen_elsewhere_makes_a_ranking_decide():
    board = answers([1, 2, 3, 4], [0, 0, 1, 1])
    ranking = Answers(
        llr=board.llr, answered=board.answered, fake=board.fake, cluster=board.cluster,
        scale=Scale.RANKING,
    )  # fmt: skip
    at = Terms(llr_limit=7.0, prior=0.5, threshold=3.5)
    assert estimate("balanced_accuracy", ranking, at).value == 0.75
    assert estimate("accuracy", ranking, TERMS).value is None


def test_a_share_has_an_interval_by_cluster():
    found = share(np.array([1.0, 0, 1, 1, 0, 1, 1, 1]), np.repeat(np.arange(4), 2))
    assert found.value == 0.75
    assert found.low < 0.75 < found.high
    assert share(np.zeros(0), np.zeros(0, np.int64)).value is None


def test_heat_is_held_against_the_mask():
    mask = np.zeros((4, 4), np.uint8)
    mask[:2] = 255
    heat = np.zeros((4, 4), np.float32)
    heat[1:3] = 0.9
    assert iou(heat, mask) == 4 / 12
    assert iou(heat, np.zeros_like(mask)) == 0
    assert iou(np.zeros_like(heat), np.zeros_like(mask)) == 1
    assert points_at(heat, mask) == 0.5  # two rows are equally hot, one of them was changed
    assert points_at(np.zeros_like(heat), mask) == 0.5  # a flat heat is a guess
    with pytest.raises(ScoreError, match="one picture size"):
        iou(heat, mask[:2])
    with pytest.raises(ScoreError, match="not finite"):
        points_at(np.full((4, 4), np.nan, np.float32), mask)
