"""Tables, buckets, queues, parameters and grants: what each option takes, and what it refuses at the user's line."""

from __future__ import annotations

from typing import Any

import pytest
from troposphere import Ref, Sub

from cfngw import Allow, Bucket, Grant, Parameter, Queue, SsmParameter, Table
from cfngw.errors import DeclarationError, collecting
from samples import loose, refused

KEY = "arn:aws:kms:eu-west-1:123456789012:key/1234"
REQUIRED: dict[str, tuple[Any, ...]] = {
    "Table": ("Notes", "id"),
    "GlobalSecondaryIndex": ("by-author", "author"),
    "Bucket": ("Uploads",),
    "Queue": ("Jobs",),
    "SsmParameter": ("/app/db",),
    "Grant": (Allow("s3:GetObject", "arn:aws:s3:::a/*"),),
}
RIGHT: list[tuple[str, str, Any]] = [
    ("Table", "sort_key", "created"),
    ("Table", "sort_key", ("created", "N")),
    ("Table", "indexes", [loose.GlobalSecondaryIndex("by-author", "author")]),
    ("Table", "time_to_live", "expires"),
    ("Table", "time_to_live", Parameter("P")),
    ("Table", "point_in_time_recovery", True),
    ("Table", "point_in_time_recovery", Ref("P")),
    ("Table", "stream", "NEW_IMAGE"),
    ("Table", "kms_key_arn", KEY),
    ("Table", "kms_key_arn", Parameter("P")),
    ("Table", "deletion_protection", True),
    ("Table", "deletion_policy", "Delete"),
    ("Table", "table_name", "notes"),
    ("Table", "table_name", Sub("${P}")),
    ("Table", "tags", {"team": "notes"}),
    ("Table", "condition", "IsProd"),
    ("Table", "logical_id", "Pinned"),
    ("GlobalSecondaryIndex", "sort_key", ("created", "N")),
    ("GlobalSecondaryIndex", "projection", "KEYS_ONLY"),
    ("GlobalSecondaryIndex", "projection", ["title"]),
    ("Bucket", "versioning", True),
    ("Bucket", "expiration_days", 30),
    ("Bucket", "expiration_days", Parameter("P")),
    ("Bucket", "kms_key_arn", KEY),
    ("Bucket", "deletion_policy", "Retain"),
    ("Bucket", "bucket_name", "my.notes-2"),
    ("Bucket", "bucket_name", Parameter("P")),
    ("Bucket", "tags", {"team": "notes"}),
    ("Bucket", "condition", "IsProd"),
    ("Bucket", "logical_id", "Pinned"),
    ("Queue", "visibility_timeout_seconds", 0),
    ("Queue", "visibility_timeout_seconds", 43_200),
    ("Queue", "message_retention_seconds", Parameter("P")),
    ("Queue", "delay_seconds", 900),
    ("Queue", "receive_wait_time_seconds", 20),
    ("Queue", "fifo", True),
    ("Queue", "dead_letter_queue", Queue("Failed")),
    ("Queue", "dead_letter_queue", "arn:aws:sqs:eu-west-1:123456789012:failed"),
    ("Queue", "dead_letter_queue", Parameter("P")),
    ("Queue", "kms_key_arn", KEY),
    ("Queue", "deletion_policy", "Retain"),
    ("Queue", "queue_name", "jobs"),
    ("Queue", "tags", {"team": "notes"}),
    ("Queue", "condition", "IsProd"),
    ("Queue", "logical_id", "Pinned"),
    ("SsmParameter", "secure", True),
    ("Grant", "condition", "IsProd"),
]
WRONG: list[tuple[str, str, Any]] = [
    ("Table", "sort_key", ""),
    ("Table", "sort_key", 5),
    ("Table", "sort_key", ("created", "X")),
    ("Table", "sort_key", ("created", "N", "S")),
    ("Table", "read_capacity_units", 0),
    ("Table", "read_capacity_units", "1"),
    ("Table", "write_capacity_units", True),
    ("Table", "indexes", ["by-author"]),
    ("Table", "indexes", "by-author"),
    ("Table", "time_to_live", 5),
    ("Table", "point_in_time_recovery", "yes"),
    ("Table", "stream", "NEW"),
    ("Table", "kms_key_arn", "arn:aws:kms:eu-west-1:123456789012:alias/notes"),
    ("Table", "kms_key_arn", "alias/notes"),
    ("Table", "deletion_protection", 1),
    ("Table", "deletion_policy", "Snapshot"),
    ("Table", "deletion_policy", None),
    ("Table", "table_name", "no"),
    ("Table", "table_name", "no/tes"),
    ("Table", "tags", ["team"]),
    ("Table", "condition", 5),
    ("Table", "logical_id", "Pinned-1"),
    ("GlobalSecondaryIndex", "sort_key", 5),
    ("GlobalSecondaryIndex", "projection", "INCLUDE"),
    ("GlobalSecondaryIndex", "projection", []),
    ("Bucket", "versioning", "Enabled"),
    ("Bucket", "expiration_days", 0),
    ("Bucket", "noncurrent_expiration_days", "30"),
    ("Bucket", "kms_key_arn", "alias/aws/s3"),
    ("Bucket", "deletion_policy", "Keep"),
    ("Bucket", "bucket_name", "Notes"),
    ("Bucket", "bucket_name", "a..b"),
    ("Bucket", "bucket_name", "ab"),
    ("Bucket", "tags", 5),
    ("Bucket", "condition", True),
    ("Bucket", "logical_id", ""),
    ("Queue", "visibility_timeout_seconds", 43_201),
    ("Queue", "message_retention_seconds", 59),
    ("Queue", "delay_seconds", -1),
    ("Queue", "receive_wait_time_seconds", 21),
    ("Queue", "fifo", 1),
    ("Queue", "content_based_deduplication", "yes"),
    ("Queue", "dead_letter_queue", Queue),
    ("Queue", "dead_letter_queue", "failed"),
    ("Queue", "max_receive_count", 0),
    ("Queue", "kms_key_arn", "alias/aws/sqs"),
    ("Queue", "deletion_policy", 5),
    ("Queue", "queue_name", "a b"),
    ("Queue", "tags", "x"),
    ("Queue", "condition", []),
    ("Queue", "logical_id", "a_b"),
    ("SsmParameter", "secure", "yes"),
    ("SsmParameter", "kms_key_arn", "alias/aws/ssm"),
    ("Grant", "variable", "1X"),
    ("Grant", "value", 5),
    ("Grant", "condition", 5),
]


