"""W9625: models and templates are for content types."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.node import Node
from cfngw.lint.rules.models.common import METHOD, methods
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class ContentType(Rule):
    """A key that no Content-Type is."""

    id = "W9625"
    short = "Models and mapping templates are named by content types"
    long = (
        "RequestModels, ResponseModels, RequestTemplates and ResponseTemplates are looked up by content types such as "
        "application/json, without parameters. $default stands for all others."
    )
    aws = "The stack is created; no call has such a content type, so that the model or the template is never used."
    fix = "Write application/json, or the content type that callers send."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings.html"
    tags = ("apigateway", "models", "templates")
    types = (METHOD,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for _, route, resource in methods(view):
            for noun, name, node in _named(resource.properties):
                if name == "$default" or ("/" in name and ";" not in name and name == name.strip()):
                    continue
                plain = name.partition(";")[0].strip()
                better = plain if "/" in plain else f"application/{plain}" if plain.isalpha() else "application/json"
                yield Problem(
                    node.at,
                    f"{route.key} has a {noun} for {name!r}, which is no content type as calls are looked up by: "
                    f"it may never be used. Write {better}",
                )


def _named(own: Node) -> Iterator[tuple[str, str, Node]]:
    requests = own.get("RequestModels")
    for name, node in requests.items() if requests is not None else ():
        yield "model", name, node
    for response in _each(own.get("MethodResponses")):
        yield from (("model", name, node) for name, node in _members(response.get("ResponseModels")))
    integration = own.get("Integration")
    if integration is not None:
        yield from (("template", name, node) for name, node in _members(integration.get("RequestTemplates")))
        for response in _each(integration.get("IntegrationResponses")):
            yield from (("template", name, node) for name, node in _members(response.get("ResponseTemplates")))


def _each(node: Node | None) -> Iterator[Node]:
    yield from node.each() if node is not None else ()


def _members(node: Node | None) -> Iterator[tuple[str, Node]]:
    yield from node.items() if node is not None else ()
