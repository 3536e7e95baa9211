"""Integrations of REST APIs: what stands behind a method. HttpProxy serves HTTP APIs as well.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-integration-types.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from cfngw.declare.function import AnyFunction, Callee
from cfngw.declare.http_integration import (
    DESCRIPTION,
    METHOD,
    TIMEOUT,
    RouteTarget,
    has_name,
    missing_variables,
    named_by_address,
    unnamed,
)
from cfngw.declare.intrinsic import Text
from cfngw.declare.kinds import Words
from cfngw.declare.parameter_mapping import (
    REQUEST_PARAMETERS,
    RESPONSE_PARAMETERS,
    Changes,
    ChangesByStatus,
    expressions,
)
from cfngw.declare.value import Value, option, pinned, required
from cfngw.errors import CfngwError

if TYPE_CHECKING:
    from cfngw.declare.http_api import HttpApi, Route

_FUNCTION = AnyFunction()
_URL = Words("an http:// or https:// address", pattern=r"https?://.+")
_LONGEST_URI = 2048
_SHOWN = 120  # characters of an address that a message begins with
_VARIABLE = re.compile(r"(?<!\$)\{([^{}+]+)\+?\}")
# What an HTTP API's integration alone has, and what says it in a REST API.
_HTTP_ALONE = {
    "request_parameters": "say it in the Method: request=Request(parameters={...})",
    "response_parameters": "say it in the Method: responses=[...], or errors of the API",
    "timeout_seconds": "say it in the Method: timeout_ms=",
    "description": "leave it out: a REST API's integration has none",
    "logical_id": "leave it out: a REST API's integration is a part of its method",
}


class Integration(Value):
    """The base of all integrations. ``kind``: API Gateway's name for it; a proxy maps nothing."""

    kind: ClassVar[str]
    proxy: ClassVar[bool] = False
    matches_status: ClassVar[bool] = False

    function: Callee | None = None


class NonProxy(Integration):
    """Give a function what the request's template makes, and answer what the responses' templates make of its result.

    It is what a function stands for as a method's target.
    """

    kind: ClassVar[str] = "AWS"

    function: Callee = required(_FUNCTION, kw_only=False)


class RestLambdaProxy(Integration):
    """Hand the whole request to a function and take its whole answer: ``{"statusCode": 200, "body": "…"}``."""

    kind: ClassVar[str] = "AWS_PROXY"
    proxy: ClassVar[bool] = True

    function: Callee = required(_FUNCTION, kw_only=False)


class AsyncLambda(Integration):
    """Start a function and answer at once, with 202: what it returns or raises, nobody learns here.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-integration-async.html
    """

    kind: ClassVar[str] = "AWS"

    function: Callee = required(_FUNCTION, kw_only=False)


class Mock(Integration):
    """Answer without anything behind it; the request's template says the status: ``{"statusCode": 200}``.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
    """

    kind: ClassVar[str] = "MOCK"


class _Http(Integration):
    """What both ways to call an address share."""

    matches_status: ClassVar[bool] = True

    url: Text = required(_URL, kw_only=False)
    method: str | None = option(METHOD, default=None)
    vpc_link_id: Text | None = option(Words(), default=None)


class HttpIntegration(_Http):
    """Call an address with what the request's template makes; its status chooses the response.

    ``method``: the request's own unless given. ``vpc_link_id``: of the VPC link that leads there.
    Path variables in ``url``, such as ``{id}``, are filled in from the request's.
    """

    kind: ClassVar[str] = "HTTP"


class HttpProxy(_Http, RouteTarget):
    """Hand the whole request to an address and its whole answer back; for methods of REST APIs and routes of HTTP APIs.

    ``method``: the request's own unless given. Path variables in ``url``, such as ``{proxy}``, are filled in from the
    request's. In an HTTP API, ``request_parameters`` change the request, such as ``{"append:header.x-id":
    "$context.requestId"}``, and ``response_parameters`` the answer by its status, ``{404: {"overwrite:statuscode":
    410}}``; ``timeout_seconds``: 30 unless given. In a REST API, the method says these, and ``vpc_link_id`` is the id
    of the link (version 1) that leads there; an HTTP API has PrivateIntegration for that.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-http.html
    """

    kind: ClassVar[str] = "HTTP_PROXY"
    proxy: ClassVar[bool] = True

    request_parameters: Changes | None = option(REQUEST_PARAMETERS, default=None)
    response_parameters: ChangesByStatus | None = option(RESPONSE_PARAMETERS, default=None)
    timeout_seconds: float | None = option(TIMEOUT, default=None)
    description: Text | None = option(DESCRIPTION, default=None)
    logical_id: str | None = pinned(default=None)

    @property
    def label(self) -> str:
        """Name this value by its address, unless that is long."""
        return super().label if not isinstance(self.url, str) or len(self.url) <= _SHOWN else "HttpProxy"

    def integration_id(self, api: HttpApi, route: Route) -> str:  # noqa: ARG002
        """Give the logical id in an HTTP API: of what it leads to."""
        return named_by_address(self, api, "Http", self.url, (self.method or "").capitalize())

    def mapped(self) -> Mapping[str, Any]:
        """Give the changes of the request."""
        return self.request_parameters or {}

    def read(self) -> Iterator[str]:
        """Give the expressions of the address as well, such as ``${stageVariables.host}``."""
        yield from super().read()
        yield from expressions(self.url)

    def misfits(self, route: Route) -> Iterator[CfngwError]:
        """Give what does not fit an HTTP API."""
        yield from super().misfits(route)
        if self.vpc_link_id is not None:
            yield self.refusal(
                "a route of an HTTP API goes through a VPC link by a PrivateIntegration.",
                given=self.vpc_link_id,
                allowed="vpc_link_id= in a REST API",
                fix="write PrivateIntegration(listener_arn, vpc_link)",
                option="vpc_link_id",
            )
        if self.logical_id is None and not has_name(self.url):
            yield unnamed(self, "its address")
        if isinstance(self.url, str):
            yield from missing_variables(self, route, _VARIABLE.findall(self.url), "the address")
            if len(self.url) > _LONGEST_URI:
                allowed = f"at most {_LONGEST_URI} characters"
                yield self.refusal("its address is too long.", given=self.url, allowed=allowed, fix="shorten it")

    def misplaced_in_rest_api(self) -> Iterator[CfngwError]:
        """Give what only an HTTP API's integration has."""
        for name in self.given():
            if name in _HTTP_ALONE:
                yield self.refusal(
                    f"{name} is for HTTP APIs.",
                    given=_plain(getattr(self, name)),
                    allowed="in a route of an HTTP API",
                    fix=_HTTP_ALONE[name],
                    option=name,
                )


def _plain(given: Any) -> Any:
    return {name: _plain(member) for name, member in given.items()} if isinstance(given, Mapping) else given
