"""Keys, quotas, throttles and plans: what they take, and what they refuse at the user's line."""

from __future__ import annotations

from typing import Any

import pytest
from troposphere import Ref

from cfngw import ApiKey, Parameter, Quota, Throttle, UsagePlan
from cfngw.errors import DuplicateError
from rest_around import methods, rest
from samples import loose, problems, refused

KEY = Parameter("WebKey", no_echo=True, min_length=20, max_length=128)
SECRET = "{{resolve:secretsmanager:web:SecretString:key}}"


@pytest.mark.parametrize(
    ("period", "last"), [("DAY", 0), ("WEEK", 6), ("MONTH", 27)], ids=lambda each: each if isinstance(each, str) else ""
)
def test_an_offset_lies_in_its_period(period: str, last: int) -> None:
    assert loose.Quota(5, period, offset=last).offset == last
    error = refused(lambda: loose.Quota(5, period, offset=last + 1))
    assert error.problem == f"Quota: a {period} has no offset {last + 1}."
    assert error.allowed == "0 in a DAY, 0 to 6 in a WEEK, 0 to 27 in a MONTH"
    assert error.fix == (f"give offset={last} or less" if last else "leave out offset=")


def test_an_offset_that_is_known_later_passes() -> None:
    assert Quota(5, Ref("Period"), offset=30).offset == 30
    assert Quota(5, "DAY", offset=Ref("Offset")).period == "DAY"


@pytest.mark.parametrize(("limit", "period"), [(-1, "DAY"), (1.5, "DAY"), (5, "YEAR"), (5, "day"), (True, "DAY")])
def test_a_quota_refuses(limit: Any, period: Any) -> None:
    refused(lambda: loose.Quota(limit, period))


@pytest.mark.parametrize(
    "options", [{"rate": -1}, {"rate": "2"}, {"rate": float("inf")}, {"burst": 1.5}, {"rate": True}]
)
def test_a_throttle_refuses(options: dict[str, Any]) -> None:
    assert refused(lambda: loose.Throttle(**options)).allowed


def test_a_throttle_limits_something_and_lets_something_through() -> None:
    assert refused(lambda: Throttle()).problem == "Throttle: it limits nothing."
    assert refused(lambda: Throttle(rate=2, burst=0)).fix == "give a burst of at least 1, or rate=0"
    assert Throttle(rate=0, burst=0).rate == 0
    assert Throttle(rate=0.5).burst is None


@pytest.mark.parametrize("given", [KEY, SECRET, None])
def test_a_key_takes_a_hidden_value(given: Any) -> None:
    assert ApiKey("web", value=given).value == given


def test_a_key_that_stands_in_the_code_is_not_shown_in_the_message() -> None:
    error = refused(lambda: loose.ApiKey("web", value="hunter2-hunter2-hunter2"))
    assert "hunter2" not in str(error)
    assert error.given == "a text of 23 characters"
    assert (
        error.fix
        == 'keep it out of the template: value=Parameter("KeyValue", no_echo=True, min_length=20, max_length=128)'
    )


def test_a_short_key_is_told_how_short() -> None:
    error = refused(lambda: loose.ApiKey("web", value="short"))
    assert error.fix is not None
    assert "20 characters are the least" in error.fix


@pytest.mark.parametrize(
    "bounds", [{}, {"min_length": 19, "max_length": 128}, {"min_length": 20}, {"min_length": 20, "max_length": 129}]
)
def test_the_parameter_of_a_key_has_20_to_128_characters(bounds: dict[str, int]) -> None:
    parameter = loose.Parameter("WebKey", no_echo=True, **bounds)
    error = refused(lambda: ApiKey("web", value=parameter))
    assert error.fix == "give the Parameter WebKey min_length=20 and max_length=128, or a range in that"


def test_the_parameter_of_a_key_is_hidden() -> None:
    parameter = Parameter("WebKey", min_length=20, max_length=128)
    assert refused(lambda: ApiKey("web", value=parameter)).fix == "hide it: add no_echo=True to the Parameter WebKey"


@pytest.mark.parametrize("given", [5, Ref("Key"), ["x"]])
def test_a_key_refuses_what_nobody_can_check(given: Any) -> None:
    assert "no_echo=True" in str(refused(lambda: loose.ApiKey("web", value=given)).fix)


@pytest.mark.parametrize(
    ("key", "fix"),
    [
        ("GTE /notes", 'write "GET /notes"'),
        ("/notes", 'write "GET /notes" or "ANY /notes"'),
        ("$default", 'write "METHOD /path"'),
        ("GET notes", 'write "GET /notes"'),
    ],
)
def test_a_plan_refuses_what_is_no_method(key: str, fix: str) -> None:
    throttles = {key: Throttle(rate=1)}
    assert refused(lambda: UsagePlan("free", method_throttles=throttles)).fix == fix


def test_a_plan_has_each_key_once() -> None:
    one, two = ApiKey("web"), ApiKey("web", description="again")
    error = problems(lambda: UsagePlan("free", keys=[one, two]))[0]
    assert isinstance(error, DuplicateError)
    assert (error.where, error.other) == (two.source, one.source)


@pytest.mark.parametrize("keys", ["web", ["web"], ApiKey, [ApiKey]])
def test_keys_are_values(keys: Any) -> None:
    refused(lambda: loose.UsagePlan("free", keys=keys))


def test_a_plan_names_stages_of_its_api() -> None:
    plan = UsagePlan("free", stages=["dve"])
    error = problems(lambda: rest(usage_plans=[plan]))[0]
    assert error.problem == 'UsagePlan "free": the API has no stage "dve".'
    assert (error.where, error.allowed, error.fix) == (plan.source, "dev", 'write "dev"')


def test_a_plan_names_methods_of_its_api() -> None:
    plan = UsagePlan("free", method_throttles={"GET /note": Throttle(rate=1)})
    error = problems(lambda: rest(usage_plans=[plan]))[0]
    assert error.problem == 'UsagePlan "free": the API has no method "GET /note".'
    assert (error.where, error.allowed, error.fix) == (plan.source, "GET /notes", 'write "GET /notes"')


def test_a_key_is_in_one_plan_of_a_stage() -> None:
    key = ApiKey("web")
    one, two = UsagePlan("free", keys=[key]), UsagePlan("paid", keys=[key])
    error = problems(lambda: rest(*methods("GET /", api_key_required=True), usage_plans=[one, two]))[0]
    assert isinstance(error, DuplicateError)
    assert (error.problem, error.other) == ('UsagePlan "paid": the key "web" is in UsagePlan "free", too.', one.source)


def test_a_key_may_be_in_plans_of_two_stages() -> None:
    from cfngw import Stage

    key = ApiKey("web")
    plans = [UsagePlan("free", keys=[key], stages=["dev"]), UsagePlan("paid", keys=[key], stages=["prod"])]
    assert rest(*methods("GET /", api_key_required=True), usage_plans=plans, stages=[Stage("dev"), Stage("prod")])
