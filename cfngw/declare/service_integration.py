"""Integrations that call another service of AWS, without a function between: of routes and of methods.

An HTTP API fills the expressions in by itself; for a REST API they become a mapping template.
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services-reference.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from cfngw.declare.aws_target import AwsTarget
from cfngw.declare.http_integration import DESCRIPTION, HTTP_ALONE, TIMEOUT, RouteTarget, http_alone
from cfngw.declare.intrinsic import Integer, Text, is_intrinsic
from cfngw.declare.kinds import OPEN, Either, Instance, Kind, RejectedError, Words
from cfngw.declare.parameter_mapping import RESPONSE_PARAMETERS, SOURCE, ChangesByStatus, expressions
from cfngw.declare.queue import Queue
from cfngw.declare.value import option, pinned, required
from cfngw.errors import CfngwError
from cfngw.naming import route_integration_id

if TYPE_CHECKING:
    from cfngw.declare.http_api import HttpApi, Route
    from cfngw.declare.method import Method


class _Count(Kind):
    """A whole number in a range, or an expression that gives it."""

    def __init__(self, lowest: int, highest: int, unit: str = "") -> None:
        self.allowed = f"a whole number from {lowest} to {highest}{unit}, or an expression such as $request.body.<name>"
        self._range = range(lowest, highest + 1)

    def keep(self, value: Any) -> Any:
        """Check the number, or the expression."""
        if is_intrinsic(value) or expressions(value):
            return SOURCE.keep(value)
        if isinstance(value, bool) or not isinstance(value, int) or value not in self._range:
            raise RejectedError
        return value


class _Json(Kind):
    """A dict or a list, written as JSON; or its text."""

    def __init__(self, shape: str) -> None:
        self.allowed = f"{shape}, its JSON in a text of at most 512 characters, or an expression{OPEN}"

    def keep(self, value: Any) -> Any:
        """Write it in one line and check the expressions in it."""
        if isinstance(value, Mapping | list | tuple):
            try:
                value = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
            except (TypeError, ValueError):
                raise RejectedError(
                    "write texts, numbers, lists and dicts; CloudFormation fills in none here"
                ) from None
        return SOURCE.keep(value)


class ServiceIntegration(AwsTarget, RouteTarget):
    """The base of what calls another service. ``subtype``: AWS's name for it; ``action``: what the role must allow.

    ``sends``: by option, the parameter that it is sent as. ``alone``: what a REST API has no way to send, and why.
    """

    sends: ClassVar[Mapping[str, str]] = MappingProxyType({})
    alone: ClassVar[Mapping[str, str]] = MappingProxyType({})
    shared: ClassVar[bool] = False
    told_method: ClassVar[bool] = False

    response_parameters: ChangesByStatus | None = option(RESPONSE_PARAMETERS, default=None)
    timeout_seconds: float | None = option(TIMEOUT, default=None)
    description: Text | None = option(DESCRIPTION, default=None)
    logical_id: str | None = pinned(default=None)

    def __init_subclass__(cls) -> None:
        """Put what a service has of its own before what all have."""
        super().__init_subclass__()
        common = ServiceIntegration.options
        own = {name: spec for name, spec in cls.options.items() if name not in common}
        cls.options = MappingProxyType({**own, **common})

    def integration_id(self, api: HttpApi, route: Route) -> str:
        """Give the logical id in an HTTP API: of the route, which what is sent is made for."""
        return self.logical_id or route_integration_id(api.name, route.key.method, route.key.path)

    def mapped(self) -> Mapping[str, Any]:
        """Give what the service is called with, but for what names the resource."""
        sent = {parameter: getattr(self, name) for name, parameter in self.sends.items()}
        return {name: given for name, given in sent.items() if given is not None}

    def texts(self) -> Iterator[Any]:
        """Give what is sent."""
        return iter(self.mapped().values())

    def misfits_method(self, method: Method) -> Iterator[CfngwError]:
        """Give what only a route of an HTTP API can do."""
        own_form = {"response_parameters": "say it in the Method: responses=[...], or errors of the API"}
        yield from http_alone(self, {**HTTP_ALONE, **own_form, **self.alone})
        yield from super().misfits_method(method)


# SQS


def _queue_fix(given: str) -> str | None:
    if re.match(r"https?://", given):
        return 'write its ARN in place of its URL: "arn:aws:sqs:<region>:<account>:<name>"'
    return None if given.startswith("arn:") else f'write Queue("{given}"), or the ARN of a queue that exists'


_QUEUE = Either(
    Instance(Queue, described="a Queue"),
    Words(
        "the ARN of one",
        pattern=r"arn:[\w-]+:sqs:[\w-]+:\d{12}:[A-Za-z0-9_-]+(\.fifo)?",
        mend=lambda given: _queue_fix(given),
    ),
)


class _Sqs(ServiceIntegration):
    """What all calls of SQS share."""

    queue: Queue | Text = required(_QUEUE, kw_only=False)

    @property
    def fifo(self) -> bool | None:
        """Tell whether the queue is a FIFO queue; None where only CloudFormation knows."""
        if isinstance(self.queue, Queue):
            return self.queue.fifo
        return self.queue.endswith(".fifo") if isinstance(self.queue, str) else None

    def _only_fifo(self, name: str) -> Iterator[CfngwError]:
        if self.fifo is False and getattr(self, name) is not None:
            yield self.refusal(
                f"only a FIFO queue takes {name}.",
                given=getattr(self, name),
                allowed="with a queue made with fifo=True",
                fix=f"leave out {name}=, or make it a FIFO queue",
                option=name,
            )


class SqsSendMessage(_Sqs):
    """Put a message into a queue: ``SqsSendMessage(queue, body="$request.body")``.

    ``queue``: a Queue, or the ARN of one that exists. A FIFO queue needs ``message_group_id``, and
    ``message_deduplication_id`` unless it tells messages apart by their content. ``message_attributes``: a dict such as
    ``{"Agent": {"DataType": "String", "StringValue": "${request.header.user-agent}"}}``. The client gets SQS's answer,
    of a REST API the message's id.
    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
    """

    subtype: ClassVar[str] = "SQS-SendMessage"
    action: ClassVar[str] = "sqs:SendMessage"
    faults: ClassVar[Mapping[int, tuple[str, ...]]] = MappingProxyType({400: ("InvalidMessageContents",)})
    sends: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "body": "MessageBody",
            "delay_seconds": "DelaySeconds",
            "message_attributes": "MessageAttributes",
            "message_deduplication_id": "MessageDeduplicationId",
            "message_group_id": "MessageGroupId",
            "message_system_attributes": "MessageSystemAttributes",
        }
    )

    body: Text = required(SOURCE)
    delay_seconds: Integer | str | None = option(_Count(0, 900), default=None)
    message_attributes: Text | Mapping[str, Any] | None = option(_Json("a dict"), default=None)
    message_deduplication_id: Text | None = option(SOURCE, default=None)
    message_group_id: Text | None = option(SOURCE, default=None)
    message_system_attributes: Text | Mapping[str, Any] | None = option(_Json("a dict"), default=None)

    def check(self) -> Iterator[CfngwError]:
        """Check what FIFO queues ask for and what they don't take."""
        yield from super().check()
        yield from self._only_fifo("message_deduplication_id")
        if not self.fifo:
            return
        if self.message_group_id is None:
            yield self.refusal(
                "a FIFO queue orders messages by group.",
                allowed="message_group_id: a text, or an expression",
                fix='give message_group_id="$request.header.x-group", or one text for all',
                option="message_group_id",
            )
        alike = isinstance(self.queue, Queue) and self.queue.content_based_deduplication in (None, False)
        if alike and self.message_deduplication_id is None:
            yield self.refusal(
                "its queue can't tell messages apart.",
                allowed="message_deduplication_id, or a Queue with content_based_deduplication=True",
                fix='give message_deduplication_id="$context.requestId"',
                option="message_deduplication_id",
            )
        if self.delay_seconds is not None:
            yield self.refusal(
                "a FIFO queue delays all its messages alike.",
                given=self.delay_seconds,
                allowed="delay_seconds= of the Queue",
                fix="leave out delay_seconds= here",
                option="delay_seconds",
            )


