"""W9541: what is said of a connection goes together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.document.values import Reference
from cfngw.lint.rules.integrations.common import OF_HTTP, TYPES, Row, integrations, written
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_ELB = "AWS::ElasticLoadBalancingV2::"
_BALANCER = re.compile(r"arn:[^:]+:elasticloadbalancing:[^:]*:[^:]*:loadbalancer/(?:app|net)/.+")


class ConnectionUnused(Rule):
    """What is said of a connection goes together."""

    id = "W9541"
    short = "ConnectionId and IntegrationTarget go with VPC_LINK, an HTTP integration and a load balancer"
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
            fault = _fault(row, view)
            if fault is not None:
                yield Problem(row.at(fault[0]), f"{row.route.key}: {fault[1]}. {fault[2]}")


def _fault(row: Row, view: View) -> tuple[str, str, str] | None:
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
    return _of_target(row, view) if target else None


def _of_target(row: Row, view: View) -> tuple[str, str, str] | None:
    """Look at what a link of version 2 is to lead to."""
    raw = written(row.at("IntegrationTarget"))
    fix = "Write the ARN of an Application or Network Load Balancer"
    if isinstance(raw, str):
        if "{" in raw or _BALANCER.fullmatch(raw):
            return None
        return "IntegrationTarget", f"IntegrationTarget is {raw}, not the ARN of a load balancer", fix
    method = view.found.index.get(row.route.logical_id)
    given = method.properties.get("Integration") if method is not None else None
    node = given.get("IntegrationTarget") if given is not None else None
    target = node.value if node is not None else None
    if not isinstance(target, Reference) or not target.type.startswith(_ELB):
        return None
    if target.type == f"{_ELB}LoadBalancer" and target.attribute in ("", "LoadBalancerArn"):
        return None
    shown = f"{target.attribute} of {target.logical_id}" if target.attribute else target.logical_id
    what = f"IntegrationTarget is {shown}, an {target.type}, not the ARN of a load balancer"
    return "IntegrationTarget", what, fix
