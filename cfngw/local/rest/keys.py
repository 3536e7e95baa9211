"""API keys and usage plans: who may call, how fast, and how often.

The state of a plan is shared by all stages that it is for, so that one ``Plans`` is made for all gateways of a
template. Limits go in AWS's order: the plan's for a method (in place of the plan's own for that method), the plan's,
the stage's for a method or its default, the account's 10,000 a second with a burst of 5,000. A plan's throttle and
quota count each key over all stages of the plan; a stage's count each method. One half of a limit that is left out is
the account's. Requests that a throttle refuses don't count for a quota (not documented).
Periods begin at midnight UTC, on Sunday, on the first of the month; ``Offset`` is taken off the first one.
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cfngw.document.values import Reference, Unknown
from cfngw.local.fault import Fault
from cfngw.local.throttle import Bucket
from cfngw.read.model import ApiKey

if TYPE_CHECKING:
    from collections.abc import Callable

    from cfngw.document.values import At
    from cfngw.local.passage import Passage
    from cfngw.local.values import LocalValues
    from cfngw.read.model import Api, Reading, Stage, UsagePlan

ACCOUNT_RATE, ACCOUNT_BURST = 10_000.0, 5_000.0
AUTHORIZER_KEY = "usageIdentifierKey"
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class LocalKey:
    """A key of the template as this server takes it; ``made`` where the template does not tell its value."""

    logical_id: str
    id: str
    name: str
    value: str
    enabled: bool
    made: bool
    at: At


def keys_of(reading: Reading, values: LocalValues) -> tuple[LocalKey, ...]:
    """Give the keys of a template, for a server to print; one without a value gets one, the same each time."""
    return tuple(_key(each, values) for each in reading.api_keys)


def _key(given: ApiKey, values: LocalValues) -> LocalKey:
    text = values.text(given.value) if given.value is not None else None
    name = values.text(given.name) if given.name is not None else None
    return LocalKey(
        logical_id=given.logical_id,
        id=hashlib.sha256(f"cfngw key id {given.logical_id}".encode()).hexdigest()[:10],
        name=name or given.logical_id,
        value=text or hashlib.sha256(f"cfngw key {given.logical_id}".encode()).hexdigest()[:40],
        enabled=given.enabled is True or isinstance(given.enabled, Unknown),
        made=text is None,
        at=given.at,
    )


class _Quota:
    """What is left of a key's quota."""

    __slots__ = ("_left", "_limit", "_period", "_started")

    def __init__(self, limit: int, offset: int, period: str) -> None:
        self._limit = limit
        self._period = period
        self._left = max(0, limit - offset)
        self._started: int | None = None

    def take(self, now: float) -> bool:
        """Take one; False when there is none."""
        started = period_start(self._period, now)
        if started != self._started:
            if self._started is not None:
                self._left = self._limit
            self._started = started
        if self._left <= 0:
            return False
        self._left -= 1
        return True


