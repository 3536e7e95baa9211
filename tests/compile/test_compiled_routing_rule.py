"""What routing rules become, and what they make of their domains."""

from __future__ import annotations

from typing import Any

import pytest
from troposphere import ImportValue

from cfngw import ApiMapping, Blueprint, Composition, MutualTls, Parameter, RoutingRule, Stage
from http_stages import domain, http
from rest_around import methods, notices, properties, rest
from rest_domains import edge, inner, private
from samples import document, of_type, problems, resources

DOMAIN = "ApiDotExampleDotComDomainName"
ARN = "arn:${AWS::Partition}:apigateway:${AWS::Region}::/domainnames/"
V2 = "AWS::ApiGatewayV2::"
THEN = "ROUTING_RULE_THEN_API_MAPPING"


def ruled(*rules: RoutingRule, **options: Any) -> Any:
    """Make an API with rules and a method below /v1."""
    return rest(*methods("GET /v1/notes"), stages=[Stage("dev"), Stage("prod")], routing_rules=rules, **options)


def made(own: RoutingRule, **options: Any) -> Any:
    """Compile an API with one rule, and give the rule."""
    (found,) = of_type(resources(ruled(own, **options)), f"{V2}RoutingRule").values()
    return found["Properties"]


def test_a_rule_asks_for_all_its_conditions_and_calls_one_stage() -> None:
    """AWS joins conditions by "and", and what stands in one AnyOf by "or": each has one of its own."""
    headers = {"x-version": ["b*", "*a"]}
    own = RoutingRule(domain(), priority=10, base_path="v1", headers=headers, stage="prod", strip_base_path=True)
    found = resources(ruled(own))["ApiDotExampleDotComRoutingRule10"]
    assert found == {
        "Type": "AWS::ApiGatewayV2::RoutingRule",
        "Properties": {
            "DomainNameArn": {"Fn::GetAtt": [DOMAIN, "DomainNameArn"]},
            "Priority": 10,
            "Conditions": [
                {"MatchHeaders": {"AnyOf": [{"Header": "x-version", "ValueGlob": "b*"}]}},
                {"MatchHeaders": {"AnyOf": [{"Header": "x-version", "ValueGlob": "*a"}]}},
                {"MatchBasePaths": {"AnyOf": ["v1"]}},
            ],
            "Actions": [
                {
                    "InvokeApi": {
                        "ApiId": {"Ref": "NotesApi"},
                        "Stage": {"Ref": "NotesStageProd"},
                        "StripBasePath": True,
                    }
                }
            ],
        },
    }


def test_a_rule_without_conditions_takes_every_request() -> None:
    found = made(RoutingRule(domain(), priority=1_000_000))
    assert found["Conditions"] == []
    assert found["Actions"] == [{"InvokeApi": {"ApiId": {"Ref": "NotesApi"}, "Stage": {"Ref": "NotesStageDev"}}}]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "old.example.com",
            {"Fn::Sub": "arn:${AWS::Partition}:apigateway:${AWS::Region}::/domainnames/old.example.com"},
        ),
        (
            Parameter("Domain"),
            {"Fn::Sub": "arn:${AWS::Partition}:apigateway:${AWS::Region}::/domainnames/${Domain}"},
        ),
        (
            ImportValue("domain"),
            {
                "Fn::Sub": [
                    "arn:${AWS::Partition}:apigateway:${AWS::Region}::/domainnames/${Domain}",
                    {"Domain": {"Fn::ImportValue": "domain"}},
                ]
            },
        ),
    ],
)
def test_a_domain_of_another_stack_is_named_by_its_arn(name: Any, expected: Any) -> None:
    assert made(RoutingRule(name, priority=1, logical_id="Own"))["DomainNameArn"] == expected


def test_a_private_domain_of_another_stack_is_given_by_its_arn() -> None:
    own = inner(routing_rules=[RoutingRule(Parameter("DomainArn"), priority=1)])
    assert properties(own, "DomainArnRoutingRule1")["DomainNameArn"] == {"Ref": "DomainArn"}
    arn = "arn:aws:apigateway:eu-west-1:123456789012:/domainnames/private.example.com+abc123"
    own = inner(routing_rules=[RoutingRule(arn, priority=1)])
    assert properties(own, "PrivateDotExampleDotComRoutingRule1")["DomainNameArn"] == arn


# --- the mode of the domain --------------------------------------------------------------------------------------


def test_a_domain_with_rules_gets_a_mode_by_which_rules_and_mappings_count() -> None:
    own = domain()
    mapped, by_rule = [ApiMapping(own, "old")], [RoutingRule(own, priority=1)]
    for blueprint in (ruled(*by_rule), ruled(*by_rule, api_mappings=mapped)):
        assert properties(blueprint, DOMAIN)["RoutingMode"] == THEN
    assert "RoutingMode" not in properties(rest(api_mappings=mapped), DOMAIN)


def test_the_mode_does_not_depend_on_which_api_comes_first() -> None:
    one = rest(name="One", api_mappings=[ApiMapping(domain())])
    two = ruled(RoutingRule(domain(), priority=1, headers={"a": "b"}), name="Two")
    for each in (Composition(one, two), Composition(two, one)):
        assert properties(each, DOMAIN)["RoutingMode"] == THEN


