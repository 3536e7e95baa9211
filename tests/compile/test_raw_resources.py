"""Raw troposphere resources, and conditions and declared values in them and in troposphere's functions."""

from __future__ import annotations

from typing import Any

import pytest
from troposphere import And, Equals, If, Not, NoValue, Or, Ref, Template, s3, sns, sqs

from cfngw import Composition, Condition, Parameter, Table
from cfngw.blueprint import Blueprint
from cfngw.errors import CfngwError
from samples import document, function, problems, properties, resources, template_of

PROD = Condition("IsProd", Equals(Parameter("Stage"), "prod"))
EU = Condition("InEu", Equals(Ref("AWS::Region"), "eu-west-1"))


# Copies


class Appending(Blueprint):
    def customize(self, template: Template) -> None:
        topic = template.resources["Topic"]
        topic.Subscription.append(sns.Subscription(Protocol="sqs", Endpoint="x"))
        topic.DisplayName = f"{getattr(topic, 'DisplayName', '')}x"


def topic() -> sns.Topic:
    return sns.Topic("Topic", Subscription=[sns.Subscription(Protocol="sqs", Endpoint="a")])


def test_compiling_twice_gives_the_hook_the_same_resource() -> None:
    blueprint = Appending(resources=[topic()])
    assert document(blueprint) == document(blueprint)
    assert len(resources(blueprint)["Topic"]["Properties"]["Subscription"]) == 2


def test_blueprints_that_share_a_resource_do_not_change_it() -> None:
    shared = topic()
    changed, plain = Appending(resources=[shared]), Blueprint(resources=[shared])
    changed.sealed()
    assert len(resources(plain)["Topic"]["Properties"]["Subscription"]) == 1
    assert "DisplayName" not in shared.properties
    assert list(resources(Composition(changed, plain))) == ["Topic"]


def test_a_resource_that_knows_its_template_is_copied_alone() -> None:
    theirs = Template()
    theirs.add_resource(sqs.Queue("Other"))
    made = Blueprint(resources=[sqs.Queue("Queue", template=theirs)]).sealed().template
    assert made.resources["Queue"].template is theirs


# What a resource waits for


def test_a_resource_may_wait_for_declared_values() -> None:
    table, hello = Table("Notes", "id"), function()
    made = resources(
        Blueprint(
            resources=[
                sqs.Queue("One", DependsOn=hello),
                sqs.Queue("Two", DependsOn=[table, "One", sqs.Queue("One")]),
                sqs.Queue("Three", Condition=PROD),
            ]
        )
    )
    assert made["One"]["DependsOn"] == "HelloFunction"
    assert made["Two"]["DependsOn"] == ["NotesTable", "One", "One"]
    assert made["Three"]["Condition"] == "IsProd"
    assert {"HelloFunction", "NotesTable"} <= made.keys()


# Declared conditions in functions of troposphere


def test_if_takes_a_declared_condition() -> None:
    made = template_of(function(environment={"SIZE": If(PROD, "big", If(EU, "eu", "small"))}))
    variables = made["Resources"]["HelloFunction"]["Properties"]["Environment"]["Variables"]
    assert variables["SIZE"] == {"Fn::If": ["IsProd", "big", {"Fn::If": ["InEu", "eu", "small"]}]}
    assert list(made["Conditions"]) == ["IsProd", "InEu"]
    assert list(made["Parameters"]) == ["Stage"]


@pytest.mark.parametrize(
    ("expression", "emitted"),
    [
        (Not(PROD), {"Fn::Not": [{"Condition": "IsProd"}]}),
        (And(PROD, EU), {"Fn::And": [{"Condition": "IsProd"}, {"Condition": "InEu"}]}),
        (Or(PROD, Not(EU)), {"Fn::Or": [{"Condition": "IsProd"}, {"Fn::Not": [{"Condition": "InEu"}]}]}),
    ],
)
def test_conditions_are_made_of_declared_conditions(expression: Any, emitted: Any) -> None:
    blueprint = Blueprint(functions=[function()], conditions=[Condition("C", expression)])
    made = document(blueprint)["Conditions"]
    assert made["C"] == emitted
    assert "IsProd" in made
    assert document(blueprint)["Conditions"] == made
    assert "Condition" in blueprint.template().to_json()


