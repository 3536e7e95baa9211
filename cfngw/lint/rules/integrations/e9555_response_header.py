"""E9555: a header that an integration answers is declared."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.integrations.common import TYPES, Row, at, responses, written
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.model import MethodResponse

_PLACE = "method.response.header."


class ResponseHeader(Rule):
    """A header that an integration answers is declared."""

    id = "E9555"
    short = "Each header that an integration response sets is declared by its method response"
    long = (
        "ResponseParameters of an integration response set headers that the method response of the same status "
        "declares in its ResponseParameters."
    )
    aws = (
        "PutIntegrationResponse answers 400 Invalid mapping expression parameter specified: "
        "method.response.header.<name>, and the stack is rolled back."
    )
    fix = "Write ResponseParameters: {method.response.header.<name>: true} in the method response."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping.html"
    types = TYPES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for row, response in responses(view):
            if not response.parameters:
                continue
            declared = next((each for each in row.route.responses if each.status == response.status), None)
            if declared is None or not isinstance(response.status, str):
                continue
            if not declared.headers and not _has_none(row, declared):
                continue
            names = {name.lower() for name in declared.headers}
            for place in response.parameters:
                name = place.removeprefix(_PLACE)
                if place.startswith(_PLACE) and name.lower() not in names:
                    yield Problem(
                        at(response.at, "ResponseParameters", place),
                        f"{row.route.key} sets the header {name} of {response.status}, which its method response "
                        f"does not declare: API Gateway refuses it. Write {place}: true in the method response's "
                        "ResponseParameters",
                    )


def _has_none(row: Row, declared: MethodResponse) -> bool:
    raw = written(declared.at)
    return isinstance(raw, dict) and not raw.keys() & {
        "Fn::If",
        "$ref",
        "headers" if row.is_openapi else "ResponseParameters",
    }
