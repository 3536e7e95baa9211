"""What routes of HTTP APIs lead to besides functions: rows E17, E18; P42, the right link for each kind of API."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from troposphere import Equals, GetAtt, If, ImportValue, Join, Ref, Sub

from cfngw import (
    Allow,
    Blueprint,
    Composition,
    Condition,
    EventBridgePutEvents,
    HttpProxy,
    ImportedFunction,
    KinesisPutRecord,
    LambdaProxy,
    Output,
    Parameter,
    PrivateIntegration,
    Queue,
    Route,
    SqsPurgeQueue,
    SqsReceiveMessage,
    SqsSendMessage,
    Stage,
    StepFunctionsStartExecution,
    StepFunctionsStartSyncExecution,
    StepFunctionsStopExecution,
    VpcLink,
)
from cfngw.declare.http_api import HttpApi
from cfngw.errors import DuplicateError
from cfngw.limits import Limits
from http_targets import ALL, BUS, EXISTING, INNER, KEY, LINK, LISTENER, MACHINE, PROXIES, QUEUES, SERVICES, STREAM
from samples import api, document, function, of_type, problems, resources, statements

GOLDEN = Path(__file__).parent.parent / "golden" / "http_integrations.yaml"
INTEGRATION = "AWS::ApiGatewayV2::Integration"
ENVIRONMENT = Parameter("Environment")


def made(target: Any, key: str = "POST /x", **options: Any) -> Any:
    """Give the properties of the one integration of an API with this target."""
    (found,) = of_type(resources(api(Route(key, target), **options)), INTEGRATION).values()
    return found["Properties"]


def rights(target: Any) -> Any:
    """Give the statements of the one role that is made for a target."""
    (role,) = of_type(resources(api(Route("POST /x", target))), "AWS::IAM::Role").values()
    return statements(role)


# All of them


def test_all_integrations_are_the_golden_template() -> None:
    text = Composition(*ALL).to_yaml()
    if os.environ.get("REGENERATE"):
        GOLDEN.write_text(text)
    assert text == GOLDEN.read_text()


@pytest.mark.slow
@pytest.mark.checked
def test_no_integration_has_findings() -> None:
    assert Composition(*ALL).lint() == []


def test_every_subtype_of_aws_is_there() -> None:
    """https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services-reference.html"""
    found = of_type(resources(Composition(*ALL)), INTEGRATION).values()
    assert {each["Properties"].get("IntegrationSubtype") for each in found} == {
        None,
        "EventBridge-PutEvents",
        "SQS-SendMessage",
        "SQS-ReceiveMessage",
        "SQS-DeleteMessage",
        "SQS-PurgeQueue",
        "AppConfig-GetConfiguration",
        "Kinesis-PutRecord",
        "StepFunctions-StartExecution",
        "StepFunctions-StartSyncExecution",
        "StepFunctions-StopExecution",
    }


def test_the_parameters_are_those_that_aws_lists() -> None:
    """By subtype, all that the table of AWS's reference has; those of one that is sent are written out here."""
    sent = {
        "SQS-SendMessage": "QueueUrl MessageBody DelaySeconds MessageAttributes MessageDeduplicationId MessageGroupId "
        "MessageSystemAttributes Region",
        "SQS-ReceiveMessage": "QueueUrl AttributeNames MaxNumberOfMessages MessageAttributeNames "
        "ReceiveRequestAttemptId VisibilityTimeout WaitTimeSeconds",
        "SQS-DeleteMessage": "QueueUrl ReceiptHandle",
        "SQS-PurgeQueue": "QueueUrl Region",
        "EventBridge-PutEvents": "Detail DetailType Source Time EventBusName Resources Region TraceHeader",
        "Kinesis-PutRecord": "StreamName Data PartitionKey SequenceNumberForOrdering ExplicitHashKey Region",
        "AppConfig-GetConfiguration": "Application Environment Configuration ClientId ClientConfigurationVersion",
        "StepFunctions-StartExecution": "StateMachineArn Name Input Region",
        "StepFunctions-StartSyncExecution": "StateMachineArn Input TraceHeader",
        "StepFunctions-StopExecution": "ExecutionArn Cause Error Region",
    }
    found: dict[str, set[str]] = {}
    for each in of_type(resources(Composition(*ALL)), INTEGRATION).values():
        properties = each["Properties"]
        if "IntegrationSubtype" in properties:
            found.setdefault(properties["IntegrationSubtype"], set()).update(properties["RequestParameters"])
    assert found == {subtype: set(names.split()) for subtype, names in sent.items()}