def test_a_raw_resource_may_hold_declared_conditions() -> None:
    rule = s3.ServerSideEncryptionRule(
        ServerSideEncryptionByDefault=If(PROD, s3.ServerSideEncryptionByDefault(SSEAlgorithm="AES256"), NoValue)
    )
    encryption = s3.BucketEncryption(ServerSideEncryptionConfiguration=[rule])
    made = document(Blueprint(resources=[s3.Bucket("Bucket", BucketEncryption=encryption)]))
    (written,) = made["Resources"]["Bucket"]["Properties"]["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert written["ServerSideEncryptionByDefault"]["Fn::If"][0] == "IsProd"
    assert list(made["Conditions"]) == ["IsProd"]


def test_the_hook_may_use_declared_conditions() -> None:
    class Hooked(Blueprint):
        def customize(self, template: Template) -> None:
            template.conditions["Not"] = Not(PROD)
            template.resources["HelloFunction"].Description = If(PROD, "a", "b")

    blueprint = Hooked(functions=[function()], conditions=[PROD])
    assert document(blueprint)["Conditions"]["Not"] == {"Fn::Not": [{"Condition": "IsProd"}]}
    assert resources(blueprint)["HelloFunction"]["Properties"]["Description"]["Fn::If"][0] == "IsProd"
    assert properties(function())["Handler"]


# What customize() may leave


@pytest.mark.parametrize(
    ("section", "name", "part"),
    [
        ("resources", "Z", {"Properties": {}}),
        ("resources", "Z", None),
        ("resources", "Z", "AWS::SQS::Queue"),
        ("resources", "Z", {"Type": 5}),
        ("resources", "Z", {"Type": "AWS::SQS::Queue", "Properties": []}),
        ("resources", 5, {"Type": "AWS::SQS::Queue"}),
        ("outputs", "Z", {"Description": "x"}),
        ("outputs", "Z", None),
        ("parameters", "Z", {}),
    ],
)
def test_what_is_no_part_of_a_template_is_told(section: str, name: Any, part: Any) -> None:
    class Hooked(Blueprint):
        def customize(self, template: Template) -> None:
            getattr(template, section)[name] = part

    (error,) = problems(lambda: Hooked(functions=[function()]).sealed())
    assert error.problem.startswith(f"{name} is not a")
    assert error.fix == "correct what customize() puts in, or leave it out"


def test_a_resource_needs_no_properties() -> None:
    class Hooked(Blueprint):
        def customize(self, template: Template) -> None:
            template.resources["Queue"] = {"Type": "AWS::SQS::Queue"}
            template.resources["Route"] = {"Type": "AWS::ApiGatewayV2::Route", "DependsOn": ["Queue"]}

    assert resources(Hooked(functions=[function()]))["Queue"] == {"Type": "AWS::SQS::Queue"}


def test_what_a_resource_waits_for_must_be_there() -> None:
    class Hooked(Blueprint):
        def customize(self, template: Template) -> None:
            template.resources["Queue"] = {"Type": "AWS::SQS::Queue", "DependsOn": [{"Ref": "x"}, "Gone"]}

    told = [error.given for error in problems(lambda: Hooked(functions=[function()]).sealed())]
    assert told == ["x", "{'Ref': 'x'}", "Gone"]


def test_nothing_of_troposphere_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    class Wrong(Blueprint):
        def customize(self, template: Template) -> None:
            import sys

            sys.stderr.write("mine\n")
            template.add_resource(sqs.Queue("Queue", VisibilityTimeout="long"))

    with pytest.raises(CfngwError):
        Wrong(functions=[function()]).sealed()
    assert capsys.readouterr().err == "mine\n"


def test_what_troposphere_refuses_is_named_by_its_section() -> None:
    class Wrong(Blueprint):
        def customize(self, template: Template) -> None:
            from troposphere import Parameter as Raw

            template.add_parameter(Raw("P", Type="Number", MinLength=5))

    (error,) = problems(lambda: Wrong(functions=[function()]).sealed())
    assert error.problem.startswith("P is not a parameter that CloudFormation takes: ")
    assert not error.problem.endswith("..")
    assert "reference" in (error.fix or "")


def test_a_declared_condition_stands_for_no_text() -> None:
    assert problems(lambda: function(description=PROD))
