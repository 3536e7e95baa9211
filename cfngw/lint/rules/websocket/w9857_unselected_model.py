"""W9857: a model that no message is checked against."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.lint.rules.http.common import ROUTE, apis, at
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal

_PLAIN = re.compile(r"(\\\$)?[A-Za-z0-9_-]+")


class UnselectedModel(Rule):
    """A model that no message is checked against."""

    id = "W9857"
    short = "The model that is selected is there"
    long = (
        "ModelSelectionExpression gives the key of RequestModels; without it, or with a word that is no key, no "
        "message is checked."
    )
    aws = "The stack is created; messages are passed on unchecked."
    fix = "Write ModelSelectionExpression, such as \\\\$default for one model of all messages."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-request-validation.html"
    types = (ROUTE,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "WEBSOCKET"):
            for route in api.routes:
                asked = route.resource.properties.get("RequestModels")
                if asked is None or not asked.is_mapping:
                    continue
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
