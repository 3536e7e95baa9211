"""What custom domain names become. Rows D01, D02, D03, D23; pains P18 and P37."""

from __future__ import annotations

from typing import Any

import pytest
from troposphere import ImportValue

from cfngw import (
    AliasRecords,
    ApiMapping,
    Blueprint,
    Certificate,
    Composition,
    Function,
    HttpApiBlueprint,
    Inline,
    MutualTls,
    Output,
    Parameter,
    Route,
    Stage,
)
from http_stages import CERTIFICATE, ZONE, domain, http, made, told
from samples import HANDLER, document, function, of_type, problems, resources

DOMAIN = "ApiDotExampleDotComDomainName"
MAPPING = "NotesMappingApiDotExampleDotCom"
TARGET = {
    "DNSName": {"Fn::GetAtt": [DOMAIN, "RegionalDomainName"]},
    "HostedZoneId": {"Fn::GetAtt": [DOMAIN, "RegionalHostedZoneId"]},
}


def under(name: Any = None, **options: Any) -> HttpApiBlueprint:
    """Make an API that is mapped to one domain."""
    return http(api_mappings=[ApiMapping(name if name is not None else domain())], **options)


def outputs(blueprint: Blueprint) -> dict[str, Any]:
    """Compile, and give the values of the outputs."""
    return {name: each["Value"] for name, each in document(blueprint)["Outputs"].items()}


# --- names and certificates ----------------------------------------------------------------------------------


def test_d03_a_domain_with_a_certificate_that_exists() -> None:
    assert made(under(), DOMAIN) == {
        "DomainName": "api.example.com",
        "DomainNameConfigurations": [
            {"EndpointType": "REGIONAL", "CertificateArn": CERTIFICATE, "SecurityPolicy": "TLS_1_2"}
        ],
    }
    asked = made(under(domain(certificate=Parameter("CertificateArn"))), DOMAIN)
    assert asked["DomainNameConfigurations"][0]["CertificateArn"] == {"Ref": "CertificateArn"}


def test_a_certificate_is_made_and_validated_in_the_zone_of_the_records() -> None:
    found = resources(under(domain(certificate=Certificate(tags={"a": "b"}), records=AliasRecords(ZONE))))
    assert found["ApiDotExampleDotComCertificate"] == {
        "Type": "AWS::CertificateManager::Certificate",
        "Properties": {
            "DomainName": "api.example.com",
            "ValidationMethod": "DNS",
            "DomainValidationOptions": [{"DomainName": "api.example.com", "HostedZoneId": ZONE}],
            "Tags": [{"Key": "a", "Value": "b"}],
        },
    }
    (configuration,) = found[DOMAIN]["Properties"]["DomainNameConfigurations"]
    assert configuration["CertificateArn"] == {"Ref": "ApiDotExampleDotComCertificate"}


def test_a_certificate_of_several_names_is_validated_by_a_record_for_each() -> None:
    """A wildcard has the record of the name below it."""
    names = ["*.example.com", "example.com", "*.other.example.com"]
    certificate = Certificate("api.example.com", alternative_names=names, hosted_zone_id=Parameter("Zone"))
    found = made(under(domain(certificate=certificate)), "ApiDotExampleDotComCertificate")
    assert found["SubjectAlternativeNames"] == names
    validated = ["api.example.com", "example.com", "*.other.example.com"]
    assert found["DomainValidationOptions"] == [
        {"DomainName": name, "HostedZoneId": {"Ref": "Zone"}} for name in validated
    ]


def test_several_domains_share_a_certificate() -> None:
    shared = Certificate("*.example.com", hosted_zone_id=ZONE)
    mappings = [ApiMapping(domain(name, certificate=shared)) for name in ("a.example.com", "b.example.com")]
    found = of_type(resources(http(api_mappings=mappings)), "AWS::CertificateManager::Certificate")
    assert list(found) == ["StarDotExampleDotComCertificate"]


def test_the_ids_of_a_domain_and_its_certificate_can_be_pinned() -> None:
    name = ImportValue("domain")
    pinned = domain(name, certificate=Certificate(), records=AliasRecords(ZONE), logical_id="Own")
    found = resources(http(api_mappings=[ApiMapping(pinned, logical_id="Mapped")]))
    assert {"Own", "OwnCertificate", "OwnRecordA", "Mapped"} <= set(found)
    assert found["OwnCertificate"]["Properties"]["DomainName"] == {"Fn::ImportValue": "domain"}


