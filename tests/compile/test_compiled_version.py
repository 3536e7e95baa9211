"""What versions of functions become. Rows D24 and D26; pains P19 and P22."""
# ruff: noqa: N802

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis.strategies import sampled_from, sets
from troposphere import Equals, FindInMap, If, ImportValue, Join, Ref, Select, Split, Sub, awslambda, sns

from cfngw import (
    Alias,
    Allow,
    Blueprint,
    Condition,
    DeadLetter,
    Directory,
    Function,
    Image,
    Layer,
    LogGroup,
    Parameter,
    Queue,
    Role,
    S3Object,
    SsmParameter,
    Table,
    Version,
    Vpc,
)
from cfngw.compile.version_description import REPLACED_BY, VERSIONED, described
from cfngw.errors import DuplicateError, LimitError
from samples import HANDLER, document, function, inline, problems, resources
from stacks import Stack, create_only, replaced

VERSION = "HelloFunctionVersion"
KEY = "HelloFunctionCodeKey"
IS_PROD = Condition("IsProd", Equals(Parameter("Environment", "dev"), "prod"))


@pytest.fixture
def code(tmp_path: Path) -> Directory:
    (tmp_path / "index.py").write_text(HANDLER)
    return Directory(str(tmp_path))


def published(target: Function | None = None, **options: Any) -> Blueprint:
    """Make a blueprint with a version of the function Hello, which is made of the options unless it is given."""
    return Blueprint(resources=[Version(target if target is not None else function(**options))])


def described_as(blueprint: Blueprint) -> Any:
    return resources(blueprint)[VERSION]["Properties"]["Description"]


def told(blueprint: Blueprint) -> list[str]:
    return [str(notice) for notice in blueprint.sealed().notices]


# --- the resource --------------------------------------------------------------------------------------------


def test_d24_a_version_has_a_stable_id_and_stays_when_it_is_replaced() -> None:
    found = resources(published())[VERSION]
    assert found["Type"] == "AWS::Lambda::Version"
    assert found["DeletionPolicy"] == found["UpdateReplacePolicy"] == "Retain"
    assert found["Properties"]["FunctionName"] == {"Ref": "HelloFunction"}
    assert VERSION in resources(published(memory_size_mb=256))


def test_a_version_refers_to_its_number_and_its_arn() -> None:
    version = Version(function())
    assert version.number.to_dict() == {"Fn::GetAtt": [VERSION, "Version"]}
    assert version.arn.to_dict() == {"Ref": VERSION}
    assert VERSION in resources(Blueprint(functions=[inline(environment={"OTHER": version.arn}).but(name="Other")]))


def test_a_version_stands_under_the_condition_of_its_function() -> None:
    assert resources(published(condition=IS_PROD))[VERSION]["Condition"] == "IsProd"


def test_a_version_may_be_deleted_and_its_id_pinned() -> None:
    version = Version(function(), deletion_policy="Delete", logical_id="Pinned")
    found = resources(Blueprint(resources=[version]))["Pinned"]
    assert found["DeletionPolicy"] == found["UpdateReplacePolicy"] == "Delete"


# --- the description -----------------------------------------------------------------------------------------


def test_the_key_of_a_directory_stands_first(code: Directory) -> None:
    text = described_as(published(code=code))["Fn::Sub"]
    assert text.startswith(f"${{{KEY}}} ")
    assert "Bucket" not in text


def test_what_stands_in_the_template_enters_the_digest_alone() -> None:
    assert len(described_as(published(inline()))) == 10
    assert len(described_as(published(code=S3Object("code", "hello.zip")))) == 10
    image = function(code=Image("1.dkr.ecr.eu-west-1.amazonaws.com/hello:1"), handler=None, runtime=None)
    assert len(described_as(published(image))) == 10


def test_an_image_that_is_a_parameter_enters_by_its_value() -> None:
    image = function(code=Image(Parameter("ImageUri")), handler=None, runtime=None)
    assert "${ImageUri}" in described_as(published(image))["Fn::Sub"]


