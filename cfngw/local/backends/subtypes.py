"""The subtypes of HTTP APIs: which parameters each takes, and the call of the service that they become.

Parameters arrive as texts; numbers, times and JSON are made of them as the service's model has it. AWS does not
document how lists and structures are written: JSON is taken, and commas between names where a list has texts. Nor does
it document what a required parameter without a value is answered with: 400 ``{"message":"Bad Request"}`` here, and the
same for a text that is not what the parameter takes. An optional one without a value is left out. ``Data`` of Kinesis
is sent as it is. The answer is the service's own: JSON, also of SQS; of AppConfig the configuration.
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services-reference.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from cfngw.local.backends.service_request import ServiceCall
from cfngw.local.running import BackendFailed

if TYPE_CHECKING:
    from cfngw.local.backends.service_models import Service


_WHOLE = re.compile(r"-?[0-9]{1,18}\Z")


class Subtype(NamedTuple):
    """A subtype: the service and its action, the parameters that it needs and those that it may have."""

    service: str
    action: str
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()


SUBTYPES: Mapping[str, Subtype] = {
    "EventBridge-PutEvents": Subtype(
        "events",
        "PutEvents",
        ("Detail", "DetailType", "Source"),
        ("Time", "EventBusName", "Resources", "TraceHeader"),
    ),
    "SQS-SendMessage": Subtype(
        "sqs",
        "SendMessage",
        ("QueueUrl", "MessageBody"),
        (
            "DelaySeconds",
            "MessageAttributes",
            "MessageDeduplicationId",
            "MessageGroupId",
            "MessageSystemAttributes",
        ),
    ),
    "SQS-ReceiveMessage": Subtype(
        "sqs",
        "ReceiveMessage",
        ("QueueUrl",),
        (
            "AttributeNames",
            "MaxNumberOfMessages",
            "MessageAttributeNames",
            "ReceiveRequestAttemptId",
            "VisibilityTimeout",
            "WaitTimeSeconds",
        ),
    ),
    "SQS-DeleteMessage": Subtype("sqs", "DeleteMessage", ("ReceiptHandle", "QueueUrl")),
    "SQS-PurgeQueue": Subtype("sqs", "PurgeQueue", ("QueueUrl",)),
    "AppConfig-GetConfiguration": Subtype(
        "appconfig",
        "GetConfiguration",
        ("Application", "Environment", "Configuration", "ClientId"),
        ("ClientConfigurationVersion",),
    ),
    "Kinesis-PutRecord": Subtype(
        "kinesis",
        "PutRecord",
        ("StreamName", "Data", "PartitionKey"),
        ("SequenceNumberForOrdering", "ExplicitHashKey"),
    ),
    "StepFunctions-StartExecution": Subtype("states", "StartExecution", ("StateMachineArn",), ("Name", "Input")),
    "StepFunctions-StartSyncExecution": Subtype(
        "states", "StartSyncExecution", ("StateMachineArn",), ("Name", "Input", "TraceHeader")
    ),
    "StepFunctions-StopExecution": Subtype("states", "StopExecution", ("ExecutionArn",), ("Cause", "Error")),
}
"""All that AWS documents, each in version 1.0; ``Region`` may be given to every one."""


class NotTaken(Exception):  # noqa: N818 (an answer of 400)
    """A parameter that the service could not be called with; the text is for the person at the terminal."""


def form_action(service: Service, subtype: Subtype, parameters: Mapping[str, Any], region: str) -> ServiceCall:
    """Form the call; raise NotTaken for the client's parameters, BackendFailed where the call can't be formed."""
    given = {name: value for name, value in parameters.items() if value is not None and value != ""}
    for name in subtype.required:
        if name not in given:
            raise NotTaken(f"{name} has no value")
    sent = {name: given[name] for name in (*subtype.required, *subtype.optional) if name in given}
    operation = service.operation(subtype.action)
    if operation is None:
        return _plain_call(service, subtype, sent, region)
    shape = operation.input_shape
    if subtype.action == "PutEvents":
        entry = shape.members["Entries"].member
        typed: dict[str, Any] = {"Entries": [_typed_members(entry, sent)]}
    else:
        typed = _typed_members(shape, sent)
    from botocore.exceptions import ParamValidationError
    from botocore.serialize import create_serializer

    try:
        made = create_serializer(service.protocol).serialize_to_request(typed, operation)
    except (ParamValidationError, ValueError) as error:
        raise NotTaken(str(error).partition("\n")[2] or str(error)) from None
    body = made["body"]
    query = made["query_string"]
    if query and not isinstance(query, str):
        from urllib.parse import urlencode

        query = urlencode(query)
    headers = tuple((name, str(value)) for name, value in made["headers"].items())
    headers = tuple(pair for pair in headers if pair[0].lower() != "x-amzn-query-mode")
    return ServiceCall(
        service,
        region,
        subtype.action,
        made["method"],
        made["url_path"],
        query or "",
        headers,
        body.encode() if isinstance(body, str) else bytes(body or b""),
    )


def _plain_call(service: Service, subtype: Subtype, sent: Mapping[str, Any], region: str) -> ServiceCall:
    """Form a call for the record alone, where no model tells the types."""
    body = json.dumps(sent, ensure_ascii=False, default=str).encode("utf-8", "replace")
    return ServiceCall(
        service, region, subtype.action, "POST", "/", "", (("Content-Type", "application/x-amz-json-1.0"),), body
    )


def _typed_members(shape: Any, sent: Mapping[str, Any]) -> dict[str, Any]:
    """Type each parameter as the member of its name, whose first letter some services write small."""
    typed = {}
    for name, value in sent.items():
        member = name if name in shape.members else name[:1].lower() + name[1:]
        if member not in shape.members:
            raise BackendFailed("malformed", f"{shape.name} has no {name} in this botocore")
        typed[member] = _typed(name, value, shape.members[member])
    return typed


def _typed(name: str, value: Any, shape: Any) -> Any:
    kind = shape.type_name
    if kind in ("structure", "map", "list"):
        return _parsed(name, value, shape)
    if isinstance(value, (dict, list)):
        value = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    text = "true" if value is True else "false" if value is False else str(value)
    if kind in ("integer", "long"):
        if not _WHOLE.match(text):
            raise NotTaken(f"{name} is no whole number")
        return int(text)
    if kind == "timestamp":
        return _time(name, text)
    return text.encode("utf-8", "replace") if kind == "blob" else text


def _time(name: str, text: str) -> Any:
    from botocore.utils import parse_timestamp

    try:
        return parse_timestamp(float(text) if text.replace(".", "", 1).isdecimal() else text)
    except (ValueError, TypeError, OverflowError, OSError):
        raise NotTaken(f"{name} is no time, such as 2026-01-31T12:00:00Z") from None


def _parsed(name: str, value: Any, shape: Any) -> Any:
    if isinstance(value, str):
        is_list = shape.type_name == "list"
        if is_list and not value.lstrip().startswith("["):
            return [each.strip() for each in value.split(",")]
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            raise NotTaken(f"{name} is no JSON") from None
    return _with_bytes(name, value, shape)


def _with_bytes(name: str, value: Any, shape: Any) -> Any:
    """Make bytes of what JSON holds as base64."""
    kind = shape.type_name
    if kind == "structure" and isinstance(value, dict):
        return {
            key: _with_bytes(key, inner, shape.members[key]) if key in shape.members else inner
            for key, inner in value.items()
        }
    if kind == "map" and isinstance(value, dict):
        return {key: _with_bytes(key, inner, shape.value) for key, inner in value.items()}
    if kind == "list" and isinstance(value, list):
        return [_with_bytes(name, inner, shape.member) for inner in value]
    if kind == "blob" and isinstance(value, str):
        import base64

        try:
            return base64.b64decode(value, validate=True)
        except ValueError:
            raise NotTaken(f"{name} is no base64") from None
    return value
