"""Scores reach a challenge once, and what comes of them is told as it is."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from judge import (
    CARD,
    FAILED,
    GET,
    INVALID,
    POST,
    RUNNING,
    SCORED,
    SCORES,
    WAIT,
    WAITING,
    cut,
    form_of,
    in_turn,
    one_line,
    posted,
)
from liar import Liar, lying

from faceproof.client import patience

# Where the tests run in the background, Ctrl-C is ignored, and children inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.mark.parametrize("status", [201, 200])
def test_new_or_known_it_is_told_of_at_once(submit: Any, status: int):
    told = {POST: in_turn((status, WAITING))}
    ended, asked = submit(told, "--json")
    assert (ended.code, ended.json, ended.err) == (0, {"id": 12, "state": "waiting"}, "")
    assert [path for path, _ in asked] == [POST]
    assert asked[0][1]["Authorization"] == "Bearer fp_secret"
    assert "/submissions/12" in submit(told)[0].out


def test_the_file_comes_whole_with_all_that_was_said_of_it(submit: Any, file: Path):
    forms = []

    def take(liar: Liar) -> None:
        forms.append(form_of(liar))
        liar.say(201, json.dumps(WAITING).encode())

    ended, _ = submit(
        {POST: take},
        "--trained-on", "set-1, set-2", "--trained-elsewhere", "faces of our own",
        "--seconds-per-clip", "0.25", "--reported-auc", "0.9", "--reported-source", "a paper",
    )  # fmt: skip
    assert ended.code == 0
    assert forms == [
        {
            "scores": SCORES,
            "detector": b"residual",
            "trained_on": b"set-1,set-2",
            "trained_elsewhere": b"faces of our own",
            "seconds_per_clip": b"0.25",
            "reported_auc": b"0.9",
            "reported_source": b"a paper",
        }
    ]


def test_it_is_waited_for_until_it_is_scored(submit: Any):
    waiting = in_turn(WAITING, WAITING | {"position": 0}, RUNNING, RUNNING, SCORED)
    ended, asked = submit({POST: in_turn((201, WAITING)), GET: waiting}, *WAIT)
    assert ended.code == 0
    assert ended.json == {
        "id": 12,
        "state": "scored",
        "challenge": "tiny",
        "detector": "residual",
        "reason": "",
        "problems": [],
        "card": CARD,
    }
    first, *rest = ended.err.splitlines()
    assert "/submissions/12" in first
    assert rest == ["waiting, 3 before it", "waiting, 0 before it", "being scored"]
    assert posted(asked) == 1


def test_a_card_is_shown_to_people_too(submit: Any):
    ended, _ = submit({POST: SCORED | {"next_on": "2026-11-27T10:00:00+00:00"}}, "--wait")
    assert ended.code == 0
    for words in ("0.81 [0.76, 0.86]", "100%", "FaceSwap", "c23", "yes", "1; rows of one"):
        assert words in ended.out
    assert "from 2026-11-27 10:00" in ended.err


def test_what_cannot_be_measured_is_said_and_names_are_no_markup(submit: Any):
    card = CARD | {"low": None, "high": None, "by_method": {"[red]x": None}, "group": None}
    ended, _ = submit({POST: SCORED | {"card": card}}, "--wait")
    assert "no interval" in ended.out
    assert "[red]x" in ended.out
    assert "not measurable" in ended.out


@pytest.mark.parametrize("words", [WAIT, ("--json",)])
def test_one_that_is_invalid_has_each_problem_named_and_exits_2(
    submit: Any, words: tuple[str, ...]
):
    ended, _ = submit({POST: INVALID}, *words)
    assert (ended.code, ended.json["state"]) == (2, "invalid")
    said = ended.err.splitlines()
    assert said[-3:-1] == INVALID["problems"]
    assert said[-1].endswith(INVALID["reason"])
    assert ended.err.count("no attempt") == 1


@pytest.mark.parametrize("words", [WAIT, ("--json",)])
def test_one_that_failed_has_its_reason_told_and_exits_1(submit: Any, words: tuple[str, ...]):
    ended, _ = submit({POST: FAILED}, *words)
    assert (ended.code, ended.json["state"]) == (1, "failed")
    assert ended.err.splitlines()[-1] == f"it could not be scored: {FAILED['reason']}"


@pytest.mark.parametrize("status", [400, 403, 413, 429])
def test_a_refusal_is_told_once_and_not_asked_for_again(submit: Any, status: int):
    told = {POST: in_turn((status, {"detail": "the next attempt is on 27 November"}))}
    ended, asked = submit(told, *WAIT)
    one_line(ended, "the next attempt is on 27 November")
    assert posted(asked) == 1


@pytest.mark.parametrize(
    ("status", "words"), [(401, "does not know this token"), (404, "knows no such challenge")]
)
def test_a_token_or_a_challenge_that_is_none_is_said(submit: Any, status: int, words: str):
    ended, asked = submit({POST: in_turn((status, {"detail": "no"}))})
    one_line(ended, words)
    assert posted(asked) == 1


def test_while_waiting_being_asked_too_often_is_waited_out(submit: Any):
    waiting = in_turn((429, {"detail": "slower"}), SCORED)
    assert submit({POST: WAITING, GET: waiting}, *WAIT)[0].code == 0


def test_what_got_no_answer_is_sent_again_whole(submit: Any):
    bodies = []

    def take(liar: Liar) -> None:
        bodies.append(form_of(liar)["scores"])
        in_turn((200, WAITING))(liar)

    ended, asked = submit({POST: in_turn(cut, (503, {}), take)}, "--json")
    assert (ended.code, posted(asked)) == (0, 3)
    assert bodies == [SCORES]


def test_a_site_that_never_answers_is_given_up(submit: Any):
    ended, asked = submit({POST: cut}, *WAIT)
    one_line(ended, "does not answer", f"{patience.TRIES} times")
    assert posted(asked) == patience.TRIES


def test_ctrl_c_while_waiting_says_how_to_look_again(file: Path):
    with lying({POST: WAITING, GET: WAITING}) as (url, asked):
        line = [sys.executable, "-c", "from faceproof.cli.main import main; main()", "submit"]
        begun = subprocess.Popen(
            [*line, f"{url}/challenges/tiny", str(file), "--wait", "--token", "fp_secret"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        until = time.monotonic() + 60
        while GET not in [path for path, _ in asked]:
            assert begun.poll() is None
            assert time.monotonic() < until
            time.sleep(0.01)
        begun.send_signal(signal.SIGINT)
        out, err = begun.communicate(timeout=60)
    assert (begun.returncode, out) == (130, "")
    assert err.splitlines()[2:] == [
        "faceproof: stopped; `faceproof submit` again with the same file gives the same submission"
    ]
