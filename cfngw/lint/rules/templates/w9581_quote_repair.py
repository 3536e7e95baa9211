"""W9581: escapeJavaScript in JSON has its apostrophes repaired."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.templates.trying import broken, effect
from cfngw.lint.rules.view import View


class QuoteRepair(Rule):
    r"""escapeJavaScript in JSON without a replaceAll that takes ``\'`` back."""

    id = "W9581"
    short = "What $util.escapeJavaScript escapes is valid JSON, apostrophes too"
    long = "$util.escapeJavaScript turns ' into \\', which JSON doesn't know; it has to be turned back."
    aws = "The stack is created; each call whose text has an apostrophe is answered with 500, or gets broken JSON."
    fix = 'Write $util.escapeJavaScript(…).replaceAll("\\\\\'", "\'").'
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html"
    tags = ("apigateway", "templates")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for use, found in broken(view, "quote"):
            cure = "Write UnescapeMappingTemplate: true" if "Events" in use.template.at.path else found.cure
            yield Problem(use.template.at, f"{use.name} makes no JSON of {found.input}: {effect(use)}. {cure}")
