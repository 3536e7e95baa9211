"""``cfngw promote``: what it writes, keeps and tells, and what it refuses. Row D34; pains P22 and P35."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from cli_runs import Ran, cfngw, golden, snapshot, start_project

from cfngw.document import read
from promotions import Stack

TEMPLATE = """\
Parameters:
  ProdDeploymentId: {Type: String, Default: '', AllowedPattern: '[a-z0-9]*'}
  ProdVersion: {Type: String, Default: $LATEST, AllowedPattern: '[0-9]+|\\$LATEST'}
  ProdBefore: {Type: String, Default: ''}
  Secret: {Type: String, NoEcho: true}
  Memory: {Type: Number, Default: 128}
Resources:
  Staging:
    Type: AWS::ApiGateway::Stage
    Properties: {StageName: staging, RestApiId: abc, DeploymentId: abc}
  Prod:
    Type: AWS::ApiGateway::Stage
    Metadata:
      cfngw:
        Promotion: {From: staging, To: prod, Parameters: {ProdDeploymentId: StagingId}, Before: !Ref ProdBefore}
    Properties: {StageName: prod, RestApiId: abc, DeploymentId: !Ref ProdDeploymentId}
  Alias:
    Type: AWS::Lambda::Alias
    Metadata:
      cfngw:
        Promotion: {From: staging, To: prod, Parameters: {ProdVersion: NewVersion}, Before: !Ref ProdBefore}
    Properties: {Name: prod, FunctionName: user, FunctionVersion: !Ref ProdVersion}
Outputs:
  StagingId: {Value: abc}
  NewVersion: {Value: '3'}
"""
SECRET = "hunter2"
WORDS = ("promote", "output/user.yaml", "--outputs", "outputs.json")
USUAL = Path(".cfngw/parameters/user.json")


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a project with the template, whose stack is called user."""
    start_project(tmp_path, monkeypatch)
    Path("output").mkdir()
    Path("output/user.yaml").write_text(TEMPLATE)
    describe()


def describe(values: Mapping[str, str] | None = None, name: str = "user", **facts: Any) -> None:
    """Write what AWS says of a stack whose parameters have some values."""
    stack = Stack(name)
    given = {"Secret": SECRET, **(values or {})}
    entries = [{"ParameterKey": key, "ParameterValue": value} for key, value in given.items()]
    stack.update(read(Path("output/user.yaml")).data, entries)
    stack.describe(Path("outputs.json"), **facts)


def promote(*words: str) -> Ran:
    return cfngw(*WORDS, "--from", "staging", "--to", "prod", *words)


def parameters(path: Path = USUAL) -> dict[str, Any]:
    return {each["ParameterKey"]: each.get("ParameterValue", ...) for each in json.loads(path.read_text())}


PINNED = {"ProdDeploymentId": "old", "ProdVersion": "2"}
BEFORE = {"ProdDeploymentId": "abc", "ProdVersion": "3", "ProdBefore": "ProdDeploymentId=old ProdVersion=2"}


def test_each_output_becomes_the_value_of_its_parameter() -> None:
    describe(PINNED)
    assert promote().code == 0
    made = parameters()
    assert (made["ProdDeploymentId"], made["ProdVersion"]) == ("abc", "3")
    assert made["ProdBefore"] == "ProdDeploymentId=old ProdVersion=2"


def test_what_is_told_is_the_golden_text() -> None:
    describe({**PINNED, "ProdVersion": "3"})
    told = promote().out
    describe(BEFORE)
    assert told + cfngw(*WORDS, "--to", "prod", "--rollback").out == golden("promote", told + _last())


def _last() -> str:
    return cfngw(*WORDS, "--to", "prod", "--rollback").out.replace("said so already", "says so now")


def test_the_first_promotion_has_nothing_before_it() -> None:
    """While the stage followed the stack there was nothing that a rollback could return to."""
    assert "ProdDeploymentId  the newest -> abc" in promote().out
    assert parameters()["ProdBefore"] == ""


def test_what_changes_alone_is_remembered() -> None:
    describe({**PINNED, "ProdVersion": "3"})
    assert "ProdVersion       3, as it is" in promote().out
    assert parameters()["ProdBefore"] == "ProdDeploymentId=old"


