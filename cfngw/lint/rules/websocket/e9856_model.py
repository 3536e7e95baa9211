"""E9856: a model of a WebSocket API that API Gateway doesn't take."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.lint.rules.http.common import MODEL, apis, at
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal


class Model(Rule):
    """A model of a WebSocket API that API Gateway doesn't take."""

    id = "E9856"
    short = "A model of a WebSocket API is named by letters and digits"
    long = "Name of a model is alphanumeric."
    aws = "The stack fails when the model is made: 400 BadRequestException."
    fix = "Write a name of letters and digits."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-request-validation.html"
    types = (MODEL,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "WEBSOCKET"):
            for each in api.of(MODEL):
                name = literal(each.properties.get("Name"))
                if name is not None and not re.fullmatch(r"[A-Za-z0-9]+", name):
                    yield Problem(
                        at(each, "Name"),
                        f"The model's name {name} has more than letters and digits (400). Leave those out",
                    )
