"""Policies that AWS would refuse for their size when the stack is made."""

from __future__ import annotations

from typing import Any

from troposphere import GetAtt, If, NoValue, Ref, Sub, awslambda, sqs

from cfngw import Allow, Role
from cfngw.blueprint import Blueprint
from cfngw.compile.policy_size import _size
from cfngw.errors import LimitError
from samples import document, function, problems

ARN = f"arn:aws:s3:::{'b' * 50}"


def allowing(count: int, resource: Any = ARN, **options: Any) -> Blueprint:
    allow = [
        Allow("s3:GetObject", f"{resource}{n:03}" if isinstance(resource, str) else resource) for n in range(count)
    ]
    return Blueprint(functions=[function(allow=allow)], **options)


def test_a_role_takes_10240_characters() -> None:
    assert document(allowing(70))
    (error,) = problems(lambda: document(allowing(80)))
    assert isinstance(error, LimitError)
    assert error.problem == "the policies of the role HelloFunctionRole have at least 10,287 characters."
    assert "at most 10,240" in (error.allowed or "")
    assert "managed_policies=" in (error.fix or "")


def test_what_cloudformation_fills_in_counts_by_its_shortest() -> None:
    assert document(allowing(110, GetAtt("Queue", "Arn"), resources=[sqs.Queue("Queue")]))
    long = Sub("arn:${AWS::Partition}:s3:::" + "b" * 80)
    assert problems(lambda: document(allowing(100, long)))


def test_the_policies_of_a_shared_role_count_together() -> None:
    role = Role("Shared", [Allow("s3:GetObject", f"{ARN}{n:03}") for n in range(90)])
    assert problems(lambda: document(Blueprint(functions=[function(role=role)])))


def test_the_size_of_json_without_blanks() -> None:
    assert _size({"a": "b c", "d": ["e"], "f": {}, "g": []}) == len('{"a":"bc","d":["e"],"f":{},"g":[]}')
    assert _size({"a": If("C", "xxxx", "x").to_dict()}) == len('{"a":"x"}')
    assert _size([If("C", "xxxx", NoValue).to_dict()]) == len("[,")
    assert _size({"a": Ref("AWS::AccountId").to_dict()}) == len('{"a":"123456789012"}')
    assert _size({"a": {"Fn::Join": ["-", ["xx", {"Ref": "P"}]]}}) == len('{"a":"xx-p"}')
    assert _size(True) <= 4


def permissions(count: int) -> Blueprint:
    made = [
        awslambda.Permission(
            f"Permission{n}",
            Action="lambda:InvokeFunction",
            FunctionName=Ref("HelloFunction"),
            Principal="events.amazonaws.com",
            SourceArn=f"arn:aws:events:eu-west-1:123456789012:rule/{n}",
        )
        for n in range(count)
    ]
    return Blueprint(functions=[function()], resources=made)


def test_the_policy_of_a_function_takes_20480_bytes() -> None:
    assert document(permissions(50))
    (error,) = problems(lambda: document(permissions(100)))
    assert isinstance(error, LimitError)
    assert error.problem.startswith("the 100 permissions to invoke one function have at least ")
    assert 'invocation="role"' in (error.fix or "")
