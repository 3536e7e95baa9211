"""API keys, and the plans that say how much their holders may call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cfngw.declare.intrinsic import Flag, Integer, Text
from cfngw.declare.kinds import FLAG, NAME, TAGS, Checked, Instance, Many, OneOf, RejectedError, Table, Whole, Words
from cfngw.declare.parameter import CONDITION, Condition, Parameter
from cfngw.declare.path import MalformedPathError, RouteKey, parse_route_key
from cfngw.declare.throttle import Throttle
from cfngw.declare.value import Value, option, pinned, required
from cfngw.errors import CfngwError, DuplicateError, nearest
from cfngw.naming import api_key_id, usage_plan_id, usage_plan_key_id

if TYPE_CHECKING:
    from cfngw.declare.rest_api import RestApi

# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-setup-api-key-with-console.html
_SHORTEST, _LONGEST = 20, 128
_AS_PARAMETER = f'Parameter("KeyValue", no_echo=True, min_length={_SHORTEST}, max_length={_LONGEST})'
_LAST_OFFSETS = {"DAY": 0, "WEEK": 6, "MONTH": 27}


def _key_value(given: Any) -> Any:
    """Take a hidden parameter or a reference to a secret; a message must not show a key that stands in the code."""
    if isinstance(given, Parameter):
        return _hidden(given)
    if isinstance(given, str) and given.startswith("{{resolve:secretsmanager:"):
        return given
    if isinstance(given, str):
        short = f", and {_SHORTEST} characters are the least" if len(given) < _SHORTEST else ""
        raise RejectedError(
            f"keep it out of the template{short}: value={_AS_PARAMETER}",
            given=f"a text of {len(given)} characters",
            part="text",
        )
    raise RejectedError(f"write value={_AS_PARAMETER}")


def _hidden(parameter: Parameter) -> Parameter:
    if not parameter.no_echo:
        raise RejectedError(f"hide it: add no_echo=True to the Parameter {parameter.name}")
    low, high = parameter.min_length, parameter.max_length
    if low is None or low < _SHORTEST or high is None or high > _LONGEST or low > high:
        raise RejectedError(
            f"give the Parameter {parameter.name} min_length={_SHORTEST} and max_length={_LONGEST}, or a range in that",
            given=f"a Parameter with min_length={low}, max_length={high}",
            part="parameter",
        )
    return parameter


class ApiKey(Value):
    """A key that a client sends as ``X-Api-Key``; its value is generated unless given.

    ``value``: a ``no_echo`` Parameter of 20 to 128 characters, or a ``{{resolve:secretsmanager:...}}`` reference; a
    generated one is read with ``aws apigateway get-api-key --include-value``. ``enabled``: it is, unless False.
    ``api_key_name``: named by CloudFormation unless given. Another ``api_key_name`` or ``value`` makes a new key.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-apikey.html
    """

    name: str = required(NAME, kw_only=False)
    value: Parameter | str | None = option(
        Checked(f"a no_echo Parameter of {_SHORTEST} to {_LONGEST} characters", _key_value), default=None
    )
    enabled: Flag = option(FLAG, default=True)
    description: Text | None = option(Words(), default=None)
    api_key_name: Text | None = option(Words(longest=1024), default=None)
    customer_id: Text | None = option(Words(), default=None)
    tags: Mapping[str, Text] | None = option(TAGS, default=None)
    condition: str | Condition | None = option(CONDITION, default=None)
    logical_id: str | None = pinned(default=None)

    @property
    def resource_id(self) -> str:
        """Give the logical id: of the key's name, never of its place in a list."""
        return self.logical_id or api_key_id(self.name)


class Quota(Value):
    """Let ``limit`` requests through in each ``period``: ``Quota(100, "DAY")``.

    ``offset``: the day that the period begins with: 0 to 6 in a WEEK, from Sunday; 0 to 27 in a MONTH; 0 in a DAY.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigateway-usageplan-quotasettings.html
    """

    limit: Integer = required(Whole(0, None, "requests"), kw_only=False)
    period: Text = required(OneOf("DAY", "WEEK", "MONTH"), kw_only=False)
    offset: Integer = option(Whole(0, None), default=0)

    @property
    def label(self) -> str:
        """Name this value by its class alone."""
        return "Quota"

    def check(self) -> Iterator[CfngwError]:
        """Check that the offset lies in the period."""
        last = _LAST_OFFSETS.get(self.period) if isinstance(self.period, str) else None
        if last is not None and isinstance(self.offset, int) and self.offset > last:
            yield self.refusal(
                f"a {self.period} has no offset {self.offset}.",
                given=self.offset,
                allowed="0 in a DAY, 0 to 6 in a WEEK, 0 to 27 in a MONTH",
                fix=f"give offset={last} or less" if last else "leave out offset=",
                option="offset",
            )