def test_a_rollback_returns_to_the_one_before_and_forgets_it() -> None:
    describe(BEFORE)
    assert promote("--rollback").code == 0
    made = parameters()
    assert (made["ProdDeploymentId"], made["ProdVersion"], made["ProdBefore"]) == ("old", "2", "")


def test_a_rollback_leaves_what_is_not_remembered() -> None:
    describe({**BEFORE, "ProdBefore": "ProdVersion=2 GoneVersion=7"})
    assert promote("--rollback").code == 0
    assert (parameters()["ProdDeploymentId"], parameters()["ProdVersion"]) == ("abc", "2")


def test_a_value_with_other_characters_comes_back_as_it_was() -> None:
    text = TEMPLATE.replace(", AllowedPattern: '[0-9]+|\\$LATEST'", "")
    Path("output/user.yaml").write_text(text)
    describe({**PINNED, "ProdVersion": "a b=c%$ü"})
    promote()
    describe({**BEFORE, "ProdBefore": parameters()["ProdBefore"]})
    promote("--rollback")
    assert parameters()["ProdVersion"] == "a b=c%$ü"


def test_all_other_values_of_the_file_are_kept_in_their_order() -> None:
    own = [
        {"ParameterKey": "Secret", "ParameterValue": SECRET},
        {"ParameterKey": "ProdVersion", "ParameterValue": "2"},
        {"ParameterKey": "Memory", "UsePreviousValue": True},
    ]
    Path("p.json").write_text(json.dumps(own))
    describe(PINNED)
    ran = promote("--parameters", "p.json")
    made = json.loads(Path("p.json").read_text())
    assert made[:3] == [own[0], {"ParameterKey": "ProdVersion", "ParameterValue": "3"}, own[2]]
    assert {each["ParameterKey"] for each in made[3:]} == {"ProdDeploymentId", "ProdBefore"}
    assert SECRET not in ran.out + ran.err
    assert not USUAL.parent.exists()


def test_what_the_file_lacks_stays_what_the_stack_has() -> None:
    """An update by a file that lacks a parameter gives it its default again. A hidden value nobody learns."""
    describe({**PINNED, "Memory": "512"})
    assert promote().code == 0
    assert parameters()["Memory"] == "512"
    assert {"ParameterKey": "Secret", "UsePreviousValue": True} in json.loads(USUAL.read_text())


def test_twice_is_the_same_until_the_stack_is_updated() -> None:
    describe(PINNED)
    promote()
    first = USUAL.read_bytes()
    ran = promote()
    assert (ran.code, USUAL.read_bytes()) == (0, first)
    assert "said so already" in ran.out


def test_what_else_the_update_would_change_is_told_without_secrets() -> None:
    own = {"Memory": "256", "Secret": "another", "Other": "1"}
    Path("p.json").write_text(json.dumps([{"ParameterKey": key, "ParameterValue": own[key]} for key in own]))
    describe(PINNED)
    ran = promote("--parameters", "p.json")
    assert "p.json gives Memory another value than the stack has: the update changes it, too (128 -> 256)" in ran.err
    assert "p.json gives Other, which the stack user has no parameter of: it refuses the update." in ran.err
    assert "another" not in (ran.out + ran.err).replace("another value", "")


def test_a_stack_may_have_any_name_and_the_command_is_for_it() -> None:
    describe(PINNED, name="my-users")
    out = promote().out
    assert "in the stack my-users" in out
    assert "update-stack --stack-name my-users \\\n    --use-previous-template \\\n" in out
    assert "--region eu-west-1" in out


def test_from_may_be_left_out() -> None:
    assert cfngw(*WORDS, "--to", "prod").code == 0


def test_a_byte_order_mark_is_no_fault() -> None:
    path = Path("outputs.json")
    path.write_text("\ufeff" + path.read_text())
    assert promote().code == 0


# What is refused. Each leaves everything as it was.


def _stacks(*stacks: Any) -> str:
    return json.dumps({"Stacks": list(stacks)})


