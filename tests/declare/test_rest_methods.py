"""Methods of REST APIs: keys, parameters, targets, answers; and the tree that their paths make."""

from __future__ import annotations

from typing import Any

import pytest

from cfngw import (
    AsyncLambda,
    BracketErrors,
    File,
    HttpIntegration,
    HttpProxy,
    Method,
    Mock,
    NonProxy,
    Parameter,
    Request,
    Response,
    RestLambdaProxy,
)
from cfngw.declare.method_parameters import MethodParameter
from cfngw.errors import DuplicateError
from rest_samples import HELLO, rest
from samples import loose, problems, refused


@pytest.mark.parametrize("key", ["GET /", "ANY /{proxy+}", "POST /a/{b}/c", "DELETE /v1.0/x_y-z", "PUT /a:b"])
def test_a_key_is_a_method_and_a_path(key: str) -> None:
    assert str(Method(key, HELLO).key) == key


@pytest.mark.parametrize(
    ("key", "problem", "fix"),
    [
        ("GET notes", "the path does not start with a slash.", 'write "GET /notes"'),
        ("/notes", "it names no method.", 'write "GET /notes" or "ANY /notes"'),
        ("FETCH /", "'FETCH' is no method of API Gateway.", 'write "PATCH /"'),
        ("GET /a/", "a REST API has no path that ends in a slash.", 'write "GET /a"'),
        ("GET //", "the path has an empty part.", 'write "GET /"'),
        ("$default", "a REST API has no $default.", 'write "ANY /{proxy+}", and "ANY /" for the root'),
        ("GET /{a+}/b", "{a+} takes all that follows, so that nothing may come after it.", "put it last"),
        ("GET /{a}/{a}", "the variable {a} stands twice in the path.", "give each its own name"),
        ("GET /x{a}", "'x{a}' is neither a text nor a variable.", "a variable is a whole part"),
    ],
)
def test_a_malformed_key_is_refused(key: str, problem: str, fix: str) -> None:
    error = refused(lambda: Method(key, HELLO))
    assert error.problem == f'Method "{key}": {problem}'
    assert error.fix is not None
    assert error.fix.startswith(fix)


# Parameters


def test_parameters_are_the_paths_variables_and_what_is_declared() -> None:
    method = Method("GET /a/{id}/{rest+}", HELLO, request_parameters=["query.page", "header.X-User!", "querystring.b"])
    assert list(method.parameters.values()) == [
        MethodParameter("path", "id", True),
        MethodParameter("path", "rest", True),
        MethodParameter("querystring", "page", False),
        MethodParameter("header", "X-User", True),
        MethodParameter("querystring", "b", False),
    ]


def test_a_parameter_may_have_awss_long_form() -> None:
    method = Method("GET /", HELLO, request_parameters=["method.request.querystring.page!"])
    assert [each.long for each in method.parameters.values()] == ["method.request.querystring.page"]


@pytest.mark.parametrize("given", ["page", "query.", "body.x", "query.a b", 5, None, "query.a!!"])
def test_what_is_no_parameter_is_refused(given: Any) -> None:
    error = refused(lambda: loose.Method("GET /", HELLO, request_parameters=[given]))
    assert error.allowed is not None
    assert "query.<name>" in error.allowed


def test_a_name_alone_gets_its_two_readings() -> None:
    assert refused(lambda: Method("GET /", HELLO, request_parameters=["page"])).fix == (
        'write "query.page" or "header.page"'
    )


def test_a_path_parameter_that_is_not_in_the_path_is_refused() -> None:
    error = refused(lambda: Method("GET /{id}", HELLO, request_parameters=["path.ID"]))
    assert error.problem == 'Method "GET /{id}": the path has no variable {ID}.'
    assert error.fix == 'write "path.id"'


@pytest.mark.parametrize(
    ("template", "name", "fix"),
    [
        ("$input.params('page')", "page", 'add "query.page" to request_parameters'),
        ("$input.params().querystring.page", "querystring.page", 'add "query.page" to request_parameters'),
        ("$input.params().querystring.get('page')", "querystring.page", 'add "query.page" to request_parameters'),
        ("$input.params().header.X-User", "header.X-User", 'add "header.X-User" to request_parameters'),
    ],
)
def test_what_a_template_reads_must_be_declared(template: str, name: str, fix: str) -> None:
    error = refused(lambda: Method("GET /", HELLO, request=Request(template=f"a\n {template}")))
    assert error.problem.endswith(f"the request's template (line 2, column 2) reads {name}, which nothing declares.")
    assert error.fix == fix


