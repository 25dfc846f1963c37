"""Who the synthetic actors are: distinct adults from pinned, licensed data."""

import hashlib
import itertools
import zipfile
from importlib import resources

import numpy as np
import pytest

from faceproof.core.errors import LimitError
from faceproof.sources.synthetic import asset_sha256, identities
from faceproof.sources.synthetic.creases import crease_depth
from faceproof.sources.synthetic.glasses import FRAMES
from faceproof.sources.synthetic.head import HEAD_SHA256, load_head
from faceproof.sources.synthetic.identity import (
    AXIS_LIMIT,
    distance_mm,
    identity,
    landmarks_mm,
    neutral_head,
)
from faceproof.sources.synthetic.look import look
from faceproof.sources.synthetic.mesh import load_mesh

DATA = resources.files("faceproof.sources.synthetic") / "data"


def test_head_is_the_pinned_asset_and_under_a_megabyte():
    data = (DATA / "head.npz").read_bytes()
    assert hashlib.sha256(data).hexdigest() == HEAD_SHA256 == asset_sha256()
    assert len(data) < 1_000_000


def test_head_needs_no_pickle_and_has_fixed_time_stamps():
    with (DATA / "head.npz").open("rb") as file, zipfile.ZipFile(file) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        for name in archive.namelist():
            with archive.open(name) as array:
                np.lib.format.read_array(array, allow_pickle=False)


def test_data_table_names_every_file_with_its_digest():
    table = (DATA / "README.md").read_text()
    for name in ("head.npz", "CC0-1.0.txt"):
        assert hashlib.sha256((DATA / name).read_bytes()).hexdigest() in table


def test_head_has_no_child_shapes():
    names = " ".join(load_head().identity_names)
    assert "young" in names
    assert "baby" not in names
    assert "child" not in names


def test_landmarks_are_68_mirrored_vertices_of_the_skin():
    head = load_head()
    points = head.base[head.landmarks]
    assert len(set(head.landmarks.tolist())) == 68
    np.testing.assert_allclose(points[:17, 0], -points[16::-1, 0], atol=0.02)
    np.testing.assert_allclose(points[27:31, 0], 0, atol=1e-3)


@pytest.fixture(scope="module")
def cast() -> tuple[int, ...]:
    return identities(28)


def test_28_identities_are_pairwise_4_mm_apart(cast: tuple[int, ...]):
    shapes = [landmarks_mm(identity(seed)) for seed in cast]
    assert min(distance_mm(a, b) for a, b in itertools.combinations(shapes, 2)) >= 4.0


def test_longer_cast_begins_with_the_shorter(cast: tuple[int, ...]):
    assert cast[:12] == identities(12)


def test_turning_a_head_does_not_make_it_another():
    shape = landmarks_mm(identity(3))
    angle = 0.4
    turn = np.array(
        [[np.cos(angle), 0, np.sin(angle)], [0, 1, 0], [-np.sin(angle), 0, np.cos(angle)]]
    )
    assert distance_mm(shape @ turn.T, shape) < 1e-9
    assert distance_mm(shape * 1.05, shape) > 1


def test_seed_alone_decides_identity():
    np.testing.assert_array_equal(neutral_head(identity(9)), neutral_head(identity(9)))
    assert not np.array_equal(identity(9).weights, identity(10).weights)


def test_cast_is_varied(cast: tuple[int, ...]):
    people = [identity(seed) for seed in cast]
    looks = [look(person) for person in people]
    assert sum(person.is_male for person in people) == 14
    assert sum(person.age > 0.6 for person in people) >= 5
    assert sum(person.age < 0.3 for person in people) >= 10
    assert len({int(np.argmax(person.ancestry)) for person in people}) == 3
    assert len({worn.style for worn in looks}) >= 8
    assert sum(worn.grey > 0.5 for worn in looks) >= 5
    assert 6 <= sum(worn.glasses is not None for worn in looks) <= 16
    assert sum(worn.beard > 0 for worn in looks) >= 4
    tones = sorted(worn.tone for worn in looks)
    assert tones[0] < 0.2
    assert tones[-1] > 0.8


def test_glasses_worn_exist_and_come_with_age():
    worn = [(identity(seed).age, look(identity(seed)).glasses) for seed in range(300)]
    assert {name for _, name in worn if name} == set(FRAMES)
    old = [name is not None for age, name in worn if age > 0.6]
    young = [name is not None for age, name in worn if age < 0.2]
    assert np.mean(old) > np.mean(young) + 0.15


def test_creases_come_with_age():
    points = load_mesh().base[: load_mesh().n_surface]
    calm = np.zeros(len(points), np.float32)
    depth = [
        crease_depth(points, age, calm, np.random.default_rng(1)).sum() for age in (0.05, 0.5, 0.9)
    ]
    assert depth[0] == 0
    assert 0 < depth[1] < depth[2]


def test_no_axis_leaves_its_limit():
    names = load_head().identity_names
    details = [index for index, name in enumerate(names) if not name.startswith("macro/")]
    for seed in range(40):
        assert identity(seed).weights[details].max() <= AXIS_LIMIT + 1e-6


@pytest.mark.parametrize("n", [0, -1, 201])
def test_impossible_cast_sizes_are_refused(n: int):
    with pytest.raises(LimitError, match="identities asked"):
        identities(n)


def test_unreachable_floor_is_an_error_not_a_smaller_cast():
    with pytest.raises(LimitError, match="only 1 of 2"):
        identities(2, floor_mm=500)
