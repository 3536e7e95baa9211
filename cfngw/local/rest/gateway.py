"""A stage of a REST API: a passage in, an answer out, in AWS's order of steps. Never raises, whatever comes.

    size            more than 10 MB                                     REQUEST_TOO_LARGE
    route           the resource by its path, then its method; told last of these first three
    policy          the resource policy; of a method with IAM after the signature, for it names who signed
    authorizer      IAM, Cognito, Lambda; a path or a method that is not there is MISSING_AUTHENTICATION_TOKEN
    key, throttle   key, plan, quota, the stage's and the account's limits
    validator       required parameters, then the body's model
    integration     mapping, invocation, response
    gateway response, headers, access log

AWS documents the order of the policy and the authorizers, and that keys may come from an authorizer; where the size,
the throttle of the stage and the route stand among them, it does not. ``passage.tested`` goes past policy, authorizer,
key and throttle. A HEAD has no body. Of a canary every hundredth per cent is counted, none is thrown by dice; its
deployment is another state of the API, which no template holds: only its stage variables differ.
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/canary-release.html
"""

from __future__ import annotations

import asyncio
import importlib
import traceback
from collections.abc import Mapping
from time import perf_counter
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from cfngw.document.values import Unknown
from cfngw.local.access_log import AccessLog
from cfngw.local.context import forget
from cfngw.local.exchange import Answer
from cfngw.local.fault import Fault
from cfngw.local.rest.gateway_responses import GatewayResponses
from cfngw.local.rest.keys import Plans, StageKeys, number
from cfngw.local.rest.method_request import MethodRequest, Models
from cfngw.local.routing import Router
from cfngw.read.model import Integration

if TYPE_CHECKING:
    from cfngw.local.passage import Passage
    from cfngw.local.running import Surroundings
    from cfngw.local.values import LocalValues
    from cfngw.read.model import Api, Reading, Stage
    from cfngw.read.targets import Targets

MOST_BYTES = 10 * 1024 * 1024
_NO_HINT = "the template has no integration for it"
_BROKEN = b'{"message": "Internal server error"}'


def _part(module: str, name: str) -> Any:
    """Load a part when a gateway is made that was not given one of its own."""
    return getattr(importlib.import_module(f"cfngw.local.{module}"), name)


