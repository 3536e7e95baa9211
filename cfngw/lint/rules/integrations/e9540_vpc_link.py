"""E9540: an integration through a VPC link names the link, and where it leads."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Reference
from cfngw.lint.rules.integrations.common import OF_HTTP, TYPES, Row, integrations
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_V1, _V2 = "AWS::ApiGateway::VpcLink", "AWS::ApiGatewayV2::VpcLink"


class VpcLinkOfIntegration(Rule):
    """An integration through a VPC link names the link, and where it leads."""

    id = "E9540"
    short = "An integration through a VPC link names the link, and for version 2 a load balancer"
    long = (
        "ConnectionType VPC_LINK needs ConnectionId: a link of version 1 (AWS::ApiGateway::VpcLink), which leads to "
        "one Network Load Balancer, or one of version 2 (AWS::ApiGatewayV2::VpcLink), for which IntegrationTarget "
        "names the load balancer."
    )
    aws = (
        "API Gateway refuses the integration, or answers each call with 500 (invalid VpcLink id referenced in "
        "integration)."
    )
    fix = (
        "Write ConnectionId: !Ref Link; with a link of version 2 also IntegrationTarget, the ARN of an Application "
        "or Network Load Balancer."
    )
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-private-integration.html"
    types = TYPES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for row in integrations(view):
            fault = _fault(row) if row.type in OF_HTTP and row.found.connection_type == "VPC_LINK" else None
            if fault is not None:
                yield Problem(row.at(fault[0]), f"{row.route.key} goes through a VPC link, {fault[1]}. {fault[2]}")


def _fault(row: Row) -> tuple[str, str, str] | None:
    link = row.found.connection
    if link is None:
        if not row.lacks("ConnectionId"):
            return None
        return "ConnectionType", "and names none: API Gateway refuses it", "Write ConnectionId: !Ref of the link"
    if isinstance(link, Reference) and link.type not in (_V1, _V2) and link.type.startswith("AWS::"):
        what = f"and {link.logical_id} is an {link.type}: API Gateway refuses it"
        return "ConnectionId", what, f"Name an {_V2} or an {_V1}"
    if isinstance(link, Reference) and link.type == _V2 and row.lacks("IntegrationTarget"):
        what = f"and {link.logical_id}, of version 2, leads to no one load balancer: calls would be answered with 500"
        return "ConnectionId", what, "Write IntegrationTarget, the load balancer's ARN"
    if isinstance(link, str) and link.startswith("arn:"):
        return "ConnectionId", "and names it by an ARN: API Gateway refuses it", "Write the link's id"
    return None
