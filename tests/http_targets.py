"""One route for each kind of integration and each form of mapping of an HTTP API."""

from __future__ import annotations

from troposphere import GetAtt, ImportValue, Ref, Sub, kinesis, stepfunctions

from cfngw import (
    Allow,
    AppConfigGetConfiguration,
    EventBridgePutEvents,
    HttpApiBlueprint,
    HttpProxy,
    KinesisPutRecord,
    LambdaProxy,
    Parameter,
    PrivateIntegration,
    Queue,
    Route,
    SqsDeleteMessage,
    SqsPurgeQueue,
    SqsReceiveMessage,
    SqsSendMessage,
    Stage,
    StepFunctionsStartExecution,
    StepFunctionsStartSyncExecution,
    StepFunctionsStopExecution,
    VpcLink,
)
from samples import function

ACCOUNT = "123456789012"
LISTENER = f"arn:aws:elasticloadbalancing:eu-west-1:{ACCOUNT}:listener/app/inner/50dc6c495c0c9188/0467ef3c8400ae65"
NETWORK = f"arn:aws:elasticloadbalancing:eu-west-1:{ACCOUNT}:listener/net/inner/50dc6c495c0c9188/0467ef3c8400ae65"
SERVICE = f"arn:aws:servicediscovery:eu-west-1:{ACCOUNT}:service/srv-1234?stage=prod&deployment=green"
KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1234"
EXISTING = f"arn:aws:sqs:eu-central-1:{ACCOUNT}:old-jobs"
MACHINE = f"arn:aws:states:eu-west-1:{ACCOUNT}:stateMachine:Nightly"
BUS = f"arn:aws:events:eu-west-1:{ACCOUNT}:event-bus/shop"
STREAM = f"arn:aws:kinesis:eu-west-1:{ACCOUNT}:stream/clicks"

JOBS = Queue("Jobs")
ORDERS = Queue("Orders", fifo=True, kms_key_arn=KEY)
LINK = VpcLink(
    "Backend",
    ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
    ["sg-0123456789abcdef0"],
    tags={"team": "notes"},
)
INNER = PrivateIntegration(LISTENER, LINK, tls_server_name="inner.example.com", timeout_seconds=5)
_STATES = '{"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}'
_ROLE = f"arn:aws:iam::{ACCOUNT}:role/workflow"
QUICK = stepfunctions.StateMachine("Quick", DefinitionString=_STATES, RoleArn=_ROLE, StateMachineType="EXPRESS")
SLOW = stepfunctions.StateMachine("Slow", DefinitionString=_STATES, RoleArn=_ROLE)
CLICKS = kinesis.Stream("Clicks", ShardCount=1)

