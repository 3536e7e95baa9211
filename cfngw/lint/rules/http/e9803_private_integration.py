"""E9803: a private integration whose parts don't fit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cfngw.document.values import Text, Unknown
from cfngw.lint.rules.http.common import API, INTEGRATION, apis, referred
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.model import Integration

_LISTENER = "AWS::ElasticLoadBalancingV2::Listener"
_CLOUD_MAP = "AWS::ServiceDiscovery::Service"
_INNER = re.compile(r"arn:[^:]*:(elasticloadbalancing|servicediscovery):")
_RIGHT = re.compile(r"arn:[^:]*:(elasticloadbalancing:.*:listener/|servicediscovery:.*:service/)", re.DOTALL)


class PrivateIntegration(Rule):
    """A private integration whose parts don't fit."""

    id = "E9803"
    short = "A private integration leads through a VPC link of version 2 to a listener or a Cloud Map service"
    long = (
        "ConnectionType VPC_LINK goes with ConnectionId, a link of version 2, with IntegrationType HTTP_PROXY, and "
        "with the ARN of a listener or of a Cloud Map service as IntegrationUri."
    )
    aws = (
        "The stack fails: 400, For VpcLink VPC_LINK, integration uri should be a valid ELB listener ARN or a valid "
        "Cloud Map service ARN."
    )
    fix = (
        "Give ConnectionType: VPC_LINK, ConnectionId: !Ref an AWS::ApiGatewayV2::VpcLink, IntegrationUri: !Ref the "
        "listener."
    )
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html"
    types = (INTEGRATION, API)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "HTTP"):
            for row in api.integrations:
                for name, wrong in _wrong(row.found):
                    yield Problem(row.at(name), f"{row.name} {wrong}")


def _wrong(found: Integration) -> Iterator[tuple[str, str]]:
    kind, link, uri = found.connection_type, found.connection, found.uri
    if isinstance(kind, str) and kind not in ("VPC_LINK", "INTERNET"):
        yield (
            "ConnectionType",
            f"has the connection {kind}, which API Gateway refuses (400). Write VPC_LINK or INTERNET",
        )
        return
    if isinstance(kind, Unknown):
        return
    if kind != "VPC_LINK":
        if link is not None:
            yield "ConnectionId", "names a VPC link and goes over the internet. Write ConnectionType: VPC_LINK"
        elif referred(uri)[0] in (_LISTENER, _CLOUD_MAP) or (isinstance(uri, str) and _INNER.match(uri)):
            yield (
                "IntegrationUri",
                (
                    "leads into a VPC without a VPC link, which API Gateway refuses (400). Write "
                    "ConnectionType: VPC_LINK "
                    "and ConnectionId"
                ),
            )
        return
    if link is None:
        yield (
            "ConnectionId",
            "goes through a VPC link and names none, which API Gateway refuses (400). Write ConnectionId",
        )
    if isinstance(found.type, str) and found.type != "HTTP_PROXY":
        yield "IntegrationType", f"is {found.type}, and a VPC link takes HTTP_PROXY alone (400). Write HTTP_PROXY"
        return
    if referred(link)[0] == "AWS::ApiGateway::VpcLink":
        yield (
            "ConnectionId",
            (
                f"goes through {getattr(link, 'logical_id', '')}, a VPC link of version 1, for REST and "
                "WebSocket APIs. Make an "
                "AWS::ApiGatewayV2::VpcLink"
            ),
        )
    wrong = _wrong_uri(uri)
    if wrong is not None:
        yield (
            "IntegrationUri",
            (
                f"goes through a VPC link and leads to {wrong}: API Gateway takes the ARN of a listener or "
                "of a Cloud Map "
                "service alone (400). Write !Ref of the listener"
            ),
        )


def _wrong_uri(uri: Any) -> str | None:
    kind, attribute = referred(uri)
    if kind:
        if (kind, attribute) in ((_LISTENER, ""), (_LISTENER, "ListenerArn"), (_CLOUD_MAP, "Arn")):
            return None
        known = kind.startswith("AWS::ElasticLoadBalancing") or kind == _CLOUD_MAP
        return f"{uri}, a {kind.rpartition('::')[2]}" if known else None
    if uri is None:
        return "nothing"
    if isinstance(uri, Text):
        first = uri.pieces[0]
        return str(uri) if isinstance(first, str) and re.match(r"https?://", first) else None
    return repr(uri) if isinstance(uri, str) and not _RIGHT.match(uri) else None
