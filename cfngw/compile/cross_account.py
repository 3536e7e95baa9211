"""Functions of other accounts: what their owners run, since no stack of this account can permit it.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-lambda-authorizer-cross-account-lambda-authorizer.html
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from troposphere import Sub

from cfngw.compile.assembly import Assembly
from cfngw.declare.function import ImportedFunction
from cfngw.declare.intrinsic import is_intrinsic
from cfngw.declare.parameter import Output, Parameter
from cfngw.errors import Notice
from cfngw.naming import name_words, permission_id

if TYPE_CHECKING:
    from cfngw.compile.invocation import Api

_COMMAND = "aws lambda add-permission --function-name %s --statement-id %s --action lambda:InvokeFunction --principal"
_GATEWAY = "apigateway.amazonaws.com --source-arn 'arn:%s:execute-api:%s:%s:%s/*'"


def note_permissions(assembly: Assembly, api: Api, functions: Iterable[ImportedFunction]) -> None:
    """Tell of each function who must permit it to be called, and how."""
    for function in functions:
        assembly.notices.append(
            Notice(
                f"{function.label}: a stack of this account can't permit {api.name} to call it.",
                function.source,
                "let its account run this, filled in; an output of the stack has it in full: "
                + _command(api, function, _shown(function), ("PARTITION", "REGION", "ACCOUNT", "API_ID"), "ROLE_ARN"),
            )
        )


def permission_outputs(api: Api, functions: Sequence[Any]) -> list[Output]:
    """Give the commands as outputs, in which CloudFormation fills in the ids."""
    return [
        Output(
            f"{permission_id(api.name, function.called)}Command",
            _filled(api, function),
            description=f"What the account of {function.name} runs to permit {api.name} to call it",
        )
        for function in functions
        if isinstance(function, ImportedFunction) and function.cross_account
    ]


def _filled(api: Api, function: ImportedFunction) -> Any:
    arn = function.arn
    places = ("${AWS::Partition}", "${AWS::Region}", "${AWS::AccountId}", f"${{{api.resource_id}}}")
    role = f"${{{name_words(api.name)}InvocationRole.Arn}}"
    if not is_intrinsic(arn):
        return Sub(_command(api, function, str(arn), places, role))
    if isinstance(arn, Parameter):
        return Sub(_command(api, function, f"${{{arn.name}}}", places, role))
    return Sub(_command(api, function, "${FunctionArn}", places, role), FunctionArn=arn)


def _command(api: Api, function: ImportedFunction, arn: str, places: Sequence[str], role: str) -> str:
    command = _COMMAND % (arn, permission_id(api.name, function.called))
    if not is_intrinsic(function.arn):
        command = f"{command.replace(' add-permission', ' add-permission --region ' + str(function.arn).split(':')[3])}"
    return f"{command} {role}" if api.invocation == "role" else f"{command} {_GATEWAY % tuple(places)}"


def _shown(function: ImportedFunction) -> str:
    return "FUNCTION_ARN" if is_intrinsic(function.arn) else str(function.arn)
