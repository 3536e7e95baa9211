"""Routes against each other, route keys, stages."""

from __future__ import annotations

import pytest

from cfngw import Function, LambdaProxy, Route, Stage
from cfngw.declare.http_api import HttpApi
from cfngw.declare.path import METHODS, MalformedPathError, RouteKey, check_path, parse_route_key
from cfngw.errors import DuplicateError, collecting
from samples import function, refused

SAMPLE = function()


def routes(*keys: str) -> list[Route]:
    return [Route(key, SAMPLE) for key in keys]


def reported(*keys: str) -> list[str]:
    """Give the problems of an API with these routes."""
    with collecting() as problems:
        HttpApi("Notes", routes=routes(*keys))
    return [problem.problem for problem in problems]


@pytest.mark.parametrize(
    ("key", "parsed"),
    [
        ("GET /", RouteKey("GET", "/")),
        ("ANY /a/{b}/{c+}", RouteKey("ANY", "/a/{b}/{c+}")),
        ("$default", RouteKey(None, "")),
        ("DELETE /a-b_c.d~e!f$g&h'i(j)k*l+m,n;o=p:q@r%s", RouteKey("DELETE", "/a-b_c.d~e!f$g&h'i(j)k*l+m,n;o=p:q@r%s")),
        ("GET /trailing/", RouteKey("GET", "/trailing/")),
        ("PATCH /{a.b-c_1}", RouteKey("PATCH", "/{a.b-c_1}")),
    ],
)
def test_a_route_key_is_read(key: str, parsed: RouteKey) -> None:
    assert parse_route_key(key) == parsed
    assert str(parsed) == key
    assert Route(key, SAMPLE).key == parsed


@pytest.mark.parametrize("method", [*METHODS, "ANY"])
def test_every_method_of_api_gateway_is_known(method: str) -> None:
    assert parse_route_key(f"{method} /x").method == method


@pytest.mark.parametrize(
    ("key", "problem", "fix"),
    [
        ("/notes", "it names no method", 'write "GET /notes" or "ANY /notes"'),
        ("get /notes", "'get' is no method of API Gateway", 'write "GET /notes"'),
        ("GETT /notes", "'GETT' is no method of API Gateway", 'write "GET /notes"'),
        ("BREW /notes", "'BREW' is no method of API Gateway", None),
        ("", "'' is no method of API Gateway", None),
        ("$Default", "'$Default' is no method of API Gateway", None),
        ("GET", "it has no path", 'write "GET /"'),
        ("GET notes", "the path does not start with a slash", 'write "GET /notes"'),
        ("GET  /notes", "the path does not start with a slash", 'write "GET /notes"'),
        ("GET /a//b", "the path has an empty part", 'write "GET /a/b"'),
        ("GET //", "the path has an empty part", 'write "GET /"'),
        ("GET /{proxy+}/x", "{proxy+} takes all that follows, so that nothing may come after it", "put it last"),
        ("GET /{proxy+}/", "{proxy+} takes all that follows, so that nothing may come after it", "put it last"),
        ("GET /a{b}", "'a{b}' is neither a text nor a variable", None),
        ("GET /{}", "'{}' is neither a text nor a variable", None),
        ("GET /{a b}", "'{a b}' is neither a text nor a variable", None),
        ("GET /{a", "'{a' is neither a text nor a variable", None),
        ("GET /a b", "a path can't hold ' '", None),
        ("GET /ä", "a path can't hold 'ä'", None),
        ("GET /a?b=c", "a path can't hold '?'", None),
        ("GET /a#b", "a path can't hold '#'", None),
        ("GET /a\n", "a path can't hold '\\n'", None),
        ("GET /{id}/{id}", "the variable {id} stands twice in the path", "give each its own name"),
        ("GET /{id}/{id+}", "the variable {id} stands twice in the path", "give each its own name"),
    ],
)
def test_a_malformed_route_key_is_refused(key: str, problem: str, fix: str | None) -> None:
    error = refused(lambda: Route(key, SAMPLE))
    assert error.problem == f'Route "{key}": {problem}.'
    assert error.given == key
    assert "$default" in (error.allowed or "")
    assert fix in (None, error.fix)
    assert error.fix


