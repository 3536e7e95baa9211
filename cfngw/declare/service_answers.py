"""The ready answers of methods that call a service of AWS: what a success becomes, and what an error.

The selection pattern sees the service's status alone. Where a service tells all errors by status 400 and a name, the
template of 400 reads the name and sets the status. A client is told of its own mistakes, in the form of the error
contract; of everything else only that it failed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from typing import Any

from cfngw.declare.aws_integration import SnsPublish
from cfngw.declare.aws_target import AwsTarget
from cfngw.declare.dynamodb_integration import DynamoDbGetItem, DynamoDbQuery, DynamoDbUpdateItem
from cfngw.declare.error_contract import UNFORESEEN, ErrorContract, closed
from cfngw.declare.item_templates import PLAIN, quoted
from cfngw.declare.mapping import Response
from cfngw.declare.mapping_template import JSON, by_content_type
from cfngw.declare.service_integration import (
    EventBridgePutEvents,
    KinesisPutRecord,
    SqsReceiveMessage,
    SqsSendMessage,
    StepFunctionsStartExecution,
    StepFunctionsStartSyncExecution,
    StepFunctionsStopExecution,
)

_THROTTLED = ".*(?:Throttl|ThroughputExceeded|LimitExceeded|OverLimit).*"
# What every service calls a request that it can't read.
_MALFORMED = "(?:Serialization|Validation)(?:Exception|Error)|(?:InvalidParameterValue|MissingParameter)(?:Exception)?"


def answers(target: AwsTarget, given: Response | None, contract: ErrorContract) -> tuple[Response, ...]:
    """Give all answers; made once, since what an answer becomes is kept by its identity."""
    kept: dict[tuple[int, int], Any] = target.__dict__.setdefault("_answers", {})
    key = (id(given), id(contract))
    if key not in kept:
        success = _success(target, given, contract)
        errors = [each for each in _errors(target, contract) if each.status != success.status]
        kept[key] = (success, *errors), given, contract
    made: tuple[Response, ...] = kept[key][0]
    return made


# A success


def _success(target: AwsTarget, given: Response | None, contract: ErrorContract) -> Response:
    if given is not None and given.template is not None:
        return given
    options: dict[str, Any] = {"template": _template(target, contract), "headers": _headers(target)}
    if given is None:
        made = Response(200, **options)
        return made.moved(target.source)  # type: ignore[no-any-return]
    if given.content_handling is not None:
        del options["template"]
    own = given.given()
    headers = {**(given.headers or {})}
    taken = {name.casefold() for name in headers}
    ready = {name: each for name, each in (options["headers"] or {}).items() if name.casefold() not in taken}
    merged = {**options, **own, "headers": {**ready, **headers} or None}
    return Response(**merged).moved(given.source)  # type: ignore[no-any-return]


def _headers(target: AwsTarget) -> dict[str, str] | None:
    names: tuple[str, ...] = getattr(target, "headers", ())
    return {name: f"integration.response.header.{name}" for name in names} or None


def _template(target: AwsTarget, contract: ErrorContract) -> str | None:
    if target.passed_through:
        return None
    make = _SUCCESSES.get(type(target))
    return make(contract) if make is not None else "{}"


def _members(*names: str) -> Callable[[ErrorContract], str]:
    members = ", ".join(f'"{name}": {quoted(f"$!input.path({chr(39)}$.{name}{chr(39)})")}' for name in names)
    return lambda _: f"{{{members}}}"


def _set(status: int) -> str:
    return f"#set($context.responseOverride.status = {status})\n"


def _told(contract: ErrorContract, status: int) -> str:
    return contract.gateway_body(f'"{_phrase(status)}"', status)


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase.capitalize()


def _failing(contract: ErrorContract, status: int) -> str:
    return f"{_set(status)}{_told(contract, status)}\n"


def _item(contract: ErrorContract) -> str:
    found = "#set($typed = {\"M\": $input.path('$.Item')})\n$plain\n"
    return f"#if($input.path('$.Item') == '')\n{_failing(contract, 404)}#else\n{PLAIN}{found}#end"


def _changed(_: ErrorContract) -> str:
    return f"{PLAIN}#set($typed = {{\"M\": $input.path('$.Attributes')}})\n$plain"


def _items(_: ErrorContract) -> str:
    return f"""\
{PLAIN}\
{{"items": [
#foreach($item in $input.path('$.Items'))
#set($typed = {{"M": $item}})
#if($foreach.count > 1), #end$plain
#end
]#if($input.path('$.LastEvaluatedKey') != '')
#set($typed = {{"M": $input.path('$.LastEvaluatedKey')}})
, "next": $plain#end
}}"""


def _event(contract: ErrorContract) -> str:
    """Answer for the one event that was sent: the call succeeds also where the bus did not take it."""
    return f"""\
#set($code = "$!input.path('$.Entries[0].ErrorCode')")
#if($code == '')
{{"EventId": {quoted("$!input.path('$.Entries[0].EventId')")}}}
#elseif($code == 'MalformedDetail' || $code == 'InvalidArgument')
{_failing(contract, 400)}#elseif($code.matches('{_THROTTLED}'))
{_failing(contract, 429)}#else
{_failing(contract, 500)}#end"""


