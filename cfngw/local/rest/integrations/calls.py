"""The call of an integration: its limit of time, its latency, and what becomes of a call that comes to nothing.

https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html

Not documented: what the client gets where Lambda refuses. Public reports have 500 for a throttled function, and
Lambda's own text with 400 for a payload that is no JSON.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable
from typing import TYPE_CHECKING, NoReturn, TypeVar

from cfngw.local.fault import Fault
from cfngw.local.running import BackendFailed, InvocationRefused
from cfngw.vtl.json_check import fault_of

if TYPE_CHECKING:
    from cfngw.document.values import At
    from cfngw.local.rest.integrations.flow import Flow
    from cfngw.local.running import Functions, Invocation
    from cfngw.read.model import FunctionTarget, Integration

DEFAULT_SECONDS = 29.0
MOST_BYTES = 10 * 1024 * 1024
"""What API Gateway takes from an endpoint."""

_NETWORK = "Network error communicating with endpoint"
_INTERNAL = "Internal server error"
_T = TypeVar("_T")


def limit_of(integration: Integration) -> float:
    """Give an integration's limit of time in seconds; 29 where the template does not tell."""
    given = integration.timeout_ms
    return given / 1000 if isinstance(given, int) and given > 0 else DEFAULT_SECONDS


async def within(flow: Flow, seconds: float, at: At, call: Awaitable[_T]) -> _T:
    """Await a call within a limit of time, and note how long it took; raise Fault where it comes to nothing."""
    passage = flow.passage
    started = time.perf_counter()
    try:
        async with asyncio.timeout(seconds):
            return await call
    except TimeoutError:
        passage.integration_error = "Endpoint request timed out"
        hint = f"no answer within {seconds:g} s, the integration's TimeoutInMillis"
        raise Fault("INTEGRATION_TIMEOUT", "Endpoint request timed out", status=504, hint=hint, at=at) from None
    except InvocationRefused as refused:
        passage.integration_error = refused.why
        raise _refused(refused, at) from None
    except BackendFailed as failed:
        passage.integration_error = failed.why
        raise _unanswered(failed, at) from None
    finally:
        passage.integration_latency = (time.perf_counter() - started) * 1000


def _refused(refused: InvocationRefused, at: At) -> Fault:
    if refused.code == "RequestTooLargeException":
        return Fault("REQUEST_TOO_LARGE", "Request Too Long", status=413, hint=refused.why, at=at)
    if refused.code == "TooManyRequestsException":
        return Fault("INTEGRATION_FAILURE", _INTERNAL, status=500, hint=refused.why, at=at)
    return Fault("API_CONFIGURATION_ERROR", _INTERNAL, status=500, hint=refused.why, at=at)


def _unanswered(failed: BackendFailed, at: At) -> Fault:
    if failed.kind == "timeout":
        return Fault("INTEGRATION_TIMEOUT", "Endpoint request timed out", status=504, hint=failed.why, at=at)
    if failed.kind == "too_large":
        return Fault("API_CONFIGURATION_ERROR", _INTERNAL, status=500, hint=failed.why, at=at)
    return Fault("INTEGRATION_FAILURE", _NETWORK, status=504, hint=failed.why, at=at)


async def invoke(
    flow: Flow,
    functions: Functions,
    target: FunctionTarget,
    event: bytes,
    *,
    seconds: float,
    at: At,
    asynchronous: bool = False,
) -> Invocation:
    """Invoke a function; raise Fault."""
    passage = flow.passage
    journey = passage.journey
    made = functions.invoke(target, event, request_id=passage.request_id, journey=journey, asynchronous=asynchronous)
    if journey.on:
        how = "asynchronously" if asynchronous else "and its answer awaited"
        journey.step(
            "invocation",
            f"the function is invoked {how}",
            at,
            function=getattr(target.function, "logical_id", str(target.function)),
            input=event,
        )
    result = await within(flow, seconds, at, made)
    passage.integration_status = 202 if asynchronous else 200
    if journey.on and not asynchronous:
        said = "the function failed" if result.failed else "the function returned"
        journey.step("invocation", said, at, output=result.payload)
    return result


def check_json(event: str | bytes, at: At) -> bytes:
    """Give what Lambda takes for an event, ``{}`` for nothing at all; raise Fault for what is no JSON."""
    text = event if isinstance(event, str) else event.decode(errors="surrogateescape")
    if not text or text.isspace():
        return b"{}"
    try:
        _DECODER.decode(text)
        return text.encode(errors="replace" if text is event else "strict")
    except (ValueError, RecursionError):
        found = fault_of(text)
        why = str(found) if found is not None else "invalid UTF-8"
        hint = f"what is sent to the function is no JSON: {why}"
        message = f"Could not parse request body into json: {why}"
        raise Fault("DEFAULT_4XX", message, status=400, hint=hint, at=at) from None


def _no_constant(word: str) -> NoReturn:
    raise ValueError(word)


_DECODER = json.JSONDecoder(parse_constant=_no_constant, parse_int=str, parse_float=str)
