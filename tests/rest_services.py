"""One method of a REST API for each ready value of a service, with its forms."""

from __future__ import annotations

import json
import re
from typing import Any

from troposphere import Equals, GetAtt, Ref, Sub, sns

from cfngw import (
    Allow,
    AwsIntegration,
    Bucket,
    Condition,
    DynamoDbDeleteItem,
    DynamoDbGetItem,
    DynamoDbPutItem,
    DynamoDbQuery,
    DynamoDbUpdateItem,
    EventBridgePutEvents,
    GlobalSecondaryIndex,
    JsonErrors,
    KinesisPutRecord,
    Method,
    Parameter,
    PrefixErrors,
    Queue,
    Request,
    Response,
    RestApiLambdaBlueprint,
    S3DeleteObject,
    S3GetObject,
    S3HeadObject,
    S3PutObject,
    SnsPublish,
    SqsDeleteMessage,
    SqsPurgeQueue,
    SqsReceiveMessage,
    SqsSendMessage,
    Stage,
    StepFunctionsStartExecution,
    StepFunctionsStartSyncExecution,
    StepFunctionsStopExecution,
    Table,
)
from cfngw.declare.selection_pattern import selects
from cfngw.vtl import render
from http_targets import ACCOUNT, BUS, CLICKS, EXISTING, KEY, MACHINE, QUICK, SLOW, STREAM

JOBS = Queue("Jobs")
ORDERS = Queue("Orders", fifo=True, kms_key_arn=KEY)
NOTES = Table("Notes", "user", sort_key=("at", "N"), indexes=[GlobalSecondaryIndex("by-tag", "tag")], kms_key_arn=KEY)
FILES = Bucket("Files", condition=Condition("Kept", Equals(Ref("AWS::Region"), "eu-west-1")))
IMAGES = Bucket("Images", kms_key_arn=KEY)
NEWS = sns.Topic("News")
TOPIC = f"arn:aws:sns:eu-central-1:{ACCOUNT}:orders.fifo"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/caller"
NOTE_KEY = {"user": "$request.path.user", "at": "$request.path.at"}

