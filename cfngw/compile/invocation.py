"""Who may call the functions of an API: one permission per function and per alias, or the API's own role.

Both kinds of API share it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Protocol

from troposphere import GetAtt, Ref, Sub, awslambda

from cfngw.compile.assembly import Assembly, condition_name, only_given
from cfngw.compile.function import add_function
from cfngw.compile.role import allow, grant, open_role
from cfngw.declare.function import Callee, Function, FunctionAlias, ImportedFunction
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


def add_callees(assembly: Assembly, functions: Sequence[Callee]) -> None:
    """Put what an API calls into the template, as far as it is made here."""
    for function in functions:
        if isinstance(function, Function):
            add_function(assembly, function)
        elif isinstance(function, FunctionAlias):
            from cfngw.compile.alias import add_alias  # for those who have one

            add_alias(assembly, function)


def add_invocation(assembly: Assembly, api: Api, functions: Sequence[Callee], qualifiers: Qualifiers = _NONE) -> None:
    """Let an API call its functions; ``qualifiers``: the aliases that it calls, by the identity of their function."""
    foreign = [each for each in functions if isinstance(each, ImportedFunction) and each.cross_account]
    if foreign:
        from cfngw.compile.cross_account import note_permissions  # for those who have one

        note_permissions(assembly, api, foreign)
    if api.invocation != "role":
        _add_permissions(
            assembly, api, [each for each in functions if not any(each is other for other in foreign)], qualifiers
        )
    elif functions:
        _add_role(assembly, api, functions, qualifiers)


def function_arn(assembly: Assembly, function: Callee) -> Any:
    """Give the ARN of a function or of an alias."""
    if isinstance(function, Function):
        return GetAtt(function.resource_id, "Arn")
    return assembly.resolve(function.arn)


def invocation_uri(assembly: Assembly, function: Callee, *, stream: bool = False) -> Sub:
    """Give the address that methods of REST APIs and authorizers call a function by.

    For a stream it is another, which asks for the same right, lambda:InvokeFunction.
    """
    uri = _STREAM if stream else _URI
    if isinstance(function, Function):
        return Sub(uri % f"${{{function.resource_id}.Arn}}")
    if isinstance(function, FunctionAlias):
        return Sub(uri % f"${{{function.resource_id}}}")
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


def permission_commands(api: Api, functions: Sequence[Callee]) -> list[Output]:
    """Give, as outputs, what the owners of functions of other accounts run to permit an API to call them."""
    if not any(isinstance(each, ImportedFunction) and each.cross_account for each in functions):
        return []
    from cfngw.compile.cross_account import permission_outputs  # for those who have one

    return permission_outputs(api, functions)


def _add_permissions(assembly: Assembly, api: Api, functions: Sequence[Callee], qualifiers: Qualifiers) -> None:
    """Add a permission for each function and each alias: a function's own does not hold for its aliases.

    https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
    """
    for function in functions:
        if assembly.lost(function):
            continue
        for qualifier in qualifiers.get(id(function), [None]):
            called = function.called if qualifier is None else f"{function.called}Alias{name_words(qualifier)}"
            title = permission_id(api.name, called)
            _add_permission(assembly, api, function, qualifier, title)
            if qualifier is not None and isinstance(function, Function):
                from cfngw.compile.qualifier import name_alias  # for those who call one

                assembly.closing.append(partial(name_alias, assembly, title, function.resource_id, qualifier))


def _add_permission(assembly: Assembly, api: Api, function: Callee, qualifier: str | None, title: str) -> None:
    source_arn = f"arn:${{AWS::Partition}}:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:${{{api.resource_id}}}/*"
    name = Ref(function.resource_id) if isinstance(function, Function) else assembly.resolve(function.arn)
    options = {
        "Condition": assembly.condition(function),
        "Action": "lambda:InvokeFunction",
        "FunctionName": name if qualifier is None else _qualified(function_arn(assembly, function), qualifier),
        "Principal": "apigateway.amazonaws.com",
        "SourceArn": Sub(source_arn),
    }
    made = awslambda.Permission(title, **only_given(options))
    assembly.add(made, called_by(function, qualifier), function.source)


def called_by(function: Callee, qualifier: str | None = None) -> Any:
    """Give what a call comes to: an alias, and the function with the name of that alias, are the same."""
    if isinstance(function, FunctionAlias):
        return function.function, function.name
    return function if qualifier is None else (function, qualifier)


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


def _add_role(assembly: Assembly, api: Api, functions: Sequence[Callee], qualifiers: Qualifiers) -> None:
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
