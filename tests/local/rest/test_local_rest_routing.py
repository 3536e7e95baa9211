"""A REST API's routing: which method of which resource a path is for, and what is decoded of it."""

from __future__ import annotations

import json

import pytest

from cfngw.local.routing import Router
from local_rest import Rest, rest_template, told

PATHS = (
    "GET /",
    "GET /pets",
    "POST /pets",
    "GET /pets/{id}",
    "GET /pets/mine",
    "ANY /files/{path+}",
    "GET /files/index",
    "GET /{any}",
    "GET /{any}/details",
    "ANY /deep/{a}/{b}/end",
    "GET /deep/fixed/{proxy+}",
)


def served() -> Rest:
    paths: dict[str, dict[str, dict[str, str]]] = {}
    for each in PATHS:
        method, _, path = each.partition(" ")
        paths.setdefault(path, {})[method] = {}
    return Rest(rest_template(paths))


REST = served()


def route(method: str, path: str) -> tuple[str, dict[str, str]]:
    answer = REST.call(method, path)
    if answer.status == 403:
        return answer.body.decode(), {}
    seen = json.loads(answer.body)
    return seen["route"], seen["path"]


MISSING = '{"message":"Missing Authentication Token"}'


@pytest.mark.parametrize(
    ("method", "path", "expected", "parameters"),
    [
        ("GET", "/", "GET /", {}),
        ("GET", "", "GET /", {}),
        ("GET", "/pets", "GET /pets", {}),
        ("GET", "/pets/", "GET /pets", {}),
        ("POST", "/pets", "POST /pets", {}),
        ("GET", "/pets/5", "GET /pets/{id}", {"id": "5"}),
        ("GET", "/pets/5/", "GET /pets/{id}", {"id": "5"}),
        ("GET", "/pets/mine", "GET /pets/mine", {}),
        ("GET", "/cats", "GET /{any}", {"any": "cats"}),
        ("GET", "/files", "GET /{any}", {"any": "files"}),
        ("GET", "/cats/details", "GET /{any}/details", {"any": "cats"}),
        ("DELETE", "/files/a", "ANY /files/{path+}", {"path": "a"}),
        ("GET", "/files/a/b/c.txt", "ANY /files/{path+}", {"path": "a/b/c.txt"}),
        ("GET", "/files/index", "GET /files/index", {}),
        ("GET", "/files/index/more", "ANY /files/{path+}", {"path": "index/more"}),
        ("OPTIONS", "/files/x", "ANY /files/{path+}", {"path": "x"}),
        ("PUT", "/deep/1/2/end", "ANY /deep/{a}/{b}/end", {"a": "1", "b": "2"}),
        ("GET", "/deep/fixed/2/end", "GET /deep/fixed/{proxy+}", {"proxy": "2/end"}),
    ],
)
def test_static_goes_before_variable_and_that_before_greedy(
    method: str, path: str, expected: str, parameters: dict[str, str]
) -> None:
    assert route(method, path) == (expected, parameters)


@pytest.mark.parametrize(
    ("path", "expected", "parameters"),
    [
        ("/pets/a%20b", "GET /pets/{id}", {"id": "a b"}),
        ("/pets/%E3%81%82", "GET /pets/{id}", {"id": "あ"}),
        ("/pets/a+b", "GET /pets/{id}", {"id": "a+b"}),
        ("/pets/a%2Fb", "GET /pets/{id}", {"id": "a/b"}),
        ("/pets/%ff", "GET /pets/{id}", {"id": "\ufffd"}),
        ("/pets/%zz", "GET /pets/{id}", {"id": "%zz"}),
        ("/pets/100%25", "GET /pets/{id}", {"id": "100%"}),
        ("/files/a%2Fb/c", "ANY /files/{path+}", {"path": "a/b/c"}),
        ("/files//a", "ANY /files/{path+}", {"path": "/a"}),
    ],
)
def test_the_path_is_cut_before_it_is_decoded(path: str, expected: str, parameters: dict[str, str]) -> None:
    assert route("GET", path) == (expected, parameters)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/no/such"),
        ("PUT", "/pets"),
        ("OPTIONS", "/pets"),
        ("HEAD", "/pets"),
        ("BREW", "/pets"),
        ("POST", "/deep/"),
        ("GET", "//pets"),
        ("GET", "/pets//"),
        ("GET", "//"),
        ("POST", "/pets/mine"),
        ("GET", "/p%65ts/5/6"),
        ("GET", "/" + "a/" * 4000),
        ("GET", "/" + "%2e%2e/" * 3),
    ],
)
def test_an_unknown_path_and_a_wrong_method_are_the_same_403(method: str, path: str) -> None:
    answer = REST.call(method, path)
    assert (answer.status, answer.header("x-amzn-errortype")) == (403, "MissingAuthenticationTokenException")
    assert answer.body.decode() == ("" if method == "HEAD" else MISSING)


def test_the_terminal_hears_which_of_the_two_it_is() -> None:
    REST.call("PUT", "/pets")
    assert REST.passage.fault is not None
    assert REST.passage.fault.hint == "/pets has no method PUT"
    REST.call("GET", "/no/such")
    assert REST.passage.fault.hint == "no resource has the path /no/such"


def test_a_head_method_answers_without_a_body() -> None:
    rest = Rest(rest_template({"/x": {"HEAD": {}, "GET": {}}}))
    assert (rest.call("HEAD", "/x").status, rest.call("HEAD", "/x").body) == (200, b"")
    assert told(rest.call("GET", "/x"))[1]["route"] == "GET /x"


def test_a_method_goes_before_any() -> None:
    rest = Rest(rest_template({"/x": {"ANY": {}, "GET": {}}}))
    assert told(rest.call("GET", "/x"))[1]["route"] == "GET /x"
    assert told(rest.call("HEAD", "/x") and rest.call("PATCH", "/x"))[1]["route"] == "ANY /x"


def test_an_api_without_methods_answers_each_path() -> None:
    assert Router((), rest=True).find("GET", "/") is None
    assert Rest(rest_template({})).call("GET", "/").status == 403
