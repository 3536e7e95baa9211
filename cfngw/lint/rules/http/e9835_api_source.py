"""E9835: an API that is made of nothing, or of two things."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.errors import nearest
from cfngw.lint.rules.http.common import API, at, lacks
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal


class ApiSource(Rule):
    """An API that is made of nothing, or of two things."""

    id = "E9835"
    short = "An API has a name and a protocol, or a document, and one document alone"
    long = (
        "Without Body and BodyS3Location an API needs Name and ProtocolType; with both of them there are two "
        "documents. A route of the document can't be a resource besides."
    )
    aws = "The stack fails when the API is made: 400 BadRequestException; for a second route of one key 409."
    fix = "Write Name and ProtocolType, or one document; leave out the routes that the document has."
    url = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-api.html"
    types = (API,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for resource in view.resources(API):
            own = resource.properties
            documents = [name for name in ("Body", "BodyS3Location") if own.get(name) is not None]
            if len(documents) == 2:
                yield Problem(
                    at(resource, "BodyS3Location"),
                    f"{resource.logical_id} has Body and BodyS3Location, and API Gateway takes one (400). "
                    "Leave one out",
                )
            lacking = [name for name in ("Name", "ProtocolType") if lacks(resource, name)]
            if lacking and not documents:
                yield Problem(
                    at(resource, lacking[0]),
                    f"{resource.logical_id} has no {' and no '.join(lacking)}, and API Gateway refuses it (400). Add "
                    f"{' and '.join(lacking)}, or a Body",
                )
            protocol = literal(own.get("ProtocolType"))
            if protocol not in (None, "HTTP", "WEBSOCKET"):
                yield Problem(
                    at(resource, "ProtocolType"),
                    f"{protocol} is no protocol of API Gateway (400). Write {_nearest(str(protocol))}",
                )


def _nearest(protocol: str) -> str:
    if protocol.upper() == "REST":
        return "HTTP, or make an AWS::ApiGateway::RestApi"
    return nearest(protocol, ("HTTP", "WEBSOCKET")) or "HTTP or WEBSOCKET"