@pytest.mark.parametrize(
    ("given", "emitted"), [("ROUTING_RULE_ONLY", "ROUTING_RULE_ONLY"), (Parameter("Mode"), {"Ref": "Mode"})]
)
def test_a_mode_that_was_given_stays(given: Any, emitted: Any) -> None:
    own = RoutingRule(domain(routing_mode=given), priority=1)
    assert properties(ruled(own), DOMAIN)["RoutingMode"] == emitted


def test_the_older_type_says_it_in_its_own_words() -> None:
    own = domain(security_policy="SecurityPolicy_TLS13_1_3_2025_09")
    found = properties(ruled(RoutingRule(own, priority=1)), DOMAIN)
    assert found["RoutingMode"] == "ROUTING_RULE_THEN_BASE_PATH_MAPPING"


# --- several APIs ------------------------------------------------------------------------------------------------


def test_apis_share_a_domain_by_rules() -> None:
    apis = [
        ruled(RoutingRule(domain(), priority=place, headers={"x-version": name}), name=name.title())
        for place, name in ((10, "notes"), (20, "orders"))
    ]
    found = resources(Composition(*apis))
    assert list(of_type(found, f"{V2}DomainName")) == [DOMAIN]
    assert list(of_type(found, f"{V2}RoutingRule")) == [
        "ApiDotExampleDotComRoutingRule10",
        "ApiDotExampleDotComRoutingRule20",
    ]


def test_a_priority_of_two_apis_shows_both_lines() -> None:
    one, two = RoutingRule(domain(), priority=10), RoutingRule("api.example.com", priority=10)
    (error,) = problems(lambda: document(Composition(ruled(one), ruled(two, name="Other"))))
    assert "no two rules of a domain have the same priority" in error.problem
    assert (error.where, getattr(error, "other", None)) == (two.source, one.source)


def test_a_rule_that_another_api_takes_all_requests_of_is_refused() -> None:
    """Priorities are those of a domain, whichever API of the template a rule leads to."""
    one, two = RoutingRule(domain(), priority=10), RoutingRule(domain(), priority=20, base_path="v1")
    for apis in (
        (ruled(one), ruled(two, name="Other")),
        (ruled(two), ruled(one, name="Other")),
    ):
        (error,) = problems(lambda apis=apis: document(Composition(*apis)))  # type: ignore[misc]
        assert "can never be reached: the rule 10 takes every request that fits it" in error.problem
        assert (error.where, getattr(error, "other", None)) == (two.source, one.source)
    first = RoutingRule(domain(), priority=10, headers={"a": "1"})
    assert document(Composition(ruled(first), ruled(two, name="Other")))


def test_an_http_api_has_no_place_at_a_domain_with_rules() -> None:
    own, mapping = RoutingRule(domain(), priority=10), ApiMapping(domain())
    more = RoutingRule(domain(), priority=5, headers={"a": "b"})
    apis = [ruled(own, more), http(name="Other", api_mappings=[mapping])]
    for chosen in (apis, apis[::-1]):
        (error,) = problems(lambda chosen=chosen: document(Composition(*chosen)))  # type: ignore[misc]
        assert "its domain leads to an HTTP API, too, and routing rules to REST APIs alone" in error.problem
        assert (error.where, getattr(error, "other", None)) == (own.source, mapping.source)


def test_equal_apis_are_still_one() -> None:
    own = RoutingRule(domain(), priority=10)
    assert document(Composition(ruled(own), ruled(own))) == document(ruled(own))


# --- what the build says ------------------------------------------------------------------------------------------


def test_rules_of_an_edge_optimized_domain_are_not_documented() -> None:
    (notice,) = notices(ruled(RoutingRule(edge(), priority=1)))
    assert "AWS does not say whether edge-optimized domain names have routing rules" in notice


def test_characters_that_are_not_documented_are_told_of() -> None:
    (notice,) = notices(ruled(RoutingRule(domain(), priority=1, headers={"Accept": "application/json"})))
    assert "for the values of headers, not application/json" in notice
    assert notices(ruled(RoutingRule(domain(), priority=1, headers={"Accept": "*json*"}))) == []


def test_an_endpoint_beside_mutual_tls_is_noted() -> None:
    guarded = RoutingRule(domain(mutual_tls=MutualTls("s3://trust/store.pem")), priority=1)
    (notice,) = notices(ruled(guarded))
    assert "its own endpoint lets all in without one" in notice
    assert notices(ruled(guarded, execute_api_endpoint=False)) == []


def test_rules_alone_lead_to_an_api_whose_endpoint_is_off() -> None:
    blueprint: Blueprint = ruled(RoutingRule(domain(), priority=1), execute_api_endpoint=False)
    assert notices(blueprint) == []
    found = document(blueprint)["Outputs"]
    assert {f"{DOMAIN}Target", f"{DOMAIN}TargetZoneId"} <= set(found)
    assert "NotesExample" not in found


def test_the_url_of_a_rule() -> None:
    assert RoutingRule(domain(), priority=1, base_path="v1").url == "https://api.example.com/v1"
    assert RoutingRule(domain(), priority=1).url == "https://api.example.com"
    assert RoutingRule(domain(), priority=1, base_path=Parameter("Path")).url is None
    assert RoutingRule(private(), priority=1).url == "https://private.example.com"
