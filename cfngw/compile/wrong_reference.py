"""References to resources of the same template that give another thing than what is wanted where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cfngw.compile.assembly import Assembly, Locate
from cfngw.errors import CfngwError, DeclarationError
from cfngw.source import Source

_ASSOCIATION, _METHOD, _LINK = "AWS::WAFv2::WebACLAssociation", "AWS::ApiGateway::Method", "AWS::ApiGateway::VpcLink"
_ACL, _LISTENER = "AWS::WAFv2::WebACL", "AWS::ElasticLoadBalancingV2::Listener"
_BALANCER, _APPLICATION = "AWS::ElasticLoadBalancingV2::LoadBalancer", "application"


def watch(assembly: Assembly) -> None:
    """Have the finished document checked, once."""
    if _check not in assembly.checks:
        assembly.checks.append(_check)


def _check(document: Mapping[str, Any], locate: Locate) -> Iterator[CfngwError]:
    resources = document["Resources"]
    for name, each in resources.items():
        kind, properties = each.get("Type"), each.get("Properties", {})
        if kind == _ASSOCIATION:
            yield from _of_association(resources, name, properties, locate)
        elif kind == _METHOD:
            yield from _of_method(resources, name, properties, locate)
        elif kind == _LINK:
            yield from _of_link(resources, name, properties, locate)


def _of_association(resources: Mapping[str, Any], name: str, given: Any, locate: Locate) -> Iterator[CfngwError]:
    acl = _named(resources, given.get("WebACLArn"), _ACL)
    if acl is not None:
        problem = f"{name}: the Ref of a web ACL gives no ARN"
        yield _refused(problem, acl, f'write waf=GetAtt("{acl}", "Arn")', locate(name))


def _of_method(resources: Mapping[str, Any], name: str, given: Any, locate: Locate) -> Iterator[CfngwError]:
    integration = given.get("Integration")
    target = integration.get("IntegrationTarget") if isinstance(integration, Mapping) else None
    listener = _named(resources, target, _LISTENER)
    if listener is not None:
        problem = f"{name}: a method of a REST API leads to a load balancer, not to its listener"
        fix = "write the Ref of the load balancer: the port in the url chooses the listener"
        yield _refused(problem, listener, fix, locate(name))


def _of_link(resources: Mapping[str, Any], name: str, given: Any, locate: Locate) -> Iterator[CfngwError]:
    targets = given.get("TargetArns")
    for target in targets if isinstance(targets, list) else ():
        balancer = _named(resources, target, _BALANCER)
        if balancer is not None and resources[balancer].get("Properties", {}).get("Type", _APPLICATION) == _APPLICATION:
            problem = f"{name}: a VPC link of version 1 leads to a Network Load Balancer alone"
            fix = "write PrivateIntegration(target_arn, VpcLink(...), url=...), which leads to both kinds"
            yield _refused(problem, balancer, fix, locate(name))


def _named(resources: Mapping[str, Any], given: Any, kind: str) -> str | None:
    target = given.get("Ref") if isinstance(given, Mapping) else None
    return target if isinstance(target, str) and resources.get(target, {}).get("Type") == kind else None


def _refused(problem: str, target: str, fix: str, where: Source | None) -> CfngwError:
    return DeclarationError(f"{problem}.", where=where, given=f"Ref {target}", fix=fix)