def test_the_troposphere_object_says_what_the_document_says() -> None:
    sealed = published(memory_size_mb=Parameter("Memory", 128, type="Number")).sealed()
    assert sealed.template.to_dict()["Resources"][VERSION] == sealed.document["Resources"][VERSION]


# --- P19: exactly one, exactly when --------------------------------------------------------------------------

LISTED: Any = Parameter("Subnets", type="List<AWS::EC2::Subnet::Id>")


@pytest.fixture
def rich(tmp_path: Path) -> Blueprint:
    """Make a function that has everything, most of it by parameters."""
    (tmp_path / "tools.py").write_text("")
    options: dict[str, Any] = {
        "memory_size_mb": Parameter("Memory", 256, type="Number"),
        "environment": {
            "PLAIN": "a",
            "ADDRESS": Sub("https://${Domain}/x"),
            "BRANCH": If(IS_PROD, Parameter("ProdUrl", "p"), "dev"),
            "PART": Select(0, Split("/", Parameter("Path", "a/b"))),
            "LOCAL": Sub("${Here}-x", Here=Parameter("Place", "h")),
        },
        "vpc": Vpc(LISTED, [Parameter("Group", "sg-1")]),
        "layers": [Layer.from_directory("Tools", str(tmp_path))],
    }
    return Blueprint(
        resources=[Version(function(**options))], parameters=[Parameter("Domain", "d"), Parameter("Stray", "s")]
    )


def update(before: Blueprint, after: Blueprint, then: dict[str, Any] | None = None, **values: Any) -> list[str]:
    """Give the versions that an update replaces."""
    first = Stack(document(before), **values)
    second = Stack(document(after), **{**values, **(then or {})})
    return [name for name in replaced(first, second) if first.resources[name]["Type"] == "AWS::Lambda::Version"]


def test_P19_another_key_of_the_bundle_makes_one_version(code: Directory) -> None:
    blueprint = published(code=code)
    assert update(blueprint, blueprint, {KEY: "hello-2.zip"}, **{KEY: "hello-1.zip"}) == [VERSION]
    assert update(blueprint, blueprint, {"CodeBucket": "other"}, CodeBucket="code", **{KEY: "hello-1.zip"}) == []


KEPT: dict[str, Any] = {
    "architecture": "arm64",
    "code": S3Object("code", "other.zip"),
    "dead_letter": DeadLetter(sqs="arn:aws:sqs:eu-west-1:123456789012:failed"),
    "environment": {"PLAIN": "b"},
    "ephemeral_storage_mb": 1024,
    "handler": "index.other",
    "kms_key_arn": "arn:aws:kms:eu-west-1:123456789012:key/k",
    "layers": ["arn:aws:lambda:eu-west-1:123456789012:layer:tools:3"],
    "log_group": LogGroup(log_format="JSON"),
    "memory_size_mb": 512,
    "role": Role("Shared"),
    "runtime": "python3.12",
    "snap_start": True,
    "timeout_seconds": 10,
    "tracing": "Active",
    "vpc": Vpc(["subnet-1"], ["sg-1"]),
}


@pytest.mark.parametrize("name", KEPT)
def test_P19_each_versioned_property_makes_one_version(name: str) -> None:
    assert update(
        published(environment={"PLAIN": "a"}), published(**{"environment": {"PLAIN": "a"}, name: KEPT[name]})
    ) == [VERSION]


@pytest.mark.parametrize(
    "options",
    [
        {"tags": {"team": "other"}},
        {"reserved_concurrent_executions": 5},
        {"description": "Says hello."},
        {"allow": [Allow("s3:GetObject", "arn:aws:s3:::b/*")]},
        {"log_group": LogGroup(retention_in_days=7)},
        {"timeout_seconds": 3, "memory_size_mb": 128, "ephemeral_storage_mb": 512, "architecture": "x86_64"},
        {"tracing": "PassThrough"},
        {"environment": {"BB": "b", "AA": "a"}},
    ],
    ids=lambda options: next(iter(options)),
)
def test_P19_what_is_not_versioned_or_says_the_same_makes_none(options: dict[str, Any]) -> None:
    given: dict[str, Any] = {"environment": {"AA": "a", "BB": "b"}}
    assert update(published(**given), published(**{**given, **options})) == []


