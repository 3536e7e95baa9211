"""E9810: an expression of parameter mapping that reads nothing."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.http.answers import answers
from cfngw.lint.rules.http.common import API, INTEGRATION, apis
from cfngw.lint.rules.http.mapping import wrong_source
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class MappingSource(Rule):
    """An expression of parameter mapping that reads nothing."""

    id = "E9810"
    short = "What a parameter is made of is a text, or an expression of HTTP APIs"
    long = (
        "Sources are texts, $request.header.x, $request.querystring.q, $request.path, $request.path.id, "
        "$request.body.a, $context.x and $stageVariables.x, in braces within a text; of answers $response.header.x "
        "and $response.body.a."
    )
    aws = (
        "The stack fails when the integration is made: 400, Invalid mapping expression specified. An expression of "
        "REST APIs is taken for a text."
    )
    fix = "Write the expression as the page on parameter mapping has it."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html"
    types = (INTEGRATION, API)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "HTTP"):
            for row in api.integrations:
                for key, source in row.found.request_parameters.items():
                    if not isinstance(source, str) or key.startswith("remove:"):
                        continue
                    wrong = wrong_source(source, "request")
                    if wrong is not None:
                        yield Problem(row.at("RequestParameters", key), f"{source} {wrong}")
                for status, index, key, text in answers(row):
                    wrong = (
                        wrong_source(text, "response") if text is not None and not key.startswith("remove:") else None
                    )
                    if wrong is not None:
                        place = row.at("ResponseParameters", status, "ResponseParameters", index, "Source")
                        yield Problem(place, f"{text} {wrong}")
