"""cfngw's own blueprints refuse the mistakes with domain names, or can't write them."""

from __future__ import annotations

import pytest
from blueprint_checks import findings, made, refusal

from cfngw.lint.rules.catalogue import rules

FAMILY = range(9760, 9790)
_CERTIFICATE = '"arn:aws:acm:eu-west-1:123456789012:certificate/12345678-1234-1234-1234-123456789012"'
_REST = 'RestApiLambdaBlueprint(name="Notes", methods=[Method("GET /", hello)], '
_HTTP = 'HttpApiBlueprint(name="Notes", routes=[Route("GET /", hello)], '


def _domain(options: str = "", name: str = "api.example.com") -> str:
    return f'DomainName("{name}", certificate={_CERTIFICATE}, {options})'


_MODE = 'routing_mode="API_MAPPING_ONLY"'
_TWO = 'RoutingRule("api.example.com", priority=1), RoutingRule("api.example.com", priority=1)'
_RULE_UNUSED = f"RoutingRule({_domain(_MODE)}, priority=1)"
REFUSED = {
    "E9761": (_domain('endpoint_type="EDGE"'), "takes certificates of us-east-1 alone"),
    "E9762": (_domain('endpoint_type="PRIVATE"'), "endpoint_type does not take this value"),
    "E9763": (_domain('endpoint_access_mode="STRICT"'), "has no access mode"),
    "E9764": ('MutualTls("https://bucket.s3.amazonaws.com/trust.pem")', "truststore_uri does not take this value"),
    "E9766": ('ApiMapping("api.example.com", "/v1")', "path does not take this value"),
    "E9767": (f'{_REST}api_mappings=[ApiMapping("api.example.com"), ApiMapping("api.example.com")])', "declared twice"),
    "E9768": (f'{_HTTP}api_mappings=[ApiMapping("api.example.com", endpoint_type="EDGE")])', "lead to REST APIs alone"),
    "E9770": (f'{_REST}api_mappings=[ApiMapping("api.example.com", stage="prod")])', "has no stage"),
    "E9772": (_domain(name="https://api.example.com"), "name does not take this value"),
    "W9773": (f'PrivateDomainName("api.example.com", certificate={_CERTIFICATE})', "it needs a policy"),
    "E9774": ('RoutingRule("api.example.com", priority=1, base_path="/v1")', "base_path does not take this value"),
    "E9775": (f"{_REST}routing_rules=[{_TWO}])", "declared twice"),
    "E9776": (f'{_HTTP}routing_rules=[RoutingRule("api.example.com", priority=1)])', "lead to REST APIs alone"),
    "W9777": (_RULE_UNUSED, "by which no rule counts"),
    "E9778": ('Stage("dev", waf="arn:aws:wafv2:us-east-1:123456789012:global/webacl/acl/1")', "waf does not take"),
}
CANNOT = (
    "E9760",
    "W9769",
    "E9771",
    "W9779",
    "E9780",
)  # all that refers to a domain or a stage does so by Ref or GetAtt
NOTES = {"I9765": "other clients may need the API's own address: the build tells of it"}
_ACL = '"arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/acl/12345678-1234-1234-1234-123456789012"'


@pytest.mark.parametrize("rule", REFUSED)
def test_a_blueprint_refuses_it(rule: str) -> None:
    snippet, word = REFUSED[rule]
    assert word in refusal(snippet)


@pytest.mark.parametrize(
    "options", ["", 'mutual_tls=MutualTls("s3://bucket/trust.pem"),', 'ip_address_type="dualstack",']
)
def test_a_blueprint_cannot_write_it(options: str) -> None:
    domain = _domain(f'{options} records=AliasRecords("Z0123456789ABCDEFGHIJ")')
    around = f'stages=[Stage("dev", waf={_ACL})], api_mappings=[ApiMapping({domain}, "v1")]'
    assert findings(made(f"{_REST}{around})"), FAMILY) == {}


def test_each_rule_is_told_of() -> None:
    assert {*REFUSED, *CANNOT, *NOTES} == {rule for rule in rules() if int(rule[1:]) in FAMILY}
