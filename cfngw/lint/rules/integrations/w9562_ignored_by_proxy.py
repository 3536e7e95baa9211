"""W9562: a proxy hands all on: what would map is left out."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.integrations.common import TYPES, Row, at, integrations
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class IgnoredByProxy(Rule):
    """A proxy hands all on: what would map is left out."""

    id = "W9562"
    short = "A proxy integration has no templates and no patterns: it does not use them"
    long = (
        "AWS_PROXY and HTTP_PROXY hand on the request and the answer as they are. Request templates, response "
        "templates, patterns and mapped headers are not used."
    )
    aws = "Nothing fails: what is written is ignored, so that a header or a status that is mapped here never comes."
    fix = "Leave them out and let the backend answer so; or write Type: AWS or HTTP."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-integration-types.html"
    types = TYPES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for row in integrations(view):
            if row.is_proxy:
                yield from _ignored(row)


def _ignored(row: Row) -> Iterator[Problem]:
    other = row.type.partition("_")[0]
    if any(template.text for template in row.found.request_templates.values()):
        yield Problem(
            row.at("RequestTemplates"),
            f"{row.route.key} is a proxy ({row.type}), which uses no request templates: the body is handed on as it "
            f"is. Leave them out, or write Type: {other}",
        )
    for response in row.found.responses:
        unused = {
            "ResponseTemplates": response.templates,
            "ResponseParameters": response.parameters,
            "SelectionPattern": response.pattern,
        }
        names = [name for name, given in unused.items() if given]
        if names:
            yield Problem(
                at(response.at, names[0]),
                f"{row.route.key} is a proxy ({row.type}), which does not use {' and '.join(names)} of its response "
                f"{response.status}: the backend's answer goes through. Leave them out, or write Type: {other}",
            )
