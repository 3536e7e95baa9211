"""W9777: rules or mappings that do not count."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.domains.common import (
    API_MAPPING,
    BASE_PATH,
    BASE_PATH_V2,
    PRIVATE,
    PUBLIC,
    RULE,
    domain_of,
    mappings,
)
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal


class RoutingMode(Rule):
    """RoutingMode of a domain name against what leads from it."""

    id = "W9777"
    short = "What leads from a domain name counts by its RoutingMode"
    long = (
        "Without RoutingMode, or with one that ends with MAPPING_ONLY, no routing rule counts; with ROUTING_RULE_ONLY "
        "no mapping does."
    )
    aws = "Nothing fails; the rule or the mapping takes no request, which gets 403 Forbidden or goes elsewhere."
    fix = (
        "Write ROUTING_RULE_THEN_API_MAPPING, or ROUTING_RULE_THEN_BASE_PATH_MAPPING in an AWS::ApiGateway::DomainName."
    )
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-routing-mode.html"
    types = (RULE, BASE_PATH, BASE_PATH_V2, API_MAPPING)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources(RULE):
            domain = view.found.referred(each.properties.get("DomainNameArn"))
            if domain is None or domain.type not in (*PUBLIC, PRIVATE) or not isinstance(domain.properties.value, dict):
                continue
            given = domain.properties.get("RoutingMode")
            mode = literal(given)
            if mode is None and (given is not None or "RoutingMode" in domain.properties.value):
                continue
            if mode is None or mode.endswith("MAPPING_ONLY"):
                wanted = "API_MAPPING" if domain.type.startswith("AWS::ApiGatewayV2") else "BASE_PATH_MAPPING"
                yield Problem(
                    each.at,
                    f"{domain.logical_id} has {f'the mode {mode}' if mode else 'no RoutingMode'}, by which no rule "
                    f"counts. Give it RoutingMode: ROUTING_RULE_THEN_{wanted}",
                )
        for mapping in mappings(view):
            target = domain_of(view, mapping.domain)
            if target is not None and literal(target.properties.get("RoutingMode")) == "ROUTING_RULE_ONLY":
                yield Problem(
                    mapping.resource.at,
                    f"{target.logical_id} has the mode ROUTING_RULE_ONLY, by which no mapping counts. Write a "
                    "RoutingRule, or another mode",
                )
