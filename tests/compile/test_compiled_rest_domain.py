"""What domain names of REST APIs become. Rows D01, D02, D03, D23; pain P18."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cfngw import (
    AliasRecords,
    ApiMapping,
    Blueprint,
    Certificate,
    Composition,
    DomainName,
    Function,
    Inline,
    Method,
    MutualTls,
    Output,
    Parameter,
)
from http_stages import CERTIFICATE, ZONE, domain, http
from rest_around import all_of, notices, properties, rest
from rest_domains import IN_VIRGINIA, STAGES, STRICT, edge, every_rest_domain
from samples import HANDLER, document, of_type, problems, resources

GOLDEN = Path(__file__).parents[1] / "golden" / "rest_domains.yaml"
DOMAIN = "ApiDotExampleDotComDomainName"
EDGE = "EdgeDotExampleDotComDomainName"
MAPPING = "NotesMappingApiDotExampleDotCom"


def under(*mappings: ApiMapping, **options: Any) -> Any:
    """Make an API that is mapped to domains."""
    return rest(stages=STAGES, api_mappings=mappings or [ApiMapping(domain())], **options)


def outputs(blueprint: Blueprint) -> dict[str, Any]:
    """Compile, and give the values of the outputs."""
    return {name: each["Value"] for name, each in document(blueprint)["Outputs"].items()}


def test_every_form_is_the_golden_template() -> None:
    """``REGENERATE=1`` writes it anew."""
    found = every_rest_domain().to_yaml()
    if os.environ.get("REGENERATE"):
        GOLDEN.write_text(found)
    assert found == GOLDEN.read_text()


@pytest.mark.slow
@pytest.mark.checked
def test_cfn_lint_finds_nothing_in_any_form() -> None:
    assert every_rest_domain().lint() == []


# --- which type is written -----------------------------------------------------------------------------------


def test_d03_a_regional_domain_is_the_same_as_for_http_apis() -> None:
    own = ApiMapping(domain())
    assert resources(under(own))[DOMAIN] == resources(http(api_mappings=[own]))[DOMAIN]


def test_d01_d02_d23_a_stage_under_a_domain_with_a_record() -> None:
    made = resources(under(ApiMapping(domain(records=AliasRecords(ZONE)), stage="prod")))
    assert made[MAPPING] == {
        "Type": "AWS::ApiGatewayV2::ApiMapping",
        "Properties": {
            "ApiId": {"Ref": "NotesApi"},
            "DomainName": {"Ref": DOMAIN},
            "Stage": {"Ref": "NotesStageProd"},
        },
    }
    assert made[f"{DOMAIN}RecordA"]["Properties"]["Name"] == "api.example.com"


def test_an_edge_optimized_domain_is_the_type_that_knows_it() -> None:
    made = resources(under(ApiMapping(edge(tags={"a": "b"}), "v1")))
    assert made[EDGE] == {
        "Type": "AWS::ApiGateway::DomainName",
        "Properties": {
            "DomainName": "edge.example.com",
            "CertificateArn": IN_VIRGINIA,
            "EndpointConfiguration": {"Types": ["EDGE"]},
            "SecurityPolicy": "TLS_1_2",
            "Tags": [{"Key": "a", "Value": "b"}],
        },
    }
    assert made["NotesMappingEdgeDotExampleDotComV1"] == {
        "Type": "AWS::ApiGateway::BasePathMapping",
        "Properties": {
            "DomainName": {"Ref": EDGE},
            "RestApiId": {"Ref": "NotesApi"},
            "Stage": {"Ref": "NotesStageDev"},
            "BasePath": "v1",
        },
    }


def test_the_records_of_an_edge_optimized_domain_lead_to_its_distribution() -> None:
    own = edge(records=AliasRecords(ZONE), ip_address_type="dualstack")
    made = resources(under(ApiMapping(own)))
    for kind in ("A", "Aaaa"):
        record = made[f"{EDGE}Record{kind}"]["Properties"]
        assert record["AliasTarget"] == {
            "DNSName": {"Fn::GetAtt": [EDGE, "DistributionDomainName"]},
            "HostedZoneId": {"Fn::GetAtt": [EDGE, "DistributionHostedZoneId"]},
        }
    assert made[EDGE]["Properties"]["EndpointConfiguration"]["IpAddressType"] == "dualstack"
    assert own.target_zone_id.to_dict() == {"Fn::GetAtt": [EDGE, "DistributionHostedZoneId"]}
    found = outputs(under(ApiMapping(own)))
    assert found[f"{EDGE}Target"] == {"Fn::GetAtt": [EDGE, "DistributionDomainName"]}


def test_a_newer_tls_policy_is_written_with_an_access_mode() -> None:
    made = resources(under(ApiMapping(domain(security_policy=STRICT), "a/b")))
    assert made[DOMAIN] == {
        "Type": "AWS::ApiGateway::DomainName",
        "Properties": {
            "DomainName": "api.example.com",
            "RegionalCertificateArn": CERTIFICATE,
            "EndpointConfiguration": {"Types": ["REGIONAL"]},
            "SecurityPolicy": STRICT,
            "EndpointAccessMode": "STRICT",
        },
    }
    assert made[f"{MAPPING}AB"]["Type"] == "AWS::ApiGatewayV2::ApiMapping"


def test_the_access_mode_may_be_said() -> None:
    basic = domain(security_policy=STRICT, endpoint_access_mode="BASIC")
    assert properties(under(ApiMapping(basic)), DOMAIN)["EndpointAccessMode"] == "BASIC"
    asked = domain(security_policy=Parameter("Policy"), endpoint_access_mode=Parameter("Mode"))
    made = resources(under(ApiMapping(asked)))[DOMAIN]
    assert made["Type"] == "AWS::ApiGateway::DomainName"
    assert made["Properties"]["EndpointAccessMode"] == {"Ref": "Mode"}


def test_every_option_of_the_older_type_is_emitted() -> None:
    full = domain(
        mutual_tls=MutualTls("s3://trust/store.pem", truststore_version="abc"),
        ownership_certificate=CERTIFICATE,
        security_policy=Parameter("Policy"),
        endpoint_access_mode="BASIC",
        ip_address_type="dualstack",
        routing_mode="ROUTING_RULE_THEN_API_MAPPING",
        tags={"team": "notes"},
    )
    assert properties(under(ApiMapping(full), execute_api_endpoint=False), DOMAIN) == {
        "DomainName": "api.example.com",
        "RegionalCertificateArn": CERTIFICATE,
        "OwnershipVerificationCertificateArn": CERTIFICATE,
        "EndpointConfiguration": {"Types": ["REGIONAL"], "IpAddressType": "dualstack"},
        "SecurityPolicy": {"Ref": "Policy"},
        "EndpointAccessMode": "BASIC",
        "MutualTlsAuthentication": {"TruststoreUri": "s3://trust/store.pem", "TruststoreVersion": "abc"},
        "RoutingMode": "ROUTING_RULE_THEN_BASE_PATH_MAPPING",
        "Tags": [{"Key": "team", "Value": "notes"}],
    }


@pytest.mark.parametrize("mode", ["ROUTING_RULE_THEN_API_MAPPING", "ROUTING_RULE_THEN_BASE_PATH_MAPPING"])
def test_a_routing_mode_is_written_in_the_words_of_the_type(mode: str) -> None:
    found = [properties(under(ApiMapping(each)), name) for each, name in _with_mode(mode)]
    assert [each["RoutingMode"] for each in found] == [
        "ROUTING_RULE_THEN_API_MAPPING",
        "ROUTING_RULE_THEN_BASE_PATH_MAPPING",
    ]


def _with_mode(mode: str) -> list[tuple[DomainName, str]]:
    return [(domain(routing_mode=mode), DOMAIN), (edge(routing_mode=mode), EDGE)]


# --- mappings ------------------------------------------------------------------------------------------------


def test_several_stages_are_mapped_by_paths_of_several_parts() -> None:
    own = domain()
    made = under(ApiMapping(own), ApiMapping(own, "v1/notes"), ApiMapping(own, "v2", stage="prod"))
    found = {
        name: (each["Properties"].get("ApiMappingKey"), each["Properties"]["Stage"]["Ref"])
        for name, each in of_type(resources(made), "AWS::ApiGatewayV2::ApiMapping").items()
    }
    assert found == {
        MAPPING: (None, "NotesStageDev"),
        f"{MAPPING}V1Notes": ("v1/notes", "NotesStageDev"),
        f"{MAPPING}V2": ("v2", "NotesStageProd"),
    }


def test_an_edge_optimized_domain_of_another_stack_is_named_as_such() -> None:
    made = resources(under(ApiMapping("old.example.com", "v1", endpoint_type="EDGE")))
    assert of_type(made, "AWS::ApiGateway::DomainName") == {}
    (mapping,) = of_type(made, "AWS::ApiGateway::BasePathMapping").values()
    assert mapping["Properties"]["DomainName"] == "old.example.com"


def test_a_rest_and_an_http_api_share_a_domain_that_is_made_once() -> None:
    made = resources(Composition(under(ApiMapping(domain(), "a")), http(name="B", api_mappings=[ApiMapping(domain())])))
    assert list(of_type(made, "AWS::ApiGatewayV2::DomainName")) == [DOMAIN]
    assert len(of_type(made, "AWS::ApiGatewayV2::ApiMapping")) == 2


def test_an_address_of_a_rest_and_an_http_api_shows_both_lines() -> None:
    one, two = ApiMapping(domain(), "v1"), ApiMapping("api.example.com", "v1")
    (error,) = problems(lambda: document(Composition(under(one), http(name="Other", api_mappings=[two]))))
    assert 'ApiMapping "api.example.com/v1" is declared twice' in error.problem
    assert (error.where, getattr(error, "other", None)) == (two.source, one.source)


def test_equal_apis_are_still_one() -> None:
    assert document(Composition(under(), under())) == document(under())


# --- the API's own endpoint, and what the build says ------------------------------------------------------------


def test_the_endpoint_may_be_off() -> None:
    assert properties(under(execute_api_endpoint=False), "NotesApi")["DisableExecuteApiEndpoint"] is True
    assert "DisableExecuteApiEndpoint" not in properties(under(), "NotesApi")


def test_an_api_that_nobody_can_call_is_noted() -> None:
    (notice,) = notices(rest(execute_api_endpoint=False))
    assert "its own endpoint is off and no domain leads to it" in notice
    assert notices(under(execute_api_endpoint=False)) == []
    assert "NotesExample" not in outputs(rest(execute_api_endpoint=False))


def test_an_endpoint_beside_mutual_tls_is_noted() -> None:
    guarded = ApiMapping(domain(mutual_tls=MutualTls("s3://trust/store.pem")))
    (notice,) = notices(under(guarded))
    assert "its own endpoint lets all in without one" in notice
    assert notices(under(guarded, execute_api_endpoint=False)) == []


@pytest.mark.parametrize(
    ("own", "told"),
    [
        (domain(security_policy="TLS_9"), "TLS_9 is no TLS policy of regional domain names that cfngw knows"),
        (domain(security_policy="SecurityPolicy_TLS13_2025_EDGE"), "no TLS policy of regional domain names"),
        (edge(security_policy=STRICT), "no TLS policy of edge-optimized domain names"),
        (edge(certificate=Certificate(hosted_zone_id=ZONE)), "CloudFront takes those of us-east-1 alone"),
        (domain(routing_mode="NEWER_MODE"), "NEWER_MODE is no routing mode that cfngw knows"),
        (domain(routing_mode="ROUTING_RULE_ONLY"), "with ROUTING_RULE_ONLY no mapping counts."),
    ],
)
def test_what_may_be_newer_or_elsewhere_is_told(own: DomainName, told: str) -> None:
    (notice,) = notices(under(ApiMapping(own)))
    assert told in notice


@pytest.mark.parametrize("policy", ["TLS_1_0", STRICT, "SecurityPolicy_TLS13_1_2_2021_06", Parameter("Policy")])
def test_a_tls_policy_that_is_known_is_not_told_of(policy: Any) -> None:
    assert notices(under(ApiMapping(domain(security_policy=policy)))) == []


def test_several_parts_with_old_tls_are_told_of() -> None:
    old = domain(security_policy="TLS_1_0")
    (notice,) = notices(under(ApiMapping(old, "a/b")))
    assert "paths of several parts for domains with the policy TLS_1_2, not TLS_1_0" in notice
    assert notices(under(ApiMapping(old, "a"))) == []


# --- outputs and URLs ------------------------------------------------------------------------------------------


def test_the_outputs_hold_the_url_of_each_mapping() -> None:
    own = domain()
    found = outputs(under(ApiMapping(own), ApiMapping(own, "v1/notes", stage="prod")))
    assert found[f"{MAPPING}Url"] == "https://api.example.com/"
    assert found[f"{MAPPING}V1NotesUrl"] == "https://api.example.com/v1/notes/"
    assert {"NotesUrl", "NotesUrlProd", f"{DOMAIN}Target", f"{DOMAIN}TargetZoneId"} <= set(found) | {"NotesUrl"}


def test_without_its_endpoint_an_api_is_called_by_its_domain() -> None:
    found = outputs(under(ApiMapping(domain(Parameter("Domain")), "v1"), execute_api_endpoint=False))
    assert not [name for name in found if name.startswith("NotesUrl")]
    assert found["NotesMappingDomainV1Url"] == {"Fn::Sub": "https://${Domain}/v1/"}
    assert found["NotesExample"] == {"Fn::Sub": "curl -i https://${Domain}/v1/notes"}


def test_a_call_to_try_shows_the_certificate_that_the_domain_asks_for() -> None:
    guarded = ApiMapping(domain(mutual_tls=MutualTls("s3://trust/store.pem")))
    expected = "curl -i --cert CLIENT.pem --key CLIENT.key https://api.example.com/notes"
    assert outputs(under(guarded, execute_api_endpoint=False))["NotesExample"] == expected


@pytest.mark.parametrize(
    ("mappings", "expected"),
    [
        ([ApiMapping(domain(), "v1")], "https://api.example.com/v1"),
        ([ApiMapping(edge(), "p", stage="prod"), ApiMapping(edge(), "v1")], "https://edge.example.com/v1"),
        ([ApiMapping(domain(Parameter("Domain")))], "https://${Domain}"),
    ],
)
def test_the_url_is_that_of_the_first_mapping_of_the_first_stage(mappings: list[ApiMapping], expected: str) -> None:
    found = under(*mappings).url
    assert (found if isinstance(found, str) else found.text) == expected


def test_the_url_without_a_mapping_of_the_first_stage_is_the_apis_own() -> None:
    found = under(ApiMapping(domain(), stage="prod")).url
    assert found.text == "https://${NotesApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}/dev"


def test_p18_a_function_gets_the_url_of_its_own_api_without_a_circle() -> None:
    mapping = ApiMapping(domain(Parameter("Domain")), "notes")
    hello = Function(
        "Hello",
        "index.handler",
        runtime="python3.13",
        code=Inline(HANDLER),
        environment={"URL": mapping.url or ""},
    )
    found = resources(rest(Method("GET /", hello), api_mappings=[mapping]))
    assert found["HelloFunction"]["Properties"]["Environment"]["Variables"] == {
        "URL": {"Fn::Sub": "https://${Domain}/notes"}
    }


def test_an_edge_optimized_domain_may_have_a_stack_of_its_own() -> None:
    own = edge(certificate=Certificate(), records=AliasRecords(ZONE))
    found = document(Blueprint(resources=[own], outputs=[Output("Arn", own.arn)]))
    assert set(found["Resources"]) == {"EdgeDotExampleDotComCertificate", EDGE, f"{EDGE}RecordA"}
    assert found["Outputs"]["Arn"]["Value"] == {"Fn::GetAtt": [EDGE, "DomainNameArn"]}


# --- what is deployed, and what it costs -------------------------------------------------------------------------


def deployment(blueprint: Blueprint) -> str:
    """Give the logical id of the one deployment."""
    (name,) = all_of(blueprint, "Deployment")
    return name


def test_the_endpoint_is_deployed_and_domains_are_not() -> None:
    """AWS: after the default endpoint was disabled, the API must be deployed for it to take effect."""
    assert deployment(under()) == deployment(rest(stages=STAGES))
    assert deployment(under(execute_api_endpoint=False)) != deployment(under())


def test_a_plain_api_does_not_pay_for_domains() -> None:
    code = (
        "import sys, cfngw\n"
        "f = cfngw.Function('F', 'index.handler', runtime='python3.13', code=cfngw.S3Object('code', 'f.zip'))\n"
        "cfngw.RestApiLambdaBlueprint(name='N', methods=[cfngw.Method('GET /', f)]).sealed()\n"
        "print(*(name for name in sys.modules if name.startswith('cfngw.')))\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    words = ("domain", "api_mapping", "routing_rule", "certificate", "records")
    assert [name for name in run.stdout.split() if name.rpartition(".")[2].endswith(words)] == []
