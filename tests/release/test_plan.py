"""A plan says exactly what will be made, or one line says what is wrong with it."""

from __future__ import annotations

from collections import Counter
from importlib.resources import as_file, files
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from faceproof.core import Compression
from faceproof.core.errors import PlanError, StorageError
from faceproof.release import PairRule, Plan, Rendered, fakes_of, read_plan
from faceproof.release.pairs import meetings

ROOT = Path(__file__).parents[2]
SHA = {letter: letter * 64 for letter in "0123456789abcdef"}

FOOTAGE = f"""\
name = "mine"
version = "2"
licence = "CC BY 4.0"
seed = 3
compressions = ["c40", "raw"]
max_frames = 40
ledger = "consents.jsonl"
public_key = "steward.pub.pem"

[[actors]]
id = "signer-1"
[[actors]]
id = "talker-a"
number = 50
[[actors]]
id = "signer-2"
[[actors]]
id = "talker-b"
[[actors]]
id = "signer-3"
[[actors]]
id = "talker-c"

[[recordings]]
path = "footage/again.mkv"
sha256 = "{SHA["0"]}"
actor = "signer-1"
scene = "again"
[[recordings]]
path = "footage/no.mkv"
sha256 = "{SHA["1"]}"
actor = "signer-1"
scene = "again"
take = 1
face_at_px = [320, 200.5]
[[recordings]]
path = "a.mpg"
sha256 = "{SHA["2"]}"
actor = "talker-a"
scene = "grid"
[[recordings]]
path = "b.mpg"
sha256 = "{SHA["3"]}"
actor = "signer-2"
scene = "again"
[[recordings]]
path = "c.mpg"
sha256 = "{SHA["4"]}"
actor = "talker-b"
scene = "grid"
[[recordings]]
path = "d.mpg"
sha256 = "{SHA["5"]}"
actor = "signer-3"
scene = "again"
[[recordings]]
path = "e.mpg"
sha256 = "{SHA["6"]}"
actor = "talker-c"
scene = "grid"

[folds]
groups = [["signer-1", "talker-a"], ["signer-2", "talker-b"], ["signer-3", "talker-c"]]

[pairs]
rule = "ordered"

[methods.FaceSwap]
blend = "poisson"

[methods.SelfBlend]
"""

SYNTHETIC = """\
name = "rendered"
version = "1"
licence = "CC0-1.0"
seed = 0
compressions = ["raw", "c23", "c40"]

[synthetic]
actors = 7
scenes = ["kitchen_pan", "kitchen_still"]
frames = 8

[splits]
train = 3
val = 2
test = 2

[pairs]
rule = "ring"

[methods.FaceSwap]
"""


def plan_of(folder: Path, text: str) -> Plan:
    path = folder / "mine.toml"
    path.write_text(text)
    return read_plan(path)


def test_footage_plan_is_read_as_written(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, FOOTAGE)
    assert [r.stem for r in plan.recordings] == [
        "01__again", "01__again_b", "03__again", "04__grid", "05__again", "06__grid", "50__grid",
    ]  # fmt: skip
    assert plan.recordings[1].shot.face_at_px == (320.0, 200.5)
    assert plan.compressions == (Compression.RAW, Compression.C40)
    assert plan.rule is PairRule.ORDERED
    assert plan.max_frames == 40
    assert plan.ledger == tmp_path / "consents.jsonl"
    assert not plan.synthetic


def test_every_ordered_pair_of_a_group_is_made_once_by_each_method(tmp_path: Path) -> None:
    fakes = fakes_of(plan_of(tmp_path, FOOTAGE))
    swaps = [f for f in fakes if f.method.name == "FaceSwap"]
    assert {(f.target.actor, f.source.actor) for f in swaps if f.source} == {
        pair
        for a, b in [("signer-1", "talker-a"), ("signer-2", "talker-b"), ("signer-3", "talker-c")]
        for pair in [(a, b), (b, a)]
    }
    assert len(swaps) == 6
    blends = [f for f in fakes if f.method.name == "SelfBlend"]
    assert sorted(f.target.stem for f in blends) == sorted(
        r.stem for r in plan_of(tmp_path, FOOTAGE).recordings
    )


