"""Keys and plans in the template."""

from __future__ import annotations

from typing import Any

import pytest
from troposphere import Equals, Ref

from cfngw import ApiKey, Composition, Condition, LambdaAuthorizer, Parameter, Quota, Stage, Throttle, UsagePlan
from cfngw.errors import DuplicateError
from rest_around import all_of, methods, notices, properties, rest
from samples import document, function, problems, resources

KEYED = methods("GET /notes", "GET /", "ANY /all", api_key_required=True)


def planned(*plans: UsagePlan, **options: Any) -> Any:
    """Make an API whose methods ask for keys."""
    return rest(*KEYED, usage_plans=plans, **options)


def test_a_plan_with_a_quota_a_throttle_and_a_key() -> None:
    plan = UsagePlan("free", quota=Quota(100, "DAY"), throttle=Throttle(rate=2, burst=3), keys=[ApiKey("mobile")])
    found = resources(planned(plan))
    assert found["NotesUsagePlanFree"] == {
        "Type": "AWS::ApiGateway::UsagePlan",
        "Properties": {
            "ApiStages": [{"ApiId": {"Ref": "NotesApi"}, "Stage": {"Ref": "NotesStageDev"}}],
            "Quota": {"Limit": 100, "Offset": 0, "Period": "DAY"},
            "Throttle": {"RateLimit": 2, "BurstLimit": 3},
        },
    }
    assert found["MobileApiKey"] == {"Type": "AWS::ApiGateway::ApiKey", "Properties": {"Enabled": True}}
    assert found["NotesUsagePlanFreeKeyMobile"]["Properties"] == {
        "KeyId": {"Ref": "MobileApiKey"},
        "KeyType": "API_KEY",
        "UsagePlanId": {"Ref": "NotesUsagePlanFree"},
    }


def test_methods_may_have_throttles_of_their_own() -> None:
    throttles = {key: Throttle(rate=1) for key in ("GET /notes", "GET /", "ANY /all")}
    (stage,) = properties(planned(UsagePlan("free", method_throttles=throttles)), "NotesUsagePlanFree")["ApiStages"]
    assert stage["Throttle"] == {
        "/notes/GET": {"RateLimit": 1},
        "//GET": {"RateLimit": 1},
        "/all/ANY": {"RateLimit": 1},
    }


def test_a_plan_is_for_all_stages_unless_some_are_named() -> None:
    made = planned(
        UsagePlan("free"), UsagePlan("paid", stages=["prod"]), stages=[Stage("dev"), Stage("prod", logical_id="Live")]
    )
    served = {
        name: [each["Stage"]["Ref"] for each in plan["ApiStages"]] for name, plan in all_of(made, "UsagePlan").items()
    }
    assert served == {"NotesUsagePlanFree": ["NotesStageDev", "Live"], "NotesUsagePlanPaid": ["Live"]}


def test_all_options_are_emitted() -> None:
    key = ApiKey(
        "web",
        value=Parameter("WebKey", no_echo=True, min_length=20, max_length=128),
        enabled=False,
        description="The web.",
        api_key_name="web-key",
        customer_id="c-1",
        tags={"team": "notes"},
    )
    plan = UsagePlan(
        "free",
        keys=[key],
        description="For all.",
        usage_plan_name="Free",
        tags={"team": "notes"},
        quota=Quota(Parameter("Limit", 5, type="Number"), Ref("Period"), offset=3),
    )
    made = planned(plan, parameters=[Parameter("Period", "WEEK")])
    assert properties(made, "WebApiKey") == {
        "Name": "web-key",
        "Description": "The web.",
        "Enabled": False,
        "Value": {"Ref": "WebKey"},
        "CustomerId": "c-1",
        "Tags": [{"Key": "team", "Value": "notes"}],
    }
    found = properties(made, "NotesUsagePlanFree")
    assert (found["UsagePlanName"], found["Description"]) == ("Free", "For all.")
    assert found["Quota"] == {"Limit": {"Ref": "Limit"}, "Offset": 3, "Period": {"Ref": "Period"}}
    assert document(made)["Parameters"]["WebKey"] == {
        "Type": "String",
        "MinLength": 20,
        "MaxLength": 128,
        "NoEcho": True,
    }


