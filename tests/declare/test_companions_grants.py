"""What .grant(...) and its ready words give, and what they refuse at the caller's line."""

from __future__ import annotations

from typing import Any

import pytest
from troposphere import Ref

from cfngw import Allow, Bucket, Function, GlobalSecondaryIndex, Grant, Parameter, Queue, Role, SsmParameter, Table
from cfngw.declare.intrinsic import Reference, Substitution
from cfngw.errors import DuplicateError, collecting
from cfngw.naming import variable_name
from samples import function, loose, refused

KEY = "arn:aws:kms:eu-west-1:123456789012:key/1234"
TABLE = Table("Notes", "id")
INDEXED = Table("Notes", "id", indexes=[GlobalSecondaryIndex("by-author", "author")])
BUCKET = Bucket("Uploads")
QUEUE = Queue("Jobs")
PARAMETER = SsmParameter("/redshift/db", secure=True)
TABLE_ARN = Reference("NotesTable", "Arn")
OBJECTS = Substitution("${UploadsBucket.Arn}/*")


def allowed(grant: Grant) -> list[tuple[tuple[str, ...], tuple[Any, ...]]]:
    """Give the actions and resources of a grant's statements."""
    return [(statement.actions, statement.resources) for statement in grant.statements]


def key_actions(grant: Grant) -> tuple[str, ...]:
    """Give what a grant allows on a KMS key."""
    return tuple(action for each in grant.statements for action in each.actions if action.startswith("kms:"))


def test_a_grant_is_those_actions_on_that_table() -> None:
    assert allowed(TABLE.grant("GetItem", "PutItem")) == [(("dynamodb:GetItem", "dynamodb:PutItem"), (TABLE_ARN,))]


def test_an_action_may_be_written_with_its_service_and_counts_once() -> None:
    assert allowed(TABLE.grant("dynamodb:GetItem", "GetItem")) == [(("dynamodb:GetItem",), (TABLE_ARN,))]


def test_only_what_works_on_an_index_is_granted_there() -> None:
    assert allowed(INDEXED.grant("GetItem", "query")) == [
        (("dynamodb:GetItem",), (TABLE_ARN,)),
        (("dynamodb:query",), (TABLE_ARN, Substitution("${NotesTable.Arn}/index/*"))),
    ]
    assert allowed(TABLE.grant("Query")) == [(("dynamodb:Query",), (TABLE_ARN,))]


def test_the_ready_words_of_a_table() -> None:
    read = ("BatchGetItem", "ConditionCheckItem", "GetItem", "Query", "Scan")
    write = ("BatchWriteItem", "DeleteItem", "PutItem", "UpdateItem")
    for grant, names in (
        (TABLE.grant_read(), read),
        (TABLE.grant_write(), write),
        (TABLE.grant_read_write(), read + write),
    ):
        assert allowed(grant) == [(tuple(f"dynamodb:{name}" for name in names), (TABLE_ARN,))]


def test_actions_on_objects_and_on_the_bucket_go_to_their_own_arns() -> None:
    grant = BUCKET.grant("GetObject", "ListBucket", "AbortMultipartUpload", "ListBucketMultipartUploads")
    assert allowed(grant) == [
        (("s3:GetObject", "s3:AbortMultipartUpload"), (OBJECTS,)),
        (("s3:ListBucket", "s3:ListBucketMultipartUploads"), (Reference("UploadsBucket", "Arn"),)),
    ]


def test_a_prefix_narrows_the_objects_and_the_list() -> None:
    objects, listing = BUCKET.grant_read(prefix="in/").statements
    assert objects.resources == (Substitution("${UploadsBucket.Arn}/in/*"),)
    assert listing.actions == ("s3:ListBucket",)
    assert listing.conditions == {"StringLike": {"s3:prefix": "in/*"}}
    assert BUCKET.grant_read().statements[1].conditions is None


def test_the_ready_words_of_a_bucket() -> None:
    write = ("s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject")
    assert allowed(BUCKET.grant_write()) == [(write, (OBJECTS,))]
    assert allowed(BUCKET.grant_read_write())[0] == (("s3:GetObject", *write), (OBJECTS,))


@pytest.mark.parametrize("prefix", ["/in", "in*", "in?", "${aws:username}/", 5, None])
def test_a_prefix_that_iam_would_read_otherwise_is_refused(prefix: Any) -> None:
    bucket: Any = BUCKET
    assert "prefix does not take this value." in refused(lambda: bucket.grant("GetObject", prefix=prefix)).problem
    assert "prefix" in refused(lambda: bucket.grant_read(prefix=prefix)).problem


