"""S3 buckets, private."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import ClassVar

from cfngw.declare.companion import DELETION_POLICY, KEY_ARN, Companion, Conditions, Variable
from cfngw.declare.grant import Grant
from cfngw.declare.intrinsic import Integer, Text
from cfngw.declare.kinds import NAME, TAGS, Truth, Whole, Words
from cfngw.declare.parameter import CONDITION, Condition
from cfngw.declare.role import Allow
from cfngw.declare.value import option, pinned, required
from cfngw.errors import CfngwError, report
from cfngw.source import here

_READ = ("GetObject",)
_WRITE = ("AbortMultipartUpload", "DeleteObject", "PutObject")
_DECRYPT = ("kms:Decrypt",)
_ENCRYPT = ("kms:Decrypt", "kms:GenerateDataKey")
# Actions on objects whose names do not say so.
_ON_UPLOADS = ("abortmultipartupload", "listmultipartuploadparts")


class Bucket(Companion):
    """A private S3 bucket: no public access, owned by its account, encrypted; its objects outlive the stack.

    ``expiration_days``: objects are kept for ever unless given; with ``versioning`` they are then only hidden, and
    ``noncurrent_expiration_days`` deletes what was hidden or overwritten. ``kms_key_arn``: S3's own keys, which cost
    nothing, unless given. ``deletion_policy``: ``RetainExceptOnCreate``, so that neither deleting the stack nor
    replacing the bucket loses data (S3 refuses to delete a bucket that holds objects, and the deletion of the stack
    would fail). ``bucket_name``: named by CloudFormation unless given. A bucket policy (for instance to refuse
    requests without TLS), CORS, notifications and replication are for raw troposphere resources.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html
    """

    service: ClassVar[str] = "s3"
    noun: ClassVar[str] = "Bucket"
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html: parts of an upload are read again
    key_actions: ClassVar[Mapping[str, tuple[str, ...]]] = MappingProxyType(
        {"getobject": _DECRYPT, "getobjectversion": _DECRYPT, "putobject": _ENCRYPT}
    )

    name: str = required(NAME, kw_only=False)
    versioning: bool = option(Truth(literal=True), default=False)
    expiration_days: Integer | None = option(Whole(1, None, "days"), default=None)
    noncurrent_expiration_days: Integer | None = option(Whole(1, None, "days"), default=None)
    kms_key_arn: Text | None = option(KEY_ARN, default=None)
    deletion_policy: str = option(DELETION_POLICY, default="RetainExceptOnCreate")
    bucket_name: Text | None = option(
        Words(
            "a bucket name: 3 to 63 small letters, digits, '.' and '-'",
            pattern=r"[a-z0-9](?!.*\.\.)[a-z0-9.-]{1,61}[a-z0-9]",
        ),
        default=None,
    )
    tags: Mapping[str, Text] | None = option(TAGS, default=None)
    condition: str | Condition | None = option(CONDITION, default=None)
    logical_id: str | None = pinned(default=None)

    def check(self) -> Iterator[CfngwError]:
        """Check that there are noncurrent versions to expire."""
        if self.noncurrent_expiration_days is not None and not self.versioning:
            yield self.refusal(
                "a bucket without versioning has no noncurrent versions.",
                given=self.noncurrent_expiration_days,
                fix="give versioning=True, or leave out noncurrent_expiration_days=",
            )

    def grant(
        self,
        *actions: str,
        prefix: str = "",
        variable: Variable = ...,
        conditions: Conditions = None,
        reason: str | None = None,
        unchecked: bool = False,
    ) -> Grant:
        """Grant these actions (``"GetObject"``): those about objects on the objects, others on the bucket itself.

        ``prefix``: only the objects whose keys begin with it. ``variable``: UPLOADS_BUCKET for the bucket Uploads
        gets the bucket's name; None sets none. The others are Allow's.
        """
        options = {"reason": reason, "unchecked": unchecked}
        return self._granted(actions, self._places(self._prefix(prefix)), variable, conditions, **options)

    def grant_read(self, *, prefix: str = "", variable: Variable = ...) -> Grant:
        """Grant GetObject, and ListBucket of the keys with the prefix.

        Without ListBucket on the whole bucket, so with a prefix too, S3 answers 403 in place of 404 for a missing key.
        https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
        """
        return self._with_list(_READ, prefix, variable)

    def grant_write(self, *, prefix: str = "", variable: Variable = ...) -> Grant:
        """Grant PutObject, DeleteObject and AbortMultipartUpload."""
        return self._granted(_WRITE, self._places(self._prefix(prefix)), variable)

    def grant_read_write(self, *, prefix: str = "", variable: Variable = ...) -> Grant:
        """Grant what grant_read() and grant_write() do."""
        return self._with_list((*_READ, *_WRITE), prefix, variable)

    def _with_list(self, actions: tuple[str, ...], prefix: str, variable: Variable) -> Grant:
        prefix = self._prefix(prefix)
        made = self._granted(actions, self._places(prefix), variable)
        conditions = {"StringLike": {"s3:prefix": f"{prefix}*"}} if prefix else None
        listing = Allow("s3:ListBucket", self.arn, conditions=conditions)
        return Grant([*made.statements, listing], variable=made.variable, value=made.value, condition=made.condition)

    def _places(self, prefix: str) -> _Places:
        return _Places(self, prefix)

    def _prefix(self, given: str) -> str:
        """Give a prefix as it is written in an ARN; one that IAM or Fn::Sub would read otherwise is refused."""
        if isinstance(given, str) and not given.startswith("/") and not any(sign in given for sign in "*?$"):
            return given
        report(
            self.refusal(
                "prefix does not take this value.",
                where=here(),
                given=given,
                allowed="the beginning of keys: no slash in front, no '*', '?' or '$'",
                fix='write it as keys begin: prefix="uploads/"',
            )
        )
        return ""


class _Places:
    """Where an action of S3 works: on the objects of one prefix, or on the bucket."""

    def __init__(self, bucket: Bucket, prefix: str) -> None:
        self._bucket = bucket
        self._objects = bucket.below_arn(f"{prefix}*")

    def __call__(self, action: str) -> tuple[Text, ...]:
        if "*" in action or "?" in action:
            return (self._bucket.arn, self._objects)
        of_objects = "object" in action and "bucket" not in action
        return (self._objects,) if of_objects or action in _ON_UPLOADS else (self._bucket.arn,)
