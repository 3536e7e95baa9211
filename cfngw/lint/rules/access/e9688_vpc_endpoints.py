"""E9688: VPC endpoints are of private APIs, and are VPC endpoints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cfngw.document.values import Reference
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.found import REST
from cfngw.read.taking import row

_ENDPOINT = "AWS::EC2::VPCEndpoint"


class VpcEndpoints(Rule):
    """VpcEndpointIds of a public API, or ids of something else."""

    id = "E9688"
    short = "VpcEndpointIds are of private APIs, and ids of VPC endpoints"
    long = (
        "VpcEndpointIds gives a private API a name for each VPC endpoint. A REGIONAL or EDGE API has none, and the ids "
        "of VPCs, subnets and security groups are no VPC endpoints."
    )
    aws = "The stack fails: VPCEndpoints can only be specified with PRIVATE apis. An unknown id is refused too."
    fix = "Write Types: [PRIVATE], or leave VpcEndpointIds out; write ids that begin with vpce-."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/associate-private-api-with-vpc-endpoint.html"
    tags = ("apigateway", "private")
    types = (REST,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for resource in view.resources(REST):
            endpoint = resource.properties.get("EndpointConfiguration")
            given = endpoint.get("VpcEndpointIds") if endpoint is not None else None
            if endpoint is None or given is None or given.unknown is not None or not given.value:
                continue
            kinds = row(endpoint.get("Types"))
            at = below(resource.at, "Properties", "EndpointConfiguration", "VpcEndpointIds")
            if all(isinstance(kind, str) for kind in kinds) and "PRIVATE" not in kinds:
                yield Problem(
                    at,
                    f"{resource.logical_id} is {kinds[0] if kinds else 'EDGE'} and names VPC endpoints: the stack "
                    "would fail with VPCEndpoints can only be specified with PRIVATE apis. Write Types: [PRIVATE]",
                )
            for index, each in enumerate(row(given)):
                wrong = _wrong(each)
                if wrong is not None:
                    yield Problem(
                        below(at, index),
                        f"{resource.logical_id} names {wrong} as a VPC endpoint: the stack would fail. Write an id "
                        "that begins with vpce-",
                    )


def _wrong(given: Any) -> str | None:
    if isinstance(given, str):
        return None if given.startswith("vpce-") else f'"{given}"'
    if isinstance(given, Reference) and given.type.startswith("AWS::EC2::") and given.type != _ENDPOINT:
        return f"{given.logical_id}, an {given.type},"
    return None