VALUES: dict[str, Any] = {
    "Domain": "e",
    "Memory": 512,
    "ProdUrl": "q",
    "Path": "b/b",
    "Place": "i",
    "Group": "sg-2",
    "Subnets": ["subnet-1", "subnet-2"],
    "ToolsLayerCodeKey": "tools-2.zip",
    "CodeBucket": "other",
}


@pytest.mark.parametrize("name", VALUES)
def test_P19_the_value_of_a_parameter_that_a_version_keeps_makes_one(name: str, rich: Blueprint) -> None:
    given = {"Environment": "prod", "Subnets": ["subnet-1"], "ToolsLayerCodeKey": "tools-1.zip", "CodeBucket": "code"}
    assert update(rich, rich, {name: VALUES[name]}, **given) == [VERSION]


@pytest.mark.parametrize("then", [{"Stray": "t"}, {"ProdUrl": "q"}, {"Path": "a/c"}, {"Environment": "test"}], ids=str)
def test_P19_a_value_that_changes_nothing_in_the_function_makes_none(then: dict[str, Any], rich: Blueprint) -> None:
    """Not even one that is named, where a branch is not taken or a part of it is not used."""
    given = {"Subnets": ["subnet-1"], "ToolsLayerCodeKey": "tools-1.zip", "CodeBucket": "code"}
    before, after = (Stack(document(rich), **{**given, **each}) for each in ({}, then))
    assert before.properties("HelloFunction") == after.properties("HelloFunction")
    assert replaced(before, after) == []


def test_P19_a_condition_that_begins_to_hold_makes_one(rich: Blueprint) -> None:
    given = {"Subnets": ["subnet-1"], "ToolsLayerCodeKey": "tools-1.zip", "CodeBucket": "code"}
    assert update(rich, rich, {"Environment": "prod"}, **given) == [VERSION]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Table("Orders", partition_key="id"), Table("Orders", partition_key="order")),
        (Table("Orders", partition_key="id"), Table("Orders", partition_key="id", table_name="orders")),
        (Queue("Orders"), Queue("Orders", fifo=True)),
    ],
    ids=["key", "name", "fifo"],
)
def test_P19_a_resource_that_is_replaced_makes_one_version(before: Any, after: Any) -> None:
    first, second = (published(environment={"NAME": each.ref}) for each in (before, after))
    assert VERSION in update(first, second)


def test_P19_a_resource_that_is_changed_in_place_makes_none() -> None:
    first, second = (
        published(environment={"NAME": Table("Orders", partition_key="id", tags=tags).ref})
        for tags in ({"a": "b"}, {"a": "c"})
    )
    assert update(first, second) == []


def test_P19_the_parameter_that_names_a_resource_enters_too() -> None:
    named = Table("Orders", partition_key="id", table_name=Parameter("TableName"))
    blueprint = published(environment={"NAME": named.ref})
    assert update(blueprint, blueprint, {"TableName": "b"}, TableName="a") == [VERSION]


POOL = sampled_from(["Domain", "Path", "ProdUrl", "Stray", "Environment", "Memory", "CodeBucket"])
CHANGED = {"Environment": "prod", "Stray": "t", **VALUES}


