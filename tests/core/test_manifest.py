"""A manifest's digest covers every field, and no contradiction in it goes unsaid."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import suppress
from enum import Enum
from typing import Any

import pytest

from faceproof.core import (
    ActorId,
    Clip,
    ClipId,
    Compression,
    Manifest,
    Recorded,
    Splits,
)
from faceproof.core.errors import ManifestError
from records import PEOPLE, clip, manifest, swapped

A, B, C, D, E, F = PEOPLE


# --- the digest ----------------------------------------------------------------------------


def _others(value: Any) -> Iterator[Any]:
    """Values that differ from ``value`` in one place, at any depth."""
    if isinstance(value, tuple):
        if len(value) != 2:  # a pair stays a pair
            yield (*value, *(value[-1:] or ("new",)))
        for i, inner in enumerate(value):
            yield from ((*value[:i], other, *value[i + 1 :]) for other in _others(inner))
    elif isinstance(value, dict):
        yield {**value, "new": "one"}
        for key, inner in value.items():
            yield from ({**value, key: other} for other in _others(inner))
    elif dataclasses.is_dataclass(value):
        yield from _other_records(value)
    else:
        yield _other_scalar(value)


def _other_records(value: Any) -> Iterator[Any]:
    for field in dataclasses.fields(value):
        for other in _others(getattr(value, field.name)):
            with suppress(ManifestError):  # a record that contradicts itself cannot be built
                yield dataclasses.replace(value, **{field.name: other})


def _other_scalar(value: Any) -> Any:
    match value:
        case Enum():
            return next(member for member in type(value) if member is not value)
        case bool():
            return not value
        case str():
            return f"{value}x"
        case None:
            return "other"
    return value + 1


def test_a_change_of_any_field_changes_the_digest():
    whole = manifest()
    some = dataclasses.replace(whole, clips=whole.clips[:9])
    digests = [other.digest() for other in _others(some)]
    assert len(digests) > 200
    assert some.digest() not in digests


def test_every_field_of_every_record_is_tried():
    swap = next(c for c in manifest().clips if c.method == "FaceSwap")
    for record in (manifest(), manifest().splits, swap, swap.media, swap.origin):
        changed = list(_others(record))
        for field in dataclasses.fields(record):
            before = getattr(record, field.name)
            alone = field.name in {"parts", "folds"}  # only together
            assert alone or any(getattr(c, field.name) != before for c in changed), field.name


def test_the_order_of_clips_does_not_change_the_digest():
    some = manifest()
    assert dataclasses.replace(some, clips=some.clips[::-1]).digest() == some.digest()


def test_folds_and_parts_of_the_same_people_differ():
    assert manifest(folds=True).digest() != manifest().digest()


# --- issues --------------------------------------------------------------------------------


def test_a_whole_manifest_has_no_issue():
    for some in (manifest(), manifest(folds=True)):
        assert some.issues() == []
        some.validate()


def test_a_release_without_raw_files_is_whole():
    some = manifest()
    small = tuple(c for c in some.clips if c.compression is not Compression.RAW)
    assert dataclasses.replace(some, clips=small).issues() == []


def _is_swap(record: Clip) -> bool:
    return record.id == "01_02__kitchen_pan__ABCDEFGH.raw"


def _is_c23(record: Clip) -> bool:
    return record.id == "01__kitchen_pan.c23"


def _is_real(record: Clip) -> bool:
    return record.id == "01__kitchen_pan.raw"


def _origin(**changes: Any) -> Callable[[Clip], Clip]:
    return lambda c: dataclasses.replace(c, origin=dataclasses.replace(c.origin, **changes))


def _field(**changes: Any) -> Callable[[Clip], Clip]:
    return lambda c: dataclasses.replace(c, **changes)


@pytest.mark.parametrize(
    ("which", "change", "says"),
    [
        (_is_real, _field(id=ClipId("02__kitchen_pan.raw")), "id '02__kitchen_pan.raw' stands twi"),
        (_is_real, _field(path=manifest().clips[-1].path), "belongs to two clips"),
        (_is_real, _field(actors=()), "names no actor"),
        (_is_swap, _field(actors=(A, C)), "do not stand in one part"),
        (_is_swap, _field(actors=(ActorId("stranger"),)), "do not stand in one part"),
        (_is_swap, _field(actors=(A, A)), "names an actor twice"),
        (_is_swap, _field(actors=(B, A)), "target '01__kitchen_pan.raw' shows none"),
        (_is_swap, _field(actors=(A,)), "source '02__kitchen_pan.raw' shows none"),
        (_is_real, _field(original=ClipId("02__kitchen_pan.raw")), "a raw clip has original"),
        (_is_c23, _field(original=None), "a c23 clip has original None"),
        (_is_c23, _field(original=ClipId("gone")), "original 'gone' is not in the manifest"),
        (_is_c23, _field(original=ClipId("01__kitchen_pan.c40")), "c40' is not raw"),
        (_is_c23, _field(original=ClipId("02__kitchen_pan.raw")), "another origin or other actors"),
        (_is_swap, _origin(target=ClipId("gone")), "target 'gone' is not in the manifest"),
        (_is_swap, _origin(source=ClipId("gone")), "source 'gone' is not in the manifest"),
        (_is_swap, _origin(target=ClipId("01__kitchen_pan.c23")), "c23' is not raw"),
        (
            _is_swap,
            _origin(target=ClipId("01_01__kitchen_pan__IJKLMNOP.raw")),
            "is itself a fake",
        ),
        (_is_swap, _origin(segments=((0, 9),)), "is changed up to frame 9 but has 8"),
        (_is_swap, _origin(mask=manifest().clips[0].path), "is itself a clip"),
        (
            _is_swap,
            _field(sha256=manifest().by_id[ClipId("01__kitchen_pan.raw")].sha256),
            "the same bytes, and one is called fake",
        ),
        (
            _is_real,
            _field(sha256=manifest().by_id[ClipId("03__kitchen_pan.raw")].sha256),
            "the same bytes on two sides",
        ),
    ],
)
def test_a_contradiction_is_named(
    which: Callable[[Clip], bool], change: Callable[[Clip], Clip], says: str
):
    some = manifest()
    clips = tuple(change(c) if which(c) else c for c in some.clips)
    assert clips != some.clips
    found = dataclasses.replace(some, clips=clips)
    assert [issue for issue in found.issues() if says in issue], found.issues()
    with pytest.raises(ManifestError, match=r"manifest 'little' has \d+ issues?: "):
        found.validate()


def test_all_issues_are_collected_before_failing_once():
    some = manifest()
    clips = (*some.clips, *some.clips[:4])
    found = dataclasses.replace(some, clips=clips)
    assert len(found.issues()) == 8
    with pytest.raises(ManifestError, match="has 8 issues"):
        found.validate()


# --- clips ---------------------------------------------------------------------------------


def test_the_label_comes_from_the_origin():
    real = clip("x", Recorded(scene="desk"), A)
    fake = dataclasses.replace(real, origin=swapped("x.raw", "y.raw", "m.mp4"))
    assert (real.is_fake, real.method, real.target) == (False, None, A)
    assert (fake.is_fake, fake.method) == (True, "FaceSwap")


def test_a_rate_that_is_no_decimal_keeps_its_time():
    assert clip("x", Recorded(scene="desk"), A).media.duration_s == pytest.approx(8 * 1001 / 30000)


def test_one_frame_is_an_image():
    real = clip("x", Recorded(scene="desk"), A)
    still = dataclasses.replace(real, media=dataclasses.replace(real.media, frames=1))
    assert (real.modality, still.modality) == ("video", "image")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"segments": ((3, 3),)}, "half-open"),
        ({"segments": ((0, 5), (4, 8))}, "half-open"),
        ({"segments": ((5, 8), (0, 3))}, "half-open"),
        ({"params": (("b", 1), ("a", 1))}, "sorted by name"),
        ({"params": (("a", 1), ("a", 2))}, "each once"),
    ],
)
def test_an_origin_in_disorder_cannot_be_built(change: dict[str, Any], says: str):
    with pytest.raises(ManifestError, match=says):
        dataclasses.replace(swapped("x", "y", "m.mp4"), **change)


# --- splits --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("splits", "says"),
    [
        ({}, "both or neither"),
        ({"parts": {"train": (A,), "val": (B,), "test": (C,)}, "folds": ((D,),)}, "found both"),
        ({"parts": {"train": (A,), "test": (B,)}}, "train, val and test"),
        ({"parts": {"train": (A,), "val": (B,), "test": (C,), "more": (D,)}}, "train, val and"),
        ({"parts": {"train": (A, B), "val": (C,), "test": (B,)}}, "'person-b' stands on two sides"),
        ({"parts": {"train": (A, A), "val": (C,), "test": (B,)}}, "'person-a' stands on two sides"),
        ({"folds": ((A,), (B,))}, "2 folds leave too little"),
        ({"folds": ((A,), (B,), (C, A))}, "'person-a' stands on two sides"),
        ({"folds": ((A,), (), (C,))}, "holds nobody"),
    ],
)  # fmt: skip
def test_splits_that_contradict_themselves_are_refused(splits: dict[str, Any], says: str):
    with pytest.raises(ManifestError, match=says):
        Splits(**splits)


def test_people_stand_together_or_not_at_all():
    splits = Splits(parts={"test": (E, F), "train": (A, B), "val": (C, D)})
    assert splits.groups == ((A, B), (C, D), (E, F))
    assert [splits.group_of([person]) for person in PEOPLE] == [0, 0, 1, 1, 2, 2]
    assert splits.group_of((F, E)) == 2
    assert splits.group_of((A, C)) is None
    assert splits.group_of((ActorId("stranger"),)) is None


def test_one_fold_is_an_undivided_set():
    splits = Splits(folds=(PEOPLE,))
    assert splits.is_undivided
    assert splits.group_of((A, F)) == 0
    assert not Splits(folds=((A,), (B,), (C,))).is_undivided
    assert not Splits(parts={"train": (), "val": (), "test": (A,)}).is_undivided


def test_a_mask_and_its_kind_come_together_or_not_at_all():
    made = swapped("a.raw", "b.raw", "masks/x.mp4")
    assert dataclasses.replace(made, mask=None, mask_kind=None).mask is None
    for half in ({"mask": None}, {"mask_kind": None}):
        with pytest.raises(ManifestError, match="expected both, or neither"):
            dataclasses.replace(made, **half)


def test_a_manifest_finds_its_clips_by_id():
    some: Manifest = manifest()
    assert some.by_id[some.clips[3].id] is some.clips[3]