def test_every_value_of_the_request_is_a_text_or_an_intrinsic() -> None:
    for each in of_type(resources(Composition(*ALL)), INTEGRATION).values():
        for given in each["Properties"].get("RequestParameters", {}).values():
            assert isinstance(given, str | dict)


def test_the_payload_format_of_all_but_functions_is_1_0() -> None:
    for each in of_type(resources(Composition(*ALL)), INTEGRATION).values():
        function_called = (
            "IntegrationUri" in each["Properties"] and each["Properties"]["IntegrationType"] == "AWS_PROXY"
        )
        assert each["Properties"]["PayloadFormatVersion"] == ("2.0" if function_called else "1.0")


def test_nothing_is_noted_of_them() -> None:
    assert Composition(*ALL).sealed().notices == ()


# Addresses


def test_an_address_is_called_with_the_requests_own_method() -> None:
    assert made(HttpProxy("https://a.example/x")) == {
        "ApiId": {"Ref": "NotesApi"},
        "IntegrationType": "HTTP_PROXY",
        "ConnectionType": "INTERNET",
        "IntegrationMethod": "ANY",
        "IntegrationUri": "https://a.example/x",
        "PayloadFormatVersion": "1.0",
    }
    assert made(HttpProxy("https://a.example/x", method="POST"))["IntegrationMethod"] == "POST"


def test_timeouts_are_milliseconds() -> None:
    assert made(HttpProxy("https://a.example", timeout_seconds=0.05))["TimeoutInMillis"] == 50
    assert made(HttpProxy("https://a.example", timeout_seconds=0.29))["TimeoutInMillis"] == 290
    assert made(LambdaProxy(function(), timeout_seconds=30))["TimeoutInMillis"] == 30_000
    assert "TimeoutInMillis" not in made(HttpProxy("https://a.example"))


def test_mappings_are_written_as_cloudformation_takes_them() -> None:
    proxy = HttpProxy(
        "https://a.example",
        request_parameters={"append:query.page": 1, "remove:header.x": None, "overwrite:header.y": Ref("AWS::Region")},
        response_parameters={404: {"overwrite:statuscode": 410}, "500": {}},
    )
    found = made(proxy)
    assert found["RequestParameters"] == {
        "append:querystring.page": "1",
        "remove:header.x": "''",
        "overwrite:header.y": {"Ref": "AWS::Region"},
    }
    assert found["ResponseParameters"] == {
        "404": {"ResponseParameters": [{"Destination": "overwrite:statuscode", "Source": "410"}]},
        "500": {"ResponseParameters": []},
    }


def test_a_function_may_have_both_mappings() -> None:
    proxy = LambdaProxy(
        function(),
        request_parameters={"overwrite:path": "/x"},
        response_parameters={200: {"append:header.x": "$context.requestId"}},
    )
    found = made(proxy)
    assert found["RequestParameters"] == {"overwrite:path": "/x"}
    assert found["ResponseParameters"]["200"]["ResponseParameters"][0]["Destination"] == "append:header.x"


def test_equal_values_are_one_integration() -> None:
    routes = [Route(f"GET /{name}", HttpProxy("https://a.example", timeout_seconds=5)) for name in "ab"]
    assert list(of_type(resources(api(*routes)), INTEGRATION)) == ["NotesIntegrationHttpADotExampleTimeout5"]