def test_a_person_of_several_recordings_gives_the_next_each_time(tmp_path: Path) -> None:
    """Four in one group: signer-1 is target of three and source of three, with two recordings."""
    groups = (
        '[["signer-1", "talker-a", "signer-2", "talker-b"], ["signer-3", "talker-c"], ["x", "y"]]'
    )
    more = "".join(
        f'[[actors]]\nid = "{name}"\n[[recordings]]\npath = "{name}"\nsha256 = "{SHA[digit]}"\n'
        f'actor = "{name}"\nscene = "grid"\n'
        for name, digit in (("x", "7"), ("y", "8"))
    )
    head, tail = FOOTAGE.split("[folds]")
    tail = tail[tail.index("[pairs]") :]
    plan = plan_of(tmp_path, f"{head}{more}[folds]\ngroups = {groups}\n{tail}")
    swaps = [f for f in fakes_of(plan) if f.source]
    takes = ["01__again", "01__again_b", "01__again"]
    assert [f.target.stem for f in swaps if f.target.actor == "signer-1"] == takes
    assert [f.source.stem for f in swaps if f.source and f.source.actor == "signer-1"] == takes


def test_fakes_have_names_of_dfd_and_their_own_seeds(tmp_path: Path) -> None:
    fakes = fakes_of(plan_of(tmp_path, FOOTAGE))
    assert len({f.stem for f in fakes}) == len({f.seed for f in fakes}) == len(fakes)
    swap = next(f for f in fakes if f.target.stem == "01__again" and f.source)
    assert swap.stem.startswith("01_50__again__")
    blend = next(f for f in fakes if f.target.stem == "50__grid" and not f.source)
    assert blend.stem.startswith("50_50__grid__")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("seed = 3", "seed = 4"),
        (SHA["0"], SHA["a"]),
        ("take = 1", "take = 2"),
        ("[320, 200.5]", "[320, 200]"),
        ('rule = "ordered"', 'rule = "ring"'),
        ('"poisson"', '"feather"'),
        ("max_frames = 40", ""),
        ('["c40", "raw"]', '["c40"]'),
        ("number = 50", "number = 51"),
        ('"mine"', '"ours"'),
    ],
)
def test_digest_changes_with_whatever_decides_the_media(tmp_path: Path, old: str, new: str) -> None:
    assert old in FOOTAGE
    before, after = plan_of(tmp_path, FOOTAGE), plan_of(tmp_path, FOOTAGE.replace(old, new))
    assert before.digest() != after.digest()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("consents.jsonl", "elsewhere/consents.jsonl"),
        ("footage/again.mkv", "moved/again.mkv"),
        ("[folds]", '[about]\ncreator = "me"\npublished = 2026-01-31\n\n[folds]'),
        ('["c40", "raw"]', '["raw", "c40"]'),
    ],
)
def test_digest_ignores_places_and_words(tmp_path: Path, old: str, new: str) -> None:
    assert old in FOOTAGE
    before, after = plan_of(tmp_path, FOOTAGE), plan_of(tmp_path, FOOTAGE.replace(old, new))
    assert before.digest() == after.digest()


def test_synthetic_actors_are_shared_out_in_order(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, SYNTHETIC)
    assert plan.synthetic
    assert len(plan.actors) == 7
    assert [plan.splits.parts[p] for p in ("train", "val", "test")] == [
        plan.actors[:3], plan.actors[3:5], plan.actors[5:],
    ]  # fmt: skip
    assert len(plan.recordings) == 14
    shot = plan.recordings[0].shot
    assert isinstance(shot, Rendered)
    assert (shot.frames, shot.width, shot.height) == (8, 640, 480)


def test_scenes_each_gives_each_actor_the_next_scene(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, SYNTHETIC.replace("frames = 8", "frames = 8\nscenes_each = 1"))
    assert [r.scene for r in plan.recordings][:3] == ["kitchen_pan", "kitchen_still", "kitchen_pan"]


def test_originals_are_shared_out_as_evenly_as_they_go(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, SYNTHETIC.replace("frames = 8", "frames = 8\noriginals = 9"))
    assert list(Counter(r.actor for r in plan.recordings).values()) == [2, 2, 1, 1, 1, 1, 1]


def test_so_many_fakes_of_each_method_as_the_plan_asks(tmp_path: Path) -> None:
    once = fakes_of(plan_of(tmp_path, SYNTHETIC))
    sourced = sum(fake.source is not None for fake in once)
    asked = sourced + 2
    plan = plan_of(tmp_path, SYNTHETIC.replace('rule = "', f'fakes = {asked}\nrule = "'))
    made = fakes_of(plan)
    counts = Counter(fake.method.name for fake in made)
    for method in plan.methods:
        expected = asked if method.needs_source else len(plan.recordings)
        assert counts[method.name] == expected
    assert len({fake.stem for fake in made}) == len(made)