def test_no_physical_names_unless_asked() -> None:
    made = planned(UsagePlan("free", keys=[ApiKey("web")]))
    assert "Name" not in properties(made, "WebApiKey")
    assert "UsagePlanName" not in properties(made, "NotesUsagePlanFree")


def test_the_id_of_each_key_is_an_output() -> None:
    outputs = document(planned(UsagePlan("free", keys=[ApiKey("web"), ApiKey("mobile")])))["Outputs"]
    assert outputs["WebApiKeyId"]["Value"] == {"Ref": "WebApiKey"}
    assert outputs["MobileApiKeyId"]["Description"] == (
        "Id of the API key mobile; its value: aws apigateway get-api-key --include-value --api-key ID"
    )
    assert "WebApiKeyId" not in document(planned(UsagePlan("free", keys=[ApiKey("web")]), default_outputs=False)).get(
        "Outputs", {}
    )


def test_a_key_that_two_apis_share_is_one() -> None:
    key = ApiKey("web")
    made = Composition(
        planned(UsagePlan("free", keys=[key])), rest(*KEYED, name="Orders", usage_plans=[UsagePlan("free", keys=[key])])
    )
    assert list(all_of(made, "ApiKey")) == ["WebApiKey"]
    assert list(all_of(made, "UsagePlanKey")) == ["NotesUsagePlanFreeKeyWeb", "OrdersUsagePlanFreeKeyWeb"]


def test_two_keys_of_one_name_show_both_lines() -> None:
    one, two = ApiKey("web"), ApiKey("web", description="another")
    plans = [UsagePlan("free", keys=[one], stages=["dev"]), UsagePlan("paid", keys=[two], stages=["prod"])]
    error = problems(lambda: document(planned(*plans, stages=[Stage("dev"), Stage("prod")])))[0]
    assert isinstance(error, DuplicateError)
    assert (error.given, error.where, error.other) == ("WebApiKey", two.source, one.source)


def test_a_conditional_key_takes_its_tie_along() -> None:
    key = ApiKey("web", condition=Condition("IsLive", Equals("a", "b")))
    found = resources(planned(UsagePlan("free", keys=[key])))
    assert [name for name, each in found.items() if each.get("Condition") == "IsLive"] == [
        "WebApiKey",
        "NotesUsagePlanFreeKeyWeb",
    ]


def test_pinned_ids_are_kept() -> None:
    plan = UsagePlan("free", keys=[ApiKey("web", logical_id="OldKey")], logical_id="OldPlan")
    found = resources(planned(plan))
    assert {"OldKey", "OldPlan", "NotesUsagePlanFreeKeyWeb"} <= set(found)
    assert found["NotesUsagePlanFreeKeyWeb"]["Properties"]["UsagePlanId"] == {"Ref": "OldPlan"}


@pytest.mark.parametrize("source", ["HEADER", "AUTHORIZER"])
def test_the_source_of_keys_is_chosen(source: str) -> None:
    guard = LambdaAuthorizer("Guard", function("Guard"))
    made = planned(UsagePlan("free"), api_key_source=source, authorizer=guard)
    assert properties(made, "NotesApi")["ApiKeySourceType"] == source


def test_a_plan_that_counts_nothing_is_told() -> None:
    (said,) = notices(rest(usage_plans=[UsagePlan("free")]))
    assert 'UsagePlan "free": no method of Notes asks for an API key' in said


def test_a_stage_without_a_plan_is_told() -> None:
    (said,) = notices(planned(UsagePlan("free", stages=["dev"]), stages=[Stage("dev"), Stage("prod")]))
    assert 'Notes: no usage plan has the stage "prod"' in said


def test_a_plan_may_be_in_another_stack() -> None:
    error = problems(lambda: rest(*KEYED))[0]
    assert "external_usage_plans=True" in str(error.allowed)
    assert not notices(rest(*KEYED, external_usage_plans=True))
    assert not all_of(rest(*KEYED, external_usage_plans=True), "UsagePlan")
    stages, own = [Stage("dev"), Stage("prod")], [UsagePlan("free", stages=["dev"])]
    assert not notices(rest(*KEYED, stages=stages, usage_plans=own, external_usage_plans=True))


@pytest.mark.parametrize("given", ["yes", 1, None, Parameter("Plans")])
def test_whether_plans_are_elsewhere_is_said_in_so_many_words(given: Any) -> None:
    (error,) = problems(lambda: rest(external_usage_plans=given))
    assert error.option == "external_usage_plans"
