"""Integrations that call another service of AWS, and the roles that they call it with.

A role may do one action on one resource. Routes that do the same share it; one with rights of its own has its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from troposphere import GetAtt, Ref, Select, Split, Sub

from cfngw.compile.assembly import Assembly, Locate
from cfngw.compile.invocation import sub_arn
from cfngw.compile.role import allow, grant, grant_all, open_role
from cfngw.declare.aws_target import AwsTarget, region_of
from cfngw.declare.grant import Grant
from cfngw.declare.intrinsic import is_intrinsic
from cfngw.declare.parameter import Parameter
from cfngw.declare.queue import Queue
from cfngw.declare.service_integration import (
    AppConfigGetConfiguration,
    EventBridgePutEvents,
    KinesisPutRecord,
    ServiceIntegration,
    SqsDeleteMessage,
    SqsPurgeQueue,
    SqsReceiveMessage,
    SqsSendMessage,
    StepFunctionsStartExecution,
    StepFunctionsStartSyncExecution,
    StepFunctionsStopExecution,
)
from cfngw.errors import CfngwError, DeclarationError
from cfngw.naming import address_words, name_words, service_role_id

if TYPE_CHECKING:
    from cfngw.declare.http_api import HttpApi, Route
    from cfngw.declare.rest_api import RestApi


class Call(NamedTuple):
    """How a resource is named in the call, the ARNs that the action works on, and what names the role."""

    parameters: dict[str, Any]
    arns: list[Any]
    words: str | None
    granted: Grant | None = None  # of a value, which knows what its own key asks for
    own: bool = False  # whether it works on a part that other calls of the resource don't


def service_options(
    assembly: Assembly, api: HttpApi, route: Route, target: ServiceIntegration, title: str
) -> dict[str, Any]:
    """Give the options of an integration, and put its role into the template."""
    call = CALLS[type(target)](assembly, target)
    of_route = assembly.condition(route) if target.logical_id is None else None  # a pinned one may serve several
    region = target.region if target.region is not None else region_of(target.called)
    named = {"Region": region} if region is not None else {}
    check_workflow(assembly, target)
    return {
        "Condition": of_route or _condition(assembly, target),
        "IntegrationType": "AWS_PROXY",
        "IntegrationSubtype": target.subtype,
        "CredentialsArn": credentials(assembly, api, target, call, title),
        "PayloadFormatVersion": "1.0",
        "Mapped": {**call.parameters, **target.mapped(), **named},
    }


# Roles


def credentials(assembly: Assembly, api: HttpApi | RestApi, target: AwsTarget, call: Call, title: str) -> Any:
    """Give the ARN of the role for a call; put the role into the template, unless it is there."""
    if target.credentials_arn is not None:
        return assembly.resolve(target.credentials_arn)
    own = bool(target.allow) or target.region is not None or call.words is None or call.own
    role = f"{title}Role" if own else service_role_id(api.name, target.subtype, str(call.words))
    owner = ("role", api.resource_id, *((title,) if own else (target.subtype, *_resource(target))))
    if assembly.claim("Resources", role, owner, target.source):
        condition = _condition(assembly, target)
        options = {"Condition": condition} if condition is not None else {}
        assembly.template.resources[role] = open_role(assembly, role, "apigateway.amazonaws.com", **options)
        if call.granted is not None:
            grant_all(assembly, role, [call.granted.but(condition=None)])
        elif call.arns:
            grant(assembly, role, [allow([target.action], call.arns)])
        grant_all(assembly, role, target.allow)
    return GetAtt(role, "Arn")


def _condition(assembly: Assembly, target: AwsTarget) -> str | None:
    resource = target.made_with()
    return assembly.condition(resource) if resource is not None else None


def _resource(target: AwsTarget) -> tuple[Any, ...]:
    """Give what makes two calls ones of the same resource."""
    if isinstance(target, AppConfigGetConfiguration):
        return (target.application, target.environment, target.configuration)
    return (target.called,)


# What each service wants


def _sqs(assembly: Assembly, target: Any) -> Call:
    queue = target.queue
    if isinstance(queue, Queue):
        granted = queue.grant(target.action.partition(":")[2], variable=None)
        return Call({"QueueUrl": queue.ref}, [], name_words(queue.name), granted)
    arn = assembly.resolve(queue)
    return Call({"QueueUrl": _queue_url(queue, arn)}, [arn], words_of(queue))


def _queue_url(given: Any, arn: Any) -> Sub:
    """Give the URL of a queue by its ARN."""
    if isinstance(given, str):
        _, _, _, region, account, name = given.split(":")
        return Sub(f"https://sqs.{region}.${{AWS::URLSuffix}}/{account}/{name}")
    parts = {name: Select(position, Split(":", arn)) for name, position in (("Region", 3), ("Account", 4), ("Name", 5))}
    return Sub("https://sqs.${Region}.${AWS::URLSuffix}/${Account}/${Name}", **parts)


def _event_bus(assembly: Assembly, target: Any) -> Call:
    bus = target.event_bus if target.event_bus is not None else "default"
    return Call({}, [arn_of(assembly, target, "events", "event-bus/", bus)], words_of(bus))


def _stream(assembly: Assembly, target: Any) -> Call:
    stream = target.stream
    name = stream
    if _is_arn(stream):
        name = stream.rpartition("/")[2] if isinstance(stream, str) else Select(1, Split("/", assembly.resolve(stream)))
    return Call({"StreamName": name}, [arn_of(assembly, target, "kinesis", "stream/", stream)], words_of(stream))


def _configuration(assembly: Assembly, target: Any) -> Call:
    parts = (target.application, target.environment, target.configuration)
    application = arn_of(assembly, target, "appconfig", "application/", target.application)
    arns = [application] + [
        arn_of(assembly, target, "appconfig", "application/", target.application, middle, part)
        for middle, part in (("/environment/", target.environment), ("/configurationprofile/", target.configuration))
    ]
    words = [words_of(part) for part in parts]
    return Call({}, arns, "".join(map(str, words)) if None not in words else None)


def _state_machine(assembly: Assembly, target: Any) -> Call:
    arn = assembly.resolve(target.state_machine)
    return Call({"StateMachineArn": target.state_machine}, [arn], words_of(target.state_machine))


def _execution(assembly: Assembly, target: Any) -> Call:
    given = target.state_machine
    if isinstance(given, str):
        start, _, name = given.partition(":stateMachine:")
        arn: Any = f"{start}:execution:{name.partition(':')[0]}:*"
    else:
        machine = assembly.resolve(given)
        fields = ("Partition", 1), ("Region", 3), ("Account", 4), ("Name", 6)
        parts = {name: Select(position, Split(":", machine)) for name, position in fields}
        arn = Sub("arn:${Partition}:states:${Region}:${Account}:execution:${Name}:*", **parts)
    return Call({}, [arn], words_of(given))


CALLS: Mapping[type[AwsTarget], Callable[[Assembly, Any], Call]] = {
    SqsSendMessage: _sqs,
    SqsReceiveMessage: _sqs,
    SqsDeleteMessage: _sqs,
    SqsPurgeQueue: _sqs,
    EventBridgePutEvents: _event_bus,
    KinesisPutRecord: _stream,
    AppConfigGetConfiguration: _configuration,
    StepFunctionsStartExecution: _state_machine,
    StepFunctionsStartSyncExecution: _state_machine,
    StepFunctionsStopExecution: _execution,
}


# Names and ARNs


def words_of(given: Any) -> str | None:
    """Name what is called; None for what has no name."""
    return address_words(given.to_dict() if is_intrinsic(given) else given)


def _is_arn(given: Any) -> bool:
    """Tell an ARN from a name; of an intrinsic, by what it asks for: an attribute or a name that ends with Arn."""
    if isinstance(given, str):
        return given.startswith("arn:")
    ((function, argument),) = given.to_dict().items()
    if function == "Fn::Sub":
        return str(argument[0] if isinstance(argument, list) else argument).startswith("arn:")
    last = argument[-1] if function == "Fn::GetAtt" and isinstance(argument, list) else argument
    return isinstance(last, str) and last.lower().endswith("arn")


def arn_of(assembly: Assembly, target: AwsTarget, service: str, *parts: Any) -> Any:
    """Give the ARN of what has a name, in the integration's region; an ARN stays as it is."""
    if _is_arn(parts[1]) and len(parts) < 4:
        below = "".join(parts[2:])
        return sub_arn(f"%s{below}", assembly.resolve(parts[1])) if below else assembly.resolve(parts[1])
    variables: dict[str, Any] = {}
    region = in_sub(assembly, target.region, variables) if target.region is not None else "${AWS::Region}"
    resource = "".join(in_sub(assembly, part, variables) for part in parts)
    text = f"arn:${{AWS::Partition}}:{service}:{region}:${{AWS::AccountId}}:{resource}"
    return Sub(text, **variables)


