"""Roles and policy documents: what awacs knows, what it does not, what is emitted."""

from __future__ import annotations

from typing import Any

import pytest
from troposphere import Ref

from cfngw import Allow, Deny, Parameter, Role
from cfngw.blueprint import Blueprint
from cfngw.errors import DuplicateError, PolicyError
from samples import document, function, loose, problems, properties, resource_of, statements

BUCKET = "arn:aws:s3:::notes/*"


def built(*allow: Any, **options: Any) -> Blueprint:
    return Blueprint(functions=[function(allow=allow, log_group=None)], **options)


def policy_of(*allow: Any) -> Any:
    return statements(document(built(*allow))["Resources"]["HelloFunctionRole"])


@pytest.mark.parametrize(
    ("action", "fix"),
    [
        ("s3:GetObjekt", 's3:GetObject"'),
        ("dynamodb:GetItems", 'dynamodb:GetItem"'),
        ("lambda:InvokeFunktion", 'lambda:InvokeFunction"'),
        ("execute-api:Invok", 'execute-api:Invoke"'),
        ("s3:Xyzzy", "look it up"),
    ],
)
def test_an_unknown_action_is_an_error_with_the_nearest_name(action: str, fix: str) -> None:
    allow = Allow(action, BUCKET)
    (error,) = problems(lambda: policy_of(allow))
    assert isinstance(error, PolicyError)
    assert error.where == allow.source
    assert error.given == action
    assert fix in (error.fix or "")
    assert (error.fix or "").endswith(", or unchecked=True if it is newer than awacs")


def test_a_deny_is_checked_as_well() -> None:
    (error,) = problems(lambda: policy_of(Deny("s3:GetObjekt", BUCKET)))
    assert error.problem == "Deny: s3 has no action GetObjekt."


def test_unchecked_lets_an_action_pass() -> None:
    assert policy_of(Allow("s3:BrandNew", BUCKET, unchecked=True))[0]["Action"] == ["s3:BrandNew"]


@pytest.mark.parametrize("action", ["s3:getobject", "S3:GetObject".lower(), "s3:GETOBJECT"])
def test_iam_does_not_mind_the_case_of_an_action(action: str) -> None:
    assert policy_of(Allow(action, BUCKET))[0]["Action"] == [action]


@pytest.mark.parametrize("action", ["s3:Get*", "s3:GetObjec?", "s3:*", "*"])
def test_a_wildcard_that_fits_an_action_passes(action: str) -> None:
    assert policy_of(Allow(action, BUCKET, reason="all"))[0]["Action"] == [action]


@pytest.mark.parametrize("action", ["s3:Gett*", "s3:GetObjectt?"])
def test_a_wildcard_that_fits_nothing_is_an_error(action: str) -> None:
    (error,) = problems(lambda: policy_of(Allow(action, BUCKET, reason="all")))
    assert isinstance(error, PolicyError)


@pytest.mark.parametrize(("service", "near"), [("dynamodbb", "dynamodb"), ("xyzzy-xyzzy", None), ("lambdaa", "lambda")])
def test_an_unknown_service_is_a_notice(service: str, near: str | None) -> None:
    sealed = built(Allow(f"{service}:Get", BUCKET)).sealed()
    (notice,) = sealed.notices
    assert f"does not know the service {service}" in notice.problem
    assert (notice.fix or "").startswith(f'did you mean "{near}"?' if near else "unchecked=True")
    assert notice.where is not None


@pytest.mark.parametrize("service", ["aws", "helpers", "awslambda"])
def test_a_module_of_awacs_that_is_no_service_is_none(service: str) -> None:
    assert len(built(Allow(f"{service}:Get", BUCKET)).sealed().notices) == 1


@pytest.mark.parametrize(
    "action", ["lambda:InvokeFunction", "execute-api:Invoke", "cognito-idp:AdminGetUser", "es:ESHttpGet"]
)
def test_services_are_found_by_their_prefix(action: str) -> None:
    assert built(Allow(action, BUCKET)).sealed().notices == ()


def test_unchecked_silences_an_unknown_service() -> None:
    assert built(Allow("brandnew:Get", BUCKET, unchecked=True)).sealed().notices == ()