def test_what_differs_is_named_or_told() -> None:
    one, two = HttpProxy("https://a.example"), HttpProxy("https://a.example", method="POST", timeout_seconds=0.25)
    found = of_type(resources(api(Route("GET /a", one), Route("GET /b", two))), INTEGRATION)
    assert list(found) == ["NotesIntegrationHttpADotExample", "NotesIntegrationHttpADotExamplePostTimeout250Ms"]
    other = HttpProxy("https://a.example", request_parameters={"append:header.x": "y"})
    (error,) = problems(lambda: resources(api(Route("GET /a", one), Route("GET /b", other))))
    assert isinstance(error, DuplicateError)
    assert (error.where, error.other) == (other.source, one.source)
    pinned = HttpProxy("https://a.example", request_parameters={"append:header.x": "y"}, logical_id="Other")
    assert "Other" in resources(api(Route("GET /a", one), Route("GET /b", pinned)))


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://api.example.com/v1/{id}", "ApiDotExampleDotComV1Var"),
        ("http://a.example:8080/b-c?d=e", "ADotExample8080BDashCDEqualE"),
        ("https://${stageVariables.host}/x", "StageVariablesDotHostX"),
        (Parameter("BackendUrl"), "BackendUrl"),
        (Ref("BackendUrl"), "BackendUrl"),
        (Sub("https://${Host}/x"), "HostX"),
        (Sub("https://${Host}/x", Host=Ref("Other")), "HostX"),
        (GetAtt("Service", "Url"), "ServiceUrl"),
        (ImportValue("backend-url"), "BackendDashUrl"),
    ],
)
def test_an_integration_is_named_by_where_it_leads(address: Any, name: str) -> None:
    route = Route("GET /{id}", HttpProxy(address))
    assert route.integration.integration_id(HttpApi("Notes", routes=[route]), route) == f"NotesIntegrationHttp{name}"


@pytest.mark.parametrize("address", [Join("", ["https://", "a"]), If("A", "https://a", "https://b")])
def test_what_has_no_name_is_pinned(address: Any) -> None:
    target = HttpProxy(address, logical_id="Backend")
    found = resources(api(Route("GET /", target), conditions=[Condition("A", Equals("a", "b"))]))
    assert found["Backend"]["Type"] == INTEGRATION


# Private integrations


def test_a_link_is_made_once_and_stands_before_what_uses_it() -> None:
    other = PrivateIntegration(f"{LISTENER}x", LINK)
    found = resources(api(Route("GET /a", INNER), Route("GET /b", INNER), Route("GET /c", other)))
    assert list(of_type(found, "AWS::ApiGatewayV2::VpcLink")) == ["BackendVpcLink"]
    assert len(of_type(found, INTEGRATION)) == 2
    names = list(found)
    assert names.index("BackendVpcLink") < names.index(next(iter(of_type(found, INTEGRATION))))
    assert found["BackendVpcLink"]["Properties"] == {
        "Name": "Backend",
        "SubnetIds": ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
        "SecurityGroupIds": ["sg-0123456789abcdef0"],
        "Tags": {"team": "notes"},
    }


def test_two_apis_share_a_link() -> None:
    both = Composition(*(api(Route("GET /", INNER), name=name) for name in ("A", "B")))
    assert len(of_type(resources(both), "AWS::ApiGatewayV2::VpcLink")) == 1
    assert len(of_type(resources(both), INTEGRATION)) == 2


def test_a_link_may_be_there_already() -> None:
    found = made(PrivateIntegration(LISTENER, Parameter("VpcLinkId")))
    assert (found["ConnectionType"], found["ConnectionId"]) == ("VPC_LINK", {"Ref": "VpcLinkId"})
    assert "TlsConfig" not in found


def test_a_server_name_makes_it_https() -> None:
    assert made(INNER)["TlsConfig"] == {"ServerNameToVerify": "inner.example.com"}


def test_only_a_named_stage_stands_before_the_path_and_is_taken_away() -> None:
    plain = PrivateIntegration(LISTENER, LINK)
    assert "RequestParameters" not in made(plain)
    dev = [Stage("dev"), Stage()]
    assert made(plain, stages=dev)["RequestParameters"] == {"overwrite:path": "$request.path"}
    assert "RequestParameters" not in made(plain.but(keep_stage_in_path=True), stages=dev)
    own = plain.but(request_parameters={"overwrite:path": "/x", "append:header.a": "b"})
    assert made(own, stages=dev)["RequestParameters"] == {"overwrite:path": "/x", "append:header.a": "b"}
    more = plain.but(request_parameters={"append:header.a": "b"})
    assert made(more, stages=dev)["RequestParameters"] == {"overwrite:path": "$request.path", "append:header.a": "b"}