@settings(max_examples=60, deadline=None)
@given(
    names=sets(sampled_from(sorted(KEPT)), max_size=2),
    others=sets(sampled_from(["tags", "description", "reserved_concurrent_executions"])),
    values=sets(POOL, max_size=3),
)
def test_P19_a_version_is_replaced_exactly_when_what_lambda_keeps_is_another(
    names: set[str], others: set[str], values: set[str]
) -> None:
    own = {"environment": {"ADDRESS": Sub("${Domain}/x"), "BRANCH": If(IS_PROD, Parameter("ProdUrl", "p"), "dev")}}
    unkept: dict[str, Any] = {"tags": {"a": "b"}, "description": "d", "reserved_concurrent_executions": 5}

    def stack(options: dict[str, Any], **given_values: Any) -> Stack:
        parameters = [Parameter("Domain", "d"), Parameter("Stray", "s")]
        target = function(**{**own, "memory_size_mb": Parameter("Memory", 256, type="Number"), **options})
        return Stack(document(Blueprint(resources=[Version(target)], parameters=parameters)), **given_values)

    before = stack({})
    after = stack(
        {**{name: KEPT[name] for name in names}, **{name: unkept[name] for name in others}},
        **{name: CHANGED[name] for name in values},
    )
    kept = [{name: each.properties("HelloFunction").get(name) for name in VERSIONED} for each in (before, after)]
    assert (VERSION in replaced(before, after)) is (kept[0] != kept[1])


def test_what_customize_changes_counts_too() -> None:
    class Larger(Blueprint):
        def customize(self, template: Any) -> None:
            template.resources["HelloFunction"].MemorySize = 512

    assert update(published(), Larger(resources=[Version(function())])) == [VERSION]


def test_a_description_of_ones_own_is_left_alone() -> None:
    class Own(Blueprint):
        def customize(self, template: Any) -> None:
            template.resources[VERSION].Description = "first"

    assert described_as(Own(resources=[Version(function())])) == "first"


def test_another_number_asks_for_another_version() -> None:
    def numbered(number: int | None) -> Blueprint:
        return Blueprint(resources=[Version(function(), republish=number)])

    assert update(numbered(None), numbered(1)) == [VERSION]
    assert update(numbered(1), numbered(2)) == [VERSION]


def test_all_that_counts_is_versioned_and_all_that_replaces_is_known_to_cfn_lint() -> None:
    assert {kind: frozenset(names) for kind, names in REPLACED_BY.items()} == {
        kind: create_only(kind) for kind in REPLACED_BY
    }
    assert set(VERSIONED) <= set(awslambda.Function.props)
    assert "Description" in create_only("AWS::Lambda::Version")


# --- what the description can't see, or can't hold -----------------------------------------------------------


def test_a_secret_does_not_stand_in_a_description() -> None:
    blueprint = published(environment={"SECRET": Parameter("Secret", no_echo=True)})
    assert "Secret" not in str(described_as(blueprint))
    (notice,) = told(blueprint)
    assert "the value of Secret, which is not to be seen, may change without a new version" in notice
    assert "republish=1" in notice


def test_a_resource_of_which_nothing_is_known_is_told_of() -> None:
    topic = sns.SubscriptionResource("Tellers", TopicArn="arn:aws:sns:eu-west-1:123456789012:t", Protocol="sqs")
    blueprint = Blueprint(
        resources=[topic, Version(function(environment={"NAME": Ref(topic), "SSM": "{{resolve:ssm:/a}}"}))]
    )
    assert [each.partition(": ")[2].partition(".")[0] for each in told(blueprint)] == [
        f"{VERSION}: the name of Tellers, if it is replaced, may change without a new version",
        f"{VERSION}: what {{{{resolve:ssm:/a}}}} stands for may change without a new version",
    ]


def test_a_function_of_its_own_region_and_an_import_need_no_value() -> None:
    named = {
        "HERE": Ref("AWS::Region"),
        "THERE": ImportValue("shared"),
        "BOTH": Join("-", ["a", Sub("${AWS::Region}")]),
    }
    assert isinstance(described_as(published(environment=named)), str)


def test_a_value_of_a_map_enters_as_it_is_found() -> None:
    named = {"SIZE": FindInMap("Sizes", Parameter("Environment"), "size")}
    blueprint = Blueprint(mappings={"Sizes": {"dev": {"size": "1"}}}, resources=[Version(function(environment=named))])
    text, values = described_as(blueprint)["Fn::Sub"]
    assert text.endswith(" ${Value1}")
    assert values == {"Value1": {"Fn::FindInMap": ["Sizes", {"Ref": "Environment"}, "size"]}}