class SqsReceiveMessage(_Sqs):
    """Give the client up to 10 messages of a queue, which then are hidden from others for the visibility timeout.

    ``max_number_of_messages``: 1 unless given. AWS does not document how a list is written: ``attribute_names`` and
    ``message_attribute_names`` are sent as JSON.
    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
    """

    subtype: ClassVar[str] = "SQS-ReceiveMessage"
    action: ClassVar[str] = "sqs:ReceiveMessage"
    sends: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "attribute_names": "AttributeNames",
            "max_number_of_messages": "MaxNumberOfMessages",
            "message_attribute_names": "MessageAttributeNames",
            "receive_request_attempt_id": "ReceiveRequestAttemptId",
            "visibility_timeout_seconds": "VisibilityTimeout",
            "wait_time_seconds": "WaitTimeSeconds",
        }
    )

    attribute_names: Text | Sequence[str] | None = option(_Json("a list"), default=None)
    max_number_of_messages: Integer | str | None = option(_Count(1, 10), default=None)
    message_attribute_names: Text | Sequence[str] | None = option(_Json("a list"), default=None)
    receive_request_attempt_id: Text | None = option(SOURCE, default=None)
    visibility_timeout_seconds: Integer | str | None = option(_Count(0, 43_200, " (seconds)"), default=None)
    wait_time_seconds: Integer | str | None = option(_Count(0, 20, " (seconds)"), default=None)

    def check(self) -> Iterator[CfngwError]:
        """Check what FIFO queues alone take, and that API Gateway waits long enough."""
        yield from super().check()
        yield from self._only_fifo("receive_request_attempt_id")
        wait, timeout = self.wait_time_seconds, self.timeout_seconds
        if isinstance(wait, int) and timeout is not None and wait >= timeout:
            yield self.refusal(
                "API Gateway stops waiting before SQS answers.",
                given=wait,
                allowed=f"less than timeout_seconds, {timeout}",
                fix="give a shorter wait_time_seconds, or a longer timeout_seconds",
                option="wait_time_seconds",
            )


