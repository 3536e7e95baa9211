"""Stages that are promoted to: what they serve, what tells of it, what is kept. Rows D30 and D34; pains P22 and P35."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from cfngw import Canary, Composition, HttpApiBlueprint, Parameter, RestApiLambdaBlueprint, Stage
from cfngw.blueprint import Blueprint
from promotions import KINDS, MAKERS, http_api, rest_api
from samples import document, of_type, resources

GOLDEN = Path(__file__).parents[1] / "golden" / "promotion.yaml"
CHAIN = (Stage("dev"), Stage("staging", promoted_from="dev"), Stage("prod", promoted_from="staging"))
PLAIN = (Stage("dev"), Stage("staging"), Stage("prod"))


def every_form() -> Composition:
    """Compose APIs of both kinds and layouts: two stages, three in a row, one that takes no part."""
    second = (
        Stage("dev"),
        Stage("qa", promoted_from="dev", logical_id="SecondQa", variables={"stage": "qa"}),
        Stage("demo"),
    )
    return Composition(
        rest_api(stages=[*CHAIN]),
        http_api(),
        RestApiLambdaBlueprint(name="Second", methods=rest_api().methods, stages=second, layout="openapi"),
    )


def stage_of(made: Any, name: str) -> Any:
    """Give a stage by its name."""
    (found,) = [each for each in made["Resources"].values() if each["Properties"].get("StageName") == name]
    return found


def deployment_of(made: Any) -> str:
    (found,) = [name for name, each in made["Resources"].items() if each["Type"].endswith("::Deployment")]
    return str(found)


def test_every_form_is_the_golden_template() -> None:
    text = every_form().to_yaml()
    if os.environ.get("REGENERATE"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


def test_no_form_has_findings() -> None:
    assert every_form().lint() == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_parameter_says_what_is_served_and_nothing_means_the_newest(kind: str) -> None:
    made = document(MAKERS[kind](stages=[*CHAIN]))
    newest = {"Ref": deployment_of(made)}
    served = {name: stage_of(made, name)["Properties"]["DeploymentId"] for name in ("dev", "staging", "prod")}
    assert served == {
        "dev": newest,
        "staging": {"Fn::If": ["StagingIsPromoted", {"Ref": "StagingDeploymentId"}, newest]},
        "prod": {"Fn::If": ["ProdIsPromoted", {"Ref": "ProdDeploymentId"}, newest]},
    }
    assert made["Parameters"]["ProdDeploymentId"]["Default"] == ""
    assert made["Conditions"]["ProdIsPromoted"] == {"Fn::Not": [{"Fn::Equals": [{"Ref": "ProdDeploymentId"}, ""]}]}


@pytest.mark.parametrize("kind", KINDS)
def test_outputs_tell_what_is_served_where_others_are_promoted_from(kind: str) -> None:
    made = document(MAKERS[kind](stages=[*CHAIN]))
    name = {"rest": "User", "http": "Open"}[kind]
    values = {title: each["Value"] for title, each in made["Outputs"].items() if "DeploymentId" in title}
    assert values == {
        f"{name}DeploymentIdDev": {"Ref": deployment_of(made)},
        f"{name}DeploymentIdStaging": stage_of(made, "staging")["Properties"]["DeploymentId"],
    }


def test_the_template_alone_says_which_output_feeds_which_parameter() -> None:
    assert stage_of(document(rest_api()), "prod")["Metadata"] == {
        "cfngw": {
            "Promotion": {
                "From": "staging",
                "To": "prod",
                "Parameters": {"ProdDeploymentId": "UserDeploymentIdStaging"},
                "Before": {"Ref": "ProdBefore"},
            }
        }
    }
    assert "Metadata" not in stage_of(document(rest_api()), "staging")


@pytest.mark.parametrize("kind", KINDS)
def test_deployments_are_kept_and_the_metadata_has_cloudformation_take_that_in(kind: str) -> None:
    made = document(MAKERS[kind]())
    deployment = made["Resources"][deployment_of(made)]
    assert (deployment["DeletionPolicy"], deployment["UpdateReplacePolicy"]) == ("Retain", "Retain")
    assert deployment["Metadata"] == {"cfngw": {"Kept": "for a promotion"}}


def test_a_canary_elsewhere_keeps_deployments_too() -> None:
    stages = [Stage("a", canary=Canary(10)), Stage("b"), Stage("c", promoted_from="b"), Stage("d", promoted_from="b")]
    made = document(rest_api(stages=stages, redeploy=2))
    kept = made["Resources"][deployment_of(made)]["Metadata"]["cfngw"]
    assert kept == {"Redeploy": 2, "Kept": "for a canary and for a promotion"}


@pytest.mark.parametrize("kind", KINDS)
def test_promotion_makes_no_other_deployment(kind: str) -> None:
    """Nothing of it enters the digest: neither that a stage is promoted to, nor from where, nor the parameters."""
    stages = [PLAIN, CHAIN, (*PLAIN[:2], Stage("prod", promoted_from="dev"))]
    plain = [each.but(auto_deploy=False) for each in PLAIN] if kind == "http" else PLAIN
    ids = {deployment_of(document(MAKERS[kind](stages=[*each]))) for each in (plain, *stages[1:])}
    assert len(ids) == 1


def test_stages_of_http_apis_that_take_part_deploy_nothing_themselves() -> None:
    stages = [Stage(), Stage("test"), Stage("live", promoted_from="test"), Stage("late", auto_deploy=False)]
    made = document(http_api(stages=stages))
    automatic = {each["Properties"]["StageName"]: each["Properties"]["AutoDeploy"] for each in _stages(made)}
    assert automatic == {"$default": True, "test": False, "live": False, "late": False}
    assert "DeploymentId" not in stage_of(made, "$default")["Properties"]


def _stages(made: Any) -> Any:
    return of_type(made["Resources"], "AWS::ApiGatewayV2::Stage").values()


def test_the_default_stage_may_take_part() -> None:
    made = document(http_api(stages=[Stage("test"), Stage(promoted_from="test")]))
    assert {*made["Parameters"]} == {"DefaultDeploymentId", "DefaultBefore"}
    made = document(http_api(stages=[Stage(), Stage("old", promoted_from="$default")]))
    assert "OpenDeploymentIdDefault" in made["Outputs"]


def test_redeploy_has_an_effect_where_a_deployment_is_promoted() -> None:
    assert document(http_api(redeploy=2)) != document(http_api())


def test_a_pinned_stage_names_its_parameter() -> None:
    """So that two APIs of one template may both have a stage prod, and one command promotes both."""
    first = rest_api()
    stages = [Stage("staging"), Stage("prod", promoted_from="staging", logical_id="OrdersProd")]
    second = RestApiLambdaBlueprint(name="Orders", methods=first.methods, stages=stages)
    made = document(Composition(first, second))
    assert {*made["Parameters"]} == {"ProdDeploymentId", "OrdersProdDeploymentId", "ProdBefore"}
    assert {*made["Conditions"]} == {"ProdIsPromoted", "OrdersProdIsPromoted"}


@pytest.mark.parametrize("kind", KINDS)
def test_the_template_object_says_the_same(kind: str) -> None:
    sealed = MAKERS[kind](stages=[*CHAIN]).sealed()
    made = sealed.template.to_dict()
    assert made["Resources"] == sealed.document["Resources"]
    assert made["Outputs"] == sealed.document["Outputs"]


def test_the_order_of_stages_changes_no_name() -> None:
    made, turned = (document(rest_api(stages=stages)) for stages in ([*CHAIN], [*reversed(CHAIN)]))
    for section in ("Parameters", "Conditions", "Resources", "Outputs"):
        assert {*made[section]} == {*turned[section]}, section


def test_without_a_promotion_nothing_of_it_is_there() -> None:
    blueprint: Blueprint
    for blueprint in (rest_api(stages=[*PLAIN]), http_api(stages=[*PLAIN])):
        made = document(blueprint)
        assert not {"Parameters", "Conditions"} & {*made}
        assert not any("DeploymentId" in name for name in made["Outputs"])
        assert not any("DeletionPolicy" in each for each in resources(blueprint).values())


def test_a_parameter_of_the_user_by_that_name_is_told_of() -> None:
    blueprint = HttpApiBlueprint(
        name="Open",
        routes=http_api().routes,
        stages=[Stage("test"), Stage("live", promoted_from="test")],
        parameters=[Parameter("LiveDeploymentId", "")],
    )
    with pytest.raises(Exception, match="the parameter LiveDeploymentId is taken"):
        blueprint.to_yaml()
