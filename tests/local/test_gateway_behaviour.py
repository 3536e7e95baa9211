"""One non-proxy API, and what the gateway does with it: what AWS documents, row by row, where local peers differ."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cfngw.testing import LocalApi, local_api

TEMPLATE = Path(__file__).parent / "behaviour.yaml"


@pytest.fixture(scope="module")
def api() -> Iterator[LocalApi]:
    with local_api(TEMPLATE) as served:
        yield served


def test_a_request_template_is_rendered(api: LocalApi) -> None:
    answer = api.post("/rendered/7", json={"name": 'A "b"'}, query={"q": "x"}, headers={"X-One": "1", "X-Two": "2"})
    found = answer.json()
    assert answer.status == 200
    assert found["whole"] == {"name": 'A "b"'}
    assert found["name"] == 'A "b"'
    assert (found["id"], found["q"]) == ("7", "x")
    assert {"X-One", "X-Two"} <= set(found["headers"])
    assert (found["method"], found["resource"], found["stage"]) == ("POST", "/rendered/{id}", "dev")
    assert (found["table"], found["encoded"]) == ("items", "YSBi")


@pytest.mark.parametrize(
    ("message", "status", "body"),
    [
        ("bad: name", 400, {"bad": "bad: name"}),
        ('{"Status": 500, "ErrorReason": "x"}', 500, {"Status": 500, "ErrorReason": "x"}),
        ("something else", 200, {"default": "something else"}),
        # A dot matches no line break: the first pattern misses, the second one says (\n|.).
        ("bad: one\ntwo", 200, {"default": "bad: one\ntwo"}),
        ("missing: one\ntwo", 404, {"missing": "missing: one\ntwo"}),
    ],
)
def test_a_failure_is_mapped_by_its_message_and_each_status_has_its_template(
    api: LocalApi, message: str, status: int, body: object
) -> None:
    answer = api.post("/fails", json={"text": message})
    assert (answer.status, answer.json()) == (status, body)


@pytest.mark.parametrize(("kind", "body"), [("none", "null"), ("empty", '""'), ("zero", "0")])
def test_a_function_that_returns_nothing_answers_at_once(api: LocalApi, kind: str, body: str) -> None:
    answer = api.post("/nothing", json={"text": kind})
    assert (answer.status, answer.text) == (200, body)


def test_an_api_key_is_asked_for(api: LocalApi) -> None:
    assert api.get("/keyed").status == 403
    wrong = api.get("/keyed", headers={"X-Api-Key": "another-key-that-is-long-enough"})
    assert (wrong.status, wrong.json()) == (403, {"message": "Forbidden"})
    right = api.get("/keyed", headers={"X-Api-Key": "a-key-that-is-long-enough"})
    assert (right.status, right.json()) == (200, {"in": True})


@pytest.mark.parametrize("body", ['{"name": "too long"}', "{}", '{"name": 1}', "{no json", ""])
def test_a_body_that_breaks_the_model_is_refused_with_the_apis_own_answer(api: LocalApi, body: str) -> None:
    answer = api.post("/checked?q=1", body=body, headers={"Content-Type": "application/json"})
    assert (answer.status, answer.json()) == (422, {"said": "Invalid request body"})
    assert answer.headers["x-refused"] == "body"


def test_a_missing_parameter_is_named(api: LocalApi) -> None:
    answer = api.post("/checked", json={"name": "Ada"})
    assert (answer.status, answer.json()) == (400, {"message": "Missing required request parameters: [q]"})
    assert api.post("/checked?q=1", json={"name": "Ada"}).json() == {"name": "Ada"}


def test_a_content_type_without_a_template_is_unsupported(api: LocalApi) -> None:
    answer = api.post("/json", body="{}", headers={"Content-Type": "text/plain"})
    assert (answer.status, answer.json()) == (415, {"message": "Unsupported Media Type"})


@pytest.mark.parametrize(("method", "path"), [("GET", "/nowhere"), ("DELETE", "/fails"), ("POST", "/rendered/")])
def test_an_unknown_path_method_or_variable_is_forbidden(api: LocalApi, method: str, path: str) -> None:
    answer = api.request(method, path)
    assert (answer.status, answer.json()) == (403, {"message": "Missing Authentication Token"})
    assert answer.headers["x-amzn-errortype"] == "MissingAuthenticationTokenException"


def test_a_preflight_is_what_its_mock_says(api: LocalApi) -> None:
    answer = api.options("/keyed", headers={"Origin": "https://app.example", "Access-Control-Request-Method": "GET"})
    assert (answer.status, answer.body) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == "https://app.example"
    assert answer.headers["access-control-allow-methods"] == "GET,OPTIONS"


def test_base64_becomes_bytes(api: LocalApi) -> None:
    answer = api.get("/bytes", headers={"Accept": "image/png"})
    assert (answer.status, answer.body) == (200, bytes(range(256)))


def test_an_object_is_printed_as_java_does(api: LocalApi) -> None:
    assert api.get("/object").text == "{b=1, c=x}"
