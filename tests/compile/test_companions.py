"""Tables, buckets, queues and grants in the template."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from troposphere import Equals, GetAtt, Ref, sns

from cfngw import (
    Allow,
    Blueprint,
    Bucket,
    Composition,
    Condition,
    DeadLetter,
    GlobalSecondaryIndex,
    Grant,
    Parameter,
    Queue,
    Role,
    Route,
    SsmParameter,
    Table,
)
from cfngw.errors import DuplicateError, PolicyError
from samples import api, document, function, of_type, problems, properties, refused, resources, statements, template_of

KEY = "arn:aws:kms:eu-west-1:123456789012:key/1234"


def made(companion: Any) -> Any:
    """Give the resource of a companion that nothing refers to."""
    found = document(Blueprint(resources=[companion]))["Resources"]
    assert next(iter(found)) == companion.resource_id
    return found[companion.resource_id]


def test_a_table_is_on_demand_and_outlives_the_stack() -> None:
    assert made(Table("Notes", "id")) == {
        "Type": "AWS::DynamoDB::Table",
        "DeletionPolicy": "RetainExceptOnCreate",
        "UpdateReplacePolicy": "Retain",
        "Properties": {
            "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        },
    }


def test_the_options_of_a_table() -> None:
    table = Table(
        "Notes",
        ("user", "S"),
        sort_key=("created", "N"),
        read_capacity_units=2,
        write_capacity_units=Parameter("Writes", 1, type="Number"),
        indexes=[
            GlobalSecondaryIndex("by-author", "author", sort_key=("created", "N"), projection=["title"]),
            GlobalSecondaryIndex("by-tag", "tag", projection="KEYS_ONLY"),
        ],
        time_to_live="expires",
        point_in_time_recovery=True,
        stream="NEW_IMAGE",
        kms_key_arn=KEY,
        deletion_protection=False,
        deletion_policy="Delete",
        table_name="notes",
        tags={"team": "notes"},
    )
    resource = made(table)
    capacity = {"ReadCapacityUnits": 2, "WriteCapacityUnits": {"Ref": "Writes"}}
    assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == ("Delete", "Delete")
    assert resource["Properties"] == {
        "TableName": "notes",
        "BillingMode": "PROVISIONED",
        "ProvisionedThroughput": capacity,
        "AttributeDefinitions": [
            {"AttributeName": "user", "AttributeType": "S"},
            {"AttributeName": "created", "AttributeType": "N"},
            {"AttributeName": "author", "AttributeType": "S"},
            {"AttributeName": "tag", "AttributeType": "S"},
        ],
        "KeySchema": [
            {"AttributeName": "user", "KeyType": "HASH"},
            {"AttributeName": "created", "KeyType": "RANGE"},
        ],
        "GlobalSecondaryIndexes": [
            {
                "IndexName": "by-author",
                "KeySchema": [
                    {"AttributeName": "author", "KeyType": "HASH"},
                    {"AttributeName": "created", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["title"]},
                "ProvisionedThroughput": capacity,
            },
            {
                "IndexName": "by-tag",
                "KeySchema": [{"AttributeName": "tag", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
                "ProvisionedThroughput": capacity,
            },
        ],
        "TimeToLiveSpecification": {"AttributeName": "expires", "Enabled": True},
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
        "StreamSpecification": {"StreamViewType": "NEW_IMAGE"},
        "SSESpecification": {"SSEEnabled": True, "SSEType": "KMS", "KMSMasterKeyId": KEY},
        "DeletionProtectionEnabled": False,
        "Tags": [{"Key": "team", "Value": "notes"}],
    }


def test_a_bucket_is_private_and_outlives_the_stack() -> None:
    assert made(Bucket("Uploads")) == {
        "Type": "AWS::S3::Bucket",
        "DeletionPolicy": "RetainExceptOnCreate",
        "UpdateReplacePolicy": "Retain",
        "Properties": {
            "PublicAccessBlockConfiguration": {
                "BlockPublicAcls": True,
                "BlockPublicPolicy": True,
                "IgnorePublicAcls": True,
                "RestrictPublicBuckets": True,
            },
            "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
            "BucketEncryption": {
                "ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]
            },
        },
    }


def test_the_options_of_a_bucket() -> None:
    bucket = Bucket(
        "Uploads",
        versioning=True,
        expiration_days=30,
        noncurrent_expiration_days=7,
        kms_key_arn=Parameter("KeyArn"),
        bucket_name="my-notes",
        tags={"team": "notes"},
        deletion_policy="Retain",
    )
    resource = made(bucket)
    assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == ("Retain", "Retain")
    found = resource["Properties"]
    assert found["BucketName"] == "my-notes"
    assert found["VersioningConfiguration"] == {"Status": "Enabled"}
    assert found["LifecycleConfiguration"]["Rules"] == [
        {"Id": "Expire", "Status": "Enabled", "ExpirationInDays": 30},
        {"Id": "ExpireNoncurrent", "Status": "Enabled", "NoncurrentVersionExpiration": {"NoncurrentDays": 7}},
    ]
    (rule,) = found["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["BucketKeyEnabled"] is True
    assert rule["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": {"Ref": "KeyArn"}}
    assert found["Tags"] == [{"Key": "team", "Value": "notes"}]


def test_a_queue_is_encrypted_and_goes_with_the_stack() -> None:
    assert made(Queue("Jobs")) == {
        "Type": "AWS::SQS::Queue",
        "DeletionPolicy": "Delete",
        "UpdateReplacePolicy": "Delete",
        "Properties": {"SqsManagedSseEnabled": True},
    }


def test_the_options_of_a_queue() -> None:
    queue = Queue(
        "Jobs",
        visibility_timeout_seconds=60,
        message_retention_seconds=86_400,
        delay_seconds=1,
        receive_wait_time_seconds=20,
        fifo=True,
        content_based_deduplication=True,
        dead_letter_queue=Queue("Failed", fifo=True),
        max_receive_count=3,
        kms_key_arn=KEY,
        queue_name="jobs.fifo",
        tags={"team": "notes"},
    )
    found = resources(Blueprint(resources=[queue]))
    assert found["JobsQueue"]["Properties"] == {
        "QueueName": "jobs.fifo",
        "FifoQueue": True,
        "ContentBasedDeduplication": True,
        "VisibilityTimeout": 60,
        "MessageRetentionPeriod": 86_400,
        "DelaySeconds": 1,
        "ReceiveMessageWaitTimeSeconds": 20,
        "RedrivePolicy": {"deadLetterTargetArn": {"Fn::GetAtt": ["FailedQueue", "Arn"]}, "maxReceiveCount": 3},
        "KmsMasterKeyId": KEY,
        "Tags": [{"Key": "team", "Value": "notes"}],
    }
    assert found["FailedQueue"]["Properties"] == {"FifoQueue": True, "SqsManagedSseEnabled": True}


def test_a_grant_brings_its_resource_its_statement_and_its_variable() -> None:
    hello = function(allow=[Table("Notes", "id").grant("GetItem")], environment={"LEVEL": "INFO"}, log_group=None)
    found = resources(Blueprint(functions=[hello]))
    assert list(found) == ["HelloFunctionRole", "HelloFunction", "NotesTable"]
    assert statements(found["HelloFunctionRole"]) == [
        {
            "Effect": "Allow",
            "Action": ["dynamodb:GetItem"],
            "Resource": [{"Fn::GetAtt": ["NotesTable", "Arn"]}],
        }
    ]
    assert found["HelloFunction"]["Properties"]["Environment"] == {
        "Variables": {"LEVEL": "INFO", "NOTES_TABLE": {"Ref": "NotesTable"}}
    }


def test_a_shared_companion_is_made_once() -> None:
    table = Table("Notes", "id")
    one, two = function("One", allow=[table.grant_read()]), function("Two", allow=[table.grant_write()])
    made = Composition(api(Route("GET /", one), name="A"), api(Route("GET /", two), name="B"), resources=[table])
    assert list(of_type(resources(made), "AWS::DynamoDB::Table")) == ["NotesTable"]


def test_two_tables_of_one_name_are_an_error_that_shows_both_lines() -> None:
    one, two = Table("Notes", "id"), Table("Notes", "key")
    (error,) = problems(lambda: template_of(function(allow=[one.grant_read()]), resources=[two]))
    assert isinstance(error, DuplicateError)
    assert {error.where, error.other} == {one.source, two.source}


def test_a_shared_role_gets_the_statements_and_its_functions_the_variable() -> None:
    role = Role("Shared", [Queue("Jobs").grant_send()])
    found = resources(Blueprint(functions=[function("One", role=role), function("Two", role=role)]))
    assert [each["Action"] for each in statements(found["SharedRole"])].count(["sqs:SendMessage"]) == 1
    for name in ("OneFunction", "TwoFunction"):
        assert found[name]["Properties"]["Environment"]["Variables"] == {"JOBS_QUEUE_URL": {"Ref": "JobsQueue"}}


def test_a_reference_alone_brings_the_resource_too() -> None:
    hello = function(environment={"ARN": Table("Notes", "id").arn}, dead_letter=DeadLetter(sqs=Queue("Failed").arn))
    assert {"NotesTable", "FailedQueue"} <= set(resources(Blueprint(functions=[hello])))


def test_a_parameter_that_only_an_arn_names_gets_into_the_template() -> None:
    grant = SsmParameter(Parameter("DbName", "/app/db")).grant(variable=None)
    assert template_of(function(allow=[grant]))["Parameters"] == {"DbName": {"Type": "String", "Default": "/app/db"}}


def test_a_part_of_an_arn_brings_the_resource_too() -> None:
    grant = Bucket("Uploads").grant("PutObject", variable=None)
    assert "UploadsBucket" in template_of(function(allow=[grant]))["Resources"]


@pytest.mark.parametrize(
    ("grant", "given", "near"),
    [
        (lambda: Table("Notes", "id").grant("GetItems"), "dynamodb:GetItems", "dynamodb:GetItem"),
        (lambda: Bucket("Uploads").grant("GetObjekt"), "s3:GetObjekt", "s3:GetObject"),
        (lambda: Queue("Jobs").grant("SendMesage"), "sqs:SendMesage", "sqs:SendMessage"),
        (lambda: SsmParameter("/db").grant("GetParametr"), "ssm:GetParametr", "ssm:GetParameter"),
    ],
)
def test_an_unknown_action_is_an_error_at_the_grants_line(grant: Any, given: str, near: str) -> None:
    granted = grant()
    (error,) = problems(lambda: template_of(function(allow=[granted])))
    assert isinstance(error, PolicyError)
    assert (error.where, error.given) == (granted.source, given)
    assert f'write "{near}"' in (error.fix or "")


def test_an_action_that_awacs_does_not_know_yet_can_pass() -> None:
    assert template_of(function(allow=[Table("Notes", "id").grant("BrandNew", unchecked=True)]))


def test_every_ready_word_names_actions_that_exist() -> None:
    table, bucket, queue = Table("T", "id", kms_key_arn=KEY), Bucket("B", kms_key_arn=KEY), Queue("Q", kms_key_arn=KEY)
    parameter = SsmParameter("/db", secure=True, kms_key_arn=KEY)
    grants = [
        table.grant_read_write(),
        bucket.grant_read_write(prefix="x"),
        queue.grant_send(),
        queue.grant_consume(),
        parameter.grant_read(),
        parameter.grant("PutParameter"),
    ]
    assert Blueprint(functions=[function(allow=grants)]).sealed().notices == ()


def test_reasons_of_grants_are_kept() -> None:
    grant = Table("Notes", "id").grant("Get*", reason="all that reads")
    role = template_of(function(allow=[grant]))["Resources"]["HelloFunctionRole"]
    assert role["Metadata"]["cfngw"]["Reasons"] == {"dynamodb:Get*": "all that reads"}


def test_what_is_granted_of_a_conditional_resource_stands_under_its_condition() -> None:
    prod = Condition("IsProd", Equals(Ref("AWS::Region"), "eu-west-1"))
    table = Table("Notes", "id", condition=prod)
    found = template_of(function(allow=[table.grant("GetItem")], log_group=None), conditions=[prod])["Resources"]
    (policy,) = found["HelloFunctionRole"]["Properties"]["Policies"]
    assert policy["Fn::If"][0] == "IsProd"
    assert found["HelloFunction"]["Properties"]["Environment"]["Variables"] == {
        "NOTES_TABLE": {"Fn::If": ["IsProd", {"Ref": "NotesTable"}, {"Ref": "AWS::NoValue"}]}
    }
    assert found["NotesTable"]["Condition"] == "IsProd"


def test_a_grant_of_ones_own_for_a_raw_resource() -> None:
    topic = sns.Topic("Topic")
    grant = Grant(Allow("sns:Publish", Ref(topic)), variable="TOPIC_ARN", value=Ref(topic))
    found = properties(function(allow=[grant]), resources=[topic])
    assert found["Environment"]["Variables"] == {"TOPIC_ARN": {"Ref": "Topic"}}


def test_resources_take_companions_but_no_reference_to_what_exists() -> None:
    parameter: Any = SsmParameter("/app/db")
    error = refused(lambda: Blueprint(resources=[parameter]))
    assert error.fix == "leave it out: it exists already, and nothing is made of it"
    assert "a Table" in str(error.allowed)


def test_customize_sees_companions() -> None:
    class Changed(Blueprint):
        resources = (Table("Notes", "id"),)

        def customize(self, template: Any) -> None:
            template.resources["NotesTable"].DeletionPolicy = "Delete"

    assert document(Changed())["Resources"]["NotesTable"]["DeletionPolicy"] == "Delete"


def test_a_companion_has_its_line_in_the_source_map() -> None:
    table = Table("Notes", "id")
    sealed = Blueprint(functions=[function(allow=[table.grant_read()])]).sealed()
    assert sealed.sources.find(("Resources", "NotesTable", "Properties")) == table.source


def test_the_linter_finds_nothing() -> None:
    tables = Table("Notes", "id", sort_key="at", indexes=[GlobalSecondaryIndex("by-at", "at")], time_to_live="expires")
    provisioned = Table("Old", "id", read_capacity_units=1, write_capacity_units=1, stream="NEW_IMAGE")
    uploads = Bucket("Uploads", versioning=True, expiration_days=1, noncurrent_expiration_days=1)
    jobs = Queue("Jobs", fifo=True, dead_letter_queue=Queue("Failed", fifo=True), kms_key_arn=Parameter("KeyArn"))
    secret = SsmParameter("/app/db", secure=True, kms_key_arn=Parameter("KeyArn"))
    grants = [
        tables.grant_read_write(),
        uploads.grant_read_write(prefix="in/"),
        jobs.grant_send(),
        jobs.grant_consume(),
        secret.grant(),
        SsmParameter(Parameter("PlainName", "/app/plain")).grant_read(),
    ]
    assert api(Route("GET /", function(allow=grants)), resources=[provisioned]).lint() == []


@pytest.mark.parametrize(
    ("allow", "loaded"),
    [
        ("", []),
        ("Table('T', 'id').grant_read()", ["cfngw.compile.table"]),
        ("Queue('Q').grant_send()", ["cfngw.compile.queue", "troposphere.sqs"]),
    ],
)
def test_a_kind_is_loaded_when_it_is_used(allow: str, loaded: list[str]) -> None:
    """troposphere itself always loads dynamodb and s3."""
    code = (
        "import sys\nfrom cfngw import Function, HttpApiBlueprint, Inline, Queue, Route, Table\n"
        "code = Inline('def handler(e, c): ...')\n"
        f"f = Function('F', 'index.handler', runtime='python3.13', code=code, allow=[{allow}])\n"
        "HttpApiBlueprint(name='N', routes=[Route('GET /', f)]).to_yaml()\n"
        "names = [f'cfngw.compile.{kind}' for kind in ('bucket', 'queue', 'table')] + ['troposphere.sqs']\n"
        "print([name for name in names if name in sys.modules])\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert run.stdout.strip() == str(loaded)


def test_the_dispatch_knows_every_subclass() -> None:
    class Special(Table):
        """A table of the user's own kind."""

    special: Any = Special("Notes", "id")
    assert made(special)["Type"] == "AWS::DynamoDB::Table"


def test_a_raw_resource_may_refer_to_a_companion() -> None:
    table = Table("Notes", "id")
    topic = sns.Topic("Topic", DisplayName=GetAtt(table.resource_id, "Arn"))
    assert document(Blueprint(resources=[table, topic]))["Resources"]["Topic"]
