"""E9762: an endpoint type that a domain name cannot have."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.domains.common import PRIVATE, PUBLIC, V1, V2, domains
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal


class EndpointType(Rule):
    """The types in the endpoint configuration of a domain name."""

    id = "E9762"
    short = "A domain name is EDGE or REGIONAL; a private one is a DomainNameV2"
    long = (
        "AWS::ApiGateway::DomainName is EDGE or REGIONAL, AWS::ApiGateway::DomainNameV2 PRIVATE, and "
        "AWS::ApiGatewayV2::DomainName REGIONAL, or EDGE where it is to serve REST APIs."
    )
    aws = "The domain name is refused: Invalid value specified for the endpoint configuration (400)."
    fix = "Write the type that the resource is for."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-custom-domains.html"
    types = (*PUBLIC, PRIVATE)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources(V1, PRIVATE):
            endpoint = each.properties.get("EndpointConfiguration")
            types = endpoint.get("Types") if endpoint is not None else None
            if endpoint is None or types is None:
                continue
            allowed = ("EDGE", "REGIONAL") if each.type == V1 else ("PRIVATE",)
            kinds = [literal(kind) for kind in types.each()]
            at = below(endpoint.at, "Types")
            if len(kinds) > 1:
                text = (
                    f"{each.logical_id} has {len(kinds)} endpoint types, and AWS takes one. Write "
                    f"{' or '.join(allowed)}"
                )
                yield Problem(at, text)
            elif kinds and kinds[0] is not None and kinds[0] not in allowed:
                other = PRIVATE if kinds[0] == "PRIVATE" else V1 if kinds[0] in ("EDGE", "REGIONAL") else None
                fix = f"Make it an {other}" if other and other != each.type else f"Write {' or '.join(allowed)}"
                text = f"An {each.type} is {' or '.join(allowed)}, not {kinds[0]}: AWS refuses it. {fix}"
                yield Problem(below(at, 0), text)
        for domain in domains(view).values():
            kind = domain.kind
            if domain.resource.type == V2 and kind is not None and kind not in ("REGIONAL", "EDGE"):
                text = f"An {V2} is REGIONAL, or EDGE for REST APIs, not {kind}: AWS refuses it. Write REGIONAL"
                yield Problem(below(domain.node.at, "EndpointType"), text)
