"""What a route of an HTTP API may lead to besides a function: the base of it all, and private integrations.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from cfngw.declare.function import Callee
from cfngw.declare.integration_base import Integration
from cfngw.declare.intrinsic import Text, is_intrinsic
from cfngw.declare.kinds import Either, Instance, OneOf, RejectedError, Resolved, Truth, Words
from cfngw.declare.parameter_mapping import (
    REQUEST_PARAMETERS,
    RESPONSE_PARAMETERS,
    Changes,
    ChangesByStatus,
    sources_of,
)
from cfngw.declare.path import METHODS
from cfngw.declare.value import Value, option, pinned, required
from cfngw.declare.vpc_link import VpcLink
from cfngw.errors import CfngwError, nearest
from cfngw.naming import address_words, integration_id

if TYPE_CHECKING:
    from cfngw.declare.http_api import HttpApi, Route

METHOD = OneOf(*METHODS, "ANY", literal=True)
DESCRIPTION = Words(longest=1024)
_LEAST, _MOST = 50, 30_000


class Seconds(Resolved):
    """How long API Gateway waits: 50 milliseconds to 30 seconds, in whole milliseconds."""

    cure = "choose a number from 0.05 to 30"

    def __init__(self) -> None:
        super().__init__("a number from 0.05 to 30 (seconds), in whole milliseconds", literal=True)

    def check(self, value: Any) -> float:
        """Check type, range and precision."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise RejectedError
        if not 0 < value < float("inf") or not _LEAST <= milliseconds(value) <= _MOST:
            raise RejectedError("give a number of seconds: 30 is the most" if value > _MOST / 1000 else None)
        if abs(value * 1000 - milliseconds(value)) > 1e-6:
            raise RejectedError(f"write {milliseconds(value) / 1000}")
        return value


TIMEOUT = Seconds()


def milliseconds(seconds: float) -> int:
    """Give seconds as AWS wants them."""
    return round(seconds * 1000)


def timeout_words(seconds: float | None) -> str:
    """Name a timeout in a logical id: Timeout5, Timeout250Ms."""
    if seconds is None:
        return ""
    return f"Timeout{int(seconds)}" if seconds == int(seconds) else f"Timeout{milliseconds(seconds)}Ms"


class RouteTarget:
    """What a route can lead to. Each kind says how its integration is named, and what it needs of the route.

    ``shared``: whether routes with the same value lead to one integration. ``told_method``: whether what is called
    learns the request's method.
    """

    shared: ClassVar[bool] = True
    told_method: ClassVar[bool] = True

    function: Callee | None = None
    qualifier: str | None = None
    timeout_seconds: float | None = None
    description: Text | None = None
    response_parameters: ChangesByStatus | None = None

    def integration_id(self, api: HttpApi, route: Route) -> str:
        """Give the logical id of the integration."""
        raise NotImplementedError

    def made_with(self) -> Value | None:
        """Give the value under whose condition the integration stands."""
        return self.function

    def mapped(self) -> Mapping[str, Any]:
        """Give what the request is changed by, or what a service is called with."""
        return {}

    def read(self) -> Iterator[str]:
        """Give all expressions that are evaluated for a request, without ``$`` and braces."""
        yield from sources_of(self.mapped())
        yield from sources_of(self.response_parameters)

    def misfits(self, route: Route) -> Iterator[CfngwError]:
        """Give what does not fit the route."""
        variables = (each.split(".")[2] for each in sources_of(self.mapped()) if each.startswith("request.path."))
        yield from missing_variables(self, route, variables, "$request.path")


def unnamed(target: Value, what: str) -> CfngwError:
    """Describe an integration that nothing names."""
    return target.refusal(
        f"{what} is known to CloudFormation alone, so that nothing names the integration.",
        allowed="a literal, a Parameter, Ref, GetAtt, Sub or ImportValue; or any intrinsic with logical_id=",
        fix='give logical_id="..."',
    )


def named_by_address(target: Any, api: HttpApi, kind: str, address: Any, variant: str) -> str:
    """Name an integration by where it leads to."""
    words = address_words(address.to_dict() if is_intrinsic(address) else address)
    pinned_id: str | None = target.logical_id
    return pinned_id or integration_id(api.name, f"{kind}{words}", variant + timeout_words(target.timeout_seconds))


def has_name(address: Any) -> bool:
    """Tell whether an address names an integration."""
    return address_words(address.to_dict() if is_intrinsic(address) else address) is not None