class SqsDeleteMessage(_Sqs):
    """Delete a message that was received: ``SqsDeleteMessage(queue, receipt_handle="$request.body.receiptHandle")``.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html
    """

    subtype: ClassVar[str] = "SQS-DeleteMessage"
    action: ClassVar[str] = "sqs:DeleteMessage"
    faults: ClassVar[Mapping[int, tuple[str, ...]]] = MappingProxyType({400: ("ReceiptHandleIsInvalid",)})
    sends: ClassVar[Mapping[str, str]] = MappingProxyType({"receipt_handle": "ReceiptHandle"})

    receipt_handle: Text = required(SOURCE)


class SqsPurgeQueue(_Sqs):
    """Delete all messages of a queue. Let nobody call it who may not lose them all.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html
    """

    subtype: ClassVar[str] = "SQS-PurgeQueue"
    action: ClassVar[str] = "sqs:PurgeQueue"


# EventBridge, Kinesis, AppConfig


class EventBridgePutEvents(ServiceIntegration):
    """Put an event on a bus: ``EventBridgePutEvents(detail_type="Order", event_source="shop", detail=...)``.

    ``event_bus``: the name or the ARN of a bus; the account's default bus unless given. ``event_source``: the event's
    ``Source``. ``detail`` must be a JSON object. ``resources``: ARNs that the event is about; AWS does not document how
    a list is written, it is sent as JSON.
    https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
    """

    subtype: ClassVar[str] = "EventBridge-PutEvents"
    action: ClassVar[str] = "events:PutEvents"
    alone: ClassVar[Mapping[str, str]] = MappingProxyType(
        {"time": "leave it out: EventBridge takes the time of the call, and its JSON wants a number of seconds"}
    )
    sends: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "event_bus": "EventBusName",
            "detail_type": "DetailType",
            "event_source": "Source",
            "detail": "Detail",
            "time": "Time",
            "resources": "Resources",
            "trace_header": "TraceHeader",
        }
    )

    event_bus: Text | None = option(
        Words(
            "the name of an event bus, or its ARN",
            pattern=r"(arn:[\w-]+:events:[\w-]+:\d{12}:event-bus/)?[A-Za-z0-9._/-]+",
            longest=256,
        ),
        default=None,
        kw_only=False,
    )
    detail_type: Text = required(SOURCE)
    event_source: Text = required(SOURCE)
    detail: Text = required(SOURCE)
    time: Text | None = option(SOURCE, default=None)
    resources: Text | Sequence[str] | None = option(_Json("a list of ARNs"), default=None)
    trace_header: Text | None = option(SOURCE, default=None)

    def check(self) -> Iterator[CfngwError]:
        """Check that the source is none of AWS's own."""
        yield from super().check()
        if isinstance(self.event_source, str) and self.event_source.startswith("aws."):
            yield self.refusal(
                "the sources that begin with aws. are AWS's own.",
                given=self.event_source,
                allowed="a name of yours, such as com.example.shop",
                fix=f'write "{self.event_source.removeprefix("aws.")}"',
                option="event_source",
            )


