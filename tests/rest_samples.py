"""Short ways to declare and compile REST APIs."""

from __future__ import annotations

import json
from typing import Any

from cfngw import Function, Method, RestApiLambdaBlueprint
from cfngw.declare.selection_pattern import selects
from cfngw.errors import Notice
from cfngw.vtl import render
from samples import function

HELLO: Function = function()
PETS = {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}


def rest(*methods: Method, **options: Any) -> RestApiLambdaBlueprint:
    """Make a REST API called Notes; one method on one function unless methods are given."""
    return RestApiLambdaBlueprint(**{"name": "Notes", "methods": methods or (Method("GET /", HELLO),), **options})


def folded(blueprint: RestApiLambdaBlueprint, layout: str = "openapi") -> RestApiLambdaBlueprint:
    """Give the same blueprint in another layout."""
    given = {name: getattr(blueprint, name) for name in blueprint._known() if hasattr(blueprint, name)}
    return type(blueprint)(**{**given, "layout": layout})


def made(*methods: Method, **options: Any) -> Any:
    """Compile, and give the resources."""
    return rest(*methods, **options).sealed().document["Resources"]


def only_method(*methods: Method, **options: Any) -> Any:
    """Compile, and give the properties of the one method."""
    (found,) = (each for each in made(*methods, **options).values() if each["Type"] == "AWS::ApiGateway::Method")
    return found["Properties"]


def integration(method: Method, **options: Any) -> Any:
    """Compile one method, and give its integration."""
    return only_method(method, **options)["Integration"]


def notices(*methods: Method, **options: Any) -> list[Notice]:
    """Compile, and give what there is to know."""
    return list(rest(*methods, **options).sealed().notices)


def deployment_id(resources: Any) -> str:
    """Give the logical id of the one deployment."""
    (name,) = (name for name, each in resources.items() if each["Type"] == "AWS::ApiGateway::Deployment")
    return str(name)


def answer(responses: Any, message: str | None, body: Any = None) -> tuple[int, str]:
    """Answer as the gateway does: choose by an error's message, or by none, and render; give status and body."""
    failed = {"errorMessage": message, "errorType": "Error", "stackTrace": ["File app.py"]}
    text = json.dumps(failed if message is not None else body)
    chosen = [each for each in responses if message is not None and _chosen(each, message)]
    assert len(chosen) <= 1, f"several answers fit {message!r}"
    response = chosen[0] if chosen else next(each for each in responses if "SelectionPattern" not in each)
    template = response.get("ResponseTemplates", {}).get("application/json")
    if not template:
        return int(response["StatusCode"]), text
    rendered = render(template, body=text)
    return int(rendered.overrides["response"].get("status", response["StatusCode"])), rendered.output


def _chosen(response: Any, message: str) -> bool:
    return "SelectionPattern" in response and selects(response["SelectionPattern"], message)
