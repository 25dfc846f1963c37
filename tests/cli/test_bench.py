"""The contract of `bench grade --labels` and `bench compare`, checked as from outside."""

import csv
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from commands import faceproof
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.metrics import log_loss as sk_log_loss

ACTORS, CLIPS = 8, 160


class Truth(NamedTuple):
    fake: NDArray[np.bool_]
    llr: NDArray[np.float64]
    labels: Path


@pytest.fixture
def truth(tmp_path: Path):
    rng = np.random.default_rng(0)
    fake = rng.random(CLIPS) < 0.6
    llr = np.round(rng.normal(0, 1.5, CLIPS) + 1.2 * fake, 1)  # with ties
    path = tmp_path / "labels.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "label", "cluster", "method", "compression"])
        for i in range(CLIPS):
            label = ["fake", "AB"[i % 2]] if fake[i] else ["real", ""]
            writer.writerow(
                [f"c{i:03}", label[0], i % ACTORS, label[1], ("c23", "c40")[i // 2 % 2]]
            )
    return Truth(fake, llr, path)


def _table(path: Path, llr: NDArray[np.float64]) -> Path:
    path.write_text("".join(f'{{"id": "c{i:03}", "llr": {x}}}\n' for i, x in enumerate(llr)))
    return path


def test_the_contract_of_bench_grade_with_labels(tmp_path: Path, truth: Truth):
    fake, llr, labels = truth
    table = _table(tmp_path / "s.jsonl", llr)
    done = faceproof("bench", "grade", table, "--labels", labels, "--json", "--seed", "3")
    assert done.code == 0, done.err
    found = done.json
    metrics = found["metrics"]
    assert metrics["auc"]["value"] == pytest.approx(roc_auc_score(fake, llr), abs=1e-12)
    assert metrics["ap"]["value"] == pytest.approx(average_precision_score(fake, llr), abs=1e-12)
    weight = np.where(fake, 0.5 / fake.sum(), 0.5 / (~fake).sum())
    p = 1 / (1 + np.exp(-llr))
    expected = sk_log_loss(fake, p, sample_weight=weight)
    assert metrics["log_loss"]["value"] == pytest.approx(expected, abs=1e-12)
    names = {"auc", "ap", "eer", "log_loss", "brier", "ece", "cllr", "min_cllr", "coverage"}
    for name in names:
        one = metrics[name]
        assert one["clusters"] == ACTORS
        assert one["low"] <= one["value"] <= one["high"]
    assert metrics["tpr_at_fpr"]["0.01"]["value"] is None  # 300 reals are needed
    assert metrics["tpr_at_fpr"]["0.05"]["value"] is not None
    assert set(found["by_method"]) == {"A", "B"}
    assert set(found["by_compression"]) == {"c23", "c40"}
    assert found["bootstrap"]["seed"] == 3
    assert found["remarks"] == []


def test_compare_says_difference_interval_p_and_tie(tmp_path: Path, truth: Truth):
    fake, llr, labels = truth
    rng = np.random.default_rng(1)
    better = llr + 4 * fake
    twin = llr + rng.normal(0, 0.01, CLIPS)
    given = {"a": better, "b": llr, "c": twin}
    tables = [_table(tmp_path / name, llrs) for name, llrs in given.items()]
    done = faceproof("bench", "compare", *tables[:2], "--labels", labels, "--json")
    found = done.json
    assert found["difference"] == pytest.approx(
        roc_auc_score(fake, better) - roc_auc_score(fake, llr)
    )
    assert 0 < found["interval"]["low"] < found["difference"] < found["interval"]["high"]
    assert found["p"] < 0.05
    assert found["tie"] is False
    done = faceproof("bench", "compare", *tables[1:], "--labels", labels, "--json")
    assert done.json["tie"] is True


def test_names_and_sources_of_truth_that_do_not_fit_are_exit_2(tmp_path: Path, truth: Truth):
    table = _table(tmp_path / "s.jsonl", truth.llr)
    table.write_text(table.read_text() + '{"id": "c000.mp4", "llr": 0.0}\n')
    done = faceproof("bench", "grade", table, "--labels", truth.labels)
    assert done.code == 2
    assert "'c000.mp4'" in done.err
    done = faceproof("bench", "grade", table)
    assert done.code == 2
    assert "--labels" in done.err
