"""What a stage of a REST API does with each call: logs, metrics, limits, cache."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from cfngw.declare.intrinsic import Flag, Integer, Text
from cfngw.declare.kinds import FLAG, Checked, Instance, OneOf, RejectedError, Table, Whole, Words
from cfngw.declare.path import MalformedPathError, parse_route_key
from cfngw.declare.throttle import Throttle
from cfngw.declare.value import Value, option
from cfngw.errors import CfngwError

if TYPE_CHECKING:
    from cfngw.declare.rest_api import RestApi

ALL = "*"


_UNSAID = MappingProxyType(
    dict.fromkeys(
        ("require_authorization_for_cache_control", "unauthorized_cache_control_header_strategy"),
        (
            "CloudFormation's type has no property for it",
            "say it by aws apigateway update-stage once the stack is there",
        ),
    )
)


class MethodSettings(Value):
    """Settings of a stage for its methods; what is left out is as for all methods, else off or the account's limit.

    ``logging_level``: the execution log, ``"INFO"``, ``"ERROR"`` or ``"OFF"``; it needs the account's CloudWatch role.
    ``data_trace``: whole requests and answers go into that log, secrets included. ``metrics``: by method, which costs.
    ``throttle``: for all callers together. ``cache_ttl_seconds``: 0 to 3600; it switches caching on, which needs the
    stage's ``cache_cluster_size``.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigateway-stage-methodsetting.html
    """

    logging_level: Text | None = option(OneOf("OFF", "ERROR", "INFO"), default=None)
    data_trace: Flag | None = option(FLAG, default=None)
    metrics: Flag | None = option(FLAG, default=None)
    throttle: Throttle | None = option(Instance(Throttle), default=None)
    caching: Flag | None = option(FLAG, default=None)
    cache_ttl_seconds: Integer | None = option(Whole(0, 3600, "seconds"), default=None)
    cache_encrypted: Flag | None = option(FLAG, default=None)

    elsewhere: ClassVar[Mapping[str, tuple[str, str]]] = _UNSAID

    @property
    def label(self) -> str:
        """Name this value by its class alone."""
        return "MethodSettings"

    def over(self, others: MethodSettings | None) -> MethodSettings:
        """Give these settings with those of all methods where they say nothing."""
        if others is None or others is self:
            return self
        given = {**others.given(), **self.given()}
        if self.throttle is not None and others.throttle is not None:
            given["throttle"] = Throttle(**{**others.throttle.given(), **self.throttle.given()})
        made: MethodSettings = MethodSettings(**given).moved(self.source)
        return made

    @property
    def caches(self) -> Flag | None:
        """Tell whether answers are cached: as said, or since there is a time to keep them."""
        return True if self.caching is None and self.cache_ttl_seconds is not None else self.caching

    @property
    def logs(self) -> bool:
        """Tell whether there may be an execution log."""
        return self.logging_level not in (None, "OFF")

    def check(self) -> Iterator[CfngwError]:
        """Refuse what has no effect."""
        if not self.given():
            yield self.refusal("it sets nothing.", allowed=", ".join(self.options), fix="give one of them")
        if self.data_trace is True and not self.logs:
            yield self.refusal(
                "data_trace writes into the execution log, which is off.",
                given=self.logging_level,
                fix='give logging_level="INFO", or leave out data_trace=',
                option="data_trace",
            )
        if self.cache_encrypted is not None and self.caches in (None, False):
            yield self.refusal(
                "cache_encrypted without a cache has no effect.",
                given=self.cache_encrypted,
                fix="give cache_ttl_seconds=300, or leave it out",
                option="cache_encrypted",
            )


_BY_METHOD = Table(
    Instance(MethodSettings),
    key=Words('"METHOD /path", or "*" for all methods', pattern=r"\*|[A-Z]+ /.*", literal=True),
)


def _settings(given: Any) -> Mapping[str, MethodSettings]:
    if isinstance(given, MethodSettings):
        return MappingProxyType({ALL: given})
    kept: Mapping[str, MethodSettings] = _BY_METHOD.keep(given)
    for key in kept:
        try:
            if key != ALL:
                parse_route_key(key)
        except MalformedPathError as malformed:
            raise RejectedError(malformed.fix, given=key, part="name") from None
    return kept


METHOD_SETTINGS = Checked('a MethodSettings for all methods, or {"GET /notes": MethodSettings(...)}', _settings)


def check_settings(api: RestApi) -> Iterator[CfngwError]:
    """Check that the settings of a stage name methods that the API has."""
    from cfngw.declare.usage_plan import unknown_method

    known = {str(method.key) for method in api.methods}
    for stage in api.stages:
        for key in stage.settings:
            if key != ALL and key not in known:
                yield unknown_method(stage, key, known)
