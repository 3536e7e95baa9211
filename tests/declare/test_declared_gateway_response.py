"""Gateway responses: what they take, and that their templates know no VTL."""

from __future__ import annotations

from typing import Any

import pytest
from troposphere import Ref

from cfngw import GatewayResponse
from cfngw.declare.gateway_response import literal
from samples import loose, refused


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("text", "'text'"),
        ("'text'", "'text'"),
        ("*", "'*'"),
        ("method.request.header.Origin", "method.request.header.Origin"),
        ("context.requestId", "context.requestId"),
        ("stageVariables.origin", "stageVariables.origin"),
        ("context", "'context'"),
        ("integration.response.header.X", "'integration.response.header.X'"),
    ],
)
def test_a_literal_gets_its_inner_quotes(given: str, written: str) -> None:
    assert literal(given) == written


def test_an_intrinsic_gets_none() -> None:
    assert literal(given := Ref("Header")) is given


@pytest.mark.parametrize("template", ["#set($x = 1)", "a #if($x) b #end", "#{foreach}($x in $y)"])
def test_a_template_knows_no_vtl(template: str) -> None:
    error = refused(lambda: GatewayResponse("THROTTLED", templates=template))
    assert "know no VTL" in error.problem
    assert error.option == "templates"


@pytest.mark.parametrize("template", ['{"message":$context.error.messageString}', "colour: #fff", "#1"])
def test_a_template_is_text_with_variables(template: str) -> None:
    assert GatewayResponse("THROTTLED", templates=template).templates == template


def test_one_that_changes_nothing_is_refused() -> None:
    assert refused(lambda: GatewayResponse("THROTTLED")).problem == 'GatewayResponse "THROTTLED": it changes nothing.'


@pytest.mark.parametrize(
    "options",
    [
        {"status": 99},
        {"status": 600},
        {"status": "401"},
        {"headers": {"X A": "b"}},
        {"headers": {"X": 5}},
        {"templates": 5},
    ],
)
def test_a_gateway_response_refuses(options: dict[str, Any]) -> None:
    refused(lambda: loose.GatewayResponse("THROTTLED", **options))


@pytest.mark.parametrize("name", ["Throttled", "default-4xx", "", 400, Ref("Type")])
def test_a_type_is_in_capitals(name: Any) -> None:
    refused(lambda: loose.GatewayResponse(name, status=400))
