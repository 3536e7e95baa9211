"""Stages: where an API is served, with its variables and access logs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cfngw.declare.intrinsic import Flag, Text
from cfngw.declare.kinds import FLAG, TAGS, Checked, Instance, RejectedError, Truth, Words
from cfngw.declare.log_group import AccessLogs
from cfngw.declare.method_settings import METHOD_SETTINGS, MethodSettings
from cfngw.declare.route_settings import ROUTE_SETTINGS, RouteSettings
from cfngw.declare.stage_variables import VARIABLES
from cfngw.declare.throttle import Throttle
from cfngw.declare.value import Value, option, pinned
from cfngw.errors import CfngwError

if TYPE_CHECKING:
    from cfngw.declare.canary import Canary
    from cfngw.declare.client_certificate import ClientCertificate

_MOST_VARIABLES = 100
_NAME = r"\$default|[A-Za-z0-9_-]+"
_FOR_HTTP = {
    "method_settings": "write throttle= and metrics= for all routes, route_settings= by route",
    "waf": "AWS WAF protects no HTTP API: put CloudFront with the web ACL before it, or make it a REST API",
    "canary": "weight the versions of a function behind an alias: LambdaProxy(function, qualifier=...)",
    "client_certificate": "an HTTP API has no client certificates: let what is behind it ask for another proof",
}
REST_ALONE = (
    *("method_settings", "tracing", "cache_cluster_size", "client_certificate", "documentation_version"),
    *("canary", "waf"),
)
HTTP_ALONE = ("auto_deploy", "throttle", "metrics", "route_settings")
_OF_REST = {"throttle": "throttle=...", "metrics": "metrics=...", "route_settings": "..."}


def _web_acl(given: str) -> str | None:
    if ":global/webacl/" in given:
        return "it is one for CloudFront: make one with the scope REGIONAL, in the API's region"
    if ":waf-regional:" in given or ":waf:" in given:
        return "it is one of WAF Classic, which AWS has ended: make a web ACL of AWS WAF (wafv2)"
    return "name the web ACL by its ARN: GetAtt(acl, 'Arn'), or aws wafv2 list-web-acls --scope REGIONAL"


WEB_ACL = Words(
    "the ARN of a regional web ACL of AWS WAF",
    pattern=r"arn:[\w-]+:wafv2:[\w-]+:\d{12}:regional/webacl/[^/]+/[^/]+",
    longest=2048,
    mend=_web_acl,
)


class Stage(Value):
    """A stage that serves the API.

    ``name``: ``$default``, whose URL has no stage in its path, or a name. ``access_logs``: JSON lines kept for 30
    days; None switches them off; a REST API's stage, whose logs need the account's CloudWatch role, has them when they
    are given. ``variables`` are read as ``${stageVariables.name}``. ``promoted_from``: the stage that is looked at
    before this one gets the same. A parameter, called as this stage and ``DeploymentId``, says which deployment it
    serves, and ``cfngw promote`` gives it the other's; while it is empty, as at first, it serves the newest one.

    Of HTTP APIs alone: ``auto_deploy``, by which each change is served at once (False: what a deployment holds, which
    is made when something changed); ``throttle`` and ``metrics`` for all routes; ``route_settings`` by route.

    Of REST APIs alone: ``method_settings`` (logs, metrics, limits, cache), for all methods or by ``"METHOD /path"``;
    ``tracing`` by X-Ray; ``cache_cluster_size`` in GB, such as ``"0.5"``, which costs by the hour;
    ``client_certificate``: a ClientCertificate, or the id of one; ``documentation_version``: one that exists, in place
    of the API's present documentation; ``canary``: which part of the requests a new deployment gets at first;
    ``waf``: the web ACL of AWS WAF that guards the stage, of this region.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-stage.html
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-stage.html
    """

    fixed = frozenset({"logical_id"})

    name: str = option(
        Words(
            "$default or a name: letters, digits, '-' and '_'",
            pattern=_NAME,
            longest=128,
            literal=True,
        ),
        default="$default",
        kw_only=False,
    )
    description: Text | None = option(Words(longest=1024), default=None)
    variables: Mapping[str, Text] | None = option(VARIABLES, default=None)
    access_logs: AccessLogs | None = option(
        Checked("an AccessLogs or None", lambda given: _access_logs(given)),
        default=AccessLogs(),
    )
    promoted_from: str | None = option(
        Words("the name of another stage of the API", pattern=_NAME, longest=128, literal=True), default=None
    )
    auto_deploy: bool = option(Truth(literal=True), default=True)
    throttle: Throttle | None = option(Instance(Throttle), default=None)
    metrics: Flag | None = option(FLAG, default=None)
    route_settings: Mapping[str, RouteSettings] | None = option(ROUTE_SETTINGS, default=None)
    method_settings: Mapping[str, MethodSettings] | MethodSettings | None = option(METHOD_SETTINGS, default=None)
    tracing: Flag | None = option(FLAG, default=None)
    cache_cluster_size: Text | None = option(
        Words("a size in GB, such as '0.5' or '6.1'", pattern=r"[0-9]+(\.[0-9]+)?"), default=None
    )
    client_certificate: ClientCertificate | Text | None = option(
        Checked("a ClientCertificate, or the id of one", lambda given: _certificate(given)), default=None
    )
    documentation_version: Text | None = option(Words(), default=None)
    canary: Canary | None = option(Checked("a Canary", lambda given: _canary(given)), default=None)
    waf: Text | None = option(WEB_ACL, default=None)
    tags: Mapping[str, Text] | None = option(TAGS, default=None)
    logical_id: str | None = pinned(default=None)

    @property
    def settings(self) -> Mapping[str, MethodSettings]:
        """Give the settings by method, those of all methods as ``*``."""
        return self.method_settings if isinstance(self.method_settings, Mapping) else {}

    @property
    def asked_access_logs(self) -> AccessLogs | None:
        """Give the access logs that were asked for: what a REST API's stage has."""
        return self.access_logs if "access_logs" in self.given() else None

    def check(self) -> Iterator[CfngwError]:
        """Check that what is cached has a cache, and the number of variables."""
        cached = next((each for each in self.settings.values() if each.caches not in (None, False)), None)
        if cached is not None and self.cache_cluster_size is None:
            yield cached.refusal(
                f'the stage "{self.name}" has no cache.',
                given=cached.given(),
                fix='give the Stage cache_cluster_size="0.5", or leave out the cache\'s options',
            )
        if self.canary is not None and self.canary.use_cache not in (None, False) and self.cache_cluster_size is None:
            fix = 'give the Stage cache_cluster_size="0.5", or leave out use_cache='
            yield self.canary.refusal(f'the stage "{self.name}" has no cache.', given=self.canary.use_cache, fix=fix)
        if self.variables is not None and len(self.variables) > _MOST_VARIABLES:
            yield self.refusal(
                f"it has {len(self.variables)} variables.",
                given=len(self.variables),
                allowed=f"at most {_MOST_VARIABLES}",
                fix="put several values into one variable, or keep them in SSM Parameter Store",
                option="variables",
            )

    @property
    def path(self) -> str:
        """Give what the stage adds to the API's URL."""
        return "" if self.name == "$default" else f"/{self.name}"


