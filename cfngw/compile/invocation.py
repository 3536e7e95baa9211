"""Who may call the functions of an API: one permission per function, or the API's own role.

Both kinds of API share it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from troposphere import GetAtt, Ref, Sub, awslambda

from cfngw.compile.assembly import Assembly, condition_name, only_given
from cfngw.compile.role import allow, grant, open_role
from cfngw.declare.function import Function, ImportedFunction
from cfngw.declare.intrinsic import is_intrinsic
from cfngw.declare.parameter import Output, Parameter
from cfngw.naming import name_words, permission_id
from cfngw.source import Source

# https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-custom-integrations.html
# https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html
_STREAM = (
    "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2021-11-15/functions/%s/response-streaming-invocations"
)
_URI = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/%s/invocations"


class Api(Protocol):
    """What both kinds of API have."""

    @property
    def name(self) -> str:
        """Give the name."""

    @property
    def invocation(self) -> str:
        """Give how functions are invoked: by permission or role."""

    @property
    def resource_id(self) -> str:
        """Give the logical id."""

    @property
    def source(self) -> Source:
        """Give the user's line."""


Qualifiers = Mapping[int, Sequence[str | None]]
_NONE: Qualifiers = {}


def add_invocation(
    assembly: Assembly, api: Api, functions: Sequence[Function | ImportedFunction], qualifiers: Qualifiers = _NONE
) -> None:
    """Let an API call its functions; ``qualifiers``: the aliases that it calls, by the identity of their function."""
    foreign = [each for each in functions if isinstance(each, ImportedFunction) and each.cross_account]
    if foreign:
        from cfngw.compile.cross_account import note_permissions  # for those who have one

        note_permissions(assembly, api, foreign)
    if api.invocation != "role":
        _add_permissions(assembly, api, [each for each in functions if not any(each is other for other in foreign)])
    elif functions:
        _add_role(assembly, api, functions, qualifiers)


def function_arn(assembly: Assembly, function: Function | ImportedFunction) -> Any:
    """Give a function's ARN."""
    if isinstance(function, ImportedFunction):
        return assembly.resolve(function.arn)
    return GetAtt(function.resource_id, "Arn")


def invocation_uri(assembly: Assembly, function: Function | ImportedFunction, *, stream: bool = False) -> Sub:
    """Give the address that methods of REST APIs and authorizers call a function by.

    For a stream it is another, which asks for the same right, lambda:InvokeFunction.
    """
    uri = _STREAM if stream else _URI
    if isinstance(function, Function):
        return Sub(uri % f"${{{function.resource_id}.Arn}}")
    arn = function.arn
    if isinstance(arn, Parameter):
        assembly.resolve(arn)
        return Sub(uri % f"${{{arn.name}}}")
    if is_intrinsic(arn):
        return Sub(uri % "${FunctionArn}", FunctionArn=assembly.resolve(arn))
    return Sub(uri % arn)


def credentials(api: Api) -> GetAtt | None:
    """Give the ARN of the role that an API calls its functions with; None where permissions let it."""
    return GetAtt(_role_id(api), "Arn") if api.invocation == "role" else None


def permission_commands(api: Api, functions: Sequence[Function | ImportedFunction]) -> list[Output]:
    """Give, as outputs, what the owners of functions of other accounts run to permit an API to call them."""
    if not any(isinstance(each, ImportedFunction) and each.cross_account for each in functions):
        return []
    from cfngw.compile.cross_account import permission_outputs  # for those who have one

    return permission_outputs(api, functions)


def _add_permissions(assembly: Assembly, api: Api, functions: Sequence[Function | ImportedFunction]) -> None:
    source_arn = f"arn:${{AWS::Partition}}:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:${{{api.resource_id}}}/*"
    for function in functions:
        if assembly.lost(function):
            continue
        name = Ref(function.resource_id) if isinstance(function, Function) else assembly.resolve(function.arn)
        options = {
            "Condition": assembly.condition(function),
            "Action": "lambda:InvokeFunction",
            "FunctionName": name,
            "Principal": "apigateway.amazonaws.com",
            "SourceArn": Sub(source_arn),
        }
        title = permission_id(api.name, function.called)
        assembly.add(awslambda.Permission(title, **only_given(options)), function)


def _qualified(arn: Any, qualifier: str | None) -> Any:
    return arn if qualifier is None else sub_arn(f"%s:{qualifier}", arn)


def sub_arn(text: str, arn: Any) -> Any:
    """Put a function's ARN into a text, where %s stands for it."""
    if isinstance(arn, str):
        filled = text % arn
        return Sub(filled) if "${" in filled else filled
    if isinstance(arn, GetAtt):
        name, attribute = arn.data["Fn::GetAtt"]
        return Sub(text % f"${{{name}.{attribute}}}")
    return Sub(text % "${FunctionArn}", FunctionArn=arn)


def _role_id(api: Api) -> str:
    return f"{name_words(api.name)}InvocationRole"


def _add_role(
    assembly: Assembly, api: Api, functions: Sequence[Function | ImportedFunction], qualifiers: Qualifiers
) -> None:
    role = open_role(assembly, _role_id(api), "apigateway.amazonaws.com")
    for condition in dict.fromkeys(condition_name(function) for function in functions):
        alike = [function for function in functions if condition_name(function) == condition]
        arns = [
            _qualified(function_arn(assembly, function), qualifier)
            for function in alike
            for qualifier in qualifiers.get(id(function), [None])
        ]
        grant(assembly, _role_id(api), [allow(["lambda:InvokeFunction"], arns)], condition=condition)
    assembly.add(role, (api.resource_id, "InvocationRole"), api.source)
