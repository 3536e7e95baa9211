"""Integrations of REST APIs: what stands behind a method. HttpProxy serves HTTP APIs as well.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-integration-types.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import EllipsisType
from typing import TYPE_CHECKING, Any, ClassVar

from cfngw.declare.function import AnyFunction, Callee
from cfngw.declare.http_integration import (
    BALANCER_ARN,
    DESCRIPTION,
    HTTP_ALONE,
    METHOD,
    STREAM,
    TIMEOUT,
    URL,
    RouteTarget,
    has_name,
    http_alone,
    missing_variables,
    named_by_address,
    streams_in_rest,
    unnamed,
)
from cfngw.declare.integration_base import Integration as Integration
from cfngw.declare.intrinsic import Text
from cfngw.declare.kinds import Checked, RejectedError, Words
from cfngw.declare.parameter_mapping import (
    REQUEST_PARAMETERS,
    RESPONSE_PARAMETERS,
    Changes,
    ChangesByStatus,
    expressions,
)
from cfngw.declare.qualifier import OWN_QUALIFIER, check_named_once
from cfngw.declare.value import Value, option, pinned, required
from cfngw.declare.vpc_link import VpcLink
from cfngw.errors import CfngwError

if TYPE_CHECKING:
    from cfngw.declare.http_api import HttpApi, Route
    from cfngw.declare.vpc_link_v1 import VpcLinkV1

_FUNCTION = AnyFunction()
_LONGEST_URI = 2048
_SHOWN = 120  # characters of an address that a message begins with
_VARIABLE = re.compile(r"(?<!\$)\{([^{}+]+)\+?\}")
_LINK = Checked("a VpcLinkV1, or the id of one", lambda given: _link(given, _link_v1()))
_ANY_LINK = Checked("a VpcLink with target_arn=, a VpcLinkV1, or the id of one", lambda given: _link(given, VpcLink))


def _link_v1() -> type[Value]:
    from cfngw.declare.vpc_link_v1 import VpcLinkV1  # for those who have one

    return VpcLinkV1


def _link(given: Any, *kinds: type[Value]) -> Any:
    if isinstance(given, (*kinds, _link_v1())):
        return given
    if isinstance(given, VpcLink):
        raise RejectedError("it is of version 2: write PrivateIntegration(load_balancer_arn, vpc_link, url=...)")
    return Words("the id of one").keep(given)


class _Lambda(Integration):
    """What all ways to call a function share."""

    def check(self) -> Iterator[CfngwError]:
        """Check that the alias is named once."""
        yield from check_named_once(self, self.function, self.qualifier)


class NonProxy(_Lambda):
    """Give a function what the request's template makes, and answer what the responses' templates make of its result.

    It is what a function stands for as a method's target. ``qualifier``: an alias of the function by name, or the stage
    variable that names it, ``"${stageVariables.stage}"``; the API's own unless given, None for the function itself.
    """

    kind: ClassVar[str] = "AWS"

    function: Callee = required(_FUNCTION, kw_only=False)
    qualifier: str | EllipsisType | None = option(OWN_QUALIFIER, default=...)


class RestLambdaProxy(_Lambda):
    """Hand the whole request to a function and take its whole answer: ``{"statusCode": 200, "body": "…"}``.

    ``stream``: hand the answer on as the function gives it, for up to 15 minutes and beyond 10 MB; the handler then
    streams, as Node.js and custom runtimes can: first the status and headers as JSON, eight zero bytes, the body.
    ``qualifier``: an alias of the function, as NonProxy has it.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html
    """

    kind: ClassVar[str] = "AWS_PROXY"
    proxy: ClassVar[bool] = True

    function: Callee = required(_FUNCTION, kw_only=False)
    qualifier: str | EllipsisType | None = option(OWN_QUALIFIER, default=...)
    stream: bool = option(STREAM, default=False)


class AsyncLambda(_Lambda):
    """Start a function and answer at once, with 202: what it returns or raises, nobody learns here.

    ``qualifier``: an alias of the function, as NonProxy has it.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-integration-async.html
    """

    kind: ClassVar[str] = "AWS"

    function: Callee = required(_FUNCTION, kw_only=False)
    qualifier: str | EllipsisType | None = option(OWN_QUALIFIER, default=...)


class Mock(Integration):
    """Answer without anything behind it; the request's template says the status: ``{"statusCode": 200}``.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
    """

    kind: ClassVar[str] = "MOCK"


class _Http(Integration):
    """What both ways to call an address share."""

    matches_status: ClassVar[bool] = True

    url: Text = required(URL, kw_only=False)
    method: str | None = option(METHOD, default=None)


class HttpIntegration(_Http):
    """Call an address with what the request's template makes; its status chooses the response.

    ``method``: the request's own unless given. ``vpc_link``: the VPC link that leads there; a VpcLink, of version 2,
    leads to the load balancer ``target_arn``, and ``url`` then says protocol, host, port and path of the call.
    Path variables in ``url``, such as ``{id}``, are filled in from the request's.
    """

    kind: ClassVar[str] = "HTTP"

    vpc_link: VpcLink | VpcLinkV1 | Text | None = option(_ANY_LINK, default=None)
    target_arn: Text | None = option(BALANCER_ARN, default=None)

    def check(self) -> Iterator[CfngwError]:
        """Check that the link and what it leads to are of one version."""
        if self.target_arn is None:
            if isinstance(self.vpc_link, VpcLink):
                yield self.refusal(
                    "a VpcLink (version 2) leads to many places: target_arn= says to which.",
                    allowed=BALANCER_ARN.allowed,
                    fix="give target_arn=, the load balancer's",
                    option="target_arn",
                )
        elif self.vpc_link is None:
            fix = "give vpc_link=VpcLink(...), or leave out target_arn="
            yield self.refusal("no VPC link leads to target_arn.", given=self.target_arn, fix=fix, option="target_arn")
        elif isinstance(self.vpc_link, _link_v1()):
            yield self.refusal(
                "a VPC link of version 1 leads to the one load balancer that it was made for.",
                given=self.target_arn,
                fix="leave out target_arn=, or give a VpcLink",
                option="target_arn",
            )


class HttpProxy(_Http, RouteTarget):
    """Hand the whole request to an address and its whole answer back; for methods of REST APIs and routes of HTTP APIs.

    ``method``: the request's own unless given. Path variables in ``url``, such as ``{proxy}``, are filled in from the
    request's. In an HTTP API, ``request_parameters`` change the request, such as ``{"append:header.x-id":
    "$context.requestId"}``, and ``response_parameters`` the answer by its status, ``{404: {"overwrite:statuscode":
    410}}``; ``timeout_seconds``: 30 unless given. In a REST API, the method says these; ``vpc_link`` is the link of
    version 1 that leads there, for which both kinds of API have PrivateIntegration in version 2; and ``stream`` hands
    the answer on as it comes, for up to 15 minutes.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-http.html
    """

    kind: ClassVar[str] = "HTTP_PROXY"
    proxy: ClassVar[bool] = True

    vpc_link: VpcLinkV1 | Text | None = option(_LINK, default=None)
    stream: bool = option(STREAM, default=False)
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
        if self.vpc_link is not None:
            yield self.refusal(
                "a route of an HTTP API goes through a VPC link, of version 2, by a PrivateIntegration.",
                given=self.vpc_link,
                allowed="vpc_link= in a REST API",
                fix="write PrivateIntegration(listener_arn, VpcLink(...))",
                option="vpc_link",
            )
        if self.stream:
            yield streams_in_rest(self)
        if self.logical_id is None and not has_name(self.url):
            yield unnamed(self, "its address")
        if isinstance(self.url, str):
            yield from missing_variables(self, route, _VARIABLE.findall(self.url), "the address")
            if len(self.url) > _LONGEST_URI:
                allowed = f"at most {_LONGEST_URI} characters"
                yield self.refusal("its address is too long.", given=self.url, allowed=allowed, fix="shorten it")

    def misplaced_in_rest_api(self) -> Iterator[CfngwError]:
        """Give what only an HTTP API's integration has."""
        yield from http_alone(self, HTTP_ALONE)