def in_sub(assembly: Assembly, given: Any, variables: dict[str, Any]) -> str:
    """Give what stands for a value in the text of a Sub."""
    if isinstance(given, str):
        return given
    resolved = assembly.resolve(given)
    if isinstance(given, Parameter):
        return f"${{{given.name}}}"
    if isinstance(resolved, Ref) and isinstance(resolved.data["Ref"], str):
        return f"${{{resolved.data['Ref']}}}"
    name = f"Part{len(variables) + 1}"
    variables[name] = resolved
    return f"${{{name}}}"


# Express workflows


def check_workflow(assembly: Assembly, target: AwsTarget) -> None:
    """Have the type of a state machine of this template checked, once the template is whole."""
    needed = getattr(target, "workflows", None)
    written = target.called.to_dict() if needed is not None and is_intrinsic(target.called) else {}
    machine = written.get("Ref")
    if machine is None:
        return

    def check(document: Mapping[str, Any], locate: Locate) -> Iterator[CfngwError]:  # noqa: ARG001
        found = document["Resources"].get(machine, {})
        kind = found.get("Properties", {}).get("StateMachineType", "STANDARD")
        if found.get("Type") == "AWS::StepFunctions::StateMachine" and isinstance(kind, str) and kind != needed:
            yield DeclarationError(
                f"{target.label}: the state machine {machine} is of type {kind}.",
                where=target.source,
                given=kind,
                allowed=f"a state machine of type {needed}",
                fix=f'give {machine} StateMachineType="{needed}", or call it in another way',
            )

    assembly.checks.append(check)