def period_start(period: str, now: float) -> int:
    """Give the second since the epoch at which the period of a moment began, in UTC."""
    day = int(now // _DAY)
    if period == "WEEK":
        day -= (day + 4) % 7  # the epoch was a Thursday
    elif period == "MONTH":
        day -= time.gmtime(day * _DAY).tm_mday - 1
    return day * _DAY


@dataclass(slots=True)
class _Client:
    """A key in a plan, for one stage of it."""

    key: LocalKey
    plan: UsagePlan
    bucket: Bucket | None
    quota: _Quota | None
    methods: Mapping[tuple[str, str], Bucket]


class Plans:
    """The keys and plans of a template, and what of them is used up. ``say`` is told of what can't be known, once.

    ``account`` is the account's limit, where other APIs of the server take from it too.
    """

    def __init__(
        self,
        reading: Reading,
        values: LocalValues,
        *,
        account: Bucket | None = None,
        say: Callable[[str], None] = lambda _text: None,
    ) -> None:
        self.keys = keys_of(reading, values)
        self.account = account or Bucket(ACCOUNT_RATE, ACCOUNT_BURST)
        self._values = values
        self._plans = reading.usage_plans
        by_id = {each.logical_id: each for each in self.keys}
        self._members: list[list[tuple[LocalKey, Bucket | None, _Quota | None]]] = []
        for plan in self._plans:
            members = []
            for given in plan.keys:
                key = by_id.get(given.logical_id) if isinstance(given, Reference) else None
                if key is None:
                    say(f"{plan.where}: a key of the plan {plan.logical_id} is not in the template: {given}")
                    continue
                members.append((key, self._bucket(plan.throttle), self._quota(plan, say)))
            self._members.append(members)

    def clients(self, api: Api, stage_name: str) -> dict[str, _Client]:
        """Give who may call a stage, by the value of the key."""
        found: dict[str, _Client] = {}
        for plan, members in zip(self._plans, self._members, strict=True):
            for row in plan.stages:
                if not self._is_for(row, api, stage_name):
                    continue
                for key, bucket, quota in members:
                    methods = {
                        _method(name): made
                        for name, given in _mapping(row.get("throttle")).items()
                        if (made := self._bucket(_mapping(given))) is not None
                    }
                    found.setdefault(key.value, _Client(key, plan, bucket, quota, methods))
        return found

    def _is_for(self, row: Mapping[str, Any], api: Api, stage_name: str) -> bool:
        given = row.get("api")
        same = given.logical_id == api.logical_id if isinstance(given, Reference) else False
        return same and self._values.text(row.get("stage")) == stage_name

    def _bucket(self, given: Mapping[str, Any]) -> Bucket | None:
        return limit(self._number(given.get("RateLimit")), self._number(given.get("BurstLimit")))

    def _number(self, given: Any) -> float | None:
        return number(self._values.text(given))

    def _quota(self, plan: UsagePlan, say: Callable[[str], None]) -> _Quota | None:
        if not plan.quota:
            return None
        most, period = self._number(plan.quota.get("Limit")), self._values.text(plan.quota.get("Period"))
        if most is None or period is None or period.upper() not in ("DAY", "WEEK", "MONTH"):
            say(f"{plan.where}: the quota of the plan {plan.logical_id} is not known here, and not counted")
            return None
        return _Quota(int(most), int(self._number(plan.quota.get("Offset")) or 0), period.upper())


class StageKeys:
    """Keys and throttles of one stage; ``check`` goes in AWS's order."""

    def __init__(
        self,
        api: Api,
        stage: Stage,
        stage_name: str,
        plans: Plans,
        values: LocalValues,
        *,
        say: Callable[[str], None] = lambda _text: None,
    ) -> None:
        self._clients = plans.clients(api, stage_name)
        self._account = plans.account
        self._known = {each.value: each for each in plans.keys}
        self._of_authorizer = str(values.text(api.api_key_source) or "").upper() == "AUTHORIZER"
        self._stage_name = stage_name
        self._stage = stage
        for route in api.routes:
            if isinstance(route.api_key_required, Unknown):
                say(f"{route.where}: no key is asked for {route.key}: {route.api_key_required.why}")
        self._methods = {
            route.key: bucket
            for route in api.routes
            if (bucket := _stage_limit(stage, route.method, route.path, values)) is not None
        }

    def check(self, passage: Passage, now: float) -> None:
        """Let a request by, or raise the fault that the gateway answers with."""
        route = passage.route
        if route is None:
            return
        if route.api_key_required is True:
            self._client(passage, now, route.method, route.path)
        bucket = self._methods.get(route.key)
        if bucket is not None:
            _take(bucket, now, f"the stage's limit for {route.key}", self._stage.at, passage)
        if not self._account.take(now):
            raise _throttled("the account's limit", self._account, None)

    def _client(self, passage: Passage, now: float, method: str, path: str) -> None:
        given = self._given(passage)
        client = self._clients.get(given) if given else None
        if client is None or not client.key.enabled:
            raise Fault("INVALID_API_KEY", hint=self._why(given, client), at=client.key.at if client else None)
        passage.api_key = given
        passage.api_key_id = client.key.id
        if passage.journey.on:
            passage.journey.step("key", f"key {client.key.logical_id} of plan {client.plan.logical_id}", client.plan.at)
        of_method = client.methods.get((method, path)) or client.methods.get((passage.call.method, path))
        bucket = of_method or client.bucket
        if bucket is not None:
            _take(bucket, now, f"the limit of plan {client.plan.logical_id}", client.plan.at, passage)
        if client.quota is not None and not client.quota.take(now):
            raise Fault("QUOTA_EXCEEDED", hint=f"the quota of plan {client.plan.logical_id} is used", at=client.plan.at)

    def _given(self, passage: Passage) -> str | None:
        if not self._of_authorizer:
            values = passage.call.folded.get("x-api-key")
            return values[-1] if values else None
        given = passage.authorizer.get(AUTHORIZER_KEY) if passage.authorizer else None
        return given if isinstance(given, str) else passage.api_key

    def _why(self, given: str | None, client: _Client | None) -> str:
        """Say what is wrong, to the person at the terminal; the key itself is not told."""
        if not given:
            where = f"the authorizer's {AUTHORIZER_KEY}" if self._of_authorizer else "the header x-api-key"
            return f"no key came in {where}"
        if client is not None:
            return f"the key {client.key.logical_id} is disabled: Enabled is false where it is not given"
        known = self._known.get(given)
        if known is None:
            return "no key of the template has this value"
        return f"the key {known.logical_id} is in no usage plan for the stage {self._stage_name}"


def _take(bucket: Bucket, now: float, what: str, at: At, passage: Passage) -> None:
    if not bucket.take(now):
        raise _throttled(what, bucket, at)
    if passage.journey.on:
        said = f"{what}, {bucket.rate:g} a second with a burst of {bucket.burst:g}, is kept"
        passage.journey.step("throttle", said, at)


def _throttled(what: str, bucket: Bucket, at: At | None) -> Fault:
    return Fault("THROTTLED", hint=f"{what} is {bucket.rate:g} a second, burst {bucket.burst:g}", at=at)


def number(text: str | None) -> float | None:
    """Read a number; None for what is none."""
    try:
        found = float(text) if text is not None else None
    except ValueError:
        return None
    return found if found is not None and abs(found) < 1e12 else None


def limit(rate: float | None, burst: float | None) -> Bucket | None:
    """Make a bucket; the half that is left out, or negative for "none", is the account's; None where both are."""
    rate, burst = (None if each is not None and each < 0 else each for each in (rate, burst))
    if rate is None and burst is None:
        return None
    return Bucket(ACCOUNT_RATE if rate is None else rate, ACCOUNT_BURST if burst is None else burst)


def _stage_limit(stage: Stage, method: str, path: str, values: LocalValues) -> Bucket | None:
    def told(name: str) -> float | None:
        for key in (f"{method} {path}", f"* {path}", f"{method} /*", "*"):
            found = number(values.text(stage.settings.get(key, {}).get(name)))
            if found is not None:
                return found
        return None

    return limit(told("ThrottlingRateLimit"), told("ThrottlingBurstLimit"))


def _method(name: str) -> tuple[str, str]:
    """Read ``/pets/GET`` as a plan's throttle has it; the root is ``//GET``."""
    path, _, method = name.replace("~1", "/").rpartition("/")
    return method.upper(), "/" + path.strip("/")


def _mapping(given: Any) -> Mapping[str, Any]:
    return given if isinstance(given, Mapping) else {}