@pytest.mark.parametrize(
    "template",
    [
        "$input.params('id') $input.params().path.id",
        "$input.params('page') $input.params().querystring.page",
        "$input.params().header.x-user $input.params('X-USER')",
        "#foreach($k in $input.params().header.keySet())$input.params().header.get($k)#end",
        "$input.params().querystring",
        "$input.params('header')",
    ],
)
def test_what_is_declared_may_be_read(template: str) -> None:
    declared = ["query.page", "header.X-User"]
    assert Method("GET /{id}", HELLO, request=Request(template=template), request_parameters=declared)


def test_a_variable_that_a_template_reads_must_be_in_the_path() -> None:
    error = refused(lambda: Method("GET /{id}", HELLO, request=Request(template="$input.params().path.key")))
    assert "the path has no variable {key}" in error.problem


def test_the_templates_of_answers_are_looked_into_as_well() -> None:
    error = refused(lambda: Method("GET /", HELLO, response=Response(200, template="$input.params('q')")))
    assert "the template of status 200 (line 1, column 1) reads q" in error.problem


def test_what_the_integration_gets_must_be_declared() -> None:
    error = refused(lambda: Method("GET /", HELLO, request=Request(parameters={"header.A": "header.B"})))
    assert error.fix == 'add "header.B" to request_parameters'
    error = refused(lambda: Method("GET /{a}", HELLO, request=Request(parameters={"header.A": "path.b"})))
    assert "the path has no variable {b}" in error.problem
    sources = {"header.A": "multivalueheader.B", "header.C": "'1'", "header.D": "context.requestId", "path.a": "path.a"}
    assert Method("GET /{a}", HELLO, request=Request(parameters=sources), request_parameters=["header.b"])


def test_what_tells_cached_answers_apart_must_be_declared() -> None:
    error = refused(lambda: Method("GET /", HELLO, cache_key_parameters=["query.q"]))
    assert error.fix == 'add "query.q" to request_parameters'
    assert Method("GET /{a}", HELLO, cache_key_parameters=["path.a", "query.q"], request_parameters=["query.q"])


@pytest.mark.parametrize("timeout", [50, 29_000, 300_000, Parameter("Timeout")])
def test_a_timeout(timeout: Any) -> None:
    assert Method("GET /", HELLO, timeout_ms=timeout).timeout_ms is timeout


@pytest.mark.parametrize("timeout", [49, 300_001, "29000", True, 1.5])
def test_no_timeout(timeout: Any) -> None:
    assert refused(lambda: loose.Method("GET /", HELLO, timeout_ms=timeout)).option == "timeout_ms"


# Targets and answers


def test_a_function_stands_for_a_non_proxy_integration() -> None:
    assert Method("GET /", HELLO).integration == NonProxy(HELLO)
    assert Method("GET /", Mock()).function is None
    assert Method("GET /", AsyncLambda(HELLO)).function is HELLO


@pytest.mark.parametrize("target", [None, "function", NonProxy, 5])
def test_what_is_no_target(target: Any) -> None:
    assert refused(lambda: loose.Method("GET /", target)).option == "target"


@pytest.mark.parametrize("target", [RestLambdaProxy(HELLO), HttpProxy("https://a.example")])
@pytest.mark.parametrize(
    "options",
    [
        {"response": Response(200)},
        {"responses": [Response(200)]},
        {"errors": BracketErrors([400])},
        {"request": Request(template="{}")},
    ],
)
def test_a_proxy_maps_nothing(target: Any, options: Any) -> None:
    error = refused(lambda: Method("GET /", target, **options))
    assert f"{type(target).__name__} has no" in error.problem
    assert error.fix is not None
    assert error.fix.startswith("leave out")