class KinesisPutRecord(ServiceIntegration):
    """Put a record into a data stream: ``KinesisPutRecord(Ref(stream), data="$request.body", partition_key=...)``.

    ``stream``: its name or its ARN. ``data`` arrives in the stream as it is sent to Kinesis; AWS does not document
    whether an HTTP API encodes it, a REST API's template does. A stream with a KMS key of yours asks for
    ``Allow("kms:GenerateDataKey", key)`` in ``allow``.
    https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecord.html
    """

    subtype: ClassVar[str] = "Kinesis-PutRecord"
    action: ClassVar[str] = "kinesis:PutRecord"
    faults: ClassVar[Mapping[int, tuple[str, ...]]] = MappingProxyType({400: ("InvalidArgumentException",)})
    sends: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "data": "Data",
            "partition_key": "PartitionKey",
            "sequence_number_for_ordering": "SequenceNumberForOrdering",
            "explicit_hash_key": "ExplicitHashKey",
        }
    )

    stream: Text = required(  # type: ignore[assignment]  # no answer's stream: Kinesis calls it so
        Words(
            "the name of a data stream, or its ARN",
            pattern=r"(arn:[\w-]+:kinesis:[\w-]+:\d{12}:stream/)?[A-Za-z0-9_.-]+",
        ),
        kw_only=False,
    )
    data: Text = required(SOURCE)
    partition_key: Text = required(SOURCE)
    sequence_number_for_ordering: Text | None = option(SOURCE, default=None)
    explicit_hash_key: Text | None = option(SOURCE, default=None)


_APP_CONFIG_ID = Words(
    "an id of 4 to 7 letters and digits (the role's rights name the id, not the name)", pattern=r"[a-z0-9]{4,7}"
)


class AppConfigGetConfiguration(ServiceIntegration):
    """Give the client a configuration of AppConfig, by the ids of application, environment and profile.

    ``client_id``: which tells AppConfig's clients apart while a deployment is under way. AWS has deprecated the call
    behind it in favour of sessions, which API Gateway does not offer.
    https://docs.aws.amazon.com/appconfig/2019-10-09/APIReference/API_GetConfiguration.html
    """

    subtype: ClassVar[str] = "AppConfig-GetConfiguration"
    action: ClassVar[str] = "appconfig:GetConfiguration"
    sends: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "application": "Application",
            "environment": "Environment",
            "configuration": "Configuration",
            "client_id": "ClientId",
            "client_configuration_version": "ClientConfigurationVersion",
        }
    )

    application: Text = required(_APP_CONFIG_ID, kw_only=False)
    environment: Text = required(_APP_CONFIG_ID, kw_only=False)
    configuration: Text = required(_APP_CONFIG_ID, kw_only=False)
    client_id: Text = required(SOURCE)
    client_configuration_version: Text | None = option(SOURCE, default=None)

    def misfits_method(self, method: Method) -> Iterator[CfngwError]:
        """Refuse it: the call of REST APIs names its parts in the address."""
        yield self.refusal(
            f"{method.label} can't call it.",
            allowed="in a route of an HTTP API",
            fix='write AwsIntegration("appconfig", path="applications/<id>/environments/<id>/configurations/<id>", '
            'method="GET", allow=[Allow("appconfig:GetConfiguration", ...)])',
        )