@given(st.integers(1, 30), st.integers(1, 100))
def test_no_pair_meets_more_than_once_more_than_another(pairs: int, count: int) -> None:
    met = Counter(meetings(range(pairs), count))
    assert met.total() == count
    assert max(met.values()) - min(met[k] for k in range(pairs)) <= 1


FOOTAGE_MISTAKES = {
    "misspelt key": ("seed = 3", "sead = 3", r"mine.toml: 'seed' is missing"),
    "unknown key": ("seed = 3", "seed = 3\nlicense = 'x'", "unknown key 'license'.*'licence'"),
    "unknown key in a recording": ("take = 1", "taek = 1", r"\[\[recordings\]\] 2.*'taek'.*'take'"),
    "unknown actor": ('actor = "talker-a"', 'actor = "talker-x"', "'talker-x' is unknown.*mean"),
    "duplicate recording": ("take = 1\n", "", "2 recordings would be called '01__again'"),
    "duplicate sha256": (SHA["1"], SHA["0"], "again.mkv and footage/no.mkv have the same sha256"),
    "no sha256": (SHA["0"], "beef", "sha256 is 'beef', expected 64 hex digits"),
    "path out of the data folder": ("footage/again.mkv", "../../etc/passwd", "leaves the data"),
    "absolute path": ("footage/again.mkv", "/etc/passwd", "leaves the data folder"),
    "bad scene": ('scene = "grid"', 'scene = "Grid 1"', "scene 'Grid 1' is not a name of DFD"),
    "bad actor id": ('id = "signer-1"', 'id = "../x"', "actor id '../x' is not valid"),
    "actor twice": ('id = "talker-c"', 'id = "talker-b"', "'talker-b' stands twice"),
    "number twice": ("number = 50", "number = 1", "number 1 belongs to two actors"),
    "number of three digits": ("number = 50", "number = 100", "whole number from 1 to 99"),
    "actor on two sides": ('["signer-2", "talker-b"]', '["signer-1", "talker-b"]', "fold 1 and"),
    "stranger in a fold": ('["signer-2", "talker-b"]', '["signer-9", "talker-b"]', "no recording"),
    "left out of the folds": ('["signer-2", "talker-b"], ', "", "'signer-2' stands on no side"),
    "alone on a side": (
        '["signer-2", "talker-b"]',
        '["signer-2"], ["talker-b"]',
        "stands alone on a side",
    ),
    "unknown rule": ('"ordered"', '"orderd"', "'orderd' is unknown; did you mean 'ordered'"),
    "unknown method": ("[methods.SelfBlend]", "[methods.SelfBlnd]", "SelfBlnd"),
    "unknown setting": ('blend = "poisson"', 'blnd = "poisson"', "blnd"),
    "unknown blend": ('blend = "poisson"', 'blend = "magic"', "magic"),
    "unknown compression": ('"c40"', '"c99"', "'c99' is unknown"),
    "no compression": ('["c40", "raw"]', "[]", "compressions is"),
    "negative seed": ("seed = 3", "seed = -1", "whole number from 0"),
    "seed as text": ("seed = 3", 'seed = "3"', "seed is '3'"),
    "true as a number": ("take = 1", "take = true", "take is True"),
    "face outside": ("[320, 200.5]", "[-1, 0]", r"face_at_px is \[-1, 0\]"),
    "no ledger": ('ledger = "consents.jsonl"\n', "", "need their consents"),
    "two kinds of split": ("[pairs]", "[splits]\ntrain = 1\n[pairs]", "either .splits. or .folds."),
    "two kinds of people": ("[pairs]", "[synthetic]\nactors = 2\n[pairs]", "both .synthetic. and"),
    "not TOML": ("[pairs]", "[pairs", "is not TOML"),
    "name of two lines": ('"mine"', '"mi\\nne"', "a text on one line"),
    "a date with a time": ("[pairs]", "[about]\npublished = 2026-01-01T00:00:00\n[pairs]", "date"),
}


@pytest.mark.parametrize("mistake", FOOTAGE_MISTAKES)
def test_a_mistake_in_a_footage_plan_is_one_clear_line(tmp_path: Path, mistake: str) -> None:
    old, new, message = FOOTAGE_MISTAKES[mistake]
    assert old in FOOTAGE
    with pytest.raises(PlanError, match=message) as caught:
        plan_of(tmp_path, FOOTAGE.replace(old, new, 1))
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("plan mine.toml")