def test_every_option_of_a_domain_is_emitted() -> None:
    full = domain(
        mutual_tls=MutualTls("s3://trust/store.pem", truststore_version="abc"),
        ownership_certificate=CERTIFICATE,
        security_policy="TLS_1_3",
        ip_address_type="dualstack",
        routing_mode="ROUTING_RULE_THEN_API_MAPPING",
        tags={"team": "notes"},
    )
    found = made(under(full, execute_api_endpoint=False), DOMAIN)
    assert found["DomainNameConfigurations"] == [
        {
            "EndpointType": "REGIONAL",
            "CertificateArn": CERTIFICATE,
            "OwnershipVerificationCertificateArn": CERTIFICATE,
            "SecurityPolicy": "TLS_1_3",
            "IpAddressType": "dualstack",
        }
    ]
    assert found["MutualTlsAuthentication"] == {"TruststoreUri": "s3://trust/store.pem", "TruststoreVersion": "abc"}
    assert (found["RoutingMode"], found["Tags"]) == ("ROUTING_RULE_THEN_API_MAPPING", {"team": "notes"})


# --- records -------------------------------------------------------------------------------------------------


def test_d02_an_alias_record_leads_to_the_domain() -> None:
    found = resources(under(domain(records=AliasRecords(ZONE))))
    assert found[f"{DOMAIN}RecordA"] == {
        "Type": "AWS::Route53::RecordSet",
        "Properties": {"HostedZoneId": ZONE, "Name": "api.example.com", "AliasTarget": TARGET, "Type": "A"},
    }
    assert f"{DOMAIN}RecordAaaa" not in found
    assert of_type(resources(under()), "AWS::Route53::RecordSet") == {}


@pytest.mark.parametrize("kind", ["dualstack", Parameter("IpAddressType")])
def test_a_domain_that_may_have_ipv6_has_the_record_of_it(kind: Any) -> None:
    found = resources(under(domain(records=AliasRecords(ZONE), ip_address_type=kind)))
    a, aaaa = found[f"{DOMAIN}RecordA"]["Properties"], found[f"{DOMAIN}RecordAaaa"]["Properties"]
    assert aaaa == {**a, "Type": "AAAA"}


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        (AliasRecords(hosted_zone_name="example.com"), {"HostedZoneName": "example.com."}),
        (AliasRecords(hosted_zone_name="example.com."), {"HostedZoneName": "example.com."}),
        (AliasRecords(hosted_zone_name=Parameter("Zone")), {"HostedZoneName": {"Ref": "Zone"}}),
        (
            AliasRecords(ZONE, weight=0, set_identifier="blue"),
            {"HostedZoneId": ZONE, "Weight": 0, "SetIdentifier": "blue"},
        ),
        (
            AliasRecords(ZONE, region="eu-central-1"),
            {"HostedZoneId": ZONE, "Region": "eu-central-1", "SetIdentifier": "eu-central-1"},
        ),
        (
            AliasRecords(ZONE, region=Parameter("Region"), set_identifier="near"),
            {"HostedZoneId": ZONE, "Region": {"Ref": "Region"}, "SetIdentifier": "near"},
        ),
    ],
)
def test_the_forms_of_a_record(records: AliasRecords, expected: dict[str, Any]) -> None:
    found = made(under(domain(records=records)), f"{DOMAIN}RecordA")
    assert found == {**expected, "Name": "api.example.com", "AliasTarget": TARGET, "Type": "A"}


def test_the_health_of_the_target_counts_when_asked() -> None:
    found = made(under(domain(records=AliasRecords(ZONE, evaluate_target_health=True))), f"{DOMAIN}RecordA")
    assert found["AliasTarget"] == {**TARGET, "EvaluateTargetHealth": True}


# --- mappings ------------------------------------------------------------------------------------------------


def test_d01_d23_a_stage_is_mapped_to_the_domain() -> None:
    """P37: the mapping refers to the stage, and so waits for it."""
    assert made(under(stages=[Stage("prod")]), MAPPING) == {
        "ApiId": {"Ref": "NotesApi"},
        "DomainName": {"Ref": DOMAIN},
        "Stage": {"Ref": "NotesStageProd"},
    }


def test_several_stages_are_mapped_by_paths() -> None:
    own = domain()
    mappings = [ApiMapping(own, "notes/v1"), ApiMapping(own, "notes/v2", stage="v2"), ApiMapping(own, stage="v2")]
    found = of_type(
        resources(http(stages=[Stage("v1"), Stage("v2")], api_mappings=mappings)), "AWS::ApiGatewayV2::ApiMapping"
    )
    assert {
        name: (each["Properties"].get("ApiMappingKey"), each["Properties"]["Stage"]["Ref"])
        for name, each in found.items()
    } == {
        f"{MAPPING}NotesV1": ("notes/v1", "NotesStageV1"),
        f"{MAPPING}NotesV2": ("notes/v2", "NotesStageV2"),
        MAPPING: (None, "NotesStageV2"),
    }


