"""The module of answers that hold for a whole API, run for real."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cfngw import BracketErrors, Directory, Function
from cfngw.declare.policy_module import MODULE_NAME, MODULE_TEXT
from samples import loose, refused, template_of


def module() -> Any:
    """Run the module as Lambda would import it."""
    names: dict[str, Any] = {}
    exec(compile(MODULE_TEXT, MODULE_NAME, "exec"), names)
    return SimpleNamespace(**names)


API = module()
REST = "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3/dev"


@pytest.mark.parametrize("partition", ["aws", "aws-cn", "aws-us-gov"])
@pytest.mark.parametrize(
    "event",
    [
        {"type": "TOKEN", "authorizationToken": "x", "methodArn": "%s/GET/notes/1"},
        {"type": "REQUEST", "methodArn": "%s/POST/"},
        {"version": "1.0", "type": "REQUEST", "methodArn": "%s/GET/request"},
        {"version": "2.0", "type": "REQUEST", "routeArn": "%s/GET/request/a/b"},
    ],
    ids=["token", "request", "payload 1.0", "payload 2.0"],
)
def test_P26_an_answer_holds_for_every_method_of_the_stage_and_no_other(  # noqa: N802
    event: dict[str, str], partition: str
) -> None:
    stage = REST.replace("arn:aws:", f"arn:{partition}:")
    called = {name: given.replace("%s", stage) for name, given in event.items()}
    (statement,) = API.allow("me", called)["policyDocument"]["Statement"]
    assert statement == {"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": f"{stage}/*/*"}
    for other in ("GET/", "DELETE/notes/1", "GET/a/b/c"):
        assert fnmatchcase(f"{stage}/{other}", statement["Resource"])
    assert not fnmatchcase(stage.replace("/dev", "/prod") + "/GET/", statement["Resource"])


def test_a_route_without_a_method_is_covered_too() -> None:
    assert API.resource({"routeArn": f"{REST}/$default"}) == f"{REST}/*"


def test_a_caller_is_kept_out_of_all_methods() -> None:
    answer = API.deny("nobody", {"methodArn": f"{REST}/GET/notes"})
    assert answer["principalId"] == "nobody"
    assert answer["policyDocument"]["Version"] == "2012-10-17"
    assert answer["policyDocument"]["Statement"][0]["Effect"] == "Deny"
    assert "context" not in answer


def test_an_answer_tells_the_function_behind_it_what_it_likes() -> None:
    context = {"role": "admin", "age": 42, "ratio": 0.5, "new": True}
    answer = API.allow(7, {"methodArn": f"{REST}/GET/"}, context=context, usage_identifier_key="k")
    assert (answer["principalId"], answer["context"], answer["usageIdentifierKey"]) == ("7", context, "k")
    assert json.loads(json.dumps(answer)) == answer


@pytest.mark.parametrize("value", [{"a": 1}, [1], None])
def test_what_api_gateway_would_answer_500_to_is_told_in_the_log(value: Any) -> None:
    with pytest.raises(TypeError, match="context: x is of the type"):
        API.allow("me", {"methodArn": f"{REST}/GET/"}, context={"x": value})


@pytest.mark.parametrize("event", [{}, {"methodArn": ""}, {"methodArn": "x/y"}, {"routeArn": None}])
def test_an_event_of_something_else_is_told(event: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="is this a Lambda authorizer"):
        API.allow("me", event)


def test_what_is_raised_is_what_api_gateway_looks_for() -> None:
    assert str(API.unauthorized()) == "Unauthorized"
    assert type(API.unauthorized()) is Exception


def test_the_module_needs_python_alone() -> None:
    assert "import" not in MODULE_TEXT.split('"""', 2)[2]


CODE = "from api_policy import allow\n\n\ndef handler(event, context):\n    return allow('me', event)\n"


def guard(folder: Path, **options: Any) -> Function:
    folder.mkdir(exist_ok=True)
    (folder / "app.py").write_text(CODE)
    code = loose.Directory(str(folder), **options)
    return Function("Guard", "app.handler", runtime="python3.13", code=code)


def test_it_lies_beside_the_code(tmp_path: Path) -> None:
    assert guard(tmp_path / "a", policies=True).code.generated == ((MODULE_NAME, MODULE_TEXT),)  # type: ignore[union-attr]
    assert guard(tmp_path / "b").code.generated == ()  # type: ignore[union-attr]


def test_the_template_says_that_it_belongs_to_the_code(tmp_path: Path) -> None:
    found = template_of(guard(tmp_path, policies=True))["Resources"]["GuardFunction"]
    assert MODULE_TEXT in json.loads(json.dumps(found["Metadata"]))["cfngw"]["Bundle"]["Files"].values()


def test_it_lies_beside_the_exceptions(tmp_path: Path) -> None:
    both = guard(tmp_path, policies=True, errors=BracketErrors([400]))
    assert [name for name, _ in both.code.generated] == ["api_errors.py", "api_policy.py"]  # type: ignore[union-attr]


def test_a_file_of_the_same_name_is_told(tmp_path: Path) -> None:
    (tmp_path / MODULE_NAME).write_text("mine = 1\n")
    code = Directory(str(tmp_path), policies=True)
    error = refused(lambda: Function("Guard", "api_policy.allow", runtime="python3.13", code=code))
    assert "is not the api_policy.py that cfngw generates" in error.problem


def test_it_is_of_python(tmp_path: Path) -> None:
    (tmp_path / "app.js").write_text("exports.handler = async () => 1\n")
    code = Directory(str(tmp_path), policies=True)
    error = refused(lambda: Function("Guard", "app.handler", runtime="nodejs22.x", code=code))
    assert error.problem == 'Function "Guard": the module of policies is Python\'s.'


@pytest.mark.parametrize("given", ["yes", 1, None])
def test_it_is_asked_for_or_not(given: Any, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(CODE)
    assert refused(lambda: loose.Directory(str(tmp_path), policies=given)).option == "policies"
