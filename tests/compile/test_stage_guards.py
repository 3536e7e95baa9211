"""Canaries, web ACLs and client certificates of REST APIs' stages, and the TLS of the API: P30, P35."""

from __future__ import annotations

from typing import Any

import pytest
from troposphere import Equals, GetAtt, Ref, wafv2

from cfngw import Canary, ClientCertificate, Condition, Endpoint, Output, Parameter, Stage
from rest_around import methods, notices, properties, rest
from rest_networks import ACL, ENHANCED
from rest_samples import deployment_id
from samples import document, of_type, problems, resources

# Canaries


def with_canary(canary: Any, **options: Any) -> Any:
    """Compile an API whose stage has a canary."""
    return document(rest(stages=[Stage("prod", canary=canary, **options)]))


def test_a_parameter_says_what_is_served_beside_the_canary() -> None:
    made = with_canary(Canary(12.5, variables={"color": "green"}, use_cache=True), cache_cluster_size="0.5")
    newest = {"Ref": deployment_id(made["Resources"])}
    stage = made["Resources"]["NotesStageProd"]["Properties"]
    assert stage["DeploymentId"] == {"Fn::If": ["NotesStageProdHasCanary", {"Ref": "NotesStageProdBase"}, newest]}
    assert stage["CanarySetting"] == {
        "Fn::If": [
            "NotesStageProdHasCanary",
            {
                "DeploymentId": newest,
                "PercentTraffic": 12.5,
                "StageVariableOverrides": {"color": "green"},
                "UseStageCache": True,
            },
            {"Ref": "AWS::NoValue"},
        ]
    }
    assert made["Parameters"]["NotesStageProdBase"]["Default"] == ""
    assert made["Conditions"] == {
        "NotesStageProdHasCanary": {"Fn::Not": [{"Fn::Equals": [{"Ref": "NotesStageProdBase"}, ""]}]}
    }


def test_deployments_are_kept_for_the_next_canary() -> None:
    """The metadata has CloudFormation take the policy in, which it doesn't for a policy alone."""
    made = with_canary(Canary(10))["Resources"]
    deployment = made[deployment_id(made)]
    assert (deployment["DeletionPolicy"], deployment["UpdateReplacePolicy"]) == ("Retain", "Retain")
    assert deployment["Metadata"] == {"cfngw": {"Kept": "for a canary"}}


def test_a_canary_comes_and_goes_without_another_deployment() -> None:
    plain = resources(rest(stages=[Stage("prod")]))
    assert deployment_id(plain) == deployment_id(with_canary(Canary(10))["Resources"])
    assert "DeletionPolicy" not in plain[deployment_id(plain)]


def test_an_output_tells_the_id_for_the_parameter() -> None:
    made = with_canary(Canary(10))
    assert made["Outputs"]["NotesDeploymentId"]["Value"] == {"Ref": deployment_id(made["Resources"])}
    assert "NotesDeploymentId" not in document(rest())["Outputs"]


def test_the_template_object_says_the_same() -> None:
    blueprint = rest(stages=[Stage("prod", canary=Canary(10))], redeploy=2)
    sealed = blueprint.sealed()
    assert sealed.template.to_dict()["Resources"] == sealed.document["Resources"]
    deployment = sealed.document["Resources"][deployment_id(sealed.document["Resources"])]
    assert deployment["Metadata"] == {"cfngw": {"Redeploy": 2, "Kept": "for a canary"}}


def test_each_stage_has_a_canary_of_its_own() -> None:
    made = document(
        rest(stages=[Stage("dev"), Stage("a", canary=Canary(1)), Stage("b", canary=Canary(Parameter("P")))])
    )
    assert [*made["Parameters"]] == ["NotesStageABase", "NotesStageBBase", "P"]
    assert "CanarySetting" not in made["Resources"]["NotesStageDev"]["Properties"]


# Web ACLs


def web_acl() -> Any:
    """Make a web ACL of troposphere, called Mine."""
    seen = wafv2.VisibilityConfig(CloudWatchMetricsEnabled=True, MetricName="notes", SampledRequestsEnabled=True)
    action = wafv2.DefaultAction(Allow=wafv2.AllowAction())
    return wafv2.WebACL("Mine", Scope="REGIONAL", DefaultAction=action, VisibilityConfig=seen)


@pytest.mark.parametrize(
    ("waf", "written"),
    [
        (ACL, ACL),
        (Parameter("Acl"), {"Ref": "Acl"}),
        (GetAtt("Mine", "Arn"), {"Fn::GetAtt": ["Mine", "Arn"]}),
    ],
)
def test_a_web_acl_is_one_line(waf: Any, written: Any) -> None:
    arn = "arn:${AWS::Partition}:apigateway:${AWS::Region}::/restapis/${NotesApi}/stages/${NotesStageProd}"
    made = resources(rest(stages=[Stage("prod", waf=waf)], resources=[web_acl()]))
    assert made["NotesStageProdWebAcl"] == {
        "Type": "AWS::WAFv2::WebACLAssociation",
        "Properties": {"ResourceArn": {"Fn::Sub": arn}, "WebACLArn": written},
    }


