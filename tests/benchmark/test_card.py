"""One page that says exactly what was measured, or none."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from measured import noisy, on_disk, paper_manifest, table_of

from faceproof.benchmark import card, card_text, default_protocol, grade, threshold_of
from faceproof.core import Unscored
from faceproof.core.errors import ScoreError

MANIFEST = paper_manifest(test=6)
PROTOCOL = default_protocol(MANIFEST)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return on_disk(tmp_path_factory.mktemp("paper"), MANIFEST)


@pytest.fixture
def graded(release: Path):
    return grade(table_of(PROTOCOL, MANIFEST, noisy(1, 1.0), "eye"), release)


def test_everything_that_was_asked_stands_on_the_page(graded):  # noqa: ANN001
    text = card_text(graded)
    for said in (
        MANIFEST.digest(), "within-release 1", "24 fakes, 12 recordings, 6 target actors",
        "36 asked of 36", "raw, c23", "16 a clip, evenly spread", "principal face", "+-6.908",
        "0.5; classes weighted", "corruptions       none", "attacks           none",
        "threshold         of the prior", "unit              clip", "split             test",
    ):  # fmt: skip
        assert said in text, said
    assert max(map(len, text.splitlines())) <= 100
    assert text.count("\n") <= 66  # one page


def test_paired_and_within_family_figures_come_before_pooled_ones(graded):  # noqa: ANN001
    text = card_text(graded)
    order = ["each fake against its own recording", "FaceSwap, c23", "then: everything", "min Cllr"]
    places = [text.index(one) for one in order]
    assert places == sorted(places)
    names = list(card(graded))
    assert names.index("paired_win_rate") < names.index("metrics")


def test_json_and_text_hold_the_same_figures(graded):  # noqa: ANN001
    value = json.loads(json.dumps(card(graded), allow_nan=False))
    text = card_text(graded)
    for shown in (graded.metrics["auc"], graded.paired, graded.metrics["min_cllr"]):
        assert str(shown) in text
    assert value["metrics"]["auc"] == graded.metrics["auc"].as_json()
    assert value["protocol"]["sha256"] in text


def test_what_was_not_scored_is_said_with_reasons(release: Path):
    table = table_of(PROTOCOL, MANIFEST, noisy(2), "eye")
    lost = {one: Unscored(reason="no face") for one in PROTOCOL.ask[:5]}
    text = card_text(grade(replace(table, scores={**table.scores, **lost}), release))
    assert "     5 x no face" in text


def test_rates_that_few_recordings_cannot_show_are_not_printed(graded):  # noqa: ANN001
    assert "not measurable: 3000 recordings needed" in card_text(graded)


def test_a_threshold_is_chosen_on_val_and_nowhere_else(release: Path, graded):  # noqa: ANN001
    ask = tuple(
        sorted(c.id for c in MANIFEST.clips if set(c.actors) <= set(MANIFEST.splits.parts["val"]))
    )
    of_val = replace(PROTOCOL, split="val", ask=ask)
    # every answer on val is 10 too high
    shifted = {one: noisy(3, 2.0)(MANIFEST.by_id[one]) for one in ask}
    table = table_of(of_val, MANIFEST, lambda clip: shifted[clip.id] + 10, "eye")
    threshold = threshold_of(table, release)
    assert 9 < threshold < 14
    test_table = table_of(PROTOCOL, MANIFEST, noisy(1, 2.0), "eye")
    high = replace(
        test_table,
        scores={i: replace(s, llr=s.llr + 10) for i, s in test_table.scores.items()},
    )
    at_prior = grade(high, release)
    at_val = grade(high, release, threshold=threshold)
    assert at_prior.metrics["accuracy"].value == 0.5  # everything is called fake
    assert at_val.metrics["accuracy"].value > 0.5
    assert "chosen on val" in card_text(at_val)
    with pytest.raises(ScoreError, match="chosen on split 'val', this table is of 'test'"):
        threshold_of(test_table, release)


def test_without_a_protocol_there_is_no_card(graded):  # noqa: ANN001
    with pytest.raises(ScoreError, match="what was asked"):
        card_text(replace(graded, protocol=None))


def test_a_protocol_names_its_unit_and_the_figures_that_are_shown(release: Path):
    protocol = replace(PROTOCOL, unit="frame", metrics=("auc", "eer"))
    graded = grade(table_of(protocol, MANIFEST, noisy(1), "eye"), release)
    assert graded.level == "frame"
    text = card_text(graded)
    assert "unit              frame" in text
    assert "EER" in text
    assert "log loss" not in text
    assert (
        grade(table_of(protocol, MANIFEST, noisy(1), "eye"), release, level="clip").level == "clip"
    )
