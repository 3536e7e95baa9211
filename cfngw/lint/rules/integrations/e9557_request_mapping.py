"""E9557: a parameter is filled in from a source that API Gateway knows."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.integrations.common import TYPES, integrations
from cfngw.lint.rules.integrations.mappings import fault_of_place, fault_of_request
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_PLACES = ("path", "querystring", "header", "multivaluequerystring", "multivalueheader")


class RequestMapping(Rule):
    """A parameter is filled in from a source that API Gateway knows."""

    id = "E9557"
    short = "An integration's request parameter has a known place and a known source"
    long = (
        "The name is integration.request.path.<name>, querystring or header; the value is a text in inner quotes, or "
        "method.request.path.<name>, querystring, header, multivaluequerystring, multivalueheader, "
        "method.request.body and what is below, context.<name> or stageVariables.<name>."
    )
    aws = "PutIntegration answers 400 Invalid mapping expression specified, and the stack is rolled back."
    fix = "Put a text into inner quotes: \"'Event'\"; write a source without a dollar sign."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping-sources.html"
    types = TYPES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for row in integrations(view):
            for place, source in row.found.request_parameters.items():
                fault = fault_of_place(place, "integration.request.", _PLACES) or fault_of_request(source)
                if fault is not None:
                    yield Problem(
                        row.at("RequestParameters", place),
                        f"{row.route.key}: {fault[0]}, and API Gateway refuses it (Invalid mapping expression). "
                        f"{fault[1]}",
                    )