class RestGateway:
    """One stage. ``plans`` is shared by all stages of a template; without one, this stage has plans of its own.

    ``integrations``, ``authorizers`` and ``policy`` are made here unless they are given.
    """

    def __init__(
        self,
        api: Api,
        stage: Stage,
        around: Surroundings,
        values: LocalValues,
        reading: Reading,
        targets: Targets,
        *,
        plans: Plans | None = None,
        integrations: Any = None,
        authorizers: Any = None,
        policy: Any = None,
    ) -> None:
        self.api = api
        self.stage = stage
        self.stage_name = values.text(stage.name) or stage.logical_id
        self.address = f"{api.logical_id}/{self.stage_name}"
        self._around = around
        if integrations is None:
            integrations = _part("rest.integrations.run", "Integrations")(api, stage, around, values, targets)
        if policy is None:
            policy = _part("auth.resource_policy", "ResourcePolicy")(api, values, around)
        if authorizers is None:
            authorizers = _part("auth.check", "Authorizers")(api, around, values, targets, policy=policy)
        self._integrations, self._authorizers, self._policy = integrations, authorizers, policy
        self._router = Router(api.routes, rest=True)
        plans = plans if plans is not None else Plans(reading, values, say=around.say)
        self._keys = StageKeys(api, stage, self.stage_name, plans, values, say=around.say)
        models = Models(api, around.say)
        requests = ((route, MethodRequest(route, models, around.say)) for route in api.routes)
        self._requests = {route.key: request for route, request in requests if request.checks}
        self._responses = GatewayResponses(api, values, around.say)
        self._log = AccessLog(stage, around, values, self.address)
        self._canary = _Canary.of(stage, values)
        deployment = stage.deployment
        self._deployment = values.text(deployment) if deployment is not None else None

    async def answer(self, passage: Passage) -> Answer:
        """Take a request through the stage."""
        started = perf_counter()
        passage.account_id = self._around.account
        passage.deployment_id = self._deployment
        try:
            try:
                answer = await self._steps(passage)
            except Fault as fault:
                if passage.journey.on:
                    _tell(passage, fault)
                answer = self._responses.answer(passage, fault)
        except Exception as error:  # noqa: BLE001 (a fault of ours must not take the server down)
            answer = self._broken(passage, error)
        headers = answer.headers
        headers.append(("x-amzn-RequestId", passage.request_id))
        headers.append(("x-amz-apigw-id", passage.extended_request_id))
        if passage.call.method == "HEAD":
            answer.body = b""
        if self._log.on:
            self._write_log(passage, answer, (perf_counter() - started) * 1000)
        return answer

    async def _steps(self, passage: Passage) -> Answer:
        body = passage.call.body
        if self._canary is not None and not passage.tested:
            self._canary.choose(passage)
        if len(body) > MOST_BYTES:
            raise Fault("REQUEST_TOO_LARGE", hint=f"the body has {len(body):,} bytes, API Gateway takes 10 MB")
        is_path = self._find(passage)
        if not passage.tested:
            await self._admit(passage)
        route = passage.route
        if route is None:
            raise _missing(passage.call.method, passage.path, is_path=is_path)
        if not passage.tested:
            self._keys.check(passage, self._around.clock())
        if passage.api_key is not None or passage.authorizer is not None or passage.identity is not None:
            forget(passage)
        request = self._requests.get(route.key)
        if request is not None:
            if request.is_long(passage):
                await asyncio.to_thread(request.check, passage)
            else:
                request.check(passage)
        if not isinstance(route.integration, Integration):
            why = route.integration.why if isinstance(route.integration, Unknown) else _NO_HINT
            raise Fault("API_CONFIGURATION_ERROR", hint=f"{route.key} can't be answered: {why}", at=route.at)
        answer: Answer = await self._integrations.run(passage)
        return answer

    def _find(self, passage: Passage) -> bool:
        """Find the route; tell whether its path is there."""
        found = self._router.find(passage.call.method, passage.path)
        if found is None or found.route is None:
            return found is not None
        route = passage.route = found.route
        if found.parameters:
            passage.path_parameters = {
                name: unquote(value) if "%" in value else value for name, value in found.parameters.items()
            }
        if passage.journey.on:
            said = f"{passage.call.method} {passage.path} is {route.key}"
            passage.journey.step("route", said, route.at, path=passage.path_parameters)
        return True

    async def _admit(self, passage: Passage) -> None:
        """Ask policy and authorizer."""
        route = passage.route
        signed = route is not None and route.authorization == "AWS_IAM"
        if not signed:
            await self._ask_policy(passage)
        if route is not None and route.authorization != "NONE":
            await self._authorizers.check(passage)
        if signed:
            await self._ask_policy(passage)

    async def _ask_policy(self, passage: Passage) -> None:
        waiting = self._policy.check(passage)
        if waiting is not None:
            await waiting

    def _broken(self, passage: Passage, error: Exception) -> Answer:
        """Answer what should not have happened, and tell who can do something about it."""
        last = traceback.format_exception_only(error)[-1].strip()
        frames = traceback.extract_tb(error.__traceback__)
        place = f" ({frames[-1].filename}:{frames[-1].lineno})" if frames else ""
        self._around.say(f"{passage.call.method} {passage.path}: a fault of cfngw, please report it: {last}{place}")
        if passage.fault is None:
            passage.fault = Fault("DEFAULT_5XX", "Internal server error", hint=last)
        if passage.journey.on:
            passage.journey.step("gateway response", "a fault of cfngw", error=last)
        headers = [("Content-Type", "application/json"), ("x-amzn-ErrorType", "InternalServerErrorException")]
        return Answer(500, headers, _BROKEN)

    def _write_log(self, passage: Passage, answer: Answer, latency: float) -> None:
        try:
            self._log.write(passage, answer, latency)
        except Exception as error:  # noqa: BLE001 (a log that fails must not cost the answer)
            self._around.say(f"{self.address}: the access log was not written: {error}")


_REFUSED_BY: Mapping[str, str] = {
    "BAD_REQUEST_BODY": "validator",
    "BAD_REQUEST_PARAMETERS": "validator",
    "INVALID_API_KEY": "key",
    "QUOTA_EXCEEDED": "throttle",
    "THROTTLED": "throttle",
}


def _tell(passage: Passage, fault: Fault) -> None:
    """Tell which of our steps refused, and where the template says so; the other steps tell it themselves."""
    name = "route" if passage.route is None else _REFUSED_BY.get(fault.type)
    if name is not None:
        passage.journey.step(name, fault.hint or fault.message or fault.type, fault.at)


def _missing(method: str, path: str, *, is_path: bool) -> Fault:
    hint = f"{path} has no method {method}" if is_path else f"no resource has the path {path}"
    return Fault("MISSING_AUTHENTICATION_TOKEN", hint=hint)


class _Canary:
    """The canary of a stage: a share of requests, with variables of its own."""

    def __init__(self, percent: float, variables: Mapping[str, str]) -> None:
        self._percent = percent
        self._variables = variables
        self._sum = 0.0

    @classmethod
    def of(cls, stage: Stage, values: LocalValues) -> _Canary | None:
        """Read a stage's; None where it has none."""
        if not stage.canary:
            return None
        given = stage.canary.get("StageVariableOverrides")
        texts = {name: values.text(each) for name, each in given.items()} if isinstance(given, Mapping) else {}
        percent = number(values.text(stage.canary.get("PercentTraffic"))) or 0.0
        return cls(min(max(percent, 0.0), 100.0), {name: text for name, text in texts.items() if text is not None})

    def choose(self, passage: Passage) -> None:
        """Say whether a request goes to the canary."""
        self._sum += self._percent
        passage.is_canary = self._sum >= 100.0
        if passage.is_canary:
            self._sum -= 100.0
            passage.variables = {**passage.variables, **self._variables}
