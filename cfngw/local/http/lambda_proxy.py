"""A Lambda function behind a route: the event, the invocation, and what comes of it.

No answer in the integration's time (30 seconds unless it says less) is 503; the function goes on, as at Lambda. A
function that raises, runs out of its own time or answers what the gateway can't read is 500.
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from cfngw.local.fault import Fault
from cfngw.local.http import errors, function_answer, payload, payload_1
from cfngw.local.http.expressions import Seen
from cfngw.local.http.function_answer import Malformed
from cfngw.local.http.mapping import map_request
from cfngw.local.http.outgoing import outgoing
from cfngw.local.running import InvocationRefused
from cfngw.read.model import FunctionTarget

if TYPE_CHECKING:
    from cfngw.local.exchange import Answer
    from cfngw.local.http.integrations import Setting
    from cfngw.local.passage import Passage

_FORMATS = {
    "1.0": (payload_1.event, function_answer.read_1),
    "2.0": (payload.event, function_answer.read_2),
}
VERSIONS = tuple(_FORMATS)


class LambdaProxy:
    """One integration. ``version`` is its payload format version."""

    def __init__(self, setting: Setting, target: FunctionTarget, version: str) -> None:
        self._setting = setting
        self._target = target
        self._varies = setting.targets.under(target, {}) != target
        self._version = version
        self._event, self._read = _FORMATS[version]
        self._account = setting.around.account
        self._functions = setting.around.functions

    async def run(self, passage: Passage) -> Answer:
        """Answer a request; raise a Fault."""
        setting = self._setting
        target = self._under(passage)
        request = outgoing(passage)
        if setting.requests:
            map_request(setting.requests, request, Seen(passage, setting.context_value), setting.at)
        event = self._event(passage, request, self._account)
        journey = passage.journey
        if journey.on:
            name = getattr(target.function, "logical_id", target.function)
            journey.step("invocation", f"{name} is invoked with format {self._version}", setting.at, input=event)
        try:
            async with asyncio.timeout(setting.seconds):
                done = await self._functions.invoke(target, event, request_id=passage.request_id, journey=journey)
        except TimeoutError:
            raise errors.no_answer_in_time(setting.seconds, setting.at) from None
        except InvocationRefused as refusal:
            raise errors.refused(refusal, setting.at) from None
        if done.failed:
            raise Fault("INTEGRATION_FAILURE", hint="the function failed", at=setting.at)
        try:
            answer = self._read(done.payload)
        except Malformed as malformed:
            raise Fault("INTEGRATION_FAILURE", hint=f"the function's answer: {malformed}", at=setting.at) from None
        passage.integration_status = 200  # Lambda's own; the function's is the answer's
        if journey.on:
            inferred = self._version == "2.0" and function_answer.is_inferred(done.payload)
            said = "the function gave no statusCode: its answer is the body" if inferred else "the function's answer"
            journey.step("response", f"{answer.status}: {said}", setting.at, output=done.payload)
        return answer

    def _under(self, passage: Passage) -> FunctionTarget:
        if not self._varies:
            return self._target
        target = self._setting.targets.under(self._target, passage.variables)
        if not isinstance(target, FunctionTarget):
            raise errors.misconfigured("its URI leads to no function with these stage variables", self._setting.at)
        return target
