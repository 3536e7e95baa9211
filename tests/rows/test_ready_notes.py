"""The second ready blueprint: four routes on two functions that share statements, access logs, ``$default``."""

from __future__ import annotations

import base64
import json
from functools import cache
from typing import Any

import pytest
from ready import ready

from samples import of_type, statements


@cache
def document() -> Any:
    """Give the template as plain data."""
    return ready("http_api_notes")["blueprint"].sealed().document


def of(resource_type: str) -> dict[str, Any]:
    """Give the template's resources of a type."""
    return of_type(document()["Resources"], resource_type)


class Table:
    """A table in memory, as far as the handlers use one."""

    def __init__(self) -> None:
        self.items: dict[str, dict[str, str]] = {}

    def put_item(self, *, Item: dict[str, str]) -> None:  # noqa: N803 (boto3's words)
        self.items[Item["id"]] = Item

    def get_item(self, *, Key: dict[str, str]) -> dict[str, Any]:  # noqa: N803
        return {"Item": self.items[Key["id"]]} if Key["id"] in self.items else {}

    def delete_item(self, *, Key: dict[str, str]) -> None:  # noqa: N803
        self.items.pop(Key["id"], None)

    def scan(self, *, ProjectionExpression: str) -> dict[str, Any]:  # noqa: N803
        return {"Items": [{ProjectionExpression: item[ProjectionExpression]} for item in self.items.values()]}


class Service:
    """Both functions, run from the text in the template, on one table; every call is routed as the template says."""

    def __init__(self) -> None:
        self.table = Table()
        self.modules = {name: self._module(name) for name in ("Reader", "Writer")}

    def _module(self, name: str) -> dict[str, Any]:
        module: dict[str, Any] = {}
        exec(document()["Resources"][f"{name}Function"]["Properties"]["Code"]["ZipFile"], module)
        module["table"] = self.table
        return module

    def call(self, route_key: str, note: str | None = None, **event: Any) -> Any:
        (route,) = [
            route["Properties"]
            for route in of("AWS::ApiGatewayV2::Route").values()
            if route["Properties"]["RouteKey"] == route_key
        ]
        name = route["Target"]["Fn::Sub"].removeprefix("integrations/${NotesIntegration").removesuffix("}")
        parameters = {"pathParameters": {"id": note}} if note else {}
        answer = self.modules[name]["handler"]({"routeKey": route_key, **parameters, **event}, None)
        return answer["statusCode"], json.loads(answer["body"]) if "body" in answer else None


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Service:
    """Give the service; boto3 wants a region to make its client, and calls nobody."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("TABLE_NAME", "notes")
    return Service()


def test_four_routes_and_the_default_lead_to_two_functions() -> None:
    targets = {
        route["Properties"]["RouteKey"]: route["Properties"]["Target"]["Fn::Sub"]
        for route in of("AWS::ApiGatewayV2::Route").values()
    }
    reader, writer = "integrations/${NotesIntegrationReader}", "integrations/${NotesIntegrationWriter}"
    assert targets == {
        "GET /notes": reader,
        "GET /notes/{id}": reader,
        "PUT /notes/{id}": writer,
        "DELETE /notes/{id}": writer,
        "$default": reader,
    }


def test_a_function_of_several_routes_is_one_function_one_role_and_one_permission() -> None:
    for resource_type in ("AWS::Lambda::Function", "AWS::IAM::Role", "AWS::Lambda::Permission"):
        assert len(of(resource_type)) == 2


def test_both_functions_may_do_the_same_with_the_table_and_nothing_with_another() -> None:
    shared = [statements(role)[1:] for role in of("AWS::IAM::Role").values()]
    assert shared[0] == shared[1]
    ((access,), _) = shared
    assert access["Resource"] == [{"Fn::GetAtt": ["NotesTable", "Arn"]}]
    assert {action.partition(":")[0] for action in access["Action"]} == {"dynamodb"}
    assert not [action for action in access["Action"] if "*" in action]


def test_both_functions_write_to_their_own_logs_only() -> None:
    for name, role in of("AWS::IAM::Role").items():
        assert statements(role)[0]["Resource"] == [{"Fn::GetAtt": [name.replace("Role", "LogGroup"), "Arn"]}]


def test_access_is_logged_and_all_logs_are_kept_as_long_as_the_parameter_says() -> None:
    (stage,) = of("AWS::ApiGatewayV2::Stage").values()
    assert stage["Properties"]["StageName"] == "$default"
    assert json.loads(stage["Properties"]["AccessLogSettings"]["Format"])["requestId"] == "$context.requestId"
    groups = of("AWS::Logs::LogGroup")
    assert [group["Properties"] for group in groups.values()] == [{"RetentionInDays": {"Ref": "LogRetention"}}] * 3
    assert document()["Parameters"]["LogRetention"]["Default"] == 30


def test_the_table_survives_the_stack() -> None:
    table = document()["Resources"]["NotesTable"]
    assert (table["DeletionPolicy"], table["UpdateReplacePolicy"]) == ("Retain", "Retain")


def test_a_note_is_written_read_listed_and_deleted(service: Service) -> None:
    assert service.call("PUT /notes/{id}", "first", body='{"text": "buy milk"}') == (
        200,
        {"id": "first", "text": "buy milk"},
    )
    assert service.call("GET /notes/{id}", "first") == (200, {"id": "first", "text": "buy milk"})
    assert service.call("GET /notes") == (200, ["first"])
    assert service.call("DELETE /notes/{id}", "first") == (204, None)
    assert service.call("GET /notes/{id}", "first") == (404, {"message": "No such note"})


def test_a_body_in_base64_is_read(service: Service) -> None:
    body = base64.b64encode('{"text": "naïve"}'.encode()).decode()
    assert service.call("PUT /notes/{id}", "x", body=body, isBase64Encoded=True)[1] == {"id": "x", "text": "naïve"}


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"body": ""},
        {"body": "no json"},
        {"body": "[]"},
        {"body": "3"},
        {"body": '{"txt": ""}'},
        {"body": "%%%", "isBase64Encoded": True},
        {"body": "/w==", "isBase64Encoded": True},
    ],
)
def test_a_body_that_is_no_note_is_refused_and_nothing_is_kept(service: Service, event: dict[str, Any]) -> None:
    status, answer = service.call("PUT /notes/{id}", "x", **event)
    assert status == 400
    assert "JSON" in answer["message"]
    assert service.table.items == {}


def test_what_no_route_takes_is_answered_with_a_hint(service: Service) -> None:
    assert service.call("$default") == (404, {"message": "Try GET /notes"})