def test_a_conditional_link_makes_its_integration_and_routes_conditional() -> None:
    inside = Condition("Inside", Equals(Ref("Environment"), "prod"))
    link = LINK.but(condition=inside)
    found = resources(api(Route("GET /", PrivateIntegration(LISTENER, link)), parameters=[ENVIRONMENT]))
    assert {name: each.get("Condition") for name, each in found.items() if each.get("Condition")} == {
        name: "Inside" for name, each in found.items() if each["Type"].endswith(("VpcLink", "::Integration", "::Route"))
    }


def test_a_link_comes_with_a_reference() -> None:
    found = document(Blueprint(functions=[function()], outputs=[Output("Link", LINK.ref)]))
    assert found["Outputs"]["Link"]["Value"] == {"Ref": "BackendVpcLink"}
    assert "BackendVpcLink" in found["Resources"]


def test_many_subnets_are_noted() -> None:
    link = VpcLink("Backend", [f"subnet-{number}" for number in range(11)], vpc_link_name="x", logical_id="L")
    (note,) = api(Route("GET /", PrivateIntegration(LISTENER, link))).sealed().notices
    assert note.problem == 'VpcLink "Backend": it has 11 subnets; a new account allows 10 for a link.'
    assert note.where == link.source


def test_subnets_may_be_one_parameter() -> None:
    link = VpcLink("Backend", Parameter("Subnets", type="List<AWS::EC2::Subnet::Id>"))
    found = resources(api(Route("GET /", PrivateIntegration(LISTENER, link))))
    assert found["BackendVpcLink"]["Properties"]["SubnetIds"] == {"Ref": "Subnets"}


# Services


def test_a_call_has_a_role_for_one_action_on_one_resource() -> None:
    queue = Queue("Jobs")
    found = resources(
        api(
            Route("POST /a", SqsSendMessage(queue, body="$request.body")),
            Route("POST /b", SqsSendMessage(queue, body="b")),
            Route("GET /a", SqsReceiveMessage(queue)),
            Route("POST /c", SqsSendMessage(queue, body="c", allow=[Allow("kms:Decrypt", KEY)])),
        )
    )
    roles = of_type(found, "AWS::IAM::Role")
    allowed = {name: [statement["Action"] for statement in statements(role)] for name, role in roles.items()}
    assert allowed == {
        "NotesSQSSendMessageJobsRole": [["sqs:SendMessage"]],
        "NotesSQSReceiveMessageJobsRole": [["sqs:ReceiveMessage"]],
        "NotesIntegrationRoutePostCRole": [["sqs:SendMessage"], ["kms:Decrypt"]],
    }
    (trust,) = roles["NotesSQSSendMessageJobsRole"]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": ["apigateway.amazonaws.com"]}
    for name in ("PostA", "PostB"):
        credentials = found[f"NotesIntegrationRoute{name}"]["Properties"]["CredentialsArn"]
        assert credentials == {"Fn::GetAtt": ["NotesSQSSendMessageJobsRole", "Arn"]}


