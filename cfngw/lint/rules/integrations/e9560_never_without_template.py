"""E9560: what refuses all that no template is for has a template."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.integrations.common import TYPES, integrations
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class NeverWithoutTemplate(Rule):
    """What refuses all that no template is for has a template."""

    id = "E9560"
    short = "An integration with PassthroughBehavior NEVER has request templates"
    long = "NEVER refuses each content type that no request template is for; without any template it refuses all."
    aws = "The stack is created; each call is answered with 415 Unsupported Media Type."
    fix = "Write RequestTemplates for the types that are taken, or leave PassthroughBehavior out."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html"
    types = TYPES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for row in integrations(view):
            if row.type not in ("AWS", "HTTP") or row.found.passthrough != "NEVER" or row.found.request_templates:
                continue
            if row.lacks("RequestTemplates"):
                yield Problem(
                    row.at("PassthroughBehavior"),
                    f"{row.route.key} refuses each body that no template is for (NEVER) and has no template: each call "
                    "would be answered with 415. Write RequestTemplates, or leave PassthroughBehavior out",
                )
