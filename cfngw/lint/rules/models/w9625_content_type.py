"""W9625: models are for content types."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.scope import Resource
from cfngw.document.values import At
from cfngw.lint.rules.models.common import METHOD, methods
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.model import Route


class ContentType(Rule):
    """A key that no Content-Type is."""

    id = "W9625"
    short = "Models are named by content types"
    long = (
        "RequestModels and ResponseModels are looked up by content types such as application/json, without parameters. "
        "$default stands for all others."
    )
    aws = "The stack is created; no call has such a content type, so that the model is never used."
    fix = "Write application/json, or the content type that callers send."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings.html"
    tags = ("apigateway", "models")
    types = (METHOD,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for _, route, resource in methods(view):
            for name, at in _named(route, resource):
                if name == "$default" or ("/" in name and ";" not in name and name == name.strip()):
                    continue
                plain = name.partition(";")[0].strip()
                better = plain if "/" in plain else f"application/{plain}" if plain.isalpha() else "application/json"
                yield Problem(
                    at,
                    f"{route.key} has a model for {name!r}, which is no content type as calls are looked up by: "
                    f"it may never be used. Write {better}",
                )


def _named(route: Route, resource: Resource) -> Iterator[tuple[str, At]]:
    """Give the keys of models, with their places."""
    for name in route.request_models:
        yield name, below(resource.properties.at, "RequestModels", name)
    for response in route.responses:
        yield from ((name, below(response.at, "ResponseModels", name)) for name in response.models)