def test_a_list_of_a_map_is_joined() -> None:
    made = described(
        {
            "Mappings": {"Nets": {"dev": {"ids": ["a", "b"]}}},
            "Parameters": {"Value1": {"Type": "String"}, "Environment": {"Type": "String"}},
            "Resources": {
                "F": {
                    "Properties": {
                        "Layers": {"Fn::FindInMap": ["Nets", {"Ref": "Environment"}, "ids"]},
                        "Handler": {"Ref": "Value1"},
                    }
                }
            },
        },
        "F",
    )
    text, values = made.text["Fn::Sub"]
    assert text.endswith("${Value1} ${Value2}")
    assert values["Value2"]["Fn::Join"][0] == ","


def test_values_that_never_fit_are_refused_and_those_that_may_not_are_told_of() -> None:
    long = Parameter("Long", min_length=250, max_length=300)
    version = Version(function(environment={"LONG": long}))
    (error,) = problems(lambda: document(Blueprint(resources=[version])))
    assert isinstance(error, LimitError)
    assert (error.where, error.given) == (version.source, 261)
    (notice,) = told(published(environment={"LONG": Parameter("Long", max_length=300)}))
    assert "may have 311 characters" in notice
    choice = Parameter("Choice", allowed_values=["a", "b"])
    assert told(published(environment={"CHOICE": choice})) == []


def test_two_versions_of_one_function_are_refused_for_lambda_publishes_no_copy() -> None:
    target = function()
    first, second = Version(target), Version(target, logical_id="Other")
    (error,) = problems(lambda: document(Blueprint(resources=[first, second])))
    assert isinstance(error, DuplicateError)
    assert (error.where, error.other) == (second.source, first.source)


# --- SnapStart -----------------------------------------------------------------------------------------------


def test_versions_start_from_snapshots() -> None:
    found = resources(published(snap_start=True))["HelloFunction"]["Properties"]
    assert found["SnapStart"] == {"ApplyOn": "PublishedVersions"}


def test_a_snapshot_without_a_version_is_refused() -> None:
    target = function(snap_start=True)
    (error,) = problems(lambda: document(Blueprint(functions=[target])))
    assert error.where == target.source
    assert error.fix == 'route to Alias("live", hello), or leave out snap_start='
    assert resources(Blueprint(functions=[target], resources=[Alias("live", target)]))


@pytest.mark.parametrize(
    ("runtime", "known"),
    [
        ("java11", True),
        ("java21", True),
        ("java8.al2", False),
        ("python3.11", False),
        ("python3.12", True),
        ("python3.13", True),
        ("dotnet8", True),
        ("dotnet6", False),
        ("dotnetcore3.1", False),
        ("nodejs22.x", False),
        ("provided.al2023", False),
        (Parameter("Runtime"), True),
    ],
)
def test_a_runtime_that_is_not_known_to_have_snapshots_is_told_of(runtime: Any, known: bool) -> None:
    assert [
        each for each in told(published(runtime=runtime, snap_start=True)) if "SnapStart" in each
    ] == [] or not known
    assert any("SnapStart" in each for each in told(published(runtime=runtime, snap_start=True))) is not known


def test_an_image_is_not_known_to_have_snapshots() -> None:
    image = function(
        code=Image("1.dkr.ecr.eu-west-1.amazonaws.com/hello:1"), handler=None, runtime=None, snap_start=True
    )
    assert "an image is not among" in told(published(image))[0]


def test_much_storage_and_a_snapshot_are_refused() -> None:
    (error,) = problems(lambda: function(snap_start=True, ephemeral_storage_mb=1024))
    assert error.fix == "leave out ephemeral_storage_mb=, or snap_start="
    assert function(snap_start=True, ephemeral_storage_mb=512)


def test_a_grant_enters_by_the_variable_that_it_sets() -> None:
    named = SsmParameter("/notes/db")
    assert isinstance(described_as(published(inline(allow=[named.grant_read()]))), str)
