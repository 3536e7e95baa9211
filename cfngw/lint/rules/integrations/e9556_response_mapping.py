"""E9556: a header is set from a source that API Gateway knows."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.integrations.common import TYPES, at, responses
from cfngw.lint.rules.integrations.mappings import fault_of_place, fault_of_response
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class ResponseMapping(Rule):
    """A header is set from a source that API Gateway knows."""

    id = "E9556"
    short = "An integration response sets method.response.header.<name> from a known source"
    long = (
        "The name is method.response.header.<name>; the value is a text in inner quotes, or "
        "integration.response.header.<name>, integration.response.body and what is below, context.<name> or "
        "stageVariables.<name>."
    )
    aws = "PutIntegrationResponse answers 400 Invalid mapping expression specified, and the stack is rolled back."
    fix = "Put a text into inner quotes: \"'*'\"; write a source without a dollar sign."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping-sources.html"
    types = TYPES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for row, response in responses(view):
            for place, source in response.parameters.items():
                fault = fault_of_place(place, "method.response.", ("header",)) or fault_of_response(source)
                if fault is not None:
                    yield Problem(
                        at(response.at, "ResponseParameters", place),
                        f"{row.route.key}: {fault[0]}, and API Gateway refuses it (Invalid mapping expression). "
                        f"{fault[1]}",
                    )