def test_the_ready_words_of_a_queue() -> None:
    arn = Reference("JobsQueue", "Arn")
    assert allowed(QUEUE.grant_send()) == [(("sqs:SendMessage",), (arn,))]
    consume = ("ChangeMessageVisibility", "DeleteMessage", "GetQueueAttributes", "ReceiveMessage")
    assert allowed(QUEUE.grant_consume()) == [(tuple(f"sqs:{name}" for name in consume), (arn,))]
    assert allowed(QUEUE.grant("PurgeQueue")) == [(("sqs:PurgeQueue",), (arn,))]


def test_a_parameter_under_the_accounts_own_key_needs_no_statement_about_it() -> None:
    arn = "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/redshift/db"
    assert allowed(PARAMETER.grant()) == [(("ssm:GetParameter",), (Substitution(arn),))]
    assert allowed(PARAMETER.grant_read()) == [(("ssm:GetParameter", "ssm:GetParameters"), (Substitution(arn),))]


@pytest.mark.parametrize(
    ("name", "end"),
    [
        ("db", "${AWS::AccountId}:parameter/db"),
        ("/app/db", "${AWS::AccountId}:parameter/app/db"),
        (Parameter("DbName"), "${AWS::AccountId}:parameter${DbName}"),
        (Parameter("DbName", "/app/db"), "${AWS::AccountId}:parameter${DbName}"),
        (Parameter("DbName", "db"), "${AWS::AccountId}:parameter/${DbName}"),
        ("/aws/service/ami", ":parameter/aws/service/ami"),
    ],
)
def test_the_arn_of_a_parameter(name: Any, end: str) -> None:
    assert SsmParameter(name).arn.text == f"arn:${{AWS::Partition}}:ssm:${{AWS::Region}}:{end}"


def test_a_key_of_ones_own_may_be_used_for_this_parameter_through_this_service_alone() -> None:
    parameter = SsmParameter("/redshift/db", secure=True, kms_key_arn=KEY)
    key = parameter.grant().statements[1]
    assert (key.actions, key.resources) == (("kms:Decrypt",), (KEY,))
    assert key.conditions == {
        "StringEquals": {
            "kms:ViaService": Substitution("ssm.${AWS::Region}.${AWS::URLSuffix}"),
            "kms:EncryptionContext:PARAMETER_ARN": parameter.arn,
        }
    }
    assert key_actions(parameter.grant("PutParameter")) == ("kms:Encrypt", "kms:GenerateDataKey")
    assert key_actions(parameter.grant("DescribeParameters")) == ()


def test_a_key_is_granted_as_far_as_the_actions_need_it() -> None:
    both = ("kms:Decrypt", "kms:GenerateDataKey")
    table, bucket, queue = Table("T", "id", kms_key_arn=KEY), Bucket("B", kms_key_arn=KEY), Queue("Q", kms_key_arn=KEY)
    assert key_actions(table.grant("GetItem")) == ("kms:Decrypt",)
    assert key_actions(table.grant_write()) == ("kms:Decrypt",)
    assert key_actions(table.grant("DescribeTable")) == ()
    assert key_actions(bucket.grant_read()) == ("kms:Decrypt",)
    assert key_actions(bucket.grant_write()) == both
    assert key_actions(bucket.grant("DeleteObject")) == ()
    assert key_actions(bucket.grant("Put*", reason="all")) == both
    assert key_actions(queue.grant_send()) == both
    assert key_actions(queue.grant_consume()) == ("kms:Decrypt",)
    assert queue.grant_send().statements[1].conditions == {
        "StringEquals": {"kms:ViaService": Substitution("sqs.${AWS::Region}.${AWS::URLSuffix}")}
    }


@pytest.mark.parametrize(
    ("grant", "variable", "value"),
    [
        (TABLE.grant("GetItem"), "NOTES_TABLE", TABLE.ref),
        (BUCKET.grant_read(), "UPLOADS_BUCKET", BUCKET.ref),
        (QUEUE.grant_send(), "JOBS_QUEUE_URL", QUEUE.ref),
        (PARAMETER.grant(), "REDSHIFT_DB_PARAMETER", "/redshift/db"),
        (SsmParameter(Parameter("DbName")).grant(), "DB_NAME_PARAMETER", Parameter("DbName")),
        (TABLE.grant_read(variable="TABLE"), "TABLE", TABLE.ref),
        (TABLE.grant_read(variable=None), None, None),
    ],
)
def test_a_grant_tells_the_function_the_name(grant: Grant, variable: str | None, value: Any) -> None:
    assert (grant.variable, grant.value) == (variable, value)
    assert function(allow=[grant]).variables == ({variable: value} if variable else {})


@pytest.mark.parametrize(
    ("name", "variable"),
    [
        ("Notes", "NOTES_TABLE"),
        ("NotesTable", "NOTES_TABLE"),
        ("my-notes.v2", "MY_NOTES_V2_TABLE"),
        ("HTTPNotes", "HTTP_NOTES_TABLE"),
        ("table", "TABLE"),
        ("/2024/x", "TABLE_2024_X"),
    ],
)
def test_the_name_of_a_variable(name: str, variable: str) -> None:
    assert variable_name(name, "TABLE") == variable