def test_apis_of_a_composition_share_a_domain_that_is_made_once() -> None:
    """Also where each declares it for itself."""
    apis = [http(name=name, api_mappings=[ApiMapping(domain(), name.lower())]) for name in ("Notes", "Orders")]
    found = resources(Composition(*apis))
    assert list(of_type(found, "AWS::ApiGatewayV2::DomainName")) == [DOMAIN]
    assert list(of_type(found, "AWS::ApiGatewayV2::ApiMapping")) == [
        f"{MAPPING}Notes",
        "OrdersMappingApiDotExampleDotComOrders",
    ]


def test_two_apis_can_not_have_one_path() -> None:
    mappings = [ApiMapping(domain(), "v1"), ApiMapping("api.example.com", "v1")]
    apis = [http(name=name, api_mappings=[each]) for name, each in zip(("Notes", "Orders"), mappings, strict=True)]
    (error,) = problems(lambda: document(Composition(*apis)))
    assert 'ApiMapping "api.example.com/v1" is declared twice' in error.problem
    assert (error.where, getattr(error, "other", None)) == (mappings[1].source, mappings[0].source)


def test_equal_apis_are_still_one() -> None:
    assert document(Composition(under(), under())) == document(under())


def test_domains_of_one_name_that_differ_show_both_lines() -> None:
    one, two = domain(), domain(tags={"a": "b"})
    (error,) = problems(lambda: document(http(api_mappings=[ApiMapping(one), ApiMapping(two, "v2")])))
    assert error.problem == f"the logical id {DOMAIN} is taken."
    assert (error.where, getattr(error, "other", None)) == (two.source, one.source)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("api.example.com", "api.example.com"), (Parameter("Domain"), {"Ref": "Domain"})],
)
def test_a_domain_that_exists_is_mapped_and_not_made(name: Any, expected: Any) -> None:
    found = resources(under(name))
    assert of_type(found, "AWS::ApiGatewayV2::DomainName") == {}
    (mapping,) = of_type(found, "AWS::ApiGatewayV2::ApiMapping").values()
    assert mapping["Properties"]["DomainName"] == expected


# --- the API's own endpoint ----------------------------------------------------------------------------------


def test_the_endpoint_may_be_off() -> None:
    assert made(under(execute_api_endpoint=False), "NotesApi")["DisableExecuteApiEndpoint"] is True
    assert "DisableExecuteApiEndpoint" not in made(under(), "NotesApi")
    assert made(http(ip_address_type="dualstack"), "NotesApi")["IpAddressType"] == "dualstack"


def test_an_api_that_nobody_can_call_is_noted() -> None:
    (notice,) = told(http(execute_api_endpoint=False))
    assert "its own endpoint is off and no domain leads to it" in notice
    assert told(under(execute_api_endpoint=False)) == []
    assert "NotesExample" not in outputs(http(execute_api_endpoint=False))


def test_an_endpoint_beside_mutual_tls_is_noted() -> None:
    guarded = domain(mutual_tls=MutualTls("s3://trust/store.pem"))
    (notice,) = told(under(guarded))
    assert "its own endpoint lets all in without one" in notice
    assert notice.endswith("fix:     give execute_api_endpoint=False")
    assert told(under(guarded, execute_api_endpoint=False)) == []


@pytest.mark.parametrize("policy", ["TLS_1_0", "SecurityPolicy_TLS13_1_3_2025_09", "TLS_9"])
def test_a_policy_that_http_apis_are_not_known_to_have_is_noted(policy: str) -> None:
    own = domain(security_policy=policy)
    notice = told(under(own))[-1]
    assert f"with the policy TLS_1_2 alone, not {policy}" in notice
    assert notice.startswith(str(own.source))
    assert told(under(domain(security_policy=Parameter("Policy")))) == []


def test_a_routing_mode_is_noted_where_no_mapping_counts_or_none_is_known() -> None:
    (notice,) = told(under(domain(routing_mode="ROUTING_RULE_ONLY")))
    assert "no mapping counts" in notice
    (notice,) = told(under(domain(routing_mode="NEWER_MODE")))
    assert "NEWER_MODE is no routing mode that cfngw knows" in notice
    assert told(under(domain(routing_mode="API_MAPPING_ONLY"))) == []


# --- outputs and references ----------------------------------------------------------------------------------