def test_a_fix_of_a_malformed_key_is_well_formed() -> None:
    for key in ("/notes", "get /notes", "GET notes", "GET /a//b", "GET", "GET  /notes", "GET //"):
        with pytest.raises(MalformedPathError) as caught:
            parse_route_key(key)
        parse_route_key(caught.value.fix.split('"')[1])


def test_a_path_alone_can_be_checked() -> None:
    check_path("/notes/{id}")
    with pytest.raises(MalformedPathError):
        check_path("notes")


def test_an_api_needs_a_route() -> None:
    assert reported() == ['Blueprint "Notes": it has no routes.']


def test_the_same_route_twice_shows_both_lines() -> None:
    first = Route("GET /notes", SAMPLE)
    second = Route("GET /notes", SAMPLE)
    with pytest.raises(DuplicateError) as caught:
        HttpApi("Notes", routes=[first, second])
    error = caught.value
    assert error.problem == 'Route "GET /notes" is declared twice.'
    assert (error.where, error.other) == (second.source, first.source)
    assert f"also:    {first.source}" in str(error)


def test_the_names_of_variables_do_not_tell_paths_apart() -> None:
    assert reported("GET /{a}", "GET /{b}") == ['Route "GET /{b}" catches the same requests as "GET /{a}".']
    assert reported("GET /{a+}", "GET /{b+}") == ['Route "GET /{b+}" catches the same requests as "GET /{a+}".']


@pytest.mark.parametrize(
    "keys",
    [
        ("GET /{a}", "GET /{a+}"),
        ("GET /a", "POST /a", "ANY /a"),
        ("GET /a", "GET /a/"),
        ("GET /a", "GET /A"),
        ("GET /", "$default"),
        ("ANY /{proxy+}", "$default"),
        ("ANY /", "$default"),
        ("GET /{proxy+}", "ANY /", "$default"),
        ("GET /a", "GET /{a}"),
    ],
)
def test_routes_that_differ_stand_together(keys: tuple[str, ...]) -> None:
    assert reported(*keys) == []


def test_any_behind_every_method_is_never_reached() -> None:
    keys = [f"{method} /a" for method in METHODS]
    assert reported(*keys) == []
    assert reported(*keys, "ANY /a") == [
        'Route "ANY /a" can never be reached: every method of this path has a route of its own.'
    ]


def test_default_behind_root_and_proxy_is_never_reached() -> None:
    assert reported("ANY /", "ANY /{proxy+}", "$default") == [
        'Route "$default" can never be reached: the routes of / and /{proxy+} take every request.'
    ]
    every = [f"{method} {path}" for path in ("/", "/{x+}") for method in METHODS]
    assert len(reported(*every, "$default")) == 1


def test_several_duplicates_are_all_told() -> None:
    assert len(reported("GET /a", "GET /a", "GET /b", "GET /{x}", "GET /b", "GET /a")) == 3


def test_malformed_routes_are_no_duplicates_of_one_another() -> None:
    found = reported("FOO /", "BAR /", "$default")
    assert len(found) == 2
    assert all("is no method" in problem for problem in found)


def test_a_stage_twice_shows_both_lines() -> None:
    first = Stage("dev")
    second = Stage("dev")
    with pytest.raises(DuplicateError) as caught:
        HttpApi("Notes", routes=routes("GET /"), stages=[first, second])
    assert (caught.value.where, caught.value.other) == (second.source, first.source)
    assert caught.value.problem == 'Stage "dev" is declared twice.'


def test_a_stage_adds_its_name_to_the_url() -> None:
    assert (Stage().path, Stage("dev").path) == ("", "/dev")


def test_the_functions_of_an_api_each_once_in_the_order_of_the_routes() -> None:
    one, two = function("One"), function("Two")
    api = HttpApi("Notes", routes=[Route("GET /", two), Route("GET /a", one), Route("GET /b", LambdaProxy(two))])
    assert api.functions() == [two, one]


def test_a_route_gives_its_function_and_integration() -> None:
    proxy = LambdaProxy(SAMPLE, timeout_seconds=5)
    assert Route("GET /", proxy).integration is proxy
    assert Route("GET /", SAMPLE).integration == LambdaProxy(SAMPLE)
    found: Function = SAMPLE
    assert Route("GET /", proxy).function is found
