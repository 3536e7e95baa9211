"""W9541: what is said of a connection goes together."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Reference
from cfngw.lint.rules.integrations.common import OF_HTTP, TYPES, Row, integrations
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class ConnectionUnused(Rule):
    """What is said of a connection goes together."""

    id = "W9541"
    short = "ConnectionId and IntegrationTarget go with ConnectionType VPC_LINK and an HTTP integration"
    long = (
        "A VPC link is used where ConnectionType is VPC_LINK and the type is HTTP or HTTP_PROXY; IntegrationTarget "
        "chooses among the load balancers that a link of version 2 reaches."
    )
    aws = (
        "API Gateway refuses what does not go together, or calls over the internet in spite of the link; which of "
        "these is not documented."
    )
    fix = "Write ConnectionType: VPC_LINK with an HTTP integration, or leave the rest out."
    url = "https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html"
    types = TYPES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for row in integrations(view):
            fault = _fault(row)
            if fault is not None:
                yield Problem(row.at(fault[0]), f"{row.route.key}: {fault[1]}. {fault[2]}")


def _fault(row: Row) -> tuple[str, str, str] | None:
    kind, link = row.found.connection_type, row.found.connection
    target = row.has("IntegrationTarget")
    if kind is None and link is None and not target:
        return None
    if kind == "VPC_LINK" and row.type and row.type not in OF_HTTP:
        what = f"an integration of type {row.type} goes through no VPC link"
        return "ConnectionType", what, "Write Type: HTTP_PROXY, or leave ConnectionType out"
    is_internet = kind == "INTERNET" or (kind is None and row.lacks("ConnectionType"))
    write = "Write ConnectionType: VPC_LINK"
    if is_internet and link is not None:
        return "ConnectionId", "ConnectionId names a VPC link, and the call goes over the internet", write
    if is_internet and target:
        return "IntegrationTarget", "IntegrationTarget is for a VPC link, and the call goes over the internet", write
    if target and isinstance(link, Reference) and link.type == "AWS::ApiGateway::VpcLink":
        what = f"{link.logical_id}, of version 1, leads to the one load balancer that it was made for"
        return "IntegrationTarget", what, "Leave IntegrationTarget out, or name an AWS::ApiGatewayV2::VpcLink"
    return None