def test_the_outputs_hold_the_url_of_each_mapping_and_where_dns_must_lead() -> None:
    own = domain()
    found = outputs(http(api_mappings=[ApiMapping(own), ApiMapping(own, "v1/notes")]))
    assert {name: found[name] for name in found if "ApiDot" in name or name in ("NotesUrl", "NotesExample")} == {
        "NotesUrl": {"Fn::Sub": "${NotesApi.ApiEndpoint}/"},
        f"{MAPPING}Url": "https://api.example.com/",
        f"{MAPPING}V1NotesUrl": "https://api.example.com/v1/notes/",
        f"{DOMAIN}Target": {"Fn::GetAtt": [DOMAIN, "RegionalDomainName"]},
        f"{DOMAIN}TargetZoneId": {"Fn::GetAtt": [DOMAIN, "RegionalHostedZoneId"]},
        "NotesExample": {"Fn::Sub": "curl -i ${NotesApi.ApiEndpoint}/notes"},
    }


def test_without_its_endpoint_an_api_is_called_by_its_domain() -> None:
    found = outputs(under(domain(Parameter("Domain")), execute_api_endpoint=False))
    assert "NotesUrl" not in found
    assert found["NotesMappingDomainUrl"] == {"Fn::Sub": "https://${Domain}/"}
    assert found["NotesExample"] == {"Fn::Sub": "curl -i https://${Domain}/notes"}
    assert outputs(under(execute_api_endpoint=False))["NotesExample"] == "curl -i https://api.example.com/notes"


def test_a_call_to_try_shows_the_certificate_that_the_domain_asks_for() -> None:
    guarded = domain(mutual_tls=MutualTls("s3://trust/store.pem"))
    expected = "curl -i --cert CLIENT.pem --key CLIENT.key https://api.example.com/notes"
    assert outputs(under(guarded, execute_api_endpoint=False))["NotesExample"] == expected
    assert "--cert" not in str(outputs(under(guarded))["NotesExample"])


def test_a_wildcard_has_no_url() -> None:
    assert "NotesMappingStarDotExampleDotComUrl" not in outputs(under(domain("*.example.com")))


def test_p18_a_function_gets_the_url_of_its_own_api_without_a_circle() -> None:
    mapping = ApiMapping(domain(Parameter("Domain")), "notes")
    hello = Function(
        "Hello",
        "index.handler",
        runtime="python3.13",
        code=Inline(HANDLER),
        environment={"URL": mapping.url or ""},
    )
    found = resources(http(routes=[Route("GET /", hello)], api_mappings=[mapping]))
    assert found["HelloFunction"]["Properties"]["Environment"]["Variables"] == {
        "URL": {"Fn::Sub": "https://${Domain}/notes"}
    }


def test_a_domain_may_have_a_stack_of_its_own() -> None:
    own = domain(certificate=Certificate(), records=AliasRecords(ZONE))
    found = document(Blueprint(resources=[own]))
    assert set(found["Resources"]) == {"ApiDotExampleDotComCertificate", DOMAIN, f"{DOMAIN}RecordA"}
    assert set(found["Outputs"]) == {f"{DOMAIN}Target", f"{DOMAIN}TargetZoneId"}
    assert "Outputs" not in document(Blueprint(resources=[own], default_outputs=False))


def test_a_reference_brings_the_domain_and_the_certificate() -> None:
    own, certificate = domain(), Certificate("*.example.com", hosted_zone_id=ZONE)
    made_outputs = [
        Output("Target", own.target_name),
        Output("Zone", own.target_zone_id),
        Output("Cert", certificate.arn),
    ]
    found = document(Blueprint(functions=[function()], outputs=made_outputs))
    assert {DOMAIN, "StarDotExampleDotComCertificate"} <= set(found["Resources"])
    assert found["Outputs"]["Zone"]["Value"] == {"Fn::GetAtt": [DOMAIN, "RegionalHostedZoneId"]}


@pytest.mark.parametrize("certificate", [Certificate("a.example.com"), Certificate(hosted_zone_id=ZONE)])
def test_a_certificate_by_itself_has_a_name_and_a_zone(certificate: Certificate) -> None:
    (error,) = problems(lambda: document(Blueprint(resources=[certificate])))
    assert error.where == certificate.source
    assert error.fix == 'write Certificate("api.example.com", hosted_zone_id="Z...")'


def test_a_certificate_may_have_a_stack_of_its_own() -> None:
    found = resources(Blueprint(resources=[Certificate("a.example.com", hosted_zone_id=ZONE)]))
    assert list(found) == ["ADotExampleDotComCertificate"]