def test_the_ref_of_a_web_acl_is_no_arn() -> None:
    stage = Stage("prod", waf=Ref("Mine"))
    (error,) = problems(lambda: resources(rest(stages=[stage], resources=[web_acl()])))
    assert error.where == stage.source
    assert error.fix == 'write waf=GetAtt("Mine", "Arn")'


# Client certificates


def test_a_certificate_is_made_once_and_shown_by_the_stages_that_have_it() -> None:
    backend = ClientCertificate("Backend", description="Ours", tags={"team": "notes"})
    made = resources(rest(stages=[Stage("dev", client_certificate=backend), Stage("prod", client_certificate=backend)]))
    assert made["BackendClientCertificate"] == {
        "Type": "AWS::ApiGateway::ClientCertificate",
        "Properties": {"Description": "Ours", "Tags": [{"Key": "team", "Value": "notes"}]},
    }
    for stage in ("Dev", "Prod"):
        assert made[f"NotesStage{stage}"]["Properties"]["ClientCertificateId"] == {"Ref": "BackendClientCertificate"}


def test_a_certificate_under_a_condition_is_shown_where_there_is_one() -> None:
    backend = ClientCertificate("Backend", condition="Inside", logical_id="Mine")
    inside = Condition("Inside", Equals("a", "b"))
    found = resources(rest(stages=[Stage("dev", client_certificate=backend)], conditions=[inside]))
    assert found["Mine"]["Condition"] == "Inside"
    shown = {"Fn::If": ["Inside", {"Ref": "Mine"}, {"Ref": "AWS::NoValue"}]}
    assert found["NotesStageDev"]["Properties"]["ClientCertificateId"] == shown


@pytest.mark.parametrize(("given", "written"), [("abc", "abc"), (Parameter("Id"), {"Ref": "Id"})])
def test_a_certificate_that_exists_is_named_by_its_id(given: Any, written: Any) -> None:
    made = rest(stages=[Stage("dev", client_certificate=given)])
    assert properties(made, "NotesStageDev")["ClientCertificateId"] == written


def test_a_certificate_that_only_an_output_names_is_made() -> None:
    made = document(rest(outputs=[Output("Id", ClientCertificate("Backend").ref)]))
    assert of_type(made["Resources"], "AWS::ApiGateway::ClientCertificate")


# TLS


def secured(policy: Any, mode: Any = "STRICT", **options: Any) -> Any:
    return rest(security_policy=policy, endpoint_access_mode=mode, **options)


def test_security_policy_and_access_mode_are_the_apis_and_need_a_deployment() -> None:
    made = secured(ENHANCED)
    found = properties(made, "NotesApi")
    assert (found["SecurityPolicy"], found["EndpointAccessMode"]) == (ENHANCED, "STRICT")
    assert deployment_id(resources(made)) != deployment_id(resources(rest()))
    assert notices(made) == []
    assert properties(secured("TLS_1_2", None), "NotesApi")["SecurityPolicy"] == "TLS_1_2"
    assert properties(secured(Parameter("P"), Parameter("M")), "NotesApi")["EndpointAccessMode"] == {"Ref": "M"}


@pytest.mark.parametrize(
    ("policy", "endpoint", "told"),
    [
        ("SecurityPolicy_TLS14_2030", Endpoint(), "no security policy SecurityPolicy_TLS14_2030 was known"),
        (ENHANCED, Endpoint("EDGE"), "is documented for regional and private APIs"),
        ("SecurityPolicy_TLS13_2025_EDGE", Endpoint(), "is documented for edge-optimized APIs"),
        (ENHANCED, Endpoint("PRIVATE", vpc_endpoint_ids=["vpce-1a"]), "by private DNS or a custom domain name alone"),
    ],
)
def test_what_aws_may_have_by_now_is_told_and_not_refused(policy: str, endpoint: Endpoint, told: str) -> None:
    (note,) = notices(secured(policy, endpoint=endpoint))
    assert told in note


def test_an_edge_policy_fits_an_edge_optimized_api() -> None:
    assert notices(secured("SecurityPolicy_TLS13_2025_EDGE", endpoint=Endpoint("EDGE"))) == []


def test_a_version_is_no_reason_for_a_deployment() -> None:
    made = resources(rest(*methods("GET /notes"), version="2026-11"))
    assert made["NotesApi"]["Properties"]["Version"] == "2026-11"
    assert deployment_id(made) == deployment_id(resources(rest()))
