"""E9856: a model of a WebSocket API that API Gateway doesn't take."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.errors import nearest
from cfngw.lint.rules.http.common import MODEL, ROUTE, apis, at
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal


class Model(Rule):
    """A model of a WebSocket API that API Gateway doesn't take."""

    id = "E9856"
    short = "A model is named by letters and digits, has a schema, and is there where a route asks for it"
    long = "Name of a model is alphanumeric; RequestModels of a route names models of its API."
    aws = (
        "The stack fails when the model or the route is made: 400 BadRequestException, or 404 for a model that is "
        "not there."
    )
    fix = "Write a name of letters and digits; name a model of the API."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-request-validation.html"
    types = (MODEL, ROUTE)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "WEBSOCKET"):
            models = list(api.of(MODEL))
            names: set[str | None] = {literal(each.properties.get("Name")) for each in models}
            for each in models:
                name = literal(each.properties.get("Name"))
                if name is not None and not re.fullmatch(r"[A-Za-z0-9]+", name):
                    yield Problem(
                        at(each, "Name"),
                        f"The model's name {name} has more than letters and digits (400). Leave those out",
                    )
            for route in api.routes:
                asked = route.resource.properties.get("RequestModels")
                for key, node in asked.items() if asked is not None else ():
                    name = literal(node)
                    if name is not None and name not in names and None not in names and not view.is_open:
                        close = nearest(name, {each for each in names if each is not None})
                        yield Problem(
                            at(route.resource, "RequestModels", key),
                            f"{route.key or route.resource.logical_id} asks for the model {name}, which "
                            "the API doesn't have (404). "
                            f"{'Write ' + close if close else 'Make an AWS::ApiGatewayV2::Model'}",
                        )
