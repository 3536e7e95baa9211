"""Routing rules of domain names, which lead to stages of REST APIs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from troposphere import GetAtt, Ref, Sub, apigatewayv2

from cfngw.compile.api_mapping import add_any_domain, any_domain_outputs, doubted_access
from cfngw.compile.assembly import Assembly, Locate, only_given
from cfngw.declare.api_mapping import is_private
from cfngw.declare.domain import Domain, DomainName
from cfngw.declare.parameter import Output
from cfngw.declare.rest_api import RestApi
from cfngw.declare.routing_rule import RoutingRule, same_priority, shadowed, shadows
from cfngw.errors import CfngwError, DuplicateError, Notice

_TOKEN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789*?-!#$%&'.^_`|~")


def add_rules(assembly: Assembly, api: RestApi, stages: Mapping[str, str]) -> None:
    """Put rules into the template, with their domains, to which they give a mode by which they count."""
    for rule in api.routing_rules:
        owner, first = assembly.mapped.setdefault((rule.called, rule.priority), (api.resource_id, rule))
        if owner != api.resource_id:
            assembly.problems.append(same_priority(rule, first))
            continue
        assembly.problems += _across(assembly, api, rule)
        add_any_domain(assembly, rule.domain)
        if isinstance(rule.domain, Domain):
            _let_rules_count(assembly, rule, rule.domain)
            assembly.notices.extend(doubted_access(api, rule.domain))
        assembly.notices.extend(_doubts(rule))
        invoked = {
            "ApiId": Ref(api.resource_id),
            "Stage": Ref(stages[rule.stage or api.stages[0].name]),
            "StripBasePath": assembly.resolve(rule.strip_base_path),
        }
        made = apigatewayv2.RoutingRule(
            rule.resource_id,
            DomainNameArn=_arn(assembly, api, rule),
            Priority=rule.priority,
            Conditions=[_condition(name, assembly.resolve(value)) for name, value in rule.conditions],
            Actions=[apigatewayv2.Action(InvokeApi=apigatewayv2.ActionInvokeApi(**only_given(invoked)))],
        )
        assembly.add(made, (api.resource_id, rule), rule.source)


def _across(assembly: Assembly, api: RestApi, rule: RoutingRule) -> Iterator[CfngwError]:
    """Find rules of other APIs of the template that take all requests of this one, or lose all to it."""
    for owner, other in assembly.mapped.values():
        if owner == api.resource_id or not isinstance(other, RoutingRule):
            continue
        if shadows(other, rule):
            yield shadowed(rule, other)
        elif shadows(rule, other):
            yield shadowed(other, rule)


def _condition(name: str, value: Any) -> apigatewayv2.Condition:
    """Write one condition: a list of its own for each, since those of one list are joined by "or"."""
    if not name:
        return apigatewayv2.Condition(MatchBasePaths=apigatewayv2.MatchBasePaths(AnyOf=[value]))
    wanted = apigatewayv2.MatchHeaderValue(Header=name, ValueGlob=value)
    return apigatewayv2.Condition(MatchHeaders=apigatewayv2.MatchHeaders(AnyOf=[wanted]))


def _arn(assembly: Assembly, api: RestApi, rule: RoutingRule) -> Any:
    """Give the domain's ARN; that of a public one follows from its name."""
    domain = rule.domain
    if isinstance(domain, Domain):
        return GetAtt(domain.resource_id, "DomainNameArn")
    if is_private(api) or (isinstance(domain, str) and domain.startswith("arn:")):
        return assembly.resolve(domain)
    head = "arn:${AWS::Partition}:apigateway:${AWS::Region}::/domainnames/"
    if isinstance(domain, str):
        return Sub(head + domain)
    resolved = assembly.resolve(domain)
    if isinstance(resolved, Ref):
        return Sub(f"{head}${{{resolved.data['Ref']}}}")
    return Sub(f"{head}${{Domain}}", {"Domain": resolved})


def _let_rules_count(assembly: Assembly, rule: RoutingRule, domain: Domain) -> None:
    """Set the mode of a domain that says none itself, and let no HTTP API stand beside rules."""
    made = assembly.template.resources.get(domain.resource_id)
    if made is None or assembly.lost(domain):
        return  # told elsewhere
    if getattr(domain, "routing_mode", None) is None:
        newer = made.resource_type == apigatewayv2.DomainName.resource_type
        made.RoutingMode = f"ROUTING_RULE_THEN_{'API' if newer else 'BASE_PATH'}_MAPPING"
    if not any(isinstance(each, _NoHttpApi) and each.domain == domain.resource_id for each in assembly.checks):
        assembly.checks.append(_NoHttpApi(rule, domain.resource_id))


class _NoHttpApi:
    """The check that no HTTP API is mapped to a domain that has rules; ``domain``: its logical id."""

    def __init__(self, rule: RoutingRule, domain: str) -> None:
        self.rule = rule
        self.domain = domain

    def __call__(self, document: Mapping[str, Any], locate: Locate) -> Iterator[CfngwError]:
        """Find the mappings of HTTP APIs in the finished document."""
        resources = document["Resources"]
        for name, each in resources.items():
            mapped = each["Type"] == "AWS::ApiGatewayV2::ApiMapping"
            if not mapped or each["Properties"].get("DomainName") != {"Ref": self.domain}:
                continue
            api = each["Properties"].get("ApiId")
            owner = resources.get(api.get("Ref"), {}) if isinstance(api, Mapping) else {}
            if owner.get("Type") == "AWS::ApiGatewayV2::Api":
                yield DuplicateError(
                    f"{self.rule.label}: its domain leads to an HTTP API, too, and routing rules to REST APIs alone.",
                    where=self.rule.source,
                    other=locate(name),
                    given=name,
                    allowed="rules and mappings of REST APIs",
                    fix="give the HTTP API another domain name, or write mappings in place of rules",
                )


def _doubts(rule: RoutingRule) -> Iterator[Notice]:
    """Find what AWS does not document: rules at edge-optimized domains, and some characters in values."""
    if isinstance(rule.domain, DomainName) and rule.domain.edge:
        yield Notice(
            f"{rule.label}: AWS does not say whether edge-optimized domain names have routing rules; the stack may "
            "fail.",
            rule.source,
            'if it does, leave out endpoint_type="EDGE", or write ApiMapping in place of the rule',
        )
    for name, value in rule.conditions:
        if name and isinstance(value, str) and not _TOKEN.issuperset(value):
            yield Notice(
                f"{rule.label}: AWS documents letters, digits and *?-!#$%&'.^_`|~ for the values of headers, not "
                f"{value}; the stack may fail.",
                rule.source,
                "write * in place of the rest, at the value's beginning or end",
            )


def rule_outputs(api: RestApi) -> Iterator[Output]:
    """Give where DNS must lead for the rules' domains."""
    for rule in api.routing_rules:
        yield from any_domain_outputs(rule.domain)