PROXIES = HttpApiBlueprint(
    name="Proxies",
    parameters=[Parameter("Host", "api.example.com")],
    stages=[Stage("dev", variables={"env": "dev", "host": "dev.example.com"})],
    routes=[
        Route("GET /plain/{proxy+}", HttpProxy("https://api.example.com/{proxy}")),
        Route(
            "GET /mapped/{id}",
            HttpProxy(
                "https://api.example.com/v1/{id}",
                method="POST",
                request_parameters={
                    "append:header.x-id": "$context.requestId",
                    "overwrite:header.x-env": "env-${stageVariables.env}",
                    "remove:header.x-debug": None,
                    "append:querystring.id": "$request.path.id",
                    "overwrite:querystring.page": "1",
                    "remove:querystring.debug": None,
                    "overwrite:path": "/${request.path.id}/${request.querystring.q}",
                },
                response_parameters={
                    200: {"append:header.x-id": "$context.requestId", "remove:header.server": None},
                    404: {"overwrite:statuscode": 410, "overwrite:header.x-why": "$response.body.error.code"},
                    "500": {"overwrite:statuscode": "502", "append:header.x-was": "${response.header.x-a} was"},
                },
                timeout_seconds=0.25,
                description="All that can be mapped.",
            ),
        ),
        Route("GET /by-parameter", HttpProxy(Parameter("Address", "https://api.example.com"))),
        Route("GET /by-sub", HttpProxy(Sub("https://${Host}/x"))),
        Route("GET /by-import", HttpProxy(ImportValue("backend-url"))),
        Route("GET /by-stage", HttpProxy("https://${stageVariables.host}/x")),
        Route("ANY /inner", INNER),
        Route("ANY /inner/{proxy+}", INNER),
        Route("GET /network", PrivateIntegration(NETWORK, "abc123", method="GET", keep_stage_in_path=True)),
        Route("GET /map", PrivateIntegration(SERVICE, LINK, request_parameters={"overwrite:path": "/fixed"})),
        Route("GET /listener", PrivateIntegration(Parameter("ListenerArn"), LINK)),
        Route(
            "GET /function",
            LambdaProxy(
                function(),
                request_parameters={"overwrite:header.x-env": "$stageVariables.env"},
                response_parameters={200: {"append:header.x-env": "$stageVariables.env"}},
                timeout_seconds=2.5,
            ),
        ),
    ],
)
QUEUES = HttpApiBlueprint(
    name="Queues",
    routes=[
        Route(
            "POST /jobs",
            SqsSendMessage(
                JOBS,
                body="$request.body",
                delay_seconds=5,
                message_attributes={"Agent": {"DataType": "String", "StringValue": "${request.header.user-agent}"}},
                message_system_attributes="$request.body.system",
                response_parameters={200: {"overwrite:statuscode": 202}},
                timeout_seconds=3,
                description="A job.",
            ),
        ),
        Route("PUT /jobs/{id}", SqsSendMessage(JOBS, body="$request.path.id")),
        Route(
            "POST /orders",
            SqsSendMessage(
                ORDERS,
                body="$request.body",
                message_group_id="$request.header.x-group",
                message_deduplication_id="$context.requestId",
            ),
        ),
        Route("POST /old", SqsSendMessage(EXISTING, body="$request.body", allow=[Allow("kms:GenerateDataKey", KEY)])),
        Route("POST /given", SqsSendMessage(Parameter("QueueArn"), body="fixed", delay_seconds="$request.body.delay")),
        Route(
            "GET /jobs",
            SqsReceiveMessage(
                JOBS,
                attribute_names=["SentTimestamp"],
                max_number_of_messages=10,
                message_attribute_names=["All"],
                visibility_timeout_seconds=60,
                wait_time_seconds=20,
            ),
        ),
        Route("GET /orders", SqsReceiveMessage(ORDERS, receive_request_attempt_id="$context.requestId")),
        Route("POST /done", SqsDeleteMessage(JOBS, receipt_handle="$request.body.receiptHandle")),
        Route("DELETE /jobs", SqsPurgeQueue(JOBS)),
        Route("POST /mine", SqsPurgeQueue(EXISTING, credentials_arn=f"arn:aws:iam::{ACCOUNT}:role/purger")),
    ],
)
SERVICES = HttpApiBlueprint(
    name="Services",
    resources=[QUICK, SLOW, CLICKS],
    routes=[
        Route(
            "POST /events",
            EventBridgePutEvents(
                detail_type="Order placed",
                event_source="com.example.shop",
                detail="$request.body",
                time="$context.requestTime",
                resources=[STREAM],
                trace_header="$request.header.x-trace",
            ),
        ),
        Route(
            "POST /far-events",
            EventBridgePutEvents(
                "shop", detail_type="T", event_source="s", detail="$request.body", region="eu-north-1"
            ),
        ),
        Route("POST /bus", EventBridgePutEvents(BUS, detail_type="T", event_source="s", detail="$request.body")),
        Route(
            "POST /clicks",
            KinesisPutRecord(
                Ref(CLICKS),
                data="$request.body",
                partition_key="$request.body.user",
                explicit_hash_key="1",
                sequence_number_for_ordering="$request.body.after",
            ),
        ),
        Route("POST /by-arn", KinesisPutRecord(GetAtt(CLICKS, "Arn"), data="$request.body", partition_key="1")),
        Route("POST /old-clicks", KinesisPutRecord(STREAM, data="$request.body", partition_key="1")),
        Route(
            "GET /configuration",
            AppConfigGetConfiguration(
                "abc1234",
                Parameter("Stage"),
                "ghi1234",
                client_id="$context.identity.sourceIp",
                client_configuration_version="$request.querystring.version",
            ),
        ),
        Route(
            "POST /slow",
            StepFunctionsStartExecution(Ref(SLOW), input="$request.body", execution_name="$context.requestId"),
        ),
        Route("POST /nightly", StepFunctionsStartExecution(MACHINE)),
        Route("POST /quick", StepFunctionsStartSyncExecution(Ref(QUICK), input="$request.body", trace_header="x")),
        Route(
            "DELETE /slow",
            StepFunctionsStopExecution(Ref(SLOW), execution_arn="$request.body.arn", cause="asked", error="Stopped"),
        ),
        Route("DELETE /nightly", StepFunctionsStopExecution(MACHINE, execution_arn="$request.body.arn")),
    ],
)
ALL = (PROXIES, QUEUES, SERVICES)
