"""Which route of an HTTP API takes a request: path and method together, the most specific first."""

from __future__ import annotations

import pytest
from local_http import Local, api_of, lambda_api

from cfngw.local.routing import Router

KEYS = (
    "GET /pets",
    "ANY /pets",
    "GET /pets/{id}",
    "GET /pets/dog",
    "ANY /pets/{proxy+}",
    "GET /pets/{id}/toys",
    "POST /{any}/dog",
    "GET /café",
)


def routed(method: str, path: str, *keys: str) -> tuple[str, dict[str, str]] | None:
    found = Router(api_of(lambda_api(*(keys or KEYS))).routes, rest=False).find(method, path)
    if found is None:
        return None
    assert found.route is not None
    return found.route.key, found.parameters


@pytest.mark.parametrize(
    ("method", "path", "key", "parameters"),
    [
        ("GET", "/pets", "GET /pets", {}),
        ("PUT", "/pets", "ANY /pets", {}),
        ("OPTIONS", "/pets", "ANY /pets", {}),
        ("GET", "/pets/dog", "GET /pets/dog", {}),
        ("GET", "/pets/6", "GET /pets/{id}", {"id": "6"}),
        ("GET", "/pets/6/toys", "GET /pets/{id}/toys", {"id": "6"}),
        ("GET", "/pets/6/toys/7", "ANY /pets/{proxy+}", {"proxy": "6/toys/7"}),
        ("GET", "/pets/6/", "ANY /pets/{proxy+}", {"proxy": "6/"}),
        # Path and method match together: the static path has no DELETE, the greedy one takes it.
        ("DELETE", "/pets/dog", "ANY /pets/{proxy+}", {"proxy": "dog"}),
        ("POST", "/pets/dog", "ANY /pets/{proxy+}", {"proxy": "dog"}),
        ("POST", "/cats/dog", "POST /{any}/dog", {"any": "cats"}),
        ("HEAD", "/pets/6", "ANY /pets/{proxy+}", {"proxy": "6"}),
        ("GET", "/caf%C3%A9", "GET /café", {}),
        ("GET", "/p%65ts", "GET /pets", {}),
        # An encoded slash stays within its piece.
        ("GET", "/pets/a%2Fb", "GET /pets/{id}", {"id": "a%2Fb"}),
    ],
)
def test_the_most_specific_route_that_has_the_method_takes_a_request(
    method: str, path: str, key: str, parameters: dict[str, str]
) -> None:
    assert routed(method, path) == (key, parameters)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/pets/"),
        ("GET", "//pets"),
        ("GET", "/Pets"),
        ("GET", "/cats"),
        ("GET", "/cats/dog"),
        ("HEAD", "/café"),
    ],
)
def test_what_no_route_matches_with_path_and_method_has_none(method: str, path: str) -> None:
    assert routed(method, path) is None


def test_a_slash_at_the_end_is_another_path() -> None:
    assert routed("GET", "/pets/", "GET /pets") is None
    assert routed("GET", "/", "GET /") == ("GET /", {})


def test_default_takes_what_is_left_with_any_method() -> None:
    keys = ("GET /pets", "$default")
    assert routed("GET", "/pets", *keys) == ("GET /pets", {})
    assert routed("POST", "/pets", *keys) == ("$default", {})
    assert routed("OPTIONS", "//x%2F", *keys) == ("$default", {})


def test_a_greedy_variable_takes_no_empty_rest() -> None:
    keys = ("ANY /{proxy+}",)
    assert routed("GET", "/", *keys) is None
    assert routed("GET", "/a", *keys) == ("ANY /{proxy+}", {"proxy": "a"})


def test_e14_an_undefined_route_is_404() -> None:
    """E14."""
    local = Local(lambda_api("GET /"))
    for method, path in (("GET", "/nothing"), ("POST", "/"), ("HEAD", "/nothing")):
        answer = local.ask(method, path)
        assert (answer.status, answer.header("content-type")) == (404, "application/json")
        assert answer.body == (b"" if method == "HEAD" else b'{"message":"Not Found"}')
    assert local.functions.events == []


def test_path_parameters_are_decoded() -> None:
    local = Local(lambda_api("GET /pets/{id}"))
    local.ask("GET", "/pets/a%2Fb%20c+d%C3%A9")
    assert local.event["pathParameters"] == {"id": "a/b c+dé"}
    assert local.event["routeKey"] == "GET /pets/{id}"


def test_a_long_path_of_many_pieces_costs_little() -> None:
    assert routed("GET", "/a" * 20_000, "GET /a/{b}/c", "GET /{a}/a/{c+}") is not None
