"""W9857: a model that no message is checked against."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.errors import nearest
from cfngw.lint.rules.http.common import MODEL, ROUTE, apis, at
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal

_PLAIN = re.compile(r"(\\\$)?[A-Za-z0-9_-]+")


class UnselectedModel(Rule):
    """A model that no message is checked against."""

    id = "W9857"
    short = "A model that is asked for and selected is there"
    long = (
        "RequestModels names models of the API; ModelSelectionExpression gives the key of one; without it, or with "
        "a word that is no key, no message is checked."
    )
    aws = "The stack is created, and messages are passed on unchecked; or the deployment fails for want of the model."
    fix = "Write ModelSelectionExpression, such as \\$default for one model of all messages."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-request-validation.html"
    types = (ROUTE,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "WEBSOCKET"):
            names: set[str | None] = {literal(each.properties.get("Name")) for each in api.of(MODEL)}
            for route in api.routes:
                asked = route.resource.properties.get("RequestModels")
                if asked is None or not asked.is_mapping:
                    continue
                for key, node in asked.items():
                    name = literal(node)
                    if name is not None and name not in names and None not in names and not view.is_open:
                        close = nearest(name, {each for each in names if each is not None})
                        yield Problem(
                            at(route.resource, "RequestModels", key),
                            f"{route.key or route.resource.logical_id} asks for the model {name}, which "
                            "the API doesn't have: "
                            "messages are not checked. "
                            f"{'Write ' + close if close else 'Make an AWS::ApiGatewayV2::Model'}",
                        )
                keys = [key for key, _ in asked.items()]
                selection = route.resource.properties.get("ModelSelectionExpression")
                if selection is None:
                    yield Problem(
                        at(route.resource, "ModelSelectionExpression"),
                        f"{route.key or route.resource.logical_id} has models and selects none: messages "
                        "are not checked. Write "
                        "ModelSelectionExpression",
                    )
                    continue
                written = literal(selection)
                key = (written or "").replace("\\$", "$")
                if written is not None and _PLAIN.fullmatch(written) and key not in keys and written not in keys:
                    yield Problem(
                        at(route.resource, "ModelSelectionExpression"),
                        f"{route.key or route.resource.logical_id} selects the model {key} and has "
                        f"{', '.join(keys)}: messages are "
                        f"not checked. Write it under {key}",
                    )
