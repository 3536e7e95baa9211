"""The ready blueprint of a team: tokens, a queue before the work, a table, a domain; run from its template."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from boto3.dynamodb.conditions import ConditionBase
from ready import again, one, ready

from cfngw import AccessLogs, Stage
from samples import of_type, statements

V2 = "AWS::ApiGatewayV2::"


@cache
def document() -> Any:
    """Give the template as plain data."""
    return ready("http_api_orders")["blueprint"].sealed().document


def of(resource_type: str) -> dict[str, Any]:
    """Give the template's resources of a type."""
    return of_type(document()["Resources"], resource_type)


def routes() -> dict[str, Any]:
    """Give the properties of the routes by their keys."""
    return {each["Properties"]["RouteKey"]: each["Properties"] for each in of(f"{V2}Route").values()}


def test_every_route_asks_for_a_token_but_the_public_one() -> None:
    """A47, P06: a default authorizer, an opt-out with its reason, and preflights that nobody refuses."""
    kinds = {key: route.get("AuthorizationType") for key, route in routes().items()}
    assert kinds.pop("GET /health") == "NONE"
    assert set(kinds.values()) == {"JWT"}
    (authorizer,) = of(f"{V2}Authorizer")
    assert {route["AuthorizerId"]["Ref"] for key, route in routes().items() if key != "GET /health"} == {authorizer}
    assert not any(key.startswith("OPTIONS") for key in routes())
    api = one(document(), f"{V2}Api")["Properties"]
    assert api["CorsConfiguration"]["AllowOrigins"] == [{"Ref": "WebOrigin"}]
    assert "authorization" in [each.lower() for each in api["CorsConfiguration"]["AllowHeaders"]]


def test_an_order_goes_into_the_queue_without_a_function_and_by_a_role_that_can_do_nothing_else() -> None:
    (call,) = [
        each["Properties"] for each in of(f"{V2}Integration").values() if "IntegrationSubtype" in each["Properties"]
    ]
    assert call["IntegrationSubtype"] == "SQS-SendMessage"
    parameters = call["RequestParameters"]
    assert (parameters["QueueUrl"], parameters["MessageBody"]) == ({"Ref": "PlacedQueue"}, "$request.body")
    (role,) = [role for name, role in of("AWS::IAM::Role").items() if name == call["CredentialsArn"]["Fn::GetAtt"][0]]
    (statement,) = statements(role)
    assert statement["Action"] == ["sqs:SendMessage"]
    assert statement["Resource"] == [{"Fn::GetAtt": ["PlacedQueue", "Arn"]}]


def test_the_domain_alone_leads_to_the_api() -> None:
    """D01, D02, D23: a custom domain with its certificate and records."""
    assert one(document(), f"{V2}Api")["Properties"]["DisableExecuteApiEndpoint"] is True
    mapping = one(document(), f"{V2}ApiMapping")["Properties"]
    (domain,) = of(f"{V2}DomainName")
    assert mapping["DomainName"] == {"Ref": domain}
    assert one(document(), "AWS::CertificateManager::Certificate")["Properties"]["ValidationMethod"] == "DNS"
    record = one(document(), "AWS::Route53::RecordSet")["Properties"]
    assert (record["Type"], record["HostedZoneId"]) == ("A", {"Ref": "HostedZoneId"})
    assert {"Fn::Sub": "https://${ApiDomainName}/"} in [each["Value"] for each in document()["Outputs"].values()]


def test_the_stage_limits_the_rate_and_waits_for_the_route_that_it_names() -> None:
    stage = one(document(), f"{V2}Stage")
    settings = stage["Properties"]
    assert settings["DefaultRouteSettings"] == {"ThrottlingRateLimit": 50, "ThrottlingBurstLimit": 100}
    assert settings["RouteSettings"] == {"POST /orders": {"ThrottlingRateLimit": 10, "ThrottlingBurstLimit": 20}}
    assert "OrdersRoutePostOrders" in stage["DependsOn"]
    assert "$context.requestId" in settings["AccessLogSettings"]["Format"]


def test_data_outlives_the_stack_and_failed_orders_are_kept() -> None:
    table = one(document(), "AWS::DynamoDB::Table")
    assert table["DeletionPolicy"] == "RetainExceptOnCreate"
    queue = document()["Resources"]["PlacedQueue"]["Properties"]
    assert queue["RedrivePolicy"]["deadLetterTargetArn"] == {"Fn::GetAtt": ["FailedQueue", "Arn"]}
    worker = document()["Resources"]["WorkerFunction"]["Properties"]
    assert queue["VisibilityTimeout"] >= 6 * worker["Timeout"]
    source = one(document(), "AWS::Lambda::EventSourceMapping")["Properties"]
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_a_team_takes_out_what_it_does_not_need() -> None:
    blueprint = ready("http_api_orders")["blueprint"]
    plain = again(
        blueprint, api_mappings=[], execute_api_endpoint=True, cors=None, stages=[Stage(access_logs=AccessLogs())]
    )
    kinds = {each["Type"] for each in plain["Resources"].values()}
    assert not {"AWS::Route53::RecordSet", f"{V2}DomainName", "AWS::CertificateManager::Certificate"} & kinds


