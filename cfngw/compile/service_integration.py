"""Integrations that call another service of AWS, and the roles that they call it with.

A role may do one action on one resource. Routes that do the same share it; one with rights of its own has its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from troposphere import GetAtt, Ref, Select, Split, Sub

from cfngw.compile.assembly import Assembly, Locate
from cfngw.compile.role import allow, grant, grant_all, open_role
from cfngw.declare.http_api import HttpApi, Route
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
    region_of,
)
from cfngw.errors import CfngwError, DeclarationError
from cfngw.naming import address_words, name_words, service_role_id


class _Call(NamedTuple):
    """How a resource is named in the call, the ARNs that the action works on, and what names the role."""

    parameters: dict[str, Any]
    arns: list[Any]
    words: str | None


def service_options(
    assembly: Assembly, api: HttpApi, route: Route, target: ServiceIntegration, title: str
) -> dict[str, Any]:
    """Give the options of an integration, and put its role into the template."""
    call = _CALLS[type(target)](assembly, target)
    of_route = assembly.condition(route) if target.logical_id is None else None  # a pinned one may serve several
    region = target.region if target.region is not None else region_of(target.called)
    named = {"Region": region} if region is not None else {}
    _check_workflow(assembly, target)
    return {
        "Condition": of_route or _condition(assembly, target),
        "IntegrationType": "AWS_PROXY",
        "IntegrationSubtype": target.subtype,
        "CredentialsArn": _credentials(assembly, api, target, call, title),
        "PayloadFormatVersion": "1.0",
        "Mapped": {**call.parameters, **target.mapped(), **named},
    }


# Roles


def _credentials(assembly: Assembly, api: HttpApi, target: ServiceIntegration, call: _Call, title: str) -> Any:
    if target.credentials_arn is not None:
        return assembly.resolve(target.credentials_arn)
    own = bool(target.allow) or target.region is not None or call.words is None
    role = f"{title}Role" if own else service_role_id(api.name, target.subtype, str(call.words))
    owner = ("role", api.resource_id, *((title,) if own else (target.subtype, *_resource(target))))
    if assembly.claim("Resources", role, owner, target.source):
        condition = _condition(assembly, target)
        options = {"Condition": condition} if condition is not None else {}
        assembly.template.resources[role] = open_role(assembly, role, "apigateway.amazonaws.com", **options)
        if isinstance(target.called, Queue):
            action = target.action.partition(":")[2]
            grant_all(assembly, role, [target.called.grant(action, variable=None).but(condition=None)])
        else:
            grant(assembly, role, [allow([target.action], call.arns)])
        grant_all(assembly, role, target.allow)
    return GetAtt(role, "Arn")


def _condition(assembly: Assembly, target: ServiceIntegration) -> str | None:
    resource = target.made_with()
    return assembly.condition(resource) if resource is not None else None


def _resource(target: ServiceIntegration) -> tuple[Any, ...]:
    """Give what makes two calls ones of the same resource."""
    if isinstance(target, AppConfigGetConfiguration):
        return (target.application, target.environment, target.configuration)
    return (target.called,)


# What each service wants


def _sqs(assembly: Assembly, target: Any) -> _Call:
    queue = target.queue
    if isinstance(queue, Queue):
        return _Call({"QueueUrl": queue.ref}, [], name_words(queue.name))
    arn = assembly.resolve(queue)
    return _Call({"QueueUrl": _queue_url(queue, arn)}, [arn], _words(queue))


def _queue_url(given: Any, arn: Any) -> Sub:
    """Give the URL of a queue by its ARN."""
    if isinstance(given, str):
        _, _, _, region, account, name = given.split(":")
        return Sub(f"https://sqs.{region}.${{AWS::URLSuffix}}/{account}/{name}")
    parts = {name: Select(position, Split(":", arn)) for name, position in (("Region", 3), ("Account", 4), ("Name", 5))}
    return Sub("https://sqs.${Region}.${AWS::URLSuffix}/${Account}/${Name}", **parts)


def _event_bus(assembly: Assembly, target: Any) -> _Call:
    bus = target.event_bus if target.event_bus is not None else "default"
    return _Call({}, [_arn(assembly, target, "events", "event-bus/", bus)], _words(bus))


def _stream(assembly: Assembly, target: Any) -> _Call:
    stream = target.stream
    name = stream
    if _is_arn(stream):
        name = stream.rpartition("/")[2] if isinstance(stream, str) else Select(1, Split("/", assembly.resolve(stream)))
    return _Call({"StreamName": name}, [_arn(assembly, target, "kinesis", "stream/", stream)], _words(stream))


def _configuration(assembly: Assembly, target: Any) -> _Call:
    parts = (target.application, target.environment, target.configuration)
    application = _arn(assembly, target, "appconfig", "application/", target.application)
    arns = [application] + [
        _arn(assembly, target, "appconfig", "application/", target.application, middle, part)
        for middle, part in (("/environment/", target.environment), ("/configurationprofile/", target.configuration))
    ]
    words = [_words(part) for part in parts]
    return _Call({}, arns, "".join(map(str, words)) if None not in words else None)


def _state_machine(assembly: Assembly, target: Any) -> _Call:
    arn = assembly.resolve(target.state_machine)
    return _Call({"StateMachineArn": target.state_machine}, [arn], _words(target.state_machine))


def _execution(assembly: Assembly, target: Any) -> _Call:
    given = target.state_machine
    if isinstance(given, str):
        start, _, name = given.partition(":stateMachine:")
        arn: Any = f"{start}:execution:{name.partition(':')[0]}:*"
    else:
        machine = assembly.resolve(given)
        fields = ("Partition", 1), ("Region", 3), ("Account", 4), ("Name", 6)
        parts = {name: Select(position, Split(":", machine)) for name, position in fields}
        arn = Sub("arn:${Partition}:states:${Region}:${Account}:execution:${Name}:*", **parts)
    return _Call({}, [arn], _words(given))


_CALLS: Mapping[type[ServiceIntegration], Callable[[Assembly, Any], _Call]] = {
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


def _words(given: Any) -> str | None:
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


def _arn(assembly: Assembly, target: ServiceIntegration, service: str, *parts: Any) -> Any:
    """Give the ARN of what has a name, in the integration's region; an ARN stays as it is."""
    if len(parts) == 2 and _is_arn(parts[1]):
        return assembly.resolve(parts[1])
    variables: dict[str, Any] = {}
    region = _in_sub(assembly, target.region, variables) if target.region is not None else "${AWS::Region}"
    resource = "".join(_in_sub(assembly, part, variables) for part in parts)
    text = f"arn:${{AWS::Partition}}:{service}:{region}:${{AWS::AccountId}}:{resource}"
    return Sub(text, **variables)


def _in_sub(assembly: Assembly, given: Any, variables: dict[str, Any]) -> str:
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


def _check_workflow(assembly: Assembly, target: ServiceIntegration) -> None:
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
