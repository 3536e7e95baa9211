"""API keys, usage plans, throttles, quotas (C40, P13)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from cfngw.document import Given
from cfngw.local.rest.keys import Plans, keys_of, limit, number, period_start
from cfngw.local.throttle import Bucket
from local_rest import Rest, ref, rest_template, told

FORBIDDEN = (403, {"message": "Forbidden"})
KEY = "k" * 24


def key(**properties: Any) -> dict[str, Any]:
    return {"Type": "AWS::ApiGateway::ApiKey", "Properties": {"Enabled": True, **properties}}


def plan(stage: dict[str, Any] | None = None, **properties: Any) -> dict[str, Any]:
    row = {"ApiId": ref("Api"), "Stage": "dev", **(stage or {})}
    return {"Type": "AWS::ApiGateway::UsagePlan", "Properties": {"ApiStages": [row], **properties}}


def member(of: str = "Plan", of_key: Any = None) -> dict[str, Any]:
    given = {"KeyId": of_key or ref("Key"), "KeyType": "API_KEY", "UsagePlanId": ref(of)}
    return {"Type": "AWS::ApiGateway::UsagePlanKey", "Properties": given}


PATHS = {"/x": {"POST": {"ApiKeyRequired": True}, "GET": {}}, "/y": {"POST": {"ApiKeyRequired": True}}}


def keyed(the_plan: dict[str, Any] | None = None, the_key: dict[str, Any] | None = None, **options: Any) -> Rest:
    more = {"Key": the_key or key(Value=KEY), "Plan": the_plan or plan(), "Member": member()}
    more.update(options.pop("more", {}))
    settings = {"dev": {"MethodSettings": options.pop("settings", [])}, "prod": {}}
    served = {name: options.pop(name) for name in ("stage", "authorizers", "plans", "given") if name in options}
    return Rest(rest_template(PATHS, stages=settings, more=more, **options), **served)


def post(rest: Rest, path: str = "/x", value: str | None = KEY) -> int:
    return rest.call("POST", path, headers={"X-Api-Key": value} if value is not None else {}).status


# --- who ------------------------------------------------------------------------------------------------------


def test_a_key_of_the_stages_plan_lets_by_whatever_the_case_of_the_header() -> None:
    rest = keyed()
    assert rest.call("POST", "/x", headers={"x-aPI-key": KEY}).status == 200
    assert (rest.passage.api_key, rest.passage.api_key_id) == (KEY, rest.plans.keys[0].id)
    assert ("key", "key Key of plan Plan") in rest.steps()


def test_a_method_that_wants_no_key_reads_none() -> None:
    rest = keyed()
    assert rest.call("GET", "/x", headers={"x-api-key": KEY}).status == 200
    assert rest.passage.api_key is None


@pytest.mark.parametrize(
    ("given", "hint"),
    [(None, "no key came in the header x-api-key"), ("", "no key came in"), ("other", "no key of the template has")],
)
def test_without_the_right_key_the_answer_is_forbidden(given: str | None, hint: str) -> None:
    rest = keyed()
    answer = rest.call("POST", "/x", headers={} if given is None else {"x-api-key": given})
    assert told(answer) == FORBIDDEN
    assert answer.header("x-amzn-ErrorType") == "ForbiddenException"
    assert rest.passage.fault is not None
    assert hint in rest.passage.fault.hint
    assert rest.echo.seen == []


def test_the_key_itself_is_never_told() -> None:
    rest = keyed()
    post(rest, value="secret-value")
    assert "secret-value" not in str(rest.steps()) + str(rest.said)


def test_a_disabled_key_is_refused_and_so_is_one_whose_enabled_is_left_out() -> None:
    for given in ({"Enabled": False}, {}):
        rest = keyed(the_key={"Type": "AWS::ApiGateway::ApiKey", "Properties": {"Value": KEY, **given}})
        assert post(rest) == 403
        assert rest.passage.fault is not None
        assert "the key Key is disabled" in rest.passage.fault.hint


def test_a_key_outside_of_a_plan_for_the_stage_is_refused() -> None:
    rest = keyed(plan({"Stage": "prod"}))
    assert post(rest) == 403
    assert rest.passage.fault is not None
    assert "the key Key is in no usage plan for the stage dev" in rest.passage.fault.hint
    assert post(keyed(plan({"Stage": "prod"}), stage="prod")) == 200
    assert post(keyed(more={"Member": key()})) == 403


def test_a_stage_is_also_named_by_ref() -> None:
    assert post(keyed(plan({"Stage": ref("Stagedev")}))) == 200


def test_a_plan_of_another_api_does_not_count() -> None:
    other = {"Other": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "Other"}}}
    assert post(keyed(plan({"ApiId": ref("Other")}), more=other)) == 403


def test_a_key_without_a_value_gets_one_the_same_each_time() -> None:
    first, second = keyed(the_key=key()), keyed(the_key=key())
    (made,) = first.plans.keys
    assert (made.value, made.id) == (second.plans.keys[0].value, second.plans.keys[0].id)
    assert len(made.value) >= 20
    assert made.made
    assert made.value.isalnum()
    assert (made.name, made.logical_id) == ("Key", "Key")
    assert post(first, value=made.value) == 200
    (given,) = keys_of(keyed(the_key=key(Value=KEY, Name="mine")).reading, first.values)
    assert (given.value, given.made, given.name) == (KEY, False, "mine")


def test_the_value_may_be_a_parameter() -> None:
    template = rest_template(PATHS, more={"Key": key(Value=ref("P")), "Plan": plan(), "Member": member()})
    template["Parameters"] = {"P": {"Type": "String"}}
    rest = Rest(template, given=Given(parameters={"P": KEY}))
    assert post(rest) == 200


def test_a_key_that_is_not_in_the_template_is_said_once() -> None:
    rest = keyed(more={"Elsewhere": member(of_key="abc123")})
    assert [each for each in rest.said if "a key of the plan Plan is not in the template: abc123" in each] != []
    assert post(rest) == 200


@pytest.mark.parametrize("given", [{"usageIdentifierKey": KEY}, {"usageIdentifierKey": "no"}, {}])
def test_the_key_may_come_from_the_authorizer(given: dict[str, str]) -> None:
    paths = {"/x": {"POST": {"ApiKeyRequired": True, "AuthorizationType": "CUSTOM"}}}
    more = {"Key": key(Value=KEY), "Plan": plan(), "Member": member()}
    rest = Rest(rest_template(paths, api={"ApiKeySourceType": "AUTHORIZER"}, more=more), adds=given)
    status = rest.call("POST", "/x", headers={"x-api-key": KEY}).status
    assert status == (200 if given.get("usageIdentifierKey") == KEY else 403)


# --- how fast -------------------------------------------------------------------------------------------------

SLOW = {"RateLimit": 1, "BurstLimit": 2}


def statuses(rest: Rest, count: int, path: str = "/x") -> list[int]:
    return [post(rest, path) for _ in range(count)]


def test_a_plans_throttle_counts_a_key_over_its_methods() -> None:
    rest = keyed(plan(Throttle=SLOW))
    assert [post(rest, "/x"), post(rest, "/y"), post(rest, "/x")] == [200, 200, 429]
    assert rest.passage.fault is not None
    assert rest.passage.fault.hint == "the limit of plan Plan is 1 a second, burst 2"
    rest.now += 1
    assert statuses(rest, 2) == [200, 429]


def test_too_many_requests_is_what_it_says() -> None:
    rest = keyed(plan(Throttle={"RateLimit": 0, "BurstLimit": 0}))
    answer = rest.call("POST", "/x", headers={"x-api-key": KEY})
    assert told(answer) == (429, {"message": "Too Many Requests"})
    assert answer.header("x-amzn-errortype") == "TooManyRequestsException"


def test_a_method_of_the_plan_has_its_own_limit() -> None:
    rest = keyed(plan({"Throttle": {"/x/POST": {"RateLimit": 1, "BurstLimit": 1}}}, Throttle={"RateLimit": 9}))
    assert statuses(rest, 2) == [200, 429]
    assert statuses(rest, 2, "/y") == [200, 200]


def test_each_key_has_a_bucket_of_its_own() -> None:
    rest = keyed(plan(Throttle=SLOW), more={"Two": key(Value="two"), "MemberTwo": member(of_key=ref("Two"))})
    assert statuses(rest, 3) == [200, 200, 429]
    assert post(rest, value="two") == 200


def test_a_stages_limit_is_for_each_method_and_the_nearer_setting_counts() -> None:
    settings = [
        {"ResourcePath": "/*", "HttpMethod": "*", "ThrottlingRateLimit": 1, "ThrottlingBurstLimit": 1},
        {"ResourcePath": "/~1y", "HttpMethod": "POST", "ThrottlingBurstLimit": 2},
    ]
    rest = keyed(settings=settings)
    assert statuses(rest, 2) == [200, 429]
    assert statuses(rest, 3, "/y") == [200, 200, 429]
    assert [rest.call("GET", "/x").status for _ in range(2)] == [200, 429]
    assert rest.passage.fault is not None
    assert "the stage's limit for GET /x" in rest.passage.fault.hint


def test_the_account_has_a_limit_over_all() -> None:
    template = keyed()
    rest = keyed(plans=Plans(template.reading, template.values, account=Bucket(10_000, 3)))
    assert [rest.call("GET", "/x").status for _ in range(4)] == [200, 200, 200, 429]


def test_a_half_limit_has_the_accounts_other_half_and_a_negative_one_is_none() -> None:
    half = limit(2.0, None)
    assert half is not None
    assert (half.rate, half.burst) == (2.0, 5000.0)
    assert limit(None, None) is None
    assert limit(-1.0, -1.0) is None
    assert [number(each) for each in ("1", "0.5", "x", "nan", "1e99", None)] == [1.0, 0.5, None, None, None, None]


# --- how often ------------------------------------------------------------------------------------------------


def test_a_quota_is_counted_by_key_over_all_stages_of_the_plan_and_ends_in_429() -> None:
    both = plan(Quota={"Limit": 3, "Period": "DAY"})
    both["Properties"]["ApiStages"].append({"ApiId": ref("Api"), "Stage": "prod"})
    dev = keyed(both)
    prod = keyed(both, stage="prod", plans=dev.plans)
    assert [post(dev), post(prod), post(dev), post(prod)] == [200, 200, 200, 429]
    answer = dev.call("POST", "/x", headers={"x-api-key": KEY})
    assert told(answer) == (429, {"message": "Limit Exceeded"})
    assert answer.header("x-amzn-errortype") == "LimitExceededException"
    dev.now += 14 * 3600
    assert post(dev) == 200


def test_what_a_throttle_refuses_costs_no_quota() -> None:
    rest = keyed(plan(Quota={"Limit": 2, "Period": "DAY"}, Throttle={"RateLimit": 1, "BurstLimit": 1}))
    assert statuses(rest, 2) == [200, 429]
    rest.now += 1
    assert statuses(rest, 1) == [200]
    rest.now += 1
    assert told(rest.call("POST", "/x", headers={"x-api-key": KEY}))[1] == {"message": "Limit Exceeded"}


def test_the_offset_is_taken_off_the_first_period_only() -> None:
    rest = keyed(plan(Quota={"Limit": 3, "Offset": 2, "Period": "WEEK"}))
    assert statuses(rest, 2) == [200, 429]
    rest.now += 7 * 86_400
    assert statuses(rest, 4) == [200, 200, 200, 429]


@pytest.mark.parametrize(
    ("period", "expected"), [("DAY", (2025, 11, 21)), ("WEEK", (2025, 11, 16)), ("MONTH", (2025, 11, 1))]
)
def test_periods_begin_at_midnight_utc(period: str, expected: tuple[int, int, int]) -> None:
    now = datetime(2025, 11, 21, 23, 59, 59, tzinfo=UTC).timestamp()
    assert period_start(period, now) == datetime(*expected, tzinfo=UTC).timestamp()


def test_a_quota_that_is_not_known_is_said_and_not_counted() -> None:
    rest = keyed(plan(Quota={"Limit": 1}))
    assert statuses(rest, 3) == [200, 200, 200]
    assert any("the quota of the plan Plan is not known here" in each for each in rest.said)


def test_a_tested_request_goes_past_keys_and_throttles() -> None:
    rest = keyed(plan(Throttle={"RateLimit": 0, "BurstLimit": 0}))
    assert rest.call("POST", "/x", tested=True).status == 200


def test_plans_without_a_listener_are_quiet() -> None:
    rest = keyed(more={"Elsewhere": member(of_key="abc123")})
    assert Plans(rest.reading, rest.values).keys == rest.plans.keys