# --- the handlers, run from the template ----------------------------------------------------------------------------


class Table:
    """A table in memory, as far as the handlers use one."""

    def __init__(self) -> None:
        self.items: dict[tuple[str, str], dict[str, Any]] = {}

    def put_item(self, *, Item: dict[str, Any]) -> None:  # noqa: N803 (boto3's words)
        self.items[Item["owner"], Item["id"]] = Item

    def get_item(self, *, Key: dict[str, str]) -> dict[str, Any]:  # noqa: N803
        found = self.items.get((Key["owner"], Key["id"]))
        return {"Item": found} if found else {}

    def query(self, *, KeyConditionExpression: ConditionBase, Limit: int) -> dict[str, Any]:  # noqa: N803
        key, owner = KeyConditionExpression.get_expression()["values"]
        assert key.name == "owner"
        return {"Items": [item for (of_whom, _), item in self.items.items() if of_whom == owner][:Limit]}


class Service:
    """Both functions, run from the text in the template, on one table."""

    def __init__(self) -> None:
        self.table = Table()
        self.reader, self.worker = (self._handler(name) for name in ("Reader", "Worker"))

    def _handler(self, name: str) -> Any:
        module: dict[str, Any] = {}
        exec(document()["Resources"][f"{name}Function"]["Properties"]["Code"]["ZipFile"], module)
        module["table"] = self.table
        return module["handler"]

    def place(self, owner: str, *bodies: str) -> Any:
        """Let the worker take messages, as the queue gives them."""
        records = [
            {
                "messageId": f"{owner}-{number}",
                "body": body,
                "attributes": {"SentTimestamp": "1700000000000"},
                "messageAttributes": {"owner": {"dataType": "String", "stringValue": owner}},
            }
            for number, body in enumerate(bodies)
        ]
        return self.worker({"Records": records}, None)

    def get(self, owner: str, route_key: str, **event: Any) -> tuple[int, Any]:
        """Call the reader as API Gateway does, behind the authorizer."""
        assert route_key in routes()
        claims = {"authorizer": {"jwt": {"claims": {"sub": owner}}}}
        answer = self.reader({"routeKey": route_key, "requestContext": claims, **event}, None)
        return answer["statusCode"], json.loads(answer["body"])


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Service:
    monkeypatch.setenv("ORDERS_TABLE", "orders")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    return Service()


def test_an_order_is_stored_and_shown_to_its_owner_alone(service: Service) -> None:
    assert service.place("ann", '{"item": "tea", "price": 2.5, "owner": "bob"}') == {"batchItemFailures": []}
    (order,) = service.get("ann", "GET /orders")[1]
    assert order == {"id": "ann-0", "placed": "1700000000000", "order": {"item": "tea", "price": 2.5, "owner": "bob"}}
    assert service.get("ann", "GET /orders/{id}", pathParameters={"id": "ann-0"}) == (200, order)
    assert service.get("bob", "GET /orders") == (200, [])
    assert service.get("bob", "GET /orders/{id}", pathParameters={"id": "ann-0"})[0] == 404


def test_a_message_that_comes_twice_is_stored_once(service: Service) -> None:
    service.place("ann", "{}")
    service.place("ann", "{}")
    assert len(service.table.items) == 1


def test_what_is_no_order_fails_alone(service: Service) -> None:
    assert service.place("ann", "{}", "no JSON", "{}") == {"batchItemFailures": [{"itemIdentifier": "ann-1"}]}
    assert len(service.table.items) == 2


def test_anybody_may_ask_for_health(service: Service) -> None:
    answer = service.reader({"routeKey": "GET /health"}, None)
    assert (answer["statusCode"], json.loads(answer["body"])) == (200, {"status": "up"})


def test_the_owner_comes_from_the_token_and_not_from_the_body() -> None:
    (call,) = [
        each["Properties"] for each in of(f"{V2}Integration").values() if "IntegrationSubtype" in each["Properties"]
    ]
    attributes = json.loads(call["RequestParameters"]["MessageAttributes"])
    assert attributes == {"owner": {"DataType": "String", "StringValue": "${context.authorizer.claims.sub}"}}
