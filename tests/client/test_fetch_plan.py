"""What is to be done follows from what is listed, what was fetched and what lies there."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from faceproof.client.answers import File, Listing
from faceproof.client.plan import Here, Plan, make_plan

Case = tuple[Listing, dict[str, str], dict[str, str], dict[str, Here]]
PATHS = ("a", "b", "c")
digests = st.sampled_from(["1" * 64, "2" * 64])
by_path = st.dictionaries(st.sampled_from(PATHS), digests)
lying = st.one_of(
    st.just(Here(None, is_taken=False, has_part=False)),
    st.just(Here(None, is_taken=False, has_part=True)),
    st.just(Here(None, is_taken=True, has_part=False)),
    digests.map(lambda sha256: Here(sha256, is_taken=True, has_part=False)),
)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    listed = draw(by_path)
    chosen = [path for path in listed if draw(st.booleans())]
    files = tuple(File(path=path, size=1, sha256=listed[path]) for path in chosen)
    here = {path: draw(lying) for path in PATHS}
    offered = draw(st.booleans())
    return Listing(is_offered=offered, files=files), listed, draw(by_path), here


@given(cases())
def test_every_wanted_file_has_one_end_and_no_stranger_is_touched(case: Case):
    chosen, listed, fetched, here = case
    plan: Plan = make_plan(chosen, listed, fetched, here)
    ends = [f.path for f in (*plan.keep, *plan.fetch)] + [t.path for t in plan.blocked]
    assert sorted(ends) == sorted(file.path for file in chosen.files)
    for file in plan.keep:
        assert here[file.path].sha256 == file.sha256
    for file in plan.fetch:
        assert chosen.is_offered
        assert file.path in fetched or not here[file.path].is_taken
    for path in plan.gone:
        assert here[path].sha256 in {None, fetched[path]}
        assert listed.get(path) != fetched[path]
    assert set(plan.gone) | set(plan.changed) <= fetched.keys()
    assert not set(plan.gone) & {file.path for file in (*plan.keep, *plan.fetch)}


@given(cases())
def test_a_second_look_after_all_was_done_finds_nothing_to_do(case: Case):
    chosen, listed, fetched, here = case
    plan = make_plan(chosen, listed, fetched, here)
    nothing = Here(None, is_taken=False, has_part=False)
    after = {**here, **dict.fromkeys(plan.gone, nothing)}
    after |= {f.path: Here(f.sha256, is_taken=True, has_part=False) for f in plan.fetch}
    record = {path: of for path, of in fetched.items() if path not in plan.gone}
    record |= {file.path: file.sha256 for file in plan.fetch}
    again = make_plan(chosen, listed, record, after)
    assert (again.fetch, again.gone) == ((), ())
    assert again.blocked == plan.blocked