def _outcome(contract: ErrorContract) -> str:
    """Answer with a workflow's output, which is JSON in a text; a failed one comes with status 200.

    Its cause speaks as a function's exception does: in the form of the contract it has a status of its own.
    """
    foreseen = "".join(
        f"#elseif($cause.matches('{contract.beginning([status])}[\\s\\S]*'))\n{_set(status)}{_caused(contract)}"
        for status in contract.statuses
        if status != UNFORESEEN
    )
    return f"""\
#set($status = "$!input.path('$.status')")#set($cause = "$!input.path('$.cause')")
#if($status == 'SUCCEEDED')
#set($output = "$!input.path('$.output')")
#if($output == '')null#else$output#end

#elseif($status == 'TIMED_OUT')
{_failing(contract, 504)}{foreseen}#else
{_failing(contract, 500)}#end"""


def _caused(contract: ErrorContract) -> str:
    """Give the contract's own template, with a workflow's cause in place of a function's message."""
    text = by_content_type(contract.template if contract.template is not None else contract.usual_template()).get(JSON)
    usual = text if isinstance(text, str) else contract.usual_template()
    return closed(usual.replace("$.errorMessage", "$.cause").rstrip("\n") + "\n")


def _published(_: ErrorContract) -> str:
    """Find the id in SNS's answer, which is JSON or XML as the gateway asks for it: that is not documented."""
    pattern = r"""[\s\S]*MessageId(?:>|"\s*:\s*")([A-Za-z0-9-]+)[\s\S]*"""
    return f"""\
#set($id = $input.body.replaceAll('{pattern}', '$1'))
#if(!$id.matches('[A-Za-z0-9-]+'))#set($id = '')#end
{{"MessageId": "$id"}}"""


_SUCCESSES: Mapping[type[AwsTarget], Callable[[ErrorContract], str]] = {
    SqsSendMessage: _members("MessageId"),
    SqsReceiveMessage: lambda _: "$input.json('$')",
    EventBridgePutEvents: _event,
    KinesisPutRecord: _members("ShardId", "SequenceNumber"),
    StepFunctionsStartExecution: _members("executionArn"),
    StepFunctionsStartSyncExecution: _outcome,
    StepFunctionsStopExecution: lambda _: "{\"stopDate\": $input.json('$.stopDate')}",
    SnsPublish: _published,
    DynamoDbGetItem: _item,
    DynamoDbQuery: _items,
    DynamoDbUpdateItem: _changed,
}


# Errors


def _errors(target: AwsTarget, contract: ErrorContract) -> Iterator[Response]:
    patterns = _by_name(target, contract) if target.names_errors else _by_status(target.told())
    for status, pattern in patterns.items():
        named = status == 400 and target.names_errors
        options: dict[str, Any] = {"model": contract.model, "headers": contract.headers}
        if target.passed_through:
            options["content_handling"] = "CONVERT_TO_TEXT"  # so that bytes do not forbid a template
        body = _read_name(target.told(), contract) if named else _told(contract, status)
        yield Response(status, pattern=pattern, template=body, **options).moved(target.source)


def _by_status(faults: Mapping[int, tuple[str, ...]]) -> dict[int, str]:
    """Give the patterns where the service's own status tells what went wrong."""
    if "*" in faults.get(400, ()):
        return {400: r"4(?!29)\d\d", 429: "429", 500: r"[35]\d\d"}
    known = {status: "|".join(codes) for status, codes in faults.items()}
    taken = "|".join(code[1:] for codes in faults.values() for code in codes)
    return {**known, 429: "429", 500: rf"[35]\d\d|4(?!{taken}|29)\d\d"}


def _by_name(target: AwsTarget, contract: ErrorContract) -> dict[int, str]:
    """Give the patterns where 400 comes with a name; the others are there for the statuses that templates set."""
    others = {*target.told(), 429}
    if isinstance(target, StepFunctionsStartSyncExecution):
        others |= {504, *contract.statuses}
    others -= {400, 500}
    client = [str(status)[1:] for status in sorted(others) if status < 500]
    service = [str(status)[1:] for status in sorted(others) if status >= 500]
    left_out = f"(?!{'|'.join(service)})" if service else ""
    return {
        400: rf"4(?!{'|'.join(client)})\d\d",
        **{status: str(status) for status in sorted(others)},
        500: rf"3\d\d|5{left_out}\d\d" if service else r"[35]\d\d",
    }


def _read_name(faults: Mapping[int, tuple[str, ...]], contract: ErrorContract) -> str:
    """Answer by the error's name: com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException."""
    lines = ["#set($type = \"$!input.path('$.__type')\")", "#set($name = $type.replaceAll('.*#', ''))"]
    word = "#if"
    for status, names in sorted({400: (), **faults}.items()):
        known = "|".join(map(re.escape, names))
        if status == 400:
            known = "|".join(filter(None, (known, _MALFORMED)))
        if known:
            lines += [
                f"{word}($name.matches('{known}'))",
                (_set(status) if status != 400 else "") + _told(contract, status),
            ]
            word = "#elseif"
    lines += [f"#elseif($name.matches('{_THROTTLED}'))", _set(429) + _told(contract, 429)]
    lines += ["#else", _set(500) + _told(contract, 500), "#end"]
    return "\n".join(lines)
