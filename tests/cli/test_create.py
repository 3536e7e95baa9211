"""The printed command: read by a real shell, and held to the model of the call that the AWS CLI makes of it."""

from __future__ import annotations

import re
import subprocess
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import yaml_readers
from cfngw.cli.create import capabilities, create_command, stack_name
from cfngw.limits import Limits

AWS = """\
aws() { printf '%s\\0' "$@"; printf '\\n'; }
"""
OPTIONS = {
    "--stack-name": "StackName",
    "--template-body": "TemplateBody",
    "--template-url": "TemplateURL",
    "--parameters": "Parameters",
    "--capabilities": "Capabilities",
}
MANY = frozenset({"--parameters", "--capabilities"})
LARGE = "x" * (Limits().inline_bytes + 1)


def template(*types: str, **sections: Any) -> dict[str, Any]:
    """Make a document of resources without properties."""
    return {"Resources": {f"R{number}": {"Type": each} for number, each in enumerate(types)}, **sections}


def parameters(*names: str) -> dict[str, Any]:
    """Make a document that asks for some parameters."""
    return template("AWS::SNS::Topic", Parameters={name: {"Type": "String"} for name in names})


def typed(command: str, **variables: str) -> list[list[str]]:
    """Type a command into a shell whose ``aws`` gives back the words of each call."""
    done = subprocess.run(
        ["/bin/sh", "-c", AWS + command], capture_output=True, check=True, env={"LC_ALL": "C.UTF-8", **variables}
    )
    return [line.split("\0")[:-1] for line in done.stdout.decode().splitlines()]


def called(words: list[str]) -> dict[str, Any]:
    """Read the words of create-stack as the AWS CLI does, and give the parameters of the call."""
    assert words[:2] == ["cloudformation", "create-stack"]
    given: dict[str, list[str]] = {}
    option = ""
    for word in words[2:]:
        if word.startswith("--"):
            option = word
            given[option] = []
        else:
            given[option].append(word)
    return {OPTIONS[option]: _argument(option, values) for option, values in given.items()}


def _argument(option: str, values: list[str]) -> Any:
    if option == "--parameters":
        return [_shorthand(value) for value in values]
    if option in MANY:
        return values
    (value,) = values
    return value


def _shorthand(text: str) -> dict[str, str]:
    """Read ``Key=value,Key='quoted, value'``."""
    found = re.findall(r"(\w+)=(?:'([^']*)'|([^,']*))(?:,|$)", text)
    return {key: quoted or plain for key, quoted, plain in found}


@pytest.fixture(scope="module")
def shape() -> Any:
    """Give what the call CreateStack takes, from botocore's own model."""
    model = import_module("botocore.loaders").Loader().load_service_model("cloudformation", "service-2")
    return import_module("botocore.model").ServiceModel(model).operation_model("CreateStack").input_shape


def check(call: dict[str, Any], shape: Any) -> None:
    """Hold a call to the model: names, types, lengths, and what botocore leaves to the service."""
    report = import_module("botocore.validate").ParamValidator().validate(call, shape)
    assert not report.has_errors(), report.generate_report()
    assert re.fullmatch(r"[a-zA-Z][-a-zA-Z0-9]*", call["StackName"])
    allowed = shape.members["Capabilities"].member.enum
    assert set(call.get("Capabilities", ())) <= set(allowed)
    assert ("TemplateBody" in call) != ("TemplateURL" in call)


def test_a_small_template_is_sent_with_the_call(shape: Any) -> None:
    (words,) = typed(create_command(Path("output/my_api.yaml"), "text", template("AWS::SNS::Topic")))
    assert called(words) == {"StackName": "my-api", "TemplateBody": "file://output/my_api.yaml"}
    check(called(words), shape)


def test_a_template_over_the_inline_limit_is_copied_to_a_bucket_first(shape: Any) -> None:
    copy, create = typed(create_command(Path("output/x.yaml"), LARGE, template("AWS::SNS::Topic")), BUCKET="mine")
    assert copy == ["s3", "cp", "output/x.yaml", "s3://mine/x.yaml"]
    assert called(create) == {"StackName": "x", "TemplateURL": "https://mine.s3.amazonaws.com/x.yaml"}
    check(called(create), shape)