@pytest.mark.parametrize(
    ("actions", "problem"),
    [
        ((), "grant() names no action."),
        ((["GetItem"],), "an action is a text."),
        ((5,), "an action is a text."),
        (("s3:GetObject",), "this action is of another service."),
    ],
)
def test_what_is_no_action_is_refused_at_the_callers_line(actions: Any, problem: str) -> None:
    error = refused(lambda: loose_table().grant(*actions))
    assert error.problem == f'Table "Notes": {problem}'
    assert error.fix
    with collecting() as problems:
        assert loose_table().grant(*actions).statements == ()
    assert len(problems) == 1


def loose_table() -> Any:
    return TABLE


def test_a_wildcard_needs_a_reason() -> None:
    assert "needs a reason" in refused(lambda: TABLE.grant("Get*")).problem
    assert INDEXED.grant("*", reason="admin").statements[0].resources[0] == TABLE_ARN
    both = BUCKET.grant("Get*", reason="admin").statements[0].resources
    assert both == (Reference("UploadsBucket", "Arn"), OBJECTS)


def test_a_grant_can_have_conditions() -> None:
    conditions = {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["a"]}}
    assert TABLE.grant("GetItem", conditions=conditions).statements[0].conditions == conditions


@pytest.mark.parametrize("variable", ["1X", "X", "A-B", 5, Ref("X")])
def test_a_wrong_variable_is_refused(variable: Any) -> None:
    refused(lambda: TABLE.grant_read(variable=variable))


def test_a_companion_is_no_statement() -> None:
    error = refused(lambda: loose.Function("F", "a.b", runtime="go1.x", code=loose.S3Object("a", "b"), allow=[TABLE]))
    assert ".grant(" in (error.fix or "")
    error = refused(lambda: loose.Role("R", [TABLE.grant_read]))
    assert error.fix == "call it: put () behind it"


def test_a_companion_is_no_text() -> None:
    error = clash(environment={"TABLE": TABLE})
    assert error.fix == "refer to it: write .arn or .ref behind it"


def test_a_variable_of_another_value_is_an_error_with_both_facts() -> None:
    grant = TABLE.grant_read()
    error = clash(environment={"NOTES_TABLE": "other"}, allow=[grant])
    assert isinstance(error, DuplicateError)
    assert error.problem == 'Function "Hello": the environment variable NOTES_TABLE has two values.'
    assert error.other == grant.source
    assert error.given == "NOTES_TABLE = 'other' in environment"
    assert error.allowed == "!Ref NotesTable, as the grant sets it"


def test_two_grants_of_one_variable_are_an_error() -> None:
    one = TABLE.grant_read(variable="NAME")
    error = clash(allow=[one, BUCKET.grant_read(variable="NAME")])
    assert isinstance(error, DuplicateError)
    assert error.other == one.source
    assert "!Ref NotesTable" in str(error.given)
    assert "!Ref UploadsBucket" in str(error.allowed)


def clash(**options: Any) -> Any:
    with collecting() as problems:
        function(**options)
    (problem,) = problems
    return problem


def test_the_same_value_twice_is_fine() -> None:
    made = function(environment={"NOTES_TABLE": Ref("NotesTable")}, allow=[TABLE.grant("GetItem"), TABLE.grant_write()])
    assert list(made.variables) == ["NOTES_TABLE"]


def test_a_variable_that_lambda_sets_is_refused() -> None:
    assert "Lambda sets this" in clash(allow=[TABLE.grant_read(variable="AWS_REGION")]).problem


def test_what_grants_set_counts_for_the_size_of_the_environment() -> None:
    grant = Grant(Allow("s3:GetObject", "arn:aws:s3:::a/*"), variable="LONG", value="x" * 5000)
    assert "the environment has" in clash(allow=[grant]).problem


def test_the_grants_of_a_shared_role_set_variables_too() -> None:
    role = Role("Shared", [TABLE.grant_read()])
    assert function(role=role).variables == {"NOTES_TABLE": TABLE.ref}
    assert clash(role=role, environment={"NOTES_TABLE": "x"}).other == role.statements[0].source


def test_a_grant_remembers_the_line_that_made_it() -> None:
    one, two = TABLE.grant_read(), TABLE.grant("GetItem")
    assert two.source == one.source
    assert one.statements[0].source == one.source
    assert one == Table("Notes", "id").grant_read()


def test_references() -> None:
    assert (TABLE.arn, TABLE.ref) == (Reference("NotesTable", "Arn"), Reference("NotesTable"))
    assert Table("Notes", "id", logical_id="Pinned").arn == Reference("Pinned", "Arn")
    assert PARAMETER.ref == "/redshift/db"
    assert isinstance(function(environment={"QUEUE": QUEUE.arn}), Function)