PLAIN = {"StackName": "other", "StackStatus": "CREATE_COMPLETE"}
FILES = {
    "no JSON": "Stacks:\n  - StackName: user\n",
    "a list": "[]",
    "outputs alone": '[{"OutputKey": "StagingId", "OutputValue": "abc"}]',
    "a change set": '{"ChangeSetName": "x", "StackName": "user"}',
    "several stacks": _stacks(PLAIN, {**PLAIN, "StackName": "third"}),
    "no stack": _stacks(),
    "stacks that are none": _stacks({"StackId": 5}),
    "a stack without outputs, of another name": _stacks(PLAIN),
    "a stack without outputs, of this name": _stacks({**PLAIN, "StackName": "user"}),
    "a stack that is changing": _stacks({**PLAIN, "StackStatus": "UPDATE_IN_PROGRESS"}),
    "a stack that is broken": _stacks({**PLAIN, "StackStatus": "UPDATE_ROLLBACK_FAILED"}),
    "outputs of nothing": _stacks({**PLAIN, "Outputs": "none"}),
}
VALUES = {
    "already promoted": ({"ProdDeploymentId": "abc", "ProdVersion": "3"}, ()),
    "rollback with nothing before": ({"ProdDeploymentId": "abc"}, ("--rollback",)),
    "rollback to what is served": ({**BEFORE, "ProdBefore": "ProdVersion=3"}, ("--rollback",)),
    "rollback to what nobody wrote": ({"ProdBefore": "the one of monday"}, ("--rollback",)),
    "rollback to no version": ({"ProdBefore": "ProdVersion=two"}, ("--rollback",)),
}
STAGES = {
    "from and to the same": ("--from", "prod", "--to", "prod"),
    "from another stage": ("--from", "stagin", "--to", "prod"),
    "to no stage": ("--from", "staging", "--to", "prd"),
    "to a stage that nothing is promoted to": ("--to", "staging"),
    "to nothing like it": ("--to", "x"),
    "to nothing": (),
}
OWN = {
    "a parameter file that is no JSON": "[{",
    "a parameter file of another form": '{"Secret": "hunter2"}',
    "a parameter file without keys": '[{"ParameterValue": "hunter2"}]',
}
FACTS = "Promotion: {From: staging, To: prod, Parameters: {ProdVersion: NewVersion}, Before: !Ref ProdBefore}"
TEMPLATES = {
    "no promotion": TEMPLATE.replace("Promotion:", "Other:"),
    "no template": "a: 1\n",
    "a promotion that is none": TEMPLATE.replace(FACTS, "Promotion: yes"),
    "a promotion without a stage": TEMPLATE.replace(FACTS, FACTS.replace("To: prod, ", "")),
    "a promotion of no outputs": TEMPLATE.replace(FACTS, FACTS.replace("{ProdVersion: NewVersion}", "[ProdVersion]")),
    "a promotion of an output that is not there": TEMPLATE.replace("  NewVersion:", "  OldVersion:"),
    "a promotion of a parameter that is not there": TEMPLATE.replace("  ProdBefore: {", "  Before: {"),
    "a promotion from two stages": TEMPLATE.replace(FACTS, FACTS.replace("staging", "dev")),
    "a promotion of what is hidden": TEMPLATE.replace("Default: $LATEST", "NoEcho: true"),
}


def told(ran: Ran) -> str:
    assert ran.out == ""
    return f"{ran.err}-> {ran.code}\n"


def wrong_input() -> dict[str, str]:
    """Give what is told of each wrong input, and see that nothing is written."""
    found: dict[str, str] = {}
    for title, text in FILES.items():
        Path("outputs.json").write_text(text)
        found[title] = untouched()
    for title, (values, words) in VALUES.items():
        describe(values)
        found[title] = untouched(*words)
    describe(PINNED)
    for title, words in STAGES.items():
        found[title] = untouched(*words, bare=True)
    for title, text in OWN.items():
        Path("p.json").write_text(text)
        found[title] = untouched("--parameters", "p.json")
    for title, text in TEMPLATES.items():
        Path("output/user.yaml").write_text(text)
        found[title] = untouched()
    Path("output/user.yaml").write_text(TEMPLATE)
    describe({**PINNED, "ProdVersion": "x" * 5000})
    found["too much to remember"] = untouched()
    text = Path("outputs.json").read_text()
    Path("outputs.json").write_text(text.replace('"abc"', '"A B"'))
    found["an output that the parameter does not take"] = untouched()
    Path("outputs.json").unlink()
    found["no outputs"] = untouched()
    return found


def untouched(*words: str, bare: bool = False) -> str:
    before = snapshot()
    ran = cfngw(*WORDS, *words) if bare else promote(*words)
    assert snapshot() == before
    return told(ran)


