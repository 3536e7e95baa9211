"""cfngw why-redeploy: what it tells of two templates, in words and as JSON, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli_runs import Ran, cfngw, golden, start_project, write

from cfngw import (
    Blueprint,
    BracketErrors,
    Composition,
    Cors,
    GatewayResponse,
    Method,
    Model,
    Public,
    Request,
    Stage,
)
from http_stages import http
from rest_around import methods, rest
from samples import function

HAND_WRITTEN = """\
Resources:
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: Notes}}
  Notes:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: notes}
  Get:
    Type: AWS::ApiGateway::Method
    Properties: {RestApiId: !Ref Api, ResourceId: !Ref Notes, HttpMethod: GET, AuthorizationType: NONE}
  Deployment: {Type: AWS::ApiGateway::Deployment, Properties: {RestApiId: !Ref Api}}
"""


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start_project(tmp_path, monkeypatch)


def why(old: Blueprint | str, new: Blueprint | str, *words: str) -> Ran:
    """Ask about two blueprints, or texts."""
    for name, template in (("old.yaml", old), ("new.yaml", new)):
        write({name: template if isinstance(template, str) else template.to_yaml()})
    return cfngw("why-redeploy", "old.yaml", "new.yaml", *words)


def told(old: Blueprint, new: Blueprint) -> Any:
    """Give what is told of the one API, as JSON."""
    ran = why(old, new, "--json")
    assert (ran.code, ran.err) == (0, "")
    (found,) = json.loads(ran.out)["apis"]
    return found


def parts(old: Blueprint, new: Blueprint) -> list[tuple[str, str, str]]:
    """Give what changed, in short."""
    return [(each["change"], each["noun"], each["name"]) for each in told(old, new)["changes"]]


def test_nothing_changed() -> None:
    found = told(rest(), rest())
    assert (found["redeployed"], found["unserved"], found["changes"]) == (False, False, [])


def test_a_description_changes_no_deployment() -> None:
    changed = rest(Method("GET /notes", function(description="Another.")), description="The API.", tags={"a": "b"})
    assert told(rest(), changed)["redeployed"] is False


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"policy": Public()}, ("changed", "API", "NotesApi")),
        ({"binary_media_types": ["image/png"]}, ("changed", "API", "NotesApi")),
        ({"redeploy": 2}, ("added", "redeploy", "redeploy")),
        ({"models": [Model("Note", {"type": "object"})]}, ("added", "model", "Note")),
        ({"gateway_responses": [GatewayResponse("THROTTLED", status=503)]}, ("added", "gateway response", "THROTTLED")),
        ({"errors": BracketErrors([400, 500])}, ("changed", "method", "GET /notes")),
        ({"cors": Cors("*")}, ("added", "method", "OPTIONS /notes")),
    ],
)
def test_an_option_that_changes_the_deployment_is_named(
    options: dict[str, Any], expected: tuple[str, str, str]
) -> None:
    found = told(rest(), rest(**options))
    assert found["redeployed"] is True
    assert expected in parts(rest(), rest(**options))


def test_stages_and_plans_change_no_deployment() -> None:
    assert told(rest(), rest(stages=[Stage("dev", description="New."), Stage("prod")]))["changes"] == []


def test_a_template_is_named_by_its_property() -> None:
    target = function()
    one, two = (Method("POST /notes", target, request=Request(template=text)) for text in ('{"a": 1}', '{"a": 2}'))
    (change,) = told(rest(one), rest(two))["changes"]
    assert (change["logical_id"], change["paths"]) == (
        "NotesMethodPostNotes",
        ["Integration.RequestTemplates.application/json"],
    )


def test_a_removed_method_is_served_until_the_deployment_after() -> None:
    found = told(rest(*methods("GET /notes", "DELETE /notes/{id}")), rest())
    assert found["served_until_next_deployment"] == ["DELETE /notes/{id}"]
    assert ("removed", "method", "DELETE /notes/{id}") in [
        (each["change"], each["noun"], each["name"]) for each in found["changes"]
    ]


def test_a_removed_gateway_response_is_served_until_then_too() -> None:
    old = rest(gateway_responses=[GatewayResponse("THROTTLED", status=503)])
    assert told(old, rest())["served_until_next_deployment"] == ["THROTTLED"]


def test_a_method_that_moved_to_another_id_is_not_gone() -> None:
    target = function()
    found = told(rest(Method("GET /a", target)), rest(Method("GET /a", target, logical_id="Pinned")))
    assert found["served_until_next_deployment"] == []


def test_a_second_deployment_ends_it() -> None:
    found = told(rest(), rest(redeploy=2))
    assert (found["redeployed"], found["served_until_next_deployment"]) == (True, [])


def test_what_changes_without_a_deployment_is_a_finding() -> None:
    ran = why(HAND_WRITTEN, HAND_WRITTEN.replace("AuthorizationType: NONE", "AuthorizationType: AWS_IAM"))
    assert ran.code == 5
    assert ran.out == golden("why_unserved", ran.out)


def test_the_words_for_a_template_of_ours() -> None:
    target = function()
    old = rest(*methods("GET /notes", "DELETE /notes/{id}"), Method("GET /", target))
    new = rest(*methods("GET /notes"), Method("GET /", target, api_key_required=False), policy=Public())
    ran = why(old, new)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == golden("why_redeploy", ran.out)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("Resources: {T: {Type: AWS::SNS::Topic}}\n", "Resources: {}\n", "There is no API in these templates.\n"),
        (HAND_WRITTEN, HAND_WRITTEN, "Api: as it was, Deployment.\n"),
        (
            HAND_WRITTEN,
            HAND_WRITTEN.replace("Deployment:", "Deployment2:"),
            "Api: deployed anew, Deployment -> Deployment2: nothing of it changed but the deployment's name.\n",
        ),
        ("Resources: {T: {Type: AWS::SNS::Topic}}\n", HAND_WRITTEN, "Api: it is new: Deployment.\n"),
        (HAND_WRITTEN, "Resources: {T: {Type: AWS::SNS::Topic}}\n", "Api: it is removed.\n"),
        (
            HAND_WRITTEN,
            HAND_WRITTEN.partition("  Deployment:")[0],
            "Api: its deployment is removed.\n",
        ),
    ],
)
def test_the_words_for_what_comes_goes_and_stays(old: str, new: str, words: str) -> None:
    assert why(old, new) == (0, words, "")


def by_hand(*keys: str, **options: Any) -> Blueprint:
    """Make an HTTP API whose stage serves a deployment."""
    return http(*keys, **{"stages": [Stage(auto_deploy=False)], **options})


def test_a_route_of_an_http_api_that_changed_is_named() -> None:
    found = told(by_hand("GET /notes"), by_hand("GET /notes", "POST /notes"))
    assert (found["redeployed"], found["deploys_itself"], found["served_until_next_deployment"]) == (True, False, [])
    assert parts(by_hand("GET /notes"), by_hand("GET /notes", "POST /notes")) == [("added", "route", "POST /notes")]


def test_a_removed_route_is_served_until_the_deployment_after() -> None:
    found = told(by_hand("GET /notes", "POST /notes"), by_hand("GET /notes"))
    assert found["served_until_next_deployment"] == ["POST /notes"]
    assert told(by_hand(), by_hand(redeploy=2))["redeployed"] is True


def test_a_stage_that_deploys_by_itself_serves_each_change() -> None:
    found = told(http("GET /notes", "POST /notes"), http("GET /notes"))
    assert (found["deploys_itself"], found["redeployed"], found["unserved"]) == (True, False, False)
    assert found["served_until_next_deployment"] == []


@pytest.mark.parametrize(
    ("old", "new", "headline"),
    [
        (http("GET /a"), http("GET /a"), "NotesApi: as it was.\n"),
        (
            http("GET /a"),
            http("GET /a", "GET /b"),
            "NotesApi: its stage deploys by itself: 1 part changed.\n  added    route GET /b (NotesRouteGetB)\n",
        ),
        (Blueprint(functions=[function()]), http(), "NotesApi: it is new; its stage deploys by itself.\n"),
        (http(), Blueprint(functions=[function()]), "NotesApi: it is removed.\n"),
    ],
)
def test_the_words_for_a_stage_that_deploys_by_itself(old: Blueprint, new: Blueprint, headline: str) -> None:
    assert why(old, new) == (0, headline, "")


def test_the_first_deployment_of_an_api_that_was_there() -> None:
    ran = why(http(), by_hand())
    assert ran.out.startswith("NotesApi: its first deployment: NotesDeployment")


def test_several_apis_are_told_one_by_one() -> None:
    both = Composition(rest(), rest(name="Orders"))
    found = json.loads(why(both, Composition(rest(), rest(name="Orders", redeploy=2)), "--json").out)["apis"]
    assert [(each["api"], each["redeployed"]) for each in found] == [("NotesApi", False), ("OrdersApi", True)]


def test_yaml_and_json_are_read_alike() -> None:
    write({"old.yaml": rest().to_yaml(), "new.json": rest().to_json()})
    ran = cfngw("why-redeploy", "old.yaml", "new.json")
    assert (ran.code, ran.out.startswith("NotesApi: as it was, NotesDeployment")) == (0, True)


@pytest.mark.parametrize("text", ["Fn::ForEach::Methods: []\n", "Odd: {Type: AWS::ApiGateway::Method}\n"])
def test_what_is_odd_is_left_out(text: str) -> None:
    odd = f"{HAND_WRITTEN}  {text}"
    assert why(odd, odd).code == 0


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["old.yaml"], 2, "Missing argument 'NEW'"),
        (["old.yaml", "absent.yaml"], 6, "absent.yaml can't be read: No such file or directory"),
        (["old.yaml", "text.yaml"], 3, "text.yaml:1:1: this is no CloudFormation template: it has no Resources."),
        (["old.yaml", "broken.yaml"], 3, "broken.yaml:2:"),
    ],
)
def test_what_can_not_be_read_is_told(words: list[str], code: int, message: str) -> None:
    write({"old.yaml": HAND_WRITTEN, "text.yaml": "a: b\n", "broken.yaml": "a: b\n  c: d\n"})
    ran = cfngw("why-redeploy", *words)
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.startswith("error: ")
    assert message in ran.err
    assert "    fix: " in ran.err
