"""Whatever a program sends, the API answers as it is described, and never with a failure."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

import pytest
from everybody import Things, with_things
from hypothesis import HealthCheck, given, settings
from offered import steward

from faceproof.service.limits import ByAccount
from faceproof.service.wsgi import application

schemathesis = pytest.importorskip("schemathesis")
pytestmark = [
    pytest.mark.service,
    # the application lets go of the connection after each request, as on a real server
    pytest.mark.django_db(transaction=True),
]

OPERATIONS = {
    "GET /api/challenges",
    "GET /api/challenges/{slug}",
    "GET /api/challenges/{slug}/board",
    "GET /api/challenges/{slug}/board.csv",
    "GET /api/challenges/{slug}/submissions",
    "POST /api/challenges/{slug}/submissions",
    "GET /api/receipts/{sha256}",
    "GET /api/submissions/{pk}",
    "GET /api/releases",
    "GET /api/releases/{slug}",
    "GET /api/releases/{slug}/files",
    "POST /api/releases/{slug}/links",
}
EXAMPLES = 60


@pytest.fixture
def holder(monkeypatch: pytest.MonkeyPatch) -> Things:
    monkeypatch.setattr(ByAccount, "allow_request", lambda *_: True)  # it answers 429 too soon
    steward()
    return with_things("holder@example.org", granted=True)


def closing(environ: dict[str, Any], start: Any) -> list[bytes]:
    """The application, by a server that ends each answer, and so lets go of files that came."""
    answer = application(environ, start)
    try:
        return list(answer)
    finally:
        answer.close()


def test_no_request_makes_the_api_fail_and_answers_are_as_described(holder: Things) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", closing)
    checks = [
        schemathesis.checks.not_a_server_error,
        schemathesis.checks.response_schema_conformance,
        schemathesis.checks.content_type_conformance,
    ]
    asked: dict[str, list[int]] = defaultdict(list)
    there = {"slug": "set-1", "pk": holder.submission, "sha256": holder.receipt}

    def ask(case: schemathesis.Case) -> None:
        if case.path_parameters and len(asked[case.operation.label]) % 2:
            case.path_parameters |= {name: there[name] for name in case.path_parameters}  # half
        response = case.call(headers={"Authorization": f"Bearer {holder.token}"})
        asked[case.operation.label].append(response.status_code)
        case.validate_response(response, checks=checks)

    for found in schema.get_all_operations():
        run = given(case=found.ok().as_strategy())(ask)
        settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))(
            run
        )()
    assert asked.keys() == OPERATIONS
    for name in ("releases/{slug}", "challenges/{slug}/board", "submissions/{pk}"):
        assert set(asked[f"GET /api/{name}"]) >= {200, 404}


@pytest.mark.parametrize(
    "path",
    [
        "/api/releases/%00",
        "/api/releases/a%00b/files",
        "/api/releases/%FF",
        "/api/%2e%2e/x",
        "/api/challenges/%00/board",
        "/api/receipts/%00",
        "/api/submissions/-1",
        "/api/submissions/9223372036854775808",
    ],
)
def test_odd_addresses_are_not_found(holder: Things, client: object, path: str) -> None:
    answer = client.get(path, headers={"Authorization": f"Bearer {holder.token}"})  # type: ignore[attr-defined]
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"paths": "x"}',
        b'{"paths": [1]}',
        b"\xff\xfe",
        b'{"paths": ["\\ud800"]}',
        b'{"paths": ["\\u0000"]}',
        b"[" * 100_000,
        json.dumps({"paths": ["x"] * 501}).encode(),
        json.dumps({"paths": ["x" * (2 << 20)]}).encode(),
    ],
)
def test_odd_bodies_are_the_askers_fault(holder: Things, client: object, body: bytes) -> None:
    answer = client.post(  # type: ignore[attr-defined]
        "/api/releases/set-1/links",
        body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {holder.token}"},
    )
    assert 400 <= answer.status_code < 500