@pytest.mark.parametrize(("cls", "option", "member"), RIGHT)
def test_an_option_takes(cls: str, option: str, member: Any) -> None:
    kept = getattr(getattr(loose, cls)(*REQUIRED[cls], **{option: member}), option)
    wanted = (member, "S") if option == "sort_key" and isinstance(member, str) else member
    assert kept == (tuple(wanted) if isinstance(wanted, list) else wanted)


@pytest.mark.parametrize(("cls", "option", "member"), WRONG)
def test_an_option_refuses(cls: str, option: str, member: Any) -> None:
    with collecting() as problems:
        made = getattr(loose, cls)(*REQUIRED[cls], **{option: member})
    assert isinstance(problems[0], DeclarationError)
    assert problems[0].where == made.source
    assert problems[0].option == option
    assert problems[0].allowed
    refused(lambda: getattr(loose, cls)(*REQUIRED[cls], **{option: member}))


@pytest.mark.parametrize("name", ["", 5, "1x", "ä", Ref("P"), Parameter("P")])
@pytest.mark.parametrize("cls", ["Table", "Bucket", "Queue"])
def test_a_name_is_a_literal_word(cls: str, name: Any) -> None:
    refused(lambda: getattr(loose, cls)(name, *REQUIRED[cls][1:]))


@pytest.mark.parametrize(
    "name", ["", "/", "a//b", "/a/", "db:3", 5, Sub("/${P}"), "arn:aws:ssm:eu-west-1:1:parameter/x"]
)
def test_the_name_of_a_parameter_is_literal_or_a_parameter(name: Any) -> None:
    error = refused(lambda: loose.SsmParameter(name))
    assert error.allowed == "a parameter's name, or a Parameter"


