"""A method with mapping templates, run from a template's text: what the local gateway will do with a whole API."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from cfngw.declare.selection_pattern import selects
from cfngw.vtl import render

JSON = "application/json"
CONTEXT = {
    "httpMethod": "GET",
    "stage": "dev",
    "resourcePath": "/",
    "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
    "identity": {"sourceIp": "203.0.113.1", "userAgent": "curl/8", "cognitoIdentityId": None},
}


class Answer(NamedTuple):
    """What a client gets."""

    status: int
    body: str
    headers: dict[str, str]

    @property
    def json(self) -> Any:
        """Give the body as JSON data."""
        return json.loads(self.body)


class Mapped:
    """One method: ``properties`` of an AWS::ApiGateway::Method, and the function behind it."""

    def __init__(self, properties: Mapping[str, Any], handler: Callable[[Any, Any], Any]) -> None:
        self.integration = properties["Integration"]
        self.declared = {str(each["StatusCode"]): each for each in properties["MethodResponses"]}
        self.handler = handler

    def event(self, body: str | None = None, *, content_type: str = JSON, **parameters: Any) -> Any:
        """Give the event that the request's template makes."""
        return json.loads(self.text(body, content_type=content_type, **parameters))

    def text(self, body: str | None = None, *, content_type: str = JSON, **parameters: Any) -> str:
        """Give what the request's template makes, as text."""
        template = self.integration["RequestTemplates"][content_type]
        return render(template, body=body, **{"context": CONTEXT, **parameters}).output

    def call(self, body: str | None = None, *, context: Any = None, **parameters: Any) -> Answer:
        """Send a request, through all templates."""
        return self.answer(*self.invoke(self.event(body, **parameters), context))

    def invoke(self, event: Any, context: Any = None) -> tuple[str, str | None]:
        """Call the handler as Lambda does; give the payload, and the message if it failed."""
        try:
            return json.dumps(self.handler(event, context)), None
        except Exception as error:  # noqa: BLE001 - the handler's own
            stack = traceback.format_tb(error.__traceback__)
            payload = {"errorMessage": str(error), "errorType": type(error).__name__, "stackTrace": stack}
            return json.dumps(payload), str(error)

    def chosen(self, message: str | None) -> Any:
        """Give the integration response that a message selects; the default one where none does."""
        responses = self.integration["IntegrationResponses"]
        default = next(each for each in responses if "SelectionPattern" not in each)
        if not message:
            return default
        others = [each for each in responses if each is not default and selects(each["SelectionPattern"], message)]
        assert len(others) <= 1, f"several patterns match {message!r}"
        return others[0] if others else default

    def answer(self, payload: str, message: str | None) -> Answer:
        """Give what a client gets of a function's payload."""
        response = self.chosen(message)
        status, text, overrides = int(response["StatusCode"]), payload, {}
        assert str(status) in self.declared
        template = response.get("ResponseTemplates", {}).get(JSON)
        if template:
            rendered = render(template, body=payload, context=CONTEXT)
            text, overrides = rendered.output, rendered.overrides["response"]
        headers = {
            name.removeprefix("method.response.header."): value.removeprefix("'").removesuffix("'")
            for name, value in response.get("ResponseParameters", {}).items()
        }
        return Answer(int(overrides.get("status", status)), text, headers)


def method_of(document: Any, logical_id: str | None = None) -> Any:
    """Give the properties of a template's method: of the only one unless named."""
    methods = {name: each for name, each in document["Resources"].items() if each["Type"] == "AWS::ApiGateway::Method"}
    (name,) = [logical_id] if logical_id else methods
    return methods[name]["Properties"]


def module_of(document: Any, function: str, **modules: Any) -> dict[str, Any]:
    """Run a function's code from a template's text, with stand-ins for what it imports; give the module."""
    code = document["Resources"][function]["Properties"]["Code"]["ZipFile"]
    module: dict[str, Any] = {"__name__": "index"}
    kept = {name: sys.modules.get(name) for name in modules}
    try:
        sys.modules.update(modules)
        exec(code, module)
    finally:
        for name, before in kept.items():
            if before is None:
                del sys.modules[name]
            else:
                sys.modules[name] = before
    return module
