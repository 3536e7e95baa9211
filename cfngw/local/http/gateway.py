"""One stage of an HTTP API: a request's steps, in their order.

Route; preflight where no route takes OPTIONS; size; throttle; authorizer; integration with its mappings; CORS; access
log. Not documented is the order of throttle and authorizer. Whatever happens, there is an answer: a fault's own, or 500
for an error of this program, which is told at the terminal.
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
"""

from __future__ import annotations

import time
import traceback
from typing import TYPE_CHECKING, Protocol
from urllib.parse import unquote

from cfngw.local.exchange import Answer
from cfngw.local.fault import Fault
from cfngw.local.http import errors
from cfngw.local.http.cors import Cors
from cfngw.local.http.integrations import Parts, Runs, integration_of
from cfngw.local.http.mapping import Problems
from cfngw.local.http.throttling import Throttles
from cfngw.local.routing import Found, Router

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cfngw.local.http.expressions import ContextValue
    from cfngw.local.passage import Passage
    from cfngw.local.running import Surroundings
    from cfngw.local.throttle import Bucket
    from cfngw.local.values import LocalValues
    from cfngw.read.model import Api, Reading, Stage
    from cfngw.read.targets import Targets

MOST_BODY = 10 * 1024 * 1024  # bytes


class Checks(Protocol):
    """Authorizers: they raise a Fault, or set what they know of the caller."""

    async def check(self, passage: Passage) -> None:
        """Check a request."""
        ...


class Writes(Protocol):
    """An access log."""

    def write(self, passage: Passage, answer: Answer, latency: float) -> None:
        """Write the line of a request; ``latency`` is in milliseconds."""
        ...


