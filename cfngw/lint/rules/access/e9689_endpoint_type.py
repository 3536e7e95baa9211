"""E9689: a REST API has one endpoint type, and the addresses that it allows."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.found import REST
from cfngw.read.taking import literal, row

_TYPES = ("REGIONAL", "EDGE", "PRIVATE")
_ADDRESSES = ("ipv4", "dualstack")


class EndpointType(Rule):
    """Several endpoint types, one that there is not, or an address type that it doesn't allow."""

    id = "E9689"
    short = "A REST API has one endpoint type, and an IP address type that fits"
    long = (
        "Types has one of REGIONAL, EDGE and PRIVATE, in capitals. IpAddressType is ipv4 or dualstack; a private API "
        "is always dualstack."
    )
    aws = "The stack fails: API Gateway refuses the endpoint configuration."
    fix = "Write Types: [REGIONAL]; leave out IpAddressType for a private API."
    url = "https://docs.aws.amazon.com/apigateway/latest/api/API_EndpointConfiguration.html"
    tags = ("apigateway", "private")
    types = (REST,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for resource in view.resources(REST):
            endpoint = resource.properties.get("EndpointConfiguration")
            if endpoint is None:
                continue
            at = below(resource.at, "Properties", "EndpointConfiguration")
            kinds = row(endpoint.get("Types"))
            if len(kinds) > 1 and all(isinstance(kind, str) for kind in kinds):
                yield Problem(
                    below(at, "Types"),
                    f"{resource.logical_id} has {len(kinds)} endpoint types, and an API has one: the stack would fail. "
                    "Leave one",
                )
            for kind in kinds:
                if isinstance(kind, str) and kind not in _TYPES:
                    meant = kind.upper() if kind.upper() in _TYPES else "REGIONAL, EDGE or PRIVATE"
                    yield Problem(
                        below(at, "Types"),
                        f"{resource.logical_id} has the endpoint type {kind}, which there is not: the stack would "
                        f"fail. Write {meant}",
                    )
            address = literal(endpoint.get("IpAddressType"))
            if address is not None and address not in _ADDRESSES:
                found = f"has the IpAddressType {address}, which there is not: the stack would fail. Write dualstack"
            elif address == "ipv4" and kinds == ("PRIVATE",):
                found = "is private and has IpAddressType ipv4: the stack would fail. Write dualstack, or leave it out"
            else:
                continue
            yield Problem(below(at, "IpAddressType"), f"{resource.logical_id} {found}")