def test_every_condition_operator_of_iam_is_known() -> None:
    conditions = {
        "StringEquals": {"aws:SourceAccount": Ref("AWS::AccountId")},
        "ArnLike": {"aws:SourceArn": [BUCKET, Parameter("Arn")]},
        "Bool": {"aws:SecureTransport": "true"},
        "ForAllValues:StringLike": {"dynamodb:Attributes": ["a*"]},
        "NumericLessThanIfExists": {"s3:max-keys": "10"},
    }
    assert policy_of(Allow("s3:GetObject", BUCKET, conditions=conditions))[0]["Condition"] == {
        **conditions,
        "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}},
        "ArnLike": {"aws:SourceArn": [BUCKET, {"Ref": "Arn"}]},
    }


def test_an_unknown_condition_operator_is_an_error_with_the_nearest_name() -> None:
    allow = Allow("s3:GetObject", BUCKET, conditions={"StringEqual": {"a": "b"}, "Xyzzy": {"a": "b"}})
    one, two = problems(lambda: policy_of(allow))
    assert (one.where, one.given, one.fix) == (allow.source, "StringEqual", 'write "StringEquals"')
    assert two.fix == "see the IAM reference for the operators"


def test_all_wrong_actions_of_a_build_are_told_together() -> None:
    assert len(problems(lambda: policy_of(Allow(["s3:A1b2", "s3:C3d4"], BUCKET), Allow("sqs:Sendd", BUCKET)))) == 3


def test_the_options_of_a_role_are_emitted() -> None:
    role = Role(
        "Reader",
        description="Reads.",
        role_name=Parameter("RoleName"),
        path="/service/",
        permissions_boundary="arn:aws:iam::123456789012:policy/b",
        deletion_policy="Retain",
        tags={"team": "notes"},
        logical_id="Pinned",
    )
    made = resource_of(function(role=role, log_group=None), logical_id="Pinned")
    assert made["DeletionPolicy"] == "Retain"
    emitted = {name: given for name, given in made["Properties"].items() if name != "AssumeRolePolicyDocument"}
    assert emitted == {
        "Description": "Reads.",
        "RoleName": {"Ref": "RoleName"},
        "Path": "/service/",
        "PermissionsBoundary": "arn:aws:iam::123456789012:policy/b",
        "Tags": [{"Key": "team", "Value": "notes"}],
    }


@pytest.mark.parametrize(
    ("given", "emitted"),
    [
        ("ReadOnlyAccess", {"Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/ReadOnlyAccess"}),
        ("service-role/X", {"Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/service-role/X"}),
        ("arn:aws:iam::aws:policy/ReadOnlyAccess", {"Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/ReadOnlyAccess"}),
        ("arn:aws:iam::123456789012:policy/own", "arn:aws:iam::123456789012:policy/own"),
        (Parameter("PolicyArn"), {"Ref": "PolicyArn"}),
    ],
)
def test_an_aws_managed_policy_fits_every_partition(given: Any, emitted: Any) -> None:
    role = Role("Reader", managed_policies=[given])
    assert properties(function(role=role), logical_id="ReaderRole")["ManagedPolicyArns"] == [emitted]


def test_there_is_no_managed_policy_unless_asked() -> None:
    assert "ManagedPolicyArns" not in properties(function(), logical_id="HelloFunctionRole")


def test_the_reasons_of_a_shared_role_are_kept() -> None:
    role = Role("Reader", [Allow("s3:ListAllMyBuckets", "*", reason="it has no resources")])
    made = resource_of(function(role=role), logical_id="ReaderRole")
    assert made["Metadata"] == {"cfngw": {"Reasons": {"s3:ListAllMyBuckets": "it has no resources"}}}


def test_a_parameter_in_a_statement_gets_into_the_template() -> None:
    assert document(built(Allow("s3:GetObject", Parameter("FilesArn"))))["Parameters"] == {
        "FilesArn": {"Type": "String"}
    }


def test_two_roles_of_one_name_are_an_error_that_shows_both_lines() -> None:
    """The second function would otherwise run with the rights of the first one's role."""
    first = Role("Shared", [Allow("s3:GetObject", BUCKET)])
    second = Role("Shared", [Allow("s3:PutObject", BUCKET)])
    functions = [function("One", role=first), function("Two", role=second), function("Three", role=second)]
    (error,) = problems(lambda: Blueprint(functions=functions).sealed())
    assert isinstance(error, DuplicateError)
    assert (error.given, error.where, error.other) == ("SharedRole", second.source, first.source)


def test_a_role_can_not_take_the_place_of_a_functions_own() -> None:
    other = loose.Role("HelloFunction", [Allow("s3:PutObject", BUCKET)])
    (error,) = problems(lambda: Blueprint(functions=[function(), function("Two", role=other)]).sealed())
    assert error.given == "HelloFunctionRole"
