"""The page of every state, in every language: what it claims, and what it never does."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from faceproof.check import Examined, Language, page, weigh
from faceproof.check.answer import headline, meaning
from faceproof.check.decide import Decision
from faceproof.core import (
    Compared,
    CredentialState,
    Finding,
    Ingredient,
    Match,
    Provenance,
    Second,
    State,
    Step,
    Verdict,
    phrase,
)

DURATION_S = 20.0
CAPTURED = (
    Step(action="c2pa.created", source_type="digitalCapture"),
    Step(action="c2pa.cropped", description="<i>a little</i>"),
)
DECLARED = (Step(action="c2pa.created", source_type="trainedAlgorithmicMedia"),)
SCENE = np.full((40, 60, 3), 120, np.uint8)
FACE = Finding(
    track=0,
    llr=1.25,
    seconds=(Second(0.0, 2.0), Second(1.0, 0.5)),
    first_s=0.0,
    last_s=2.0,
    box_px=(0.0, 0.0, 10.0, 10.0),
    frames=12,
    quality={"face_px": 120.0, "sharpness": 1.5, "bits_a_pixel": 0.125, "strangeness": 0.5},
)
CSS = (resources.files("faceproof.check") / "templates" / "page.css").read_text()
Written = Callable[..., str]


def credentials(state: CredentialState, steps: tuple[Step, ...] = CAPTURED) -> Provenance:
    return Provenance(
        state=state,
        signer="Ann & Co",
        signed_on=datetime(2026, 5, 3, 14, 5, tzinfo=UTC),
        steps=steps,
        ingredients=(Ingredient(title="sky.jpg", relationship="componentOf", signer=None),),
    )


def copy(*, altered: bool) -> Compared:
    match = Match(
        original="debate.mp4",
        sha256="4f" * 32,
        similarity=0.9625,
        seconds=(30.0, 50.0),
        at_s=(0.0, DURATION_S),
        mirrored=False,
        altered=altered,
        region_px=(10, 20, 40, 60) if altered else None,
        altered_s=((2.0, 5.0),) if altered else (),
    )
    return Compared(originals=3, match=match)


TRUSTED, NONE = CredentialState.TRUSTED, Provenance(state=CredentialState.NONE)
CASES: dict[State, tuple[Provenance | None, Compared | None]] = {
    State.ORIGINAL: (credentials(TRUSTED), None),
    State.DECLARED_MANIPULATED: (credentials(TRUSTED, DECLARED), None),
    State.TAMPERED: (credentials(CredentialState.TAMPERED), Compared(originals=3)),
    State.UNALTERED_COPY: (NONE, copy(altered=False)),
    State.ALTERED_COPY: (NONE, copy(altered=True)),
    State.LIKELY_MANIPULATED: (NONE, None),
    State.INCONCLUSIVE: (credentials(CredentialState.VALID_UNKNOWN_SIGNER), None),
    State.NO_SIGN_FOUND: (None, Compared(originals=0)),
    State.NOT_EXAMINED: (None, None),
}
DETECTED = {State.LIKELY_MANIPULATED, State.NO_SIGN_FOUND, State.NOT_EXAMINED}


def examined(provenance: Provenance | None, compared: Compared | None, detected: State) -> Examined:
    reasons = (phrase("There are slight traces, which many genuine files show too."),)
    found = weigh(provenance, compared, Decision(detected, reasons), duration_s=DURATION_S)
    verdict = Verdict(
        state=found.state,
        reasons=found.reasons,
        llr=1.25,
        probability=0.75,
        prior=0.5,
        faces=(FACE,),
        limits=(phrase("It was not compared with registered originals."),),
        calibrated_on="nothing",
        provenance=provenance,
        compared=compared,
    )
    return Examined(verdict, (), DURATION_S, SCENE)


def of_state(state: State) -> Examined:
    return examined(*CASES[state], state if state in DETECTED else State.INCONCLUSIVE)


@pytest.fixture
def written(tmp_path: Path) -> Written:
    def write(found: Examined, language: Language = Language.ENGLISH) -> str:
        out = tmp_path / "page.html"
        page("clip.mp4", found, out=out, language=language, comparison=SCENE)
        return out.read_text()

    return write


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("state", State)
def test_every_state_has_a_page_in_every_language(
    state: State, language: Language, written: Written
):
    found = of_state(state)
    assert found.verdict.state is state
    html = written(found, language)
    assert f'<html lang="{language.value}">' in html
    assert f'<body class="{state.value}">' in html
    shown = html[html.index("<main>") : html.index("<img")]
    for said in (headline(found.verdict), meaning(found.verdict)):
        assert language.say(said).replace("&", "&amp;").replace("'", "&#39;") in shown
    assert html.count("<svg") == 1


@pytest.mark.parametrize("state", State)
def test_no_page_says_that_a_file_is_true(state: State, written: Written):
    html = re.sub(r"<style>.*?</style>", "", written(of_state(state)), flags=re.DOTALL)
    for word in ("authentic", "is genuine", "is real", "is true", "verified", "proven"):
        assert word not in html.lower()


def test_icons_differ_so_that_colour_is_not_all_there_is(written: Written):
    icons = {re.search(r"<svg.*?</svg>", written(of_state(s)), re.DOTALL)[0] for s in State}
    assert len(icons) == len(State)


def test_missing_credentials_are_said_calmly(written: Written):
    html = written(of_state(State.LIKELY_MANIPULATED))
    assert "It carries no Content Credentials. Most files on the internet do not." in html


def test_what_broken_credentials_say_is_not_shown(written: Written):
    html = written(of_state(State.TAMPERED))
    assert "Ann" not in html
    assert "recorded by a camera" not in html


def test_strangers_are_quoted_as_strangers(written: Written):
    html = written(of_state(State.INCONCLUSIVE))
    assert "signed under the name" in html
    assert "not believed" in html
    assert "a little" not in html  # their own words
    believed = written(of_state(State.ORIGINAL))
    assert "Content Credentials signed by" in believed
    assert "&lt;i&gt;a little" in believed


def test_a_sentence_stands_once(written: Written):
    for state in State:
        told = re.findall(r"<(?:li|p)>([^<]+)", written(of_state(state)))
        long = [one for one in told if len(one) > 30]
        assert len(long) == len(set(long)), state


@pytest.mark.parametrize("state", [State.ORIGINAL, State.UNALTERED_COPY])
def test_what_speaks_against_a_good_answer_stands_beside_it(state: State, written: Written):
    provenance, compared = CASES[state]
    html = written(examined(provenance, compared, State.LIKELY_MANIPULATED))
    assert f'<body class="{state.value}">' in html
    answer = html[html.index("<section") : html.index("</section>")]
    assert "look suspicious" in answer
    assert "But mind" not in written(of_state(state))


def test_what_faces_show_is_folded_away_where_they_did_not_decide(written: Written):
    assert "<details>" in written(of_state(State.ORIGINAL))
    assert "<details open>" in written(of_state(State.LIKELY_MANIPULATED))


def test_dutch_numbers_have_a_comma_and_dutch_months_their_names(written: Written):
    html = written(of_state(State.ORIGINAL), Language.DUTCH)
    assert "1,25 (natuurlijke logaritme)" in html
    assert "3 mei 2026, 14:05 UTC" in html
    assert "96,2%" in written(of_state(State.ALTERED_COPY), Language.DUTCH)


@pytest.mark.parametrize("dark", [False, True])
def test_every_colour_can_be_read_by_weak_eyes(*, dark: bool):
    light, _, night = CSS.partition("@media (prefers-color-scheme: dark)")
    own = night if dark else light
    colours = dict(re.findall(r"--(\w+): (#\w{6})", own.partition("}")[0]))
    marks = [*re.findall(r"--mark: (#\w{6})", own), colours["ink"], colours["soft"]]
    assert len(marks) >= 7
    for mark in marks:
        for ground in (colours["tint"], colours["paper"]):
            assert contrast(mark, ground) >= 4.5, (mark, ground)


def test_only_two_states_are_green_and_two_are_red():
    light = CSS.partition("@media (prefers-color-scheme: dark)")[0]
    hue = {}
    for names, mark in re.findall(r"^([.\w, -]+) \{ --mark: (#\w{6})", light, re.MULTILINE):
        for name in names.split(", "):
            hue[name.strip(".")] = rgb(mark)
    green = {name for name, (r, g, b) in hue.items() if g > max(r, b)}
    red = {name for name, (r, g, b) in hue.items() if r > 2 * g and r > 2 * b and g < 60}
    assert green == {State.ORIGINAL, State.UNALTERED_COPY}
    assert red == {State.TAMPERED, State.LIKELY_MANIPULATED}


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (value / 255 for value in rgb(colour))
    ]
    return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))


def rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour[1:])
    return red, green, blue