MESSAGES = RestApiLambdaBlueprint(
    name="Messages",
    resources=[QUICK, SLOW, CLICKS, NEWS],
    stages=[Stage("dev", variables={"env": "dev"})],
    methods=[
        Method(
            "POST /jobs",
            SqsSendMessage(
                JOBS,
                body="$request.body",
                delay_seconds="$request.body.delay",
                message_attributes={"Agent": {"DataType": "String", "StringValue": "${request.header.User-Agent}"}},
                message_system_attributes="$request.body.system",
            ),
            response=Response(202),
        ),
        Method(
            "POST /orders",
            SqsSendMessage(
                ORDERS,
                body="order ${request.body.id} in ${stageVariables.env} for $5 #1",
                message_group_id="$request.header.x-group",
                message_deduplication_id="$context.requestId",
            ),
        ),
        Method("POST /old", SqsSendMessage(EXISTING, body="$request.body", allow=[Allow("kms:GenerateDataKey", KEY)])),
        Method("POST /given", SqsSendMessage(Parameter("QueueArn"), body=Parameter("Text"), delay_seconds=5)),
        Method("GET /jobs", SqsReceiveMessage(JOBS, max_number_of_messages=10, attribute_names=["All"])),
        Method("POST /done", SqsDeleteMessage(JOBS, receipt_handle="$request.body.receiptHandle")),
        Method("DELETE /jobs", SqsPurgeQueue(JOBS)),
        Method(
            "POST /events",
            EventBridgePutEvents(
                detail_type="Order placed",
                event_source="com.example.shop",
                detail='{"id": "${request.querystring.id}", "order": ${request.body}}',
                resources=[STREAM],
                trace_header="$request.header.X-Trace",
            ),
        ),
        Method("POST /bus", EventBridgePutEvents(BUS, detail_type="T", event_source="s", detail="$request.body")),
        Method(
            "POST /clicks",
            KinesisPutRecord(
                Ref(CLICKS), data="$request.body", partition_key="$request.body.user", explicit_hash_key="1"
            ),
        ),
        Method(
            "POST /by-arn", KinesisPutRecord(GetAtt(CLICKS, "Arn"), data="a#$5 ${request.body.x}", partition_key="1")
        ),
        Method(
            "POST /slow",
            StepFunctionsStartExecution(Ref(SLOW), input="$request.body.input", execution_name="$context.requestId"),
        ),
        Method("POST /quick", StepFunctionsStartSyncExecution(Ref(QUICK), input="$request.body")),
        Method(
            "DELETE /slow",
            StepFunctionsStopExecution(Ref(SLOW), execution_arn="$request.body.arn", cause="asked", error="Stopped"),
        ),
        Method("DELETE /nightly", StepFunctionsStopExecution(MACHINE, execution_arn="$request.body.arn")),
        Method(
            "POST /news",
            SnsPublish(
                Ref(NEWS),
                message="$request.body",
                subject="News & more: ${request.body.title}",
                message_attributes={"kind": "$request.querystring.kind"},
            ),
        ),
        Method(
            "POST /far-news",
            SnsPublish(
                TOPIC,
                message='{"default": "x"}',
                structure="json",
                message_group_id="all",
                message_deduplication_id="$context.requestId",
                credentials_arn=ROLE,
            ),
        ),
    ],
)
ITEMS = RestApiLambdaBlueprint(
    name="Items",
    errors=JsonErrors("Status", [400, 404]),
    methods=[
        Method(
            "GET /notes/{user}/{at}",
            DynamoDbGetItem(NOTES, NOTE_KEY, attributes=["text", "size"], consistent_read=True),
        ),
        Method("PUT /notes/{user}/{at}", DynamoDbPutItem(NOTES, "$request.body", key=NOTE_KEY, when="absent")),
        Method(
            "POST /notes/{user}",
            DynamoDbPutItem(
                NOTES,
                {
                    "user": "$request.path.user",
                    "at": "$context.requestTimeEpoch",
                    "text": "$request.body.text",
                    "by": "Mr. ${request.body.name}",
                    "size": ("$request.body.size", "N"),
                    "open": True,
                    "none": None,
                    "tags": ["a", 1, {"deep": "$request.body.deep"}],
                },
            ),
            response=Response(201),
        ),
        Method(
            "PATCH /notes/{user}/{at}",
            DynamoDbUpdateItem(
                NOTES,
                NOTE_KEY,
                set={"text": "$request.body.text"},
                add={"visits": 1},
                remove=["old"],
                when="present",
            ),
        ),
        Method("DELETE /notes/{user}/{at}", DynamoDbDeleteItem(NOTES, NOTE_KEY, when="present")),
        Method(
            "GET /notes/{user}",
            DynamoDbQuery(
                NOTES,
                {"user": "$request.path.user"},
                limit=10,
                descending=True,
                start={"user": "$request.path.user", "at": "$request.querystring.after"},
            ),
        ),
        Method("GET /tags/{tag}", DynamoDbQuery(NOTES, {"tag": "$request.path.tag"}, index="by-tag")),
        Method("POST /plain", DynamoDbPutItem("old-notes", "$request.body")),
        Method(
            "GET /plain/{id}",
            DynamoDbGetItem(f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/other", {"id": ("$request.path.id", "N")}),
        ),
        Method("GET /import/{id}", DynamoDbGetItem(Parameter("TableName"), {"id": "$request.path.id"})),
    ],
)
OBJECTS = RestApiLambdaBlueprint(
    name="Objects",
    errors=PrefixErrors([400]),
    binary_media_types=["image/png"],
    methods=[
        Method("GET /files/{key+}", S3GetObject(FILES, "$request.path.key")),
        Method("PUT /files/{key+}", S3PutObject(FILES, "$request.path.key")),
        Method("HEAD /files/{key+}", S3HeadObject(FILES, "$request.path.key")),
        Method("DELETE /files/{key+}", S3DeleteObject(FILES, "$request.path.key")),
        Method("GET /images/{id}", S3GetObject(IMAGES, "up loads/${request.path.id}.png")),
        Method("PUT /images/{id}", S3PutObject(IMAGES, "up loads/${request.path.id}.png", content_type="image/png")),
        Method("GET /old", S3GetObject("old-files", "$request.querystring.key", region="eu-north-1")),
        Method(
            "POST /mail",
            AwsIntegration("ses", action="SendEmail", allow=[Allow("ses:SendEmail", KEY, unchecked=True)]),
            request=Request(template='{"a": 1}'),
        ),
        Method(
            "GET /sub/{id}",
            AwsIntegration(
                "s3", path="in/{id}", subdomain="bucket", method="GET", credentials_arn=ROLE, region="eu-west-1"
            ),
            request=Request(parameters={"path.id": "path.id"}),
        ),
        Method("GET /root", AwsIntegration("s3", path="/", method="GET", credentials_arn=ROLE)),
        Method(
            "GET /by-sub", AwsIntegration("s3", path=Sub("${AWS::AccountId}/x"), method="GET", credentials_arn=ROLE)
        ),
    ],
)
ALL = (MESSAGES, ITEMS, OBJECTS)


def methods(blueprint: Any) -> dict[str, Any]:
    """Give the integrations of a blueprint's methods by their keys."""
    found = blueprint.sealed().document["Resources"]
    return {method.route_key: found[method.resource_id(blueprint.name)]["Properties"] for method in blueprint.methods}


def request_template(properties: Any) -> str:
    """Give the text of a method's template, as CloudFormation fills it in: names stand for themselves."""
    given = properties["Integration"]["RequestTemplates"]["application/json"]
    text = given if isinstance(given, str) else given["Fn::Sub"]
    text = text if isinstance(text, str) else text[0]
    return re.sub(r"\$\{(\w+)\}", r"\1", text)


def sent(properties: Any, **request: Any) -> Any:
    """Give what the service gets for a request, parsed."""
    return json.loads(render(request_template(properties), **request).output)


def answered(properties: Any, status: int, body: str) -> tuple[int, str]:
    """Give what a client gets when the service answers so."""
    responses = properties["Integration"]["IntegrationResponses"]
    chosen = [each for each in responses if selects(each.get("SelectionPattern", "(?!)"), str(status))]
    assert len(chosen) <= 1
    response = chosen[0] if chosen else next(each for each in responses if "SelectionPattern" not in each)
    template = response.get("ResponseTemplates", {}).get("application/json")
    if template is None:
        return int(response["StatusCode"]), body
    rendered = render(template, body=body)
    return int(rendered.overrides["response"].get("status", response["StatusCode"])), rendered.output