def _access_logs(given: Any) -> AccessLogs | None:
    if given is None or isinstance(given, AccessLogs):
        return given
    raise RejectedError("write AccessLogs(format), or None")


def _certificate(given: Any) -> Any:
    from cfngw.declare.client_certificate import ClientCertificate  # for those who have one

    if isinstance(given, type) and issubclass(given, ClientCertificate):
        raise RejectedError("make a value of it: ClientCertificate(...)")
    return given if isinstance(given, ClientCertificate) else Words("the id of one").keep(given)


def _canary(given: Any) -> Any:
    from cfngw.declare.canary import Canary  # for those who have one

    if isinstance(given, int | float) and not isinstance(given, bool):
        raise RejectedError(f"write Canary({given})")
    return Instance(Canary).keep(given)


DEFAULT_STAGE = Stage()


def deploys_itself(stage: Stage, stages: Sequence[Stage]) -> bool:
    """Tell whether an HTTP API's stage serves each change at once; one that takes part in a promotion never does."""
    return (
        stage.auto_deploy and stage.promoted_from is None and all(each.promoted_from != stage.name for each in stages)
    )


def misplaced_in_http_api(stage: Stage) -> Iterator[CfngwError]:
    """Find what only a REST API's stage can have."""
    for name in stage.given():
        if name in REST_ALONE:
            yield stage.refusal(
                f"an HTTP API's stage has no {name}.",
                given=getattr(stage, name),
                allowed="on a REST API's stage",
                fix=_FOR_HTTP.get(name, f"leave out {name}="),
            )


def misplaced_in_rest_api(stage: Stage) -> Iterator[CfngwError]:
    """Find what only an HTTP API's stage can have."""
    for name in stage.given():
        if name in HTTP_ALONE:
            own = _OF_REST.get(name)
            yield stage.refusal(
                f"a REST API's stage has no {name}.",
                given=getattr(stage, name),
                allowed="on an HTTP API's stage",
                fix=f"write method_settings=MethodSettings({own})" if own else f"leave out {name}=",
            )
