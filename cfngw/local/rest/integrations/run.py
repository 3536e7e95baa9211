"""The integrations of an API's stage: a plan for each method, made once; requests are taken through it.

A method that can't be served answers 500 as API Gateway would, with a hint for the person at the terminal; the others
live. Streamed answers (``ResponseTransferMode: STREAM``) are sent when they are complete; the cache of a stage is not
simulated, and Lambda's permissions are not asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cfngw.document.values import Unknown
from cfngw.local.fault import Fault
from cfngw.local.rest.integrations.compression import compress
from cfngw.local.rest.integrations.flow import Flow
from cfngw.local.rest.integrations.http import Endpoint, HttpCustom, Service
from cfngw.local.rest.integrations.http_proxy import HttpProxy
from cfngw.local.rest.integrations.lambda_custom import LambdaCustom
from cfngw.local.rest.integrations.lambda_proxy import LambdaProxy
from cfngw.local.rest.integrations.mock import Mock
from cfngw.local.rest.integrations.payload import BinaryTypes
from cfngw.local.rest.integrations.planning import Broken, Plan, function_of, misconfigured, service_of, uri_of
from cfngw.local.rest.integrations.request_side import BodyMapping, ParameterMapping
from cfngw.local.rest.integrations.response_side import ResponseMapping
from cfngw.local.rest.integrations.selection import Selection
from cfngw.read.model import FunctionTarget, HttpTarget, Integration, ServiceTarget

if TYPE_CHECKING:
    from cfngw.local.exchange import Answer
    from cfngw.local.passage import Passage
    from cfngw.local.running import Surroundings
    from cfngw.local.values import LocalValues
    from cfngw.read.model import Api, Route, Stage
    from cfngw.read.targets import Targets

ContextOf = Callable[["Passage"], dict[str, Any]]


class Integrations:
    """Runs the integration of a request. ``notes`` are what of the template will not do, told through ``around.say``.

    ``context_of`` makes ``$context``; it is the REST gateway's own unless another is given.
    """

    def __init__(
        self,
        api: Api,
        stage: Stage,
        around: Surroundings,
        values: LocalValues,
        targets: Targets,
        *,
        context_of: ContextOf | None = None,
    ) -> None:
        self._around = around
        self._values = values
        self._targets = targets
        self._context_of = context_of or _rest_context()
        self._types = BinaryTypes(values.text(each) for each in api.binary_media_types)
        size = values.text(api.minimum_compression_size)
        self._minimum = int(size) if size is not None and size.isdecimal() and len(size) < 10 else None
        self.stage = stage
        self.notes: list[str] = []
        self._plans: dict[str, Plan] = {}
        for route in api.routes:
            if route.key not in self._plans:
                self._plans[route.key] = self._plan(route)
        for note in self.notes:
            around.say(note)

    async def run(self, passage: Passage) -> Answer:
        """Give the answer of a request's integration; raise Fault."""
        route = passage.route
        plan = self._plans.get(route.key) if route is not None else None
        if plan is None:
            raise misconfigured("the request has no method of this API", route.at if route is not None else None)
        flow = Flow(passage, self._context_of)
        try:
            answer = await plan(flow)
        except Fault as fault:
            if passage.integration_error is None:
                passage.integration_error = fault.hint or fault.message
            raise
        finally:
            if flow.overrides is not None:
                passage.request_overrides = flow.overrides
        if self._minimum is not None:
            compress(answer, flow.call, self._minimum)
        return answer

    # --- plans -----------------------------------------------------------------------------------------------------

    def _plan(self, route: Route) -> Plan:
        integration = route.integration
        if not isinstance(integration, Integration):
            why = integration.why if isinstance(integration, Unknown) else "the method has no integration"
            return Broken(why, route.at)
        target = integration.target
        if isinstance(target, Unknown):
            return Broken(f"what the integration calls is not known: {target.why}", integration.at)
        kind = self._values.text(integration.type) or ""
        maker = {
            "MOCK": self._mock,
            "AWS": self._aws,
            "AWS_PROXY": self._aws_proxy,
            "HTTP": self._http,
            "HTTP_PROXY": self._http_proxy,
        }.get(kind)
        if maker is None:
            return Broken(f"{kind or 'an unknown type'} is no type of integration", integration.at)
        try:
            return maker(route, integration)
        except Fault as fault:
            return Broken(fault.hint, fault.at)

    def _mock(self, route: Route, integration: Integration) -> Plan:
        return Mock(integration, self._body(integration), self._selection(route, integration))

    def _aws(self, route: Route, integration: Integration) -> Plan:
        target, around = integration.target, self._around
        body, parameters = self._body(integration), self._parameters(integration)
        selection = self._selection(route, integration)
        if isinstance(target, FunctionTarget):
            if (wrong := self._wrong_method(integration)) is not None:
                return wrong
            found = function_of(target, self._targets, integration.at)
            return LambdaCustom(integration, found, around.functions, body, parameters, selection)
        if isinstance(target, ServiceTarget):
            service = service_of(target, self._values, integration.at)
            endpoint = Endpoint(integration, self._values)
            return Service(endpoint, service, around.backends, body, parameters, selection)
        return Broken("the URI of an AWS integration is an ARN: arn:aws:apigateway:{region}:…", integration.at)

    def _aws_proxy(self, route: Route, integration: Integration) -> Plan:
        if not isinstance(integration.target, FunctionTarget):
            return Broken("a proxy of AWS can only call a Lambda function", integration.at)
        if (wrong := self._wrong_method(integration)) is not None:
            return wrong
        found = function_of(integration.target, self._targets, integration.at)
        return LambdaProxy(route, integration, found, self._around.functions, self._types)

    def _http(self, route: Route, integration: Integration) -> Plan:
        body, parameters = self._body(integration), self._parameters(integration)
        selection = self._selection(route, integration)
        if not isinstance(integration.target, HttpTarget):
            return Broken("the URI of an HTTP integration is that of an HTTP endpoint", integration.at)
        uri = uri_of(integration.target, self._targets, self._values, integration.at)
        endpoint = Endpoint(integration, self._values)
        return HttpCustom(endpoint, uri, self._around.backends, body, parameters, selection)

    def _http_proxy(self, _: Route, integration: Integration) -> Plan:
        if not isinstance(integration.target, HttpTarget):
            return Broken("the URI of an HTTP integration is that of an HTTP endpoint", integration.at)
        uri = uri_of(integration.target, self._targets, self._values, integration.at)
        handling = self._values.text(integration.content_handling)
        endpoint, parameters = Endpoint(integration, self._values), self._parameters(integration)
        return HttpProxy(endpoint, uri, self._around.backends, parameters, self._types, handling)

    def _wrong_method(self, integration: Integration) -> Broken | None:
        method = self._values.text(integration.method)
        if method in (None, "POST"):
            return None
        return Broken(f"Lambda is invoked by POST: IntegrationHttpMethod is {method}", integration.at)

    # --- their parts, with notes -----------------------------------------------------------------------------------

    def _body(self, integration: Integration) -> BodyMapping:
        made = BodyMapping(integration, self._values, self._types)
        self.notes += [problem.text for problem in made.problems if not problem.is_told]
        return made

    def _parameters(self, integration: Integration) -> ParameterMapping:
        made = ParameterMapping(integration, self._values)
        self.notes += [
            f"{integration.where}: nothing is mapped to {name}: no known expression" for name in made.unknown
        ]
        return made

    def _selection(self, route: Route, integration: Integration) -> Selection:
        kind = self._values.text(integration.type) or ""
        responses = [ResponseMapping(each, route, kind, self._values, self._types) for each in integration.responses]
        for each in responses:
            self.notes += [problem.text for problem in each.problems if not problem.is_told]
            where = each.at.where
            self.notes += [
                f"{where}: the header {name} is not sent: not declared, or not known" for name in each.dropped
            ]
        made = Selection(responses, integration.at)
        self.notes += [f"{integration.where}: {problem}" for problem in made.problems]
        return made


def _rest_context() -> ContextOf:
    from cfngw.local.context import rest_context  # type: ignore[import-not-found, unused-ignore]

    made: ContextOf = rest_context
    return made