# What an HTTP API's integration alone has, and what says it in a REST API.
HTTP_ALONE: Mapping[str, str] = {
    "request_parameters": "say it in the Method: request=Request(parameters={...})",
    "response_parameters": "say it in the Method: responses=[...], or errors of the API",
    "timeout_seconds": "say it in the Method: timeout_ms=",
    "description": "leave it out: a REST API's integration has none",
    "logical_id": "leave it out: a REST API's integration is a part of its method",
}
_HTTP_ALONE: Mapping[str, str] = {
    **HTTP_ALONE,
    "response_parameters": "leave it out: a proxy's answer is handed on as it is",
    "tls_server_name": 'say it in the address: url="https://backend.example/..."',
    "keep_stage_in_path": "say the path that goes on in the url",
}


def http_alone(target: Value, cures: Mapping[str, str]) -> Iterator[CfngwError]:
    """Find what is for HTTP APIs alone, in a target that serves both kinds."""
    for name in target.given():
        if name in cures:
            yield target.refusal(
                f"{name} is for HTTP APIs.",
                given=_plain(getattr(target, name)),
                allowed="in a route of an HTTP API",
                fix=cures[name],
                option=name,
            )


def _plain(given: Any) -> Any:
    return {name: _plain(member) for name, member in given.items()} if isinstance(given, Mapping) else given


def streams_in_rest(target: Value) -> CfngwError:
    """Describe a stream in an HTTP API, which has none."""
    fix = "leave it out, or make the API a RestApiLambdaBlueprint"
    return target.refusal("only REST APIs stream.", given=True, allowed="in a REST API", fix=fix, option="stream")


def missing_variables(target: object, route: Route, names: Iterable[str], where: str) -> Iterator[CfngwError]:
    """Find variables that the route's path does not have."""
    known = re.findall(r"\{([^{}+]+)\+?\}", route.key.path)
    for name in dict.fromkeys(names):
        if name not in known:
            close = nearest(name, known)
            yield route.refusal(
                f"its path has no variable {{{name}}}, which {where} of its {type(target).__name__} asks for.",
                given=name,
                allowed=", ".join(f"{{{each}}}" for each in known) or "none: the path has no variables",
                fix=f"write {close} there" if close else "put it into the path, or leave it out there",
            )


_ELB = r"arn:[\w-]+:elasticloadbalancing:[\w-]+:\d{12}:listener/(app|net)/.+"
_BALANCER = r"arn:[\w-]+:elasticloadbalancing:[\w-]+:\d{12}:loadbalancer/(app|net)/.+"
_CLOUD_MAP = r"arn:[\w-]+:servicediscovery:[\w-]+:\d{12}:service/[^/?]+(\?.+)?"
_NAME_LISTENER = "name the listener: Ref(listener), or aws elbv2 describe-listeners"
BALANCER_ARN = Words(
    "the ARN of an Application or Network Load Balancer",
    pattern=_BALANCER,
    longest=2048,
    mend=lambda given: _balancer_fix(given),
)
URL = Words("an http:// or https:// address", pattern=r"https?://.+")
STREAM = Truth(literal=True)
TARGET_ARN = Words(
    "the ARN of a listener of an Application or Network Load Balancer, or of a Cloud Map service; in a REST API, of "
    "the load balancer",
    pattern=f"{_ELB}|{_CLOUD_MAP}|{_BALANCER}",
    longest=2048,
    mend=lambda given: _target_fix(given),
)


def _target_fix(given: str) -> str:
    if ":loadbalancer/" in given or ":targetgroup/" in given or ":listener-rule/" in given:
        return _NAME_LISTENER
    if re.match(r"https?://", given):
        return f'write HttpProxy("{given}") for an address on the internet'
    return "name the listener, or the Cloud Map service, by its ARN"


def _balancer_fix(given: str) -> str:
    if ":listener/" in given:
        return "name the load balancer itself, Ref(balancer): the port in the url chooses its listener"
    if ":servicediscovery:" in given:
        return "put a load balancer before the service: only HTTP APIs reach Cloud Map"
    return "name the load balancer by its ARN: Ref(balancer), or aws elbv2 describe-load-balancers"


_STAGE_VARIABLE = r"\$\{stageVariables\.[A-Za-z0-9_]+\}"


class _PrivateLink(Either):
    """A link of version 2, or the id of one."""

    def keep(self, value: Any) -> Any:
        """Say what to write for a link of version 1."""
        try:
            return super().keep(value)
        except RejectedError:
            from cfngw.declare.vpc_link_v1 import VpcLinkV1  # for those who slip

            if isinstance(value, VpcLinkV1):
                fix = "it is of version 1, for REST APIs: write HttpProxy(url, vpc_link=link) there"
                raise RejectedError(fix) from None
            raise