@pytest.mark.parametrize(
    ("target", "action", "where"),
    [
        (SqsSendMessage(EXISTING, body="x"), "sqs:SendMessage", [EXISTING]),
        (SqsPurgeQueue(Ref("AWS::StackName")), "sqs:PurgeQueue", [{"Ref": "AWS::StackName"}]),
        (
            EventBridgePutEvents(detail_type="T", event_source="s", detail="d"),
            "events:PutEvents",
            [{"Fn::Sub": "arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/default"}],
        ),
        (EventBridgePutEvents(BUS, detail_type="T", event_source="s", detail="d"), "events:PutEvents", [BUS]),
        (KinesisPutRecord(STREAM, data="d", partition_key="k"), "kinesis:PutRecord", [STREAM]),
        (
            KinesisPutRecord("clicks", data="d", partition_key="k", region=Parameter("Region")),
            "kinesis:PutRecord",
            [{"Fn::Sub": "arn:${AWS::Partition}:kinesis:${Region}:${AWS::AccountId}:stream/clicks"}],
        ),
        (
            KinesisPutRecord(ImportValue("clicks"), data="d", partition_key="k"),
            "kinesis:PutRecord",
            [
                {
                    "Fn::Sub": [
                        "arn:${AWS::Partition}:kinesis:${AWS::Region}:${AWS::AccountId}:stream/${Part1}",
                        {"Part1": {"Fn::ImportValue": "clicks"}},
                    ]
                }
            ],
        ),
        (StepFunctionsStartExecution(MACHINE), "states:StartExecution", [MACHINE]),
        (StepFunctionsStartSyncExecution(MACHINE), "states:StartSyncExecution", [MACHINE]),
        (
            StepFunctionsStopExecution(f"{MACHINE}:live", execution_arn="x"),
            "states:StopExecution",
            ["arn:aws:states:eu-west-1:123456789012:execution:Nightly:*"],
        ),
    ],
)
def test_a_role_names_its_resource(target: Any, action: str, where: Any) -> None:
    assert rights(target) == [{"Effect": "Allow", "Action": [action], "Resource": where}]


def test_the_key_of_a_queue_comes_with_its_use() -> None:
    send, key = rights(SqsSendMessage(Queue("Jobs", kms_key_arn=KEY), body="x"))
    assert send["Action"] == ["sqs:SendMessage"]
    assert key["Action"] == ["kms:Decrypt", "kms:GenerateDataKey"]
    (purge,) = rights(SqsPurgeQueue(Queue("Jobs", kms_key_arn=KEY)))
    assert purge["Action"] == ["sqs:PurgeQueue"]


def test_a_role_may_be_given() -> None:
    target = SqsPurgeQueue(EXISTING, credentials_arn=Parameter("RoleArn"))
    found = resources(api(Route("POST /x", target)))
    assert of_type(found, "AWS::IAM::Role") == {}
    assert found["NotesIntegrationRoutePostX"]["Properties"]["CredentialsArn"] == {"Ref": "RoleArn"}


def test_a_queue_is_called_by_its_url() -> None:
    assert made(SqsPurgeQueue(Queue("Jobs")))["RequestParameters"] == {"QueueUrl": {"Ref": "JobsQueue"}}
    assert made(SqsPurgeQueue(EXISTING))["RequestParameters"] == {
        "QueueUrl": {"Fn::Sub": "https://sqs.eu-central-1.${AWS::URLSuffix}/123456789012/old-jobs"},
        "Region": "eu-central-1",
    }


def test_each_route_has_its_own_call_and_a_pinned_one_is_shared() -> None:
    send = SqsSendMessage(Queue("Jobs"), body="$request.body")
    found = resources(api(Route("POST /a", send), Route("POST /b", send)))
    assert list(of_type(found, INTEGRATION)) == ["NotesIntegrationRoutePostA", "NotesIntegrationRoutePostB"]
    pinned = send.but(logical_id="Send")
    condition = Condition("A", Equals("a", "b"))
    found = resources(api(Route("POST /a", pinned, condition=condition), Route("POST /b", pinned)))
    assert list(of_type(found, INTEGRATION)) == ["Send"]
    assert "Condition" not in found["Send"]


def test_a_conditional_queue_makes_all_that_calls_it_conditional() -> None:
    queue = Queue("Jobs", condition=Condition("Busy", Equals(Ref("Environment"), "prod")))
    found = resources(api(Route("POST /", SqsSendMessage(queue, body="x")), parameters=[ENVIRONMENT]))
    assert sorted(name for name, each in found.items() if each.get("Condition") == "Busy") == [
        "JobsQueue",
        "NotesIntegrationRoutePostRoot",
        "NotesRoutePostRoot",
        "NotesSQSSendMessageJobsRole",
    ]
    assert [each["PolicyName"] for each in found["NotesSQSSendMessageJobsRole"]["Properties"]["Policies"]] == [
        "Permissions"
    ]


