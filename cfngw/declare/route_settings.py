"""What a stage of an HTTP API does with the requests of one route: limits and metrics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from cfngw.declare.intrinsic import Flag
from cfngw.declare.kinds import FLAG, Checked, Instance, RejectedError, Table, Words
from cfngw.declare.path import MalformedPathError, parse_route_key
from cfngw.declare.throttle import Throttle
from cfngw.declare.value import Value, option
from cfngw.errors import CfngwError, nearest

if TYPE_CHECKING:
    from cfngw.declare.http_api import HttpApi
    from cfngw.declare.stage import Stage

_EXECUTION_LOG = (
    "an HTTP API writes no execution log",
    "leave it out; access_logs=AccessLogs() of the stage writes a line for each request",
)
_NO_CACHE = ("an HTTP API has no cache", "leave it out")


class RouteSettings(Value):
    """Settings of a stage for one route; what is left out is as for the whole stage.

    ``throttle``: for all callers together. ``metrics``: by route, which costs.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigatewayv2-stage-routesettings.html
    """

    elsewhere: ClassVar[Mapping[str, tuple[str, str]]] = MappingProxyType(
        {
            **dict.fromkeys(("logging_level", "data_trace"), _EXECUTION_LOG),
            **dict.fromkeys(("caching", "cache_ttl_seconds", "cache_encrypted"), _NO_CACHE),
        }
    )

    throttle: Throttle | None = option(Instance(Throttle), default=None)
    metrics: Flag | None = option(FLAG, default=None)

    @property
    def label(self) -> str:
        """Name this value by its class alone."""
        return "RouteSettings"

    def over(self, stage: Stage) -> RouteSettings:
        """Give these settings with those of the stage where they say nothing.

        A route's settings take the place of the stage's as a whole.
        """
        of_stage = {"throttle": stage.throttle, "metrics": stage.metrics}
        given = {**{name: each for name, each in of_stage.items() if each is not None}, **self.given()}
        if self.throttle is not None and stage.throttle is not None:
            given["throttle"] = Throttle(**{**stage.throttle.given(), **self.throttle.given()})
        made: RouteSettings = RouteSettings(**given).moved(self.source)
        return made

    def check(self) -> Iterator[CfngwError]:
        """Refuse what has no effect."""
        if not self.given():
            yield self.refusal("it sets nothing.", allowed=", ".join(self.options), fix="give one of them")


_BY_ROUTE = Table(
    Instance(RouteSettings), key=Words('"METHOD /path" or "$default"', pattern=r"\$default|[A-Z]+ /.*", literal=True)
)


def _settings(given: Any) -> Mapping[str, RouteSettings]:
    if isinstance(given, RouteSettings):
        raise RejectedError('write {"GET /notes": RouteSettings(...)}; for all routes, throttle= and metrics=')
    kept: Mapping[str, RouteSettings] = _BY_ROUTE.keep(given)
    for key in kept:
        try:
            parse_route_key(key)
        except MalformedPathError as malformed:
            raise RejectedError(malformed.fix, given=key, part="name") from None
    return kept


ROUTE_SETTINGS = Checked('{"GET /notes": RouteSettings(...)}', _settings)


def check_route_settings(api: HttpApi) -> Iterator[CfngwError]:
    """Check that the settings of a stage name routes that the API has: API Gateway refuses the stage otherwise."""
    if not any(stage.route_settings for stage in api.stages):
        return
    known = {str(route.key) for route in api.routes}
    for stage in api.stages:
        for key in stage.route_settings or ():
            if key in known:
                continue
            close = nearest(key, sorted(known))
            yield stage.refusal(
                f'the API has no route "{key}".',
                given=key,
                allowed=", ".join(sorted(known)),
                fix=f'write "{close}"' if close else "leave it out",
            )
