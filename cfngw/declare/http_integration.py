"""What a route of an HTTP API may lead to besides a function: the base of it all, and private integrations.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from cfngw.declare.function import Callee
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
_CLOUD_MAP = r"arn:[\w-]+:servicediscovery:[\w-]+:\d{12}:service/[^/?]+(\?.+)?"
TARGET_ARN = Words(
    "the ARN of a listener of an Application or Network Load Balancer, or of a Cloud Map service",
    pattern=f"{_ELB}|{_CLOUD_MAP}",
    longest=2048,
    mend=lambda given: _target_fix(given),
)


def _target_fix(given: str) -> str:
    if ":loadbalancer/" in given or ":targetgroup/" in given or ":listener-rule/" in given:
        return "name the listener: Ref(listener), or aws elbv2 describe-listeners"
    if re.match(r"https?://", given):
        return f'write HttpProxy("{given}") for an address on the internet'
    return "name the listener, or the Cloud Map service, by its ARN"


class PrivateIntegration(Value, RouteTarget):
    """Hand the whole request through a VPC link to a load balancer or a Cloud Map service.

    ``target_arn``: of a listener of an Application or Network Load Balancer, or of a Cloud Map service, whose ARN may
    end with ``?key=value`` to choose instances. ``vpc_link``: a VpcLink, or the id of one that exists.
    ``tls_server_name``: the name on the certificate behind; with it the traffic is HTTPS, else HTTP. ``method``: the
    request's own unless given. API Gateway puts a named stage in front of the path; it is taken away unless
    ``keep_stage_in_path``. All must be of one account.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html
    """

    target_arn: Text = required(TARGET_ARN, kw_only=False)
    vpc_link: VpcLink | Text = required(
        Either(
            Instance(VpcLink, described="a VpcLink"),
            Words("the id of one", pattern=r"[A-Za-z0-9_-]+", longest=1024),
        ),
        kw_only=False,
    )
    method: str | None = option(METHOD, default=None)
    tls_server_name: Text | None = option(
        Words("a server name", pattern=r"(\*\.)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", longest=253), default=None
    )
    keep_stage_in_path: bool = option(Truth(literal=True), default=False)
    request_parameters: Changes | None = option(REQUEST_PARAMETERS, default=None)
    response_parameters: ChangesByStatus | None = option(RESPONSE_PARAMETERS, default=None)
    timeout_seconds: float | None = option(TIMEOUT, default=None)
    description: Text | None = option(DESCRIPTION, default=None)
    logical_id: str | None = pinned(default=None)

    def check(self) -> Iterator[CfngwError]:
        """Check that the integration has a name."""
        if self.logical_id is None and not has_name(self.target_arn):
            yield unnamed(self, "its ARN")

    def integration_id(self, api: HttpApi, route: Route) -> str:  # noqa: ARG002
        """Give the logical id: of what it leads to."""
        return named_by_address(self, api, "Private", self.target_arn, (self.method or "").capitalize())

    def made_with(self) -> Value | None:
        """Give the link."""
        return self.vpc_link if isinstance(self.vpc_link, VpcLink) else None

    def mapped(self) -> Mapping[str, Any]:
        """Give the changes of the request."""
        return self.request_parameters or {}
