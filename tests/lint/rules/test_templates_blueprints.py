"""Mistakes in mapping templates that the rules find in any template: blueprints refuse them, or tell them, before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cfngw import Method, Request, Response, RestApiLambdaBlueprint
from cfngw.errors import CfngwError
from cfngw.lint.rules.catalogue import rules
from rest_samples import HELLO, rest

_AS_WRITTEN = "a template is emitted as it is written; the build runs the rules over it, and tells this one"
NOTES = {
    "E9571": "a template is parsed as it is declared, and the parser refuses more than 300 KB in the words of E9570",
    "W9575": _AS_WRITTEN,
    "W9576": _AS_WRITTEN,
    "W9578": _AS_WRITTEN,
    "W9584": _AS_WRITTEN,
}


def request(template: str) -> RestApiLambdaBlueprint:
    """Declare a method with a request template."""
    return rest(Method("PUT /{id}", HELLO, request=Request(template=template), request_parameters=["query.page"]))


def response(template: str) -> RestApiLambdaBlueprint:
    """Declare a method with a response template."""
    return rest(Method("PUT /{id}", HELLO, response=Response(200, template=template)))


Make = Callable[[], RestApiLambdaBlueprint]
REFUSED: list[tuple[str, Make, str]] = [
    ("E9570", lambda: request("{#if($input.body)1}"), "#if has no #end"),
    ("W9577", lambda: request('{"a": "$stageVariables.table"}'), "no stage has the variable table"),
    ("I9585", lambda: request('{"a": "$util.urlEncode($input.params(\'size\'))"}'), "which nothing declares"),
    ("W9586", lambda: request('{"a": "$util.urlEncode($input.params().path.orderId)"}'), "no variable {orderId}"),
]
TOLD: list[tuple[str, Make, str]] = [
    ("E9572", lambda: request("{\"a\": $input.json('$.a[')}"), "a bracket is not closed"),
    ("E9573", lambda: request("{\"a\": $util.toJson($input.path('$'))}"), "invalid JSON for every request"),
    (
        "E9574",
        lambda: request('{"a": [#foreach($i in [1..2000])$i#if($foreach.hasNext),#end#end]}'),
        "invalid JSON for every request",
    ),
    ("W9579", lambda: request('{"a": 1,}'), "invalid JSON for every request"),
    ("W9580", lambda: request('{"a": "$input.params(\'page\')"}'), "a double quote in querystring.page"),
    ("W9581", lambda: request('{"a": "$util.escapeJavaScript($input.params(\'page\'))"}'), "an apostrophe"),
    ("W9582", lambda: response('{"a": "$input.path(\'$.message\')"}'), "a double quote in the body's message"),
    ("I9583", lambda: request("{\"a\": $input.path('$.count')}"), "for the body {}"),
    ("W9587", lambda: request('{"a": "$context.authorizer.principalId"}'), "the method has no authorizer"),
]


@pytest.mark.parametrize(("rule", "make", "word"), REFUSED, ids=[rule for rule, _, _ in REFUSED])
def test_a_blueprint_refuses_the_mistake(rule: str, make: Make, word: str) -> None:
    with pytest.raises(CfngwError) as caught:
        make().sealed()
    assert word in str(caught.value)


@pytest.mark.parametrize(("rule", "make", "word"), TOLD, ids=[rule for rule, _, _ in TOLD])
def test_a_build_tells_the_mistake(rule: str, make: Make, word: str) -> None:
    assert any(word in str(notice) for notice in make().sealed().notices)


def test_each_rule_is_here() -> None:
    ours: set[Any] = {name for name in rules() if 9570 <= int(name[1:]) < 9600}
    assert ours == {rule for rule, _, _ in [*REFUSED, *TOLD]} | set(NOTES)