def test_exactly_one_answer_is_the_default() -> None:
    error = refused(lambda: Method("GET /", HELLO, responses=[Response(400, pattern="a")]))
    assert error.problem == 'Method "GET /": responses has no default.'
    error = refused(lambda: Method("GET /", HELLO, responses=[Response(200), Response(201)]), DuplicateError)
    assert error.problem == 'Method "GET /": responses has two defaults.'


def test_a_status_is_answered_once() -> None:
    answers = [Response(200), Response(400, pattern="a"), Response(400, pattern="b")]
    (error,) = problems(lambda: Method("GET /", HELLO, responses=answers))
    assert isinstance(error, DuplicateError)
    assert (error.where, error.other) == (answers[2].source, answers[1].source)
    assert error.problem == 'Method "GET /": status 400 is answered twice.'
    assert error.fix == "join the patterns into one: (?:first|second)"


@pytest.mark.parametrize("other", [{"response": Response(200)}, {"errors": BracketErrors()}])
def test_a_full_list_says_all_answers(other: Any) -> None:
    error = refused(lambda: Method("GET /", HELLO, responses=[Response(200)], **other))
    assert "responses says all answers" in error.problem


def test_a_success_has_no_pattern() -> None:
    error = refused(lambda: Method("GET /", HELLO, response=Response(400, pattern="x")))
    assert "response is for a success and has no pattern" in error.problem


def test_a_pattern_for_an_address_sees_the_status() -> None:
    target = HttpIntegration("https://a.example")
    error = refused(lambda: Method("GET /", target, responses=[Response(200), Response(400, pattern="Bad.*")]))
    assert "the pattern never matches" in error.problem
    assert Method("GET /", target, responses=[Response(200), Response(400, pattern=r"4\d{2}")])


# The tree


def test_sibling_variables_are_told_with_both_lines() -> None:
    first = Method("GET /pets/{id}", HELLO)
    second = Method("GET /pets/{name}/toys", HELLO)
    (error,) = problems(lambda: rest(first, second))
    assert isinstance(error, DuplicateError)
    assert (error.where, error.other) == (second.source, first.source)
    assert error.problem == 'Method "GET /pets/{name}/toys": {name} stands where {id} stands already.'
    assert error.fix == "write /pets/{id} in both, or put a text before one of them"


def test_a_greedy_variable_is_a_sibling_too() -> None:
    (error,) = problems(lambda: rest(Method("GET /{id}", HELLO), Method("ANY /{proxy+}", HELLO)))
    assert "{proxy+} stands where {id} stands already" in error.problem


def test_the_same_variable_may_stand_in_many_paths_and_others_elsewhere() -> None:
    keys = ["GET /{a}", "POST /{a}", "GET /{a}/{b}", "GET /x/{c}", "GET /{a}/y/{d}"]
    assert rest(*(Method(key, HELLO) for key in keys)).sealed()


def test_a_method_is_there_once() -> None:
    first, second = Method("GET /a", HELLO), Method("GET /a", HELLO, public="why")
    (error,) = problems(lambda: rest(first, second))
    assert isinstance(error, DuplicateError)
    assert (error.where, error.other) == (second.source, first.source)


def test_any_beside_all_methods_is_never_reached() -> None:
    verbs = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "ANY"]
    (error,) = problems(lambda: rest(*(Method(f"{verb} /a", HELLO) for verb in verbs)))
    assert 'Method "ANY /a" can never be reached' in error.problem
    assert rest(*(Method(f"{verb} /a", HELLO) for verb in verbs[1:])).sealed()


def test_an_api_has_methods() -> None:
    (error,) = problems(lambda: rest(methods=[]))
    assert error.problem == 'Blueprint "Notes": it has no methods.'


def test_a_missing_template_file_is_told_once() -> None:
    (error,) = problems(lambda: Method("GET /", HELLO, request=Request(template=File("nothing.vm"))))
    assert "nothing.vm" in error.problem


def test_one_pattern_is_for_one_answer() -> None:
    first = Response(400, pattern="a")
    listed = [Response(200), first, Response(404, pattern="a")]
    (error,) = problems(lambda: Method("GET /", HELLO, responses=listed))
    assert isinstance(error, DuplicateError)
    assert (error.problem, error.other) == ('Method "GET /": the pattern of 404 is that of 400.', first.source)