class HttpGateway:
    """Answers the requests of one stage. ``targets`` finds what URIs with stage variables lead to.

    ``authorizers``, ``context_value`` (a variable of $context by its name) and ``access_log`` are the gateway's own
    unless given; ``account`` is the bucket of the account's limits where several gateways share it.
    """

    def __init__(
        self,
        api: Api,
        stage: Stage,
        around: Surroundings,
        values: LocalValues,
        reading: Reading,  # noqa: ARG002 - as for REST APIs
        targets: Targets,
        *,
        authorizers: Checks | None = None,
        context_value: ContextValue | None = None,
        access_log: Writes | None = None,
        account: Bucket | None = None,
    ) -> None:
        self._around = around
        self._router = Router(api.routes, rest=False)
        self._cors = Cors(api.cors, values) if api.cors is not None else None
        self._throttles = Throttles(stage, api.routes, account)
        parts = Parts(around, values, targets, context_value or _context_value)
        self._integrations = self._made(api, parts)
        self._authorizers = authorizers
        if authorizers is None and any(route.authorization != "NONE" for route in api.routes):
            from cfngw.local.auth.check import Authorizers

            self._authorizers = Authorizers(api, around, values, targets)
        self._log = access_log
        if access_log is None and stage.log_format is not None:
            from cfngw.local.access_log import AccessLog

            name = values.text(stage.name) or stage.logical_id
            self._log = AccessLog(stage, around, values, f"{api.logical_id}/{name}")
        if self._cors is not None and self._cors.unknown:
            around.say(f"{self._cors.at.where}: some origins of CORS are not told by the template, and not allowed")

    def _made(self, api: Api, parts: Parts) -> Mapping[str, Runs]:
        found: dict[str, Runs] = {}
        told: set[tuple[str, str]] = set()
        for route in api.routes:
            problems = Problems()
            found[route.key] = integration_of(route, parts, problems)
            at = route.at if route.integration is None else getattr(route.integration, "at", None) or route.at
            for problem in problems:
                if (str(at.where), problem) not in told:
                    told.add((str(at.where), problem))
                    parts.around.say(f"{at.where}: {problem}")
        return found

    async def answer(self, passage: Passage) -> Answer:
        """Answer a request; never raise."""
        started = time.perf_counter()
        passage.account_id = self._around.account
        try:
            answer = await self._answered(passage)
        except Fault as fault:
            answer = self._of_fault(fault, passage)
        except Exception as error:  # noqa: BLE001 - whatever it is, the client gets an answer
            answer = self._of_fault(self._ours(error, passage), passage)
        if passage.call.method == "HEAD":
            answer.body = b""
        answer.headers.append(("apigw-requestid", passage.request_id))
        if self._log is not None:
            self._write(self._log, passage, answer, (time.perf_counter() - started) * 1000)
        return answer

    async def _answered(self, passage: Passage) -> Answer:
        call, journey = passage.call, passage.journey
        found = self._router.find(call.method, passage.path)
        if found is None or found.route is None:
            return self._without_route(passage)
        self._take(passage, found)
        route = found.route
        if journey.on:
            said = f"{call.method} {passage.path} is {route.key}"
            journey.step("route", said, route.at, parameters=dict(passage.path_parameters))
        if len(call.body) > MOST_BODY:
            raise Fault("REQUEST_TOO_LARGE", hint="a request may have 10 MB")
        if not passage.tested:
            self._throttles.take(route, self._around.clock(), journey)
            if self._authorizers is not None and route.authorization != "NONE":
                await self._authorizers.check(passage)
                passage.context = None  # what the authorizer knows is part of it from here on
        started = time.perf_counter()
        try:
            answer = await self._integrations[route.key].run(passage)
        finally:
            passage.integration_latency = (time.perf_counter() - started) * 1000
        if self._cors is not None:
            written = self._cors.write_on(answer, call)
            if journey.on and call.header("origin") is not None:
                said = "CORS headers are written" if written else "CORS allows no headers for this origin"
                journey.step("response", said, self._cors.at, headers=dict(written))
        return answer

    def _without_route(self, passage: Passage) -> Answer:
        call, journey = passage.call, passage.journey
        if self._cors is None or call.method != "OPTIONS":
            raise Fault(errors.NOT_FOUND, hint=f"no route takes {call.method} {passage.path}")
        answer = self._cors.preflight(call)
        if journey.on:
            said = "the gateway answers the preflight"
            if not answer.headers:
                said += " without headers: its origin is not allowed, or it is no preflight"
            journey.step("response", said, self._cors.at, headers=dict(answer.headers))
        return answer

    def _take(self, passage: Passage, found: Found) -> None:
        passage.route = found.route
        passage.path_parameters = (
            {name: unquote(value) for name, value in found.parameters.items()}
            if "%" in passage.path
            else found.parameters
        )

    def _of_fault(self, fault: Fault, passage: Passage) -> Answer:
        passage.fault = fault.settled()
        if fault.type.startswith("INTEGRATION_"):
            passage.integration_error = fault.hint or None
        answer = errors.answer_of(fault)
        if passage.journey.on:
            said = f"{fault.type} is {answer.status}" + (f": {fault.hint}" if fault.hint else "")
            passage.journey.step("gateway response", said, fault.at, output=answer.body)
        return answer

    def _ours(self, error: Exception, passage: Passage) -> Fault:
        """Tell of an error of this program, and give the fault that stands for it."""
        last = traceback.format_exception_only(error)[-1].strip()
        frames = traceback.extract_tb(error.__traceback__)
        place = f" ({frames[-1].filename}:{frames[-1].lineno})" if frames else ""
        self._around.say(f"{passage.call.method} {passage.path}: a fault of cfngw, please report it: {last}{place}")
        return Fault("DEFAULT_5XX", hint="a fault of cfngw")

    def _write(self, log: Writes, passage: Passage, answer: Answer, latency: float) -> None:
        try:
            log.write(passage, answer, latency)
        except Exception as error:  # noqa: BLE001 - a log must not cost the answer
            self._around.say(f"the access log: {type(error).__name__}: {error}")


def _context_value(passage: Passage, name: str) -> str | None:
    """Give a variable of $context as access logs have it, where ``-`` stands for one that is absent."""
    from cfngw.local.context import ABSENT, log_value

    text = log_value(passage, name)
    return None if text == ABSENT else text
