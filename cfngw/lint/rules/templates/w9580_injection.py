"""W9580: what a caller sends can't break out of the JSON of a request template."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.templates.trying import broken, effect
from cfngw.lint.rules.view import View


class Injection(Rule):
    """A request template that puts a caller's text into JSON as it is."""

    id = "W9580"
    short = "What a caller sends is escaped where a request template puts it into JSON"
    long = (
        "$input.path and $input.params give what was sent as it is. In a string of JSON, a double quote ends the "
        "string: the call fails, or the caller adds members that the backend trusts."
    )
    aws = (
        "The stack is created. A caller who sends a quote is answered with 500; one who sends more writes JSON of "
        "their own into the event."
    )
    fix = 'Write $input.json(\'$.name\') without quotes, or "$util.escapeJavaScript(…).replaceAll("\\\\\'", "\'")".'
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html"
    tags = ("apigateway", "templates", "security")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for use, found in broken(view, "text"):
            if not use.is_response:
                yield Problem(
                    use.template.at,
                    f"{use.name} lets callers break its JSON, and write their own, by {found.input}: "
                    f"{effect(use)}, or do what the caller wants. {found.cure}",
                )