def test_a_conditional_route_has_a_conditional_call() -> None:
    condition = Condition("Busy", Equals("a", "b"))
    found = resources(api(Route("POST /", SqsSendMessage(Queue("Jobs"), body="x"), condition=condition)))
    assert found["NotesIntegrationRoutePostRoot"]["Condition"] == "Busy"
    assert "Condition" not in found["NotesSQSSendMessageJobsRole"]


def test_a_state_machine_of_another_stack_is_not_judged() -> None:
    assert made(StepFunctionsStartSyncExecution(Parameter("Machine")))["IntegrationSubtype"]
    assert made(StepFunctionsStartSyncExecution(ImportValue("machine")))["IntegrationSubtype"]


# What is read


def test_an_unknown_context_variable_is_noted() -> None:
    target = HttpProxy("https://a.example", request_parameters={"append:header.x": "$context.requestID"})
    (note,) = api(Route("GET /", target)).sealed().notices
    assert note.problem == (
        "HttpProxy: $context.requestID is not among the variables that AWS documents for HTTP APIs."
    )
    assert note.fix == 'did you mean "$context.requestId"?'
    assert note.where == target.source


def test_what_an_authorizer_says_is_known() -> None:
    parameters = {"append:header.x": "$context.authorizer.claims.sub", "append:header.y": "${context.authorizer.key}"}
    assert api(Route("GET /", HttpProxy("https://a.example", request_parameters=parameters))).sealed().notices == ()


def test_a_stage_variable_that_some_stages_lack_is_noted() -> None:
    target = HttpProxy("https://a.example", request_parameters={"append:header.x": "$stageVariables.host"})
    stages = [Stage("dev", variables={"host": "dev.example"}), Stage("prod")]
    (note,) = api(Route("GET /", target), stages=stages).sealed().notices
    assert note.problem.endswith("it reads the stage variable host, which prod has not.")


def test_every_stage_has_the_stage_variables_of_an_address() -> None:
    """Without one, the address can't be called."""
    target = HttpProxy("https://${stageVariables.host}/x")
    prod = Stage("prod")
    (problem,) = problems(api(Route("GET /", target), stages=[Stage("dev", variables={"host": "a"}), prod]).sealed)
    assert problem.problem.endswith('it has no variable "host", which the address of Route "GET /" is made of.')
    assert problem.where == prod.source


# Together with functions


def test_a_route_without_a_function_needs_none() -> None:
    found = resources(PROXIES)
    assert list(of_type(found, "AWS::Lambda::Function")) == ["HelloFunction"]
    assert of_type(resources(QUEUES), "AWS::Lambda::Permission") == {}
    assert of_type(resources(SERVICES), "AWS::Lambda::Function") == {}


def test_the_example_may_be_a_route_without_a_function() -> None:
    outputs = document(api(Route("GET /x", HttpProxy("https://a.example"))))["Outputs"]
    assert outputs["NotesExample"]["Value"] == {"Fn::Sub": "curl -i ${NotesApi.ApiEndpoint}/x"}


def test_an_api_that_uses_a_role_for_functions_needs_none_without_them() -> None:
    found = resources(api(Route("GET /x", HttpProxy("https://a.example")), invocation="role"))
    assert of_type(found, "AWS::IAM::Role") == {}


def test_two_hundred_routes_behind_one_load_balancer_are_one_integration() -> None:
    made_api = api(*(Route(f"GET /r{number}", INNER) for number in range(200)))
    assert len(of_type(document_of(made_api), INTEGRATION)) == 1


def document_of(blueprint: Any) -> Any:
    return blueprint.sealed(Limits(resources=600)).document["Resources"]


def test_an_imported_function_is_called_as_before() -> None:
    far = ImportedFunction("Far", "arn:aws:lambda:eu-west-1:123456789012:function:far")
    assert made(LambdaProxy(far, request_parameters={}))["IntegrationUri"].endswith(":far")
