"""E9763: a TLS policy that does not go with the endpoint, the access mode or mutual TLS."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.node import Node
from cfngw.lint.rules.domains.common import ENHANCED, PRIVATE, PUBLIC, V1, V2, domains
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal

_API = "AWS::ApiGateway::RestApi"


class SecurityPolicy(Rule):
    """SecurityPolicy, EndpointAccessMode and EndpointConfiguration of domain names and REST APIs."""

    id = "E9763"
    short = "A TLS policy fits the endpoint type, and has an access mode where it needs one"
    long = (
        "Policies that begin with SecurityPolicy_ want an EndpointAccessMode, and the others have none; those that "
        "end with EDGE are for edge-optimized endpoints and for no others. AWS::ApiGatewayV2::DomainName has TLS_1_2."
    )
    aws = "The domain name or the API is refused (400)."
    fix = "Write a policy of the endpoint type, and EndpointAccessMode: STRICT with one of the newer ones."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies.html"
    types = (*PUBLIC, PRIVATE, _API)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for domain in domains(view).values():
            if domain.resource.type == V2:
                policy = domain.policy
                if policy is not None and policy.startswith(ENHANCED):
                    text = f"An {V2} takes TLS_1_2 alone, not {policy}: AWS refuses it. Make it an {V1}"
                    yield Problem(below(domain.node.at, "SecurityPolicy"), text)
                continue
            yield from _wrong(domain.node, domain.kind)
        for each in view.resources(PRIVATE):
            yield from _wrong(each.properties, "PRIVATE")
        for each in view.resources(_API):
            endpoint = each.properties.get("EndpointConfiguration")
            types = endpoint.get("Types") if endpoint is not None else None
            kinds = [literal(kind) for kind in types.each()] if types is not None else []
            yield from _wrong(each.properties, kinds[0] if len(kinds) == 1 else None)


def _wrong(own: Node, kind: str | None) -> Iterator[Problem]:
    policy, mode = literal(own.get("SecurityPolicy")), own.get("EndpointAccessMode")
    if policy is None or not isinstance(own.value, dict):
        return
    at = below(own.at, "SecurityPolicy")
    is_new = policy.startswith(ENHANCED)
    if is_new and "EndpointAccessMode" not in own.value and not any(name.startswith("Fn::") for name in own.value):
        yield Problem(at, f"{policy} wants an EndpointAccessMode, and AWS refuses it without. Add STRICT, or BASIC")
    if not is_new and policy.startswith("TLS_") and mode is not None and literal(mode) is not None:
        text = (
            f"{policy} has no access mode: AWS refuses EndpointAccessMode with it. Leave it out, or take a {ENHANCED} "
            "one"
        )
        yield Problem(below(own.at, "EndpointAccessMode"), text)
    if is_new and policy.endswith("_EDGE") and kind in ("REGIONAL", "PRIVATE"):
        yield Problem(
            at, f"{policy} is for edge-optimized endpoints, and this one is {kind}: AWS refuses it. Take another"
        )
    if is_new and not policy.endswith("_EDGE") and kind == "EDGE":
        yield Problem(
            at, f"{policy} is for no edge-optimized endpoint, as this one is: AWS refuses it. Take one with _EDGE"
        )
    if kind == "PRIVATE" and policy == "TLS_1_0":
        yield Problem(at, "A private endpoint takes no TLS_1_0: AWS refuses it. Write TLS_1_2")