@pytest.mark.parametrize("name", ["db", "/app/db", "/a.b/c_d-e", Parameter("DbName", "/app/db")])
def test_the_name_of_a_parameter_is_kept(name: Any) -> None:
    assert SsmParameter(name).name is name


def test_provisioned_capacity_needs_both_numbers() -> None:
    error = refused(lambda: Table("Notes", "id", read_capacity_units=1))
    assert (error.given, error.fix) == (1, "give write_capacity_units=")
    assert refused(lambda: Table("Notes", "id", write_capacity_units=2)).fix == "give read_capacity_units="


def test_the_keys_of_a_table_are_two_attributes() -> None:
    error = refused(lambda: Table("Notes", "id", sort_key=("id", "N")))
    assert "the two keys are one attribute" in error.problem or "two types" in error.problem


def test_an_attribute_has_one_type() -> None:
    index = loose.GlobalSecondaryIndex("by-id", ("id", "N"))
    error = refused(lambda: Table("Notes", "id", indexes=[index]))
    assert error.problem == 'Table "Notes": the attribute id has two types.'
    assert (error.given, error.fix) == ("N", 'write ("id", "S") everywhere')


def test_two_indexes_have_two_names() -> None:
    one, two = loose.GlobalSecondaryIndex("one", "a"), loose.GlobalSecondaryIndex("one", "b")
    with collecting() as problems:
        Table("Notes", "id", indexes=[one, two])
    assert [problem.problem for problem in problems] == ['Table "Notes": two indexes have one name.'] * 2


def test_the_time_to_live_is_a_number() -> None:
    error = refused(lambda: Table("Notes", "id", sort_key="expires", time_to_live="expires"))
    assert "the time to live is a number of seconds" in error.problem
    assert Table("Notes", "id", sort_key=("expires", "N"), time_to_live="expires").time_to_live == "expires"


def test_noncurrent_versions_need_versioning() -> None:
    error = refused(lambda: Bucket("Uploads", noncurrent_expiration_days=3))
    assert error.fix == "give versioning=True, or leave out noncurrent_expiration_days="


def test_max_receive_count_needs_a_dead_letter_queue() -> None:
    assert "has no effect" in refused(lambda: Queue("Jobs", max_receive_count=3)).problem
    assert Queue("Jobs", dead_letter_queue=Queue("Failed")).receives == 5


def test_only_a_fifo_queue_removes_duplicates() -> None:
    assert refused(lambda: Queue("Jobs", content_based_deduplication=True)).fix
    assert Queue("Jobs", fifo=True, content_based_deduplication=True).fifo


@pytest.mark.parametrize(("name", "fifo"), [("jobs.fifo", False), ("jobs", True)])
def test_the_name_of_a_fifo_queue_ends_with_fifo(name: str, fifo: bool) -> None:
    assert "ends with .fifo exactly when" in refused(lambda: Queue("Jobs", fifo=fifo, queue_name=name)).problem
    assert Queue("Jobs", fifo=not fifo, queue_name=name)


def test_a_dead_letter_queue_is_of_the_same_type() -> None:
    failed = Queue("Failed")
    assert "of the other type" in refused(lambda: Queue("Jobs", fifo=True, dead_letter_queue=failed)).problem


def test_a_path_of_a_parameter_begins_with_a_slash() -> None:
    error = refused(lambda: SsmParameter("notes/password"))
    assert (error.given, error.fix) == ("notes/password", 'write "/notes/password"')
    assert SsmParameter("password").name == "password"


def test_a_key_belongs_to_a_secure_parameter() -> None:
    error = refused(lambda: SsmParameter("/app/db", kms_key_arn=KEY))
    assert error.fix == "give secure=True, or leave out kms_key_arn="


def test_variable_and_value_of_a_grant_belong_together() -> None:
    allow = Allow("sns:Publish", Ref("Topic"))
    assert refused(lambda: Grant(allow, variable="TOPIC_ARN")).fix == "give the other one"
    assert refused(lambda: Grant(allow, value="x")).fix == "give variable=, or leave out value="
    assert Grant(allow, variable="TOPIC_ARN", value=Ref("Topic")).statements == (allow,)