class UsagePlan(Value):
    """What the holders of some API keys may call, and how much.

    ``quota``, ``throttle``: unlimited, but for the account's limits. ``method_throttles``: ``{"GET /notes":
    Throttle(rate=1)}``, each within the plan's. ``keys``: who is on this plan. ``stages``: names; all unless given.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
    """

    name: str = required(NAME, kw_only=False)
    quota: Quota | None = option(Instance(Quota), default=None)
    throttle: Throttle | None = option(Instance(Throttle), default=None)
    method_throttles: Mapping[str, Throttle] = option(
        Table(Instance(Throttle), key=Words('"METHOD /path"', literal=True)), default={}
    )
    keys: Sequence[ApiKey] = option(Many(Instance(ApiKey), intrinsic=False), default=())
    stages: Sequence[str] | None = option(Many(Words("the name of a stage", literal=True), least=1), default=None)
    description: Text | None = option(Words(), default=None)
    usage_plan_name: Text | None = option(Words(), default=None)
    tags: Mapping[str, Text] | None = option(TAGS, default=None)
    logical_id: str | None = pinned(default=None)

    def resource_id(self, api: str) -> str:
        """Give the logical id in the API of that name."""
        return self.logical_id or usage_plan_id(api, self.name)

    def key_id(self, api: str, key: ApiKey) -> str:
        """Give the logical id of the tie to a key."""
        return usage_plan_key_id(api, self.name, key.name)

    def throttled(self) -> dict[RouteKey, Throttle]:
        """Give the throttles of single methods; the keys are checked when the plan is made."""
        return {parse_route_key(key): throttle for key, throttle in self.method_throttles.items()}

    def check(self) -> Iterator[CfngwError]:
        """Check that keys are named once and that methods are methods."""
        names: dict[str, ApiKey] = {}
        for key in self.keys:
            first = names.setdefault(key.name, key)
            if first is not key:
                yield _twice(self, key, first)
        for route_key in self.method_throttles:
            try:
                if parse_route_key(route_key).method is None:
                    raise MalformedPathError("a REST API has no $default", 'write "METHOD /path"')
            except MalformedPathError as malformed:
                yield self.refusal(
                    f"{malformed.problem}.",
                    given=route_key,
                    allowed='the method and path of one of its API\'s methods: "GET /notes"',
                    fix=malformed.fix,
                    option="method_throttles",
                )


def _twice(plan: UsagePlan, key: ApiKey, first: ApiKey) -> DuplicateError:
    return DuplicateError(
        f'{plan.label}: it has the key "{key.name}" twice.',
        where=key.source,
        other=first.source,
        given=key.name,
        allowed="each key once",
        fix="leave one of them out",
    )


def check_plans(api: RestApi) -> Iterator[CfngwError]:
    """Check that keys have a plan, and that plans name what the API has."""
    yield from _check_needed(api)
    for plan in api.usage_plans:
        yield from _check_stages(api, plan)
        yield from _check_methods(api, plan)
    yield from _check_shared(api)


def _check_needed(api: RestApi) -> Iterator[CfngwError]:
    """Refuse methods that ask for a key when no key lets anybody in: they would answer 403 to all."""
    for method in api.methods if not (api.usage_plans or api.external_usage_plans) else ():
        if method.api_key_required is True:
            yield method.refusal(
                "it asks for an API key, and the API has no usage plan: it would refuse everybody with 403.",
                given="api_key_required=True",
                allowed="with a UsagePlan whose keys its callers have, or external_usage_plans=True",
                fix='give the blueprint usage_plans=[UsagePlan("free", keys=[ApiKey("client")])]',
            )


def _check_stages(api: RestApi, plan: UsagePlan) -> Iterator[CfngwError]:
    names = [stage.name for stage in api.stages]
    for stage in plan.stages or ():
        if stage not in names:
            close = nearest(stage, names)
            yield plan.refusal(
                f'the API has no stage "{stage}".',
                given=stage,
                allowed=", ".join(names),
                fix=f'write "{close}"' if close else "leave out stages= for all of them",
            )


def _check_methods(api: RestApi, plan: UsagePlan) -> Iterator[CfngwError]:
    known = {str(method.key) for method in api.methods}
    for key in plan.method_throttles:
        if key not in known:
            yield unknown_method(plan, key, known)


def unknown_method(value: Value, key: str, known: set[str]) -> CfngwError:
    """Describe a method that is named and that the API does not have."""
    close = nearest(key, sorted(known))
    return value.refusal(
        f'the API has no method "{key}".',
        given=key,
        allowed=", ".join(sorted(known)),
        fix=f'write "{close}"' if close else "leave it out",
    )


def _check_shared(api: RestApi) -> Iterator[CfngwError]:
    """Refuse a key that two plans of one stage have: API Gateway could not tell which of them counts."""
    owners: dict[tuple[str, str], UsagePlan] = {}
    for plan in api.usage_plans:
        for key in plan.keys:
            stages = plan.stages if plan.stages is not None else [stage.name for stage in api.stages]
            first = next((owners[each, key.name] for each in stages if (each, key.name) in owners), None)
            if first is not None:
                yield DuplicateError(
                    f'{plan.label}: the key "{key.name}" is in {first.label}, too.',
                    where=plan.source,
                    other=first.source,
                    given=key.name,
                    allowed="each key in one plan of a stage",
                    fix="make a key of its own for one of the plans",
                )
            owners.update(((each, key.name), plan) for each in stages)
