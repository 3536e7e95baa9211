"""Log groups, parameters, statements: what several options say together."""

from __future__ import annotations

import pytest
from troposphere import Equals, Sub

from cfngw import AccessLogs, Allow, Condition, Deny, LogGroup, Parameter, Role, Route
from cfngw.declare.intrinsic import Reference, Substitution, is_intrinsic
from cfngw.declare.log_group import FORMATS
from cfngw.declare.parameter import default_of
from samples import function, loose, refused

BUCKET = "arn:aws:s3:::notes"


@pytest.mark.parametrize("option", ["application_log_level", "system_log_level"])
@pytest.mark.parametrize("log_format", [None, "Text"])
def test_log_levels_need_the_json_format(option: str, log_format: str | None) -> None:
    error = refused(lambda: loose.LogGroup(log_format=log_format, **{option: "INFO"}))
    assert error.problem == "LogGroup: log levels work with the JSON format only."
    assert LogGroup(log_format="JSON", application_log_level="INFO").log_format == "JSON"


def test_a_log_format_known_only_at_deployment_passes() -> None:
    assert LogGroup(log_format=Parameter("Format"), application_log_level="INFO").application_log_level == "INFO"


def test_logs_may_be_kept_for_ever() -> None:
    assert LogGroup(retention_in_days=None).retention_in_days is None
    assert AccessLogs(retention_in_days=None).retention_in_days is None


@pytest.mark.parametrize("name", FORMATS)
def test_the_named_formats_hold_the_request_id(name: str) -> None:
    assert "$context.requestId" in AccessLogs(name).line()
    assert "\n" not in AccessLogs(name).line()


def test_a_format_of_ones_own_must_hold_the_request_id() -> None:
    error = refused(lambda: AccessLogs("$context.path"))
    assert error.problem == "AccessLogs: the format does not name the request id."
    assert error.fix == "add $context.requestId"


def test_a_format_is_one_line() -> None:
    assert "several lines" in refused(lambda: AccessLogs("$context.requestId\n$context.path")).problem


def test_a_format_fits_into_3_kb() -> None:
    long = "$context.requestId".ljust(3073)
    assert refused(lambda: AccessLogs(long)).allowed == "at most 3072"
    assert AccessLogs(long[:3072])


def test_a_format_may_be_an_intrinsic() -> None:
    assert AccessLogs(Sub("$context.requestId ${AWS::StackName}")).line().to_dict()


def test_a_default_is_one_of_the_allowed_values() -> None:
    error = refused(lambda: Parameter("Stage", "qa", allowed_values=["dev", "prod"]))
    assert error.allowed == "dev, prod"
    assert Parameter("Stage", "dev", allowed_values=["dev", "prod"]).default == "dev"


def test_a_secret_has_no_default() -> None:
    error = refused(lambda: Parameter("Token", "s3cret", no_echo=True))
    assert "s3cret" not in str(error)
    assert Parameter("Token", no_echo=True).no_echo is True


def test_a_condition_is_kept_to_be_declared_with_what_it_governs() -> None:
    condition = Condition("IsProd", Equals("a", "b"))
    assert Route("GET /", function(), condition=condition).condition is condition


def test_a_parameter_is_a_ref() -> None:
    assert Parameter("Stage").to_dict() == {"Ref": "Stage"}


@pytest.mark.parametrize(
    ("given", "default"),
    [(Parameter("A", "x"), "x"), (Parameter("A"), None), ("x", "x"), (Sub("x"), None), (None, None)],
)
def test_what_a_text_starts_with(given: object, default: object) -> None:
    assert default_of(given) == default


@pytest.mark.parametrize("actions", ["*", "s3:*", "s3:Get*", "s3:GetObjec?", ["s3:GetObject", "s3:*"]])
def test_a_wildcard_action_needs_a_reason(actions: object) -> None:
    error = refused(lambda: loose.Allow(actions, BUCKET))
    assert error.problem == "Allow: an action with a wildcard needs a reason."
    assert loose.Allow(actions, BUCKET, reason="all of them").reason


def test_the_resource_star_needs_a_reason() -> None:
    error = refused(lambda: Allow("s3:ListAllMyBuckets", "*"))
    assert error.problem == "Allow: resource '*' needs a reason."
    assert Allow("s3:ListAllMyBuckets", "*", reason="it has no resources").resources == ("*",)


def test_an_empty_reason_is_none() -> None:
    assert "needs a reason" in refused(lambda: Allow("s3:ListAllMyBuckets", "*", reason="")).problem


def test_a_deny_needs_no_reason() -> None:
    assert Deny("*", "*").effect == "Deny"


def test_a_wildcard_inside_an_arn_needs_no_reason() -> None:
    assert Allow("s3:GetObject", f"{BUCKET}/*").reason is None


def test_a_condition_that_is_no_dict_of_dicts_shows_the_wrong_part() -> None:
    error = refused(lambda: loose.Allow("s3:GetObject", BUCKET, conditions={"StringEquals": "x"}))
    assert error.given == "x"
    assert error.allowed == "a dict: {key: value}"


def test_a_role_names_itself() -> None:
    assert Role("Reader").resource_id == "ReaderRole"
    assert Role("Reader", logical_id="Pinned").arn.to_dict() == {"Fn::GetAtt": ["Pinned", "Arn"]}


def test_references_are_equal_by_what_they_say() -> None:
    assert Reference("A", "Arn") == Reference("A", "Arn")
    assert hash(Reference("A")) == hash(Reference("A"))
    assert Reference("A") != Reference("A", "Arn")
    assert Substitution("${A}") == Substitution("${A}")
    assert len({Substitution("${A}"), Substitution("${A}")}) == 1
    assert repr(Reference("A", "Arn")) == "Reference('A', 'Arn')"
    assert repr(Substitution("${A}")) == "Substitution('${A}')"


@pytest.mark.parametrize("literal", ["x", 5, None, True, {"Ref": "A"}, ["x"], function(), Reference, Parameter])
def test_a_literal_is_no_intrinsic(literal: object) -> None:
    assert not is_intrinsic(literal)