def test_wrong_input_is_told_in_one_message_each_and_nothing_is_written() -> None:
    found = wrong_input()
    text = "\n".join(f"=== {title}\n{message}" for title, message in found.items())
    assert text == golden("promote_bad_input", text)
    for title, message in found.items():
        assert message.count("error: ") == 1, title
        assert "    fix:     " in message, title
        assert SECRET not in message, title


def test_what_is_not_deployed_is_told_apart_from_another_stack() -> None:
    describe(PINNED, name="my-users", Outputs=[{"OutputKey": "StagingId", "OutputValue": "abc"}])
    assert "the stack my-users has no output NewVersion" in told(promote())


def test_a_stage_in_the_middle_that_follows_the_stack_is_no_source() -> None:
    middle = TEMPLATE.replace("NewVersion: {Value: '3'}", "NewVersion: {Value: $LATEST}")
    Path("output/user.yaml").write_text(middle)
    for values in ({}, PINNED):
        describe(values)
        message = untouched()
        assert "staging follows the stack, so that prod would, too: NewVersion tells of no version." in message
        assert "    fix:     give staging a version first, by a promotion or its parameter; then: aws " in message


def test_a_broken_parameter_file_stays_as_it_is() -> None:
    Path("p.json").write_text("[{")
    assert promote("--parameters", "p.json").code == 6
    assert Path("p.json").read_text() == "[{"


def test_a_place_that_can_not_be_written_is_told() -> None:
    Path("file").touch()
    ran = promote("--parameters", "file/p.json")
    assert (ran.code, "can't be written" in ran.err) == (6, True)


@pytest.mark.parametrize("status", ["CREATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"])
def test_a_stack_in_order_is_taken(status: str) -> None:
    describe(PINNED, StackStatus=status)
    assert promote().code == 0


def test_a_pattern_that_python_does_not_read_is_left_to_cloudformation() -> None:
    Path("output/user.yaml").write_text(TEMPLATE.replace("[a-z0-9]*", "[a-z&&[^x]]*+(?<x"))
    describe(PINNED)
    assert promote().code == 0


def test_allowed_values_are_held_to() -> None:
    Path("output/user.yaml").write_text(TEMPLATE.replace("AllowedPattern: '[a-z0-9]*'", "AllowedValues: ['', xyz]"))
    describe()
    assert "allowed: ['', 'xyz']" in told(promote())


# cfngw package: a parameter file that lacks what promotes a stage.

CODE = """\
  Function:
    Type: AWS::Lambda::Function
    Metadata: {aws:asset:path: ../src, aws:asset:property: Code}
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Role: arn:aws:iam::123456789012:role/user
      Code: {S3Bucket: !Ref CodeBucket, S3Key: !Ref CodeKey}
"""


@pytest.fixture
def with_code() -> None:
    """Let the template have code in a folder."""
    Path("src").mkdir()
    Path("src/app.py").write_text("def handler(event, context):\n    return {}\n")
    text = TEMPLATE.replace("Outputs:\n", f"{CODE}Outputs:\n")
    text = text.replace("Resources:\n", "  CodeBucket: {Type: String}\n  CodeKey: {Type: String}\nResources:\n")
    Path("output/user.yaml").write_text(text)


@pytest.mark.usefixtures("with_code")
def test_a_package_tells_of_a_file_by_which_a_stage_would_follow_the_stack_again() -> None:
    ran = cfngw("package", "output/user.yaml", "--local", "dist")
    assert ran.code == 0
    assert (
        "dist/user.parameters.json has no value of ProdDeploymentId, ProdVersion, ProdBefore: right for a new"
        in ran.err
    )
    assert 'add {"ParameterKey": "ProdDeploymentId", "UsePreviousValue": true}' in ran.err


@pytest.mark.usefixtures("with_code")
def test_a_package_keeps_what_a_promotion_wrote() -> None:
    describe({**PINNED, "CodeBucket": "code", "CodeKey": "old.zip"})
    assert promote("--parameters", "dist/user.parameters.json").code == 0
    before = parameters(Path("dist/user.parameters.json"))
    ran = cfngw("package", "output/user.yaml", "--local", "dist")
    assert (ran.code, ran.err) == (0, "")
    made = parameters(Path("dist/user.parameters.json"))
    assert {name for name in made if made[name] != before[name]} == {"CodeKey"}