def test_the_inline_limit_counts_bytes() -> None:
    at_limit = "é" * (Limits().inline_bytes // 2)
    assert "--template-body" in create_command(Path("x.yaml"), at_limit, template("AWS::SNS::Topic"))
    assert "--template-url" in create_command(Path("x.yaml"), at_limit + "x", template("AWS::SNS::Topic"))


@pytest.mark.parametrize("text", ["small", LARGE])
@pytest.mark.parametrize("name", ["my api.yaml", "a$b`c`.yaml", "it's.yaml", 'say"x".yaml', "a\\b.yaml", "a;b&c.yaml"])
def test_any_file_name_survives_the_shell(name: str, text: str, shape: Any) -> None:
    *copy, create = typed(create_command(Path("out put") / name, text, template("AWS::SNS::Topic")), BUCKET="mine")
    check(called(create), shape)
    if copy:
        assert copy == [["s3", "cp", f"out put/{name}", f"s3://mine/{name}"]]
        assert re.fullmatch(r"https://mine\.s3\.amazonaws\.com/[A-Za-z0-9._~%-]+", called(create)["TemplateURL"])
    else:
        assert called(create)["TemplateBody"] == f"file://out put/{name}"


@pytest.mark.parametrize("value", ["plain", "subnet-1,subnet-2", "two words", 'with "quotes"', "a=b", "$HOME `x` \\"])
def test_a_required_parameter_is_taken_from_a_variable(value: str, shape: Any) -> None:
    document = parameters("Subnets", "Issuer")
    document["Parameters"]["Prefix"] = {"Type": "String", "Default": "x"}
    (words,) = typed(create_command(Path("x.yaml"), "", document), Subnets=value, Issuer="https://issuer.example/")
    assert called(words)["Parameters"] == [
        {"ParameterKey": "Subnets", "ParameterValue": value},
        {"ParameterKey": "Issuer", "ParameterValue": "https://issuer.example/"},
    ]
    check(called(words), shape)


def test_a_parameter_whose_name_no_variable_can_have_gets_another(shape: Any) -> None:
    (words,) = typed(create_command(Path("x.yaml"), "", parameters("2ndName")), _2ndName="x")
    assert called(words)["Parameters"] == [{"ParameterKey": "2ndName", "ParameterValue": "x"}]
    check(called(words), shape)


@pytest.mark.parametrize(("text", "missing"), [("", "Issuer"), (LARGE, "BUCKET")])
def test_a_variable_that_is_not_set_stops_the_command_with_its_name(text: str, missing: str) -> None:
    command = create_command(Path("x.yaml"), text, parameters("Issuer"))
    with pytest.raises(subprocess.CalledProcessError) as caught:
        typed(command)
    assert missing in caught.value.stderr.decode()
    assert caught.value.stdout == b""


def test_parameters_with_defaults_are_not_asked_for() -> None:
    document = template("AWS::SNS::Topic", Parameters={"Empty": {"Type": "String", "Default": ""}})
    assert "--parameters" not in create_command(Path("x.yaml"), "", document)


def test_a_template_without_roles_needs_no_capability() -> None:
    assert capabilities(template("AWS::SNS::Topic")) == []
    assert "--capabilities" not in create_command(Path("x.yaml"), "", template("AWS::SNS::Topic"))


def test_a_role_needs_the_capability() -> None:
    assert capabilities(template("AWS::IAM::Role")) == ["CAPABILITY_IAM"]


@pytest.mark.parametrize(
    ("resource_type", "name"),
    [
        ("AWS::IAM::Role", "RoleName"),
        ("AWS::IAM::User", "UserName"),
        ("AWS::IAM::Group", "GroupName"),
        ("AWS::IAM::ManagedPolicy", "ManagedPolicyName"),
        ("AWS::IAM::InstanceProfile", "InstanceProfileName"),
    ],
)
def test_a_named_role_needs_the_stronger_one(resource_type: str, name: str) -> None:
    document = template("AWS::IAM::Role", resource_type)
    document["Resources"]["R1"]["Properties"] = {name: {"Ref": "Name"}}
    assert capabilities(document) == ["CAPABILITY_NAMED_IAM"]


@pytest.mark.parametrize(
    "document",
    [
        template("AWS::Serverless::Function", Transform="AWS::Serverless-2016-10-31"),
        template("AWS::CloudFormation::Stack"),
        template("AWS::SNS::Topic", Mappings={"Fn::Transform": {"Name": "AWS::Include"}}),
    ],
)
def test_what_is_not_seen_here_needs_both(document: dict[str, Any], shape: Any) -> None:
    assert capabilities(document) == ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
    (words,) = typed(create_command(Path("x.yaml"), "", document))
    check(called(words), shape)


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("http_api_hello.yaml", "http-api-hello"),
        ("x.users.yaml", "x-users"),
        ("2nd api.json", "stack-2nd-api"),
        ("_own_.yaml", "own"),
        ("日本.yaml", "stack"),
    ],
)
def test_a_stack_is_named_after_its_file(file: str, name: str) -> None:
    assert stack_name(Path("output") / file) == name


@pytest.mark.parametrize("name", ["http_api_hello", "http_api_notes"])
def test_the_ready_blueprints_are_created_as_printed(name: str, shape: Any) -> None:
    text = (Path(__file__).parents[2] / "output" / f"{name}.yaml").read_text(encoding="utf-8")
    (words,) = typed(create_command(Path(f"output/{name}.yaml"), text, yaml_readers.pyyaml(text)))
    check(called(words), shape)
    assert called(words) == {
        "StackName": name.replace("_", "-"),
        "TemplateBody": f"file://output/{name}.yaml",
        "Capabilities": ["CAPABILITY_IAM"],
    }
