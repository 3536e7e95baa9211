"""Lambda without proxy: the rendered body is the event, and an integration response makes the answer.

https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-custom-integrations.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-integration-async.html

Selection patterns look at ``errorMessage`` of an invocation that failed, never at what a handler returns. A call with
the header X-Amz-Invocation-Type: Event is not awaited; the default response makes its answer of an empty body.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cfngw.local.rest.integrations.calls import check_json, invoke, limit_of
from cfngw.local.rest.integrations.flow import trace_id
from cfngw.local.rest.integrations.request_side import BodyMapping, ParameterMapping, overridden
from cfngw.local.rest.integrations.templates import JSON

if TYPE_CHECKING:
    from cfngw.local.exchange import Answer
    from cfngw.local.rest.integrations.flow import Flow
    from cfngw.local.rest.integrations.planning import FunctionOf
    from cfngw.local.rest.integrations.selection import Selection
    from cfngw.local.running import Functions
    from cfngw.read.model import Integration

_TYPE = "x-amz-invocation-type"


class LambdaCustom:
    """A method whose integration is a function, without proxy."""

    def __init__(
        self,
        integration: Integration,
        function_of: FunctionOf,
        functions: Functions,
        body: BodyMapping,
        parameters: ParameterMapping,
        selection: Selection,
    ) -> None:
        self._at = integration.at
        self._function_of = function_of
        self._functions = functions
        self._body = body
        self._parameters = parameters
        self._selection = selection
        self._seconds = limit_of(integration)

    async def __call__(self, flow: Flow) -> Answer:
        """Take a request through; raise Fault."""
        mapped = self._parameters.apply(flow)
        event = check_json(self._body.apply(flow), self._at)
        asynchronous = False
        if mapped.headers or flow.overrides is not None:
            headers = overridden(mapped, flow.overrides).headers
            asynchronous = any(name.lower() == _TYPE and value == "Event" for name, value in headers)
        result = await invoke(
            flow,
            self._functions,
            self._function_of(flow),
            event,
            seconds=self._seconds,
            at=self._at,
            asynchronous=asynchronous,
        )
        flow.payload = b"" if asynchronous else result.payload
        flow.answered = _HEADERS
        chosen = self._selection.choose(flow, error_message(result.payload) if result.failed else "")
        answer = chosen.answer(flow, JSON)
        answer.headers.append(("X-Amzn-Trace-Id", trace_id(flow.passage)))
        return answer


_HEADERS = (("Content-Type", JSON),)


def error_message(payload: bytes) -> str:
    """Give the ``errorMessage`` of a failed invocation; empty where it has none."""
    try:
        found = json.loads(payload)
    except (ValueError, RecursionError):
        return ""
    message = found.get("errorMessage") if isinstance(found, dict) else None
    if message is None or isinstance(message, str):
        return message or ""
    return json.dumps(message)
