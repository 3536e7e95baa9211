"""W9851: a template that is not selected."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.lint.rules.http.common import INTEGRATION, apis, at, given
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_PLAIN = re.compile(r"(\\\$)?[A-Za-z0-9/_.+-]+")


class TemplateSelection(Rule):
    """A template that is not selected."""

    id = "W9851"
    short = "The template that is selected is there"
    long = (
        "TemplateSelectionExpression gives the key of RequestTemplates; a plain word, such as \\$default, is the "
        "key itself."
    )
    aws = (
        "The stack is created; the template is not applied, and the message is passed on as it is, or refused "
        "where PassthroughBehavior is NEVER."
    )
    fix = "Write the template under the key that the expression gives."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-selection-expressions.html"
    types = (INTEGRATION,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "WEBSOCKET"):
            for row in api.integrations:
                each = row.resource
                selection = given(each, "TemplateSelectionExpression") if each is not None else None
                if each is None or not isinstance(selection, str) or not _PLAIN.fullmatch(selection):
                    continue
                templates = each.properties.get("RequestTemplates")
                keys = [key for key, _ in templates.items()] if templates is not None else []
                key = selection.replace("\\$", "$")
                if (templates is None or templates.is_mapping) and key not in keys and selection not in keys:
                    yield Problem(
                        at(each, "TemplateSelectionExpression"),
                        f"{row.name} selects the template {key} and has {', '.join(keys) or 'none'}: no "
                        "template is applied. "
                        f"Write it under {key}",
                    )
