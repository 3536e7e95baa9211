"""W9716: an API has one gateway response of a type."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.scope import Resource
from cfngw.document.values import Reference
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal

_TYPE = "AWS::ApiGateway::GatewayResponse"


class ResponseTwice(Rule):
    """Two gateway responses of one type for one API."""

    id = "W9716"
    short = "An API has one gateway response of a type"
    long = (
        "API Gateway keeps one response of each type: of two resources the one that is made later wins, and deleting "
        "either takes it away. Two whose conditions may exclude each other are not told."
    )
    aws = "The stack is created with one of them, in no order that can be relied on; AWS documents no error."
    fix = "Put both into one resource."
    url = "https://docs.aws.amazon.com/apigateway/latest/api/API_PutGatewayResponse.html"
    tags = ("apigateway", "gateway-responses")
    types = (_TYPE,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        first: dict[tuple[str, str], Resource] = {}
        for resource in view.resources(_TYPE):
            api = resource.properties.get("RestApiId")
            kind = literal(resource.properties.get("ResponseType"))
            if kind is None or resource.made is not True or api is None or not isinstance(api.value, Reference):
                continue
            other = first.setdefault((api.value.logical_id, kind), resource)
            if other is not resource:
                yield Problem(
                    below(resource.at, "Properties", "ResponseType"),
                    f"{resource.logical_id} is a second {kind} of {api.value.logical_id}, beside {other.logical_id}: "
                    "one overwrites the other. Put both into one",
                )