SYNTHETIC_MISTAKES = {
    "unknown scene": ('"kitchen_pan"', '"kitchen_pam"', "did you mean 'kitchen_pan'"),
    "counts do not add up": ("test = 2", "test = 3", r"3 \+ 2 \+ 3 actors, but the plan has 7"),
    "a part is missing": ("val = 2\n", "", "'val' is missing"),
    "an empty part": ("val = 2", "val = 0", "whole number from 1"),
    "odd size": ("frames = 8", "frames = 8\nwidth = 641", "even"),
    "more than can be cast": (
        "actors = 7",
        "actors = 61",
        "is 61, expected a whole number from 2 to 60",
    ),
    "too many frames": ("frames = 8", "frames = 999999999", "whole number"),
    "rate without end": ("frames = 8", 'frames = 8\nfps = "1/0"', "fps is '1/0'"),
    "fewer takes than actors": ("frames = 8", "frames = 8\noriginals = 6", "from 7 to 14"),
    "two counts of takes": ("frames = 8", "originals = 9\nscenes_each = 1", "both originals and"),
    "the same fake twice": ('rule = "', 'fakes = 99\nrule = "', "would meet . times"),
    "no fakes": ('rule = "', 'fakes = 0\nrule = "', "fakes is 0"),
    "a ledger of nobody": ("seed = 0", 'seed = 0\nledger = "x"', "sign nothing"),
}


@pytest.mark.parametrize("mistake", SYNTHETIC_MISTAKES)
def test_a_mistake_in_a_synthetic_plan_is_one_clear_line(tmp_path: Path, mistake: str) -> None:
    old, new, message = SYNTHETIC_MISTAKES[mistake]
    assert old in SYNTHETIC
    with pytest.raises(PlanError, match=message):
        plan_of(tmp_path, SYNTHETIC.replace(old, new, 1))


def test_more_than_99_people_are_refused(tmp_path: Path) -> None:
    people = "".join(f'[[actors]]\nid = "p{i}"\n' for i in range(100))
    with pytest.raises(PlanError, match="over 99 actors"):
        plan_of(tmp_path, FOOTAGE.replace('[[actors]]\nid = "signer-1"\n', people, 1))


def test_a_plan_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"none\.toml"):
        read_plan(tmp_path / "none.toml")
    with pytest.raises(StorageError, match="cannot be read"):
        read_plan(tmp_path)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    at=st.integers(0, len(FOOTAGE) - 1),
    cut=st.integers(0, 30),
    put=st.text(st.characters(codec="utf-8"), max_size=8),
)
def test_a_damaged_plan_is_a_plan_or_a_plan_error(
    tmp_path: Path, at: int, cut: int, put: str
) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes((FOOTAGE[:at] + put + FOOTAGE[at + cut :]).encode())
    try:
        wrong, plan = "", read_plan(path)
    except PlanError as error:
        wrong = str(error)
    assert len(wrong.splitlines()) == 1 if wrong else fakes_of(plan)


def test_the_demo_plan_tests_four_actors_and_makes_three_kinds_of_fakes() -> None:
    with as_file(files("faceproof.benchmark") / "demo.toml") as path:
        plan = read_plan(path)
    assert len(plan.splits.parts["test"]) == 4
    assert {f.method.name for f in fakes_of(plan)} == {"FaceSwap", "Face2Face", "SelfBlend"}
    assert plan.synthetic


@pytest.mark.parametrize(
    ("name", "originals", "fakes"), [("dfd", 363, 3068), ("dfd-tenth", 36, 306)]
)
def test_the_plans_of_dfds_size_hold_what_they_say(name: str, originals: int, fakes: int) -> None:
    plan = read_plan(ROOT / "plans" / f"{name}.toml")
    made = fakes_of(plan)
    assert (len(plan.recordings), len(made)) == (originals, fakes)
    assert [len(plan.splits.parts[part]) for part in ("train", "val", "test")] == [12, 6, 10]
    assert {fake.target.actor for fake in made} == set(plan.actors)
    assert len({r.scene for r in plan.recordings}) == 16
    assert len({fake.method.name for fake in made}) >= 5
    for fake in made:
        people = (
            [fake.target.actor] if fake.source is None else [fake.target.actor, fake.source.actor]
        )
        assert plan.splits.group_of(people) is not None


def test_every_original_of_the_dfd_plan_is_faked_about_as_often() -> None:
    """Else a detector could learn scenes: those of the reals that no fake shows."""
    plan = read_plan(ROOT / "plans" / "dfd.toml")
    targets = Counter(fake.target.stem for fake in fakes_of(plan) if fake.source is not None)
    for group in plan.splits.groups:
        counts = [targets[r.stem] for r in plan.recordings if r.actor in group]
        assert max(counts) - min(counts) <= 5