class PrivateIntegration(Integration, RouteTarget):
    """Hand the whole request through a VPC link to a load balancer, or in an HTTP API to a Cloud Map service.

    ``vpc_link``: a VpcLink, or the id of one that exists; in a REST API also ``"${stageVariables.link}"``. ``method``:
    the request's own unless given. All must be of one account.

    In a route of an HTTP API, ``target_arn`` is that of a listener, or of a Cloud Map service, whose ARN may end with
    ``?key=value`` to choose instances. ``tls_server_name``: the name on the certificate behind; with it the traffic is
    HTTPS, else HTTP. API Gateway puts a named stage in front of the path; it is taken away unless
    ``keep_stage_in_path``.

    In a method of a REST API, ``target_arn`` is that of the load balancer, and ``url`` says the rest: whether the
    traffic is HTTP or HTTPS, the name that is sent as the host and that the certificate behind must have, the port, and
    the path with variables of the request's. ``stream``: hand the answer on as it comes, for up to 15 minutes.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html
    https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-private-integration.html
    """

    kind: ClassVar[str] = "HTTP_PROXY"
    proxy: ClassVar[bool] = True
    matches_status: ClassVar[bool] = True

    target_arn: Text = required(TARGET_ARN, kw_only=False)
    vpc_link: VpcLink | Text = required(
        _PrivateLink(
            Instance(VpcLink, described="a VpcLink"),
            Words("the id of one", pattern=rf"[A-Za-z0-9_-]+|{_STAGE_VARIABLE}", longest=1024),
        ),
        kw_only=False,
    )
    method: str | None = option(METHOD, default=None)
    tls_server_name: Text | None = option(
        Words("a server name", pattern=r"(\*\.)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", longest=253), default=None
    )
    keep_stage_in_path: bool = option(Truth(literal=True), default=False)
    url: Text | None = option(URL, default=None)
    stream: bool = option(STREAM, default=False)
    request_parameters: Changes | None = option(REQUEST_PARAMETERS, default=None)
    response_parameters: ChangesByStatus | None = option(RESPONSE_PARAMETERS, default=None)
    timeout_seconds: float | None = option(TIMEOUT, default=None)
    description: Text | None = option(DESCRIPTION, default=None)
    logical_id: str | None = pinned(default=None)

    def misfits(self, route: Route) -> Iterator[CfngwError]:
        """Give what does not fit an HTTP API, and whether the integration has a name."""
        yield from super().misfits(route)
        if self.logical_id is None and not has_name(self.target_arn):
            yield unnamed(self, "its ARN")
        if isinstance(self.target_arn, str) and ":loadbalancer/" in self.target_arn:
            yield self.refusal(
                "a route of an HTTP API leads to a listener, not to the load balancer.",
                given=self.target_arn,
                allowed="the ARN of a listener, or of a Cloud Map service",
                fix=_NAME_LISTENER,
                option="target_arn",
            )
        if isinstance(self.vpc_link, str) and "{" in self.vpc_link:
            fix = "name the link itself: a stage of an HTTP API can't choose it"
            yield self.refusal(
                "stage variables name links of REST APIs alone.", given=self.vpc_link, fix=fix, option="vpc_link"
            )
        if self.url is not None:
            fix = "leave it out: the listener says port and protocol, tls_server_name= the name for HTTPS"
            yield self.refusal("url is for REST APIs.", given=self.url, fix=fix, option="url")
        if self.stream:
            yield streams_in_rest(self)

    def misplaced_in_rest_api(self) -> Iterator[CfngwError]:
        """Give what only an HTTP API's integration has, and whether it is said what a REST API's needs."""
        yield from http_alone(self, _HTTP_ALONE)
        if isinstance(self.target_arn, str) and not re.fullmatch(_BALANCER, self.target_arn):
            yield self.refusal(
                "a method of a REST API leads to a load balancer as such.",
                given=self.target_arn,
                allowed=BALANCER_ARN.allowed,
                fix=_balancer_fix(self.target_arn),
                option="target_arn",
            )
        if self.url is None:
            yield self.refusal(
                "url is missing, which a method of a REST API needs.",
                allowed="what the load balancer is called by: protocol, name, port and path",
                fix='give url="http://backend.example/{proxy}", or the like',
                option="url",
            )

    def integration_id(self, api: HttpApi, route: Route) -> str:  # noqa: ARG002
        """Give the logical id: of what it leads to."""
        return named_by_address(self, api, "Private", self.target_arn, (self.method or "").capitalize())

    def made_with(self) -> Value | None:
        """Give the link."""
        return self.vpc_link if isinstance(self.vpc_link, VpcLink) else None

    def mapped(self) -> Mapping[str, Any]:
        """Give the changes of the request."""
        return self.request_parameters or {}
