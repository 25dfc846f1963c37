import pytest

from faceproof.core import CredentialState, Provenance, Step


def credentials(*steps: tuple[str, str | None]) -> Provenance:
    told = tuple(Step(action=action, source_type=kind) for action, kind in steps)
    return Provenance(state=CredentialState.TRUSTED, steps=told)


@pytest.mark.parametrize(
    "steps",
    [
        [("c2pa.created", "digitalCapture")],
        [("c2pa.created", "computationalCapture"), ("c2pa.transcoded", None)],
        [("c2pa.created", "digitalCapture"), ("c2pa.opened", None), ("c2pa.cropped", None)],
    ],
)
def test_captured_and_only_handled_is_captured(steps: list[tuple[str, str | None]]):
    assert credentials(*steps).is_captured
    assert not credentials(*steps).is_declared


@pytest.mark.parametrize(
    "steps",
    [
        [("c2pa.created", "algorithmicMedia")],
        [("c2pa.created", "trainedAlgorithmicMedia")],
        [("c2pa.created", "digitalCapture"), ("c2pa.edited", "compositeCapture")],
        [("c2pa.created", "digitalCapture"), ("c2pa.placed", None)],
        [("c2pa.created", "digitalCapture"), ("org.example.unheard-of", None)],
        [("c2pa.created", "digitalCapture"), ("c2pa.transcoded", "compositeSynthetic")],
    ],
)
def test_what_is_made_or_composed_is_declared_and_never_captured(
    steps: list[tuple[str, str | None]],
):
    assert credentials(*steps).is_declared
    assert not credentials(*steps).is_captured


@pytest.mark.parametrize(
    "steps", [[], [("c2pa.opened", "digitalCapture")], [("c2pa.created", None)]]
)
def test_who_does_not_say_that_a_camera_saw_it_says_neither(steps: list[tuple[str, str | None]]):
    assert not credentials(*steps).is_captured
    assert not credentials(*steps).is_declared