# Step Functions

_STATE_MACHINE = Words(
    "the ARN of a state machine",
    pattern=r"arn:[\w-]+:states:[\w-]+:\d{12}:stateMachine:[^:]+(:.+)?",
    mend=lambda given: _state_machine_fix(given),
)


def _state_machine_fix(given: str) -> str:
    if ":execution:" in given or ":express:" in given:
        return "name the state machine, not one of its executions"
    return "write its ARN: Ref(state_machine) gives it"


class _StepFunctions(ServiceIntegration):
    """What all calls of Step Functions share. ``workflows``: the type that alone can do it."""

    workflows: ClassVar[str | None] = None

    state_machine: Text = required(_STATE_MACHINE, kw_only=False)


class StepFunctionsStartExecution(_StepFunctions):
    """Start an execution and answer at once with its ARN: ``StepFunctionsStartExecution(arn, input="$request.body")``.

    ``state_machine``: its ARN, which ``Ref`` of one gives. ``input`` must be JSON; what the execution gets without it
    AWS does not document. ``execution_name``: made by Step Functions unless given.
    https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
    """

    subtype: ClassVar[str] = "StepFunctions-StartExecution"
    action: ClassVar[str] = "states:StartExecution"
    faults: ClassVar[Mapping[int, tuple[str, ...]]] = MappingProxyType(
        {400: ("InvalidExecutionInput", "InvalidName"), 409: ("ExecutionAlreadyExists",)}
    )
    sends: ClassVar[Mapping[str, str]] = MappingProxyType({"input": "Input", "execution_name": "Name"})

    input: Text | None = option(SOURCE, default=None)
    execution_name: Text | None = option(SOURCE, default=None)


class StepFunctionsStartSyncExecution(_StepFunctions):
    """Run an Express workflow and answer with what came of it, within API Gateway's 30 seconds.

    The state machine must be of type EXPRESS; of one in the same template that is checked. A REST API answers with its
    output, and a failed execution with the status that its cause has by the error contract, or with 500 or 504; an HTTP
    API answers a failed one with 200 too: its ``status`` says so. The options are those of StepFunctionsStartExecution.
    https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartSyncExecution.html
    """

    subtype: ClassVar[str] = "StepFunctions-StartSyncExecution"
    action: ClassVar[str] = "states:StartSyncExecution"
    faults: ClassVar[Mapping[int, tuple[str, ...]]] = MappingProxyType({400: ("InvalidExecutionInput", "InvalidName")})
    workflows: ClassVar[str | None] = "EXPRESS"
    sends: ClassVar[Mapping[str, str]] = MappingProxyType(
        {"input": "Input", "execution_name": "Name", "trace_header": "TraceHeader"}
    )

    input: Text | None = option(SOURCE, default=None)
    execution_name: Text | None = option(SOURCE, default=None)
    trace_header: Text | None = option(SOURCE, default=None)


class StepFunctionsStopExecution(_StepFunctions):
    """Stop an execution of a Standard workflow.

    ``state_machine``: whose executions may be stopped, none other's. ``execution_arn``: which one.
    https://docs.aws.amazon.com/step-functions/latest/apireference/API_StopExecution.html
    """

    subtype: ClassVar[str] = "StepFunctions-StopExecution"
    action: ClassVar[str] = "states:StopExecution"
    faults: ClassVar[Mapping[int, tuple[str, ...]]] = MappingProxyType(
        {400: ("InvalidArn",), 404: ("ExecutionDoesNotExist",)}
    )
    workflows: ClassVar[str | None] = "STANDARD"
    sends: ClassVar[Mapping[str, str]] = MappingProxyType(
        {"execution_arn": "ExecutionArn", "cause": "Cause", "error": "Error"}
    )

    execution_arn: Text = required(SOURCE)
    cause: Text | None = option(SOURCE, default=None)
    error: Text | None = option(SOURCE, default=None)
