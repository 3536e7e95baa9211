"""Bundles to S3, by content: a key names what is behind it, so that an object is sent once and never replaced.

Every request names the account that must own the bucket. An object comes into being whole or not at all: in one
request, or in parts that S3 joins at the end and that are thrown away when one of them fails.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cfngw.deploy.clients import Clients
from cfngw.deploy.refusals import (
    TransferError,
    code_of,
    in_words,
    no_bucket,
    other_encryption,
    other_owner,
    other_region,
)

if TYPE_CHECKING:
    from io import BufferedReader

    from botocore.exceptions import ClientError

_PART_BYTES = 8 << 20
_ABSENT = ("404", "NoSuchKey", "NotFound")
_HIDDEN = ("403", "AccessDenied", "Forbidden")
_TAKEN = ("412", "PreconditionFailed")
_RACED = ("409", "ConditionalRequestConflict")
_RACES = 3


@dataclass(frozen=True)
class Destination:
    """Where bundles go. ``kms_key``: as the bucket does without one. ``owner``: the caller's account unless given."""

    bucket: str
    prefix: str = ""
    kms_key: str | None = None
    owner: str | None = None

    def key(self, file_name: str) -> str:
        """Give the key of a file."""
        prefix = self.prefix.strip("/")
        return f"{prefix}/{file_name}" if prefix else file_name

    @property
    def encryption(self) -> dict[str, str]:
        """Give the options that say how S3 encrypts.

        None without a key: S3 then encrypts as the bucket says, which is with S3's own keys unless somebody chose
        others; a header would take precedence over that choice.
        https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html
        """
        if self.kms_key is None:
            return {}
        return {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": self.kms_key}

    def is_encrypted_so(self, found: Mapping[str, Any]) -> bool:
        """Tell whether an object that is there has the key that was asked for, as far as that can be told.

        S3 answers with the key's ARN; what key an alias stands for is not known here.
        """
        if self.kms_key is None:
            return True
        key = str(found.get("SSEKMSKeyId", ""))
        if not str(found.get("ServerSideEncryption", "")).startswith("aws:kms"):
            return False
        return "alias/" in self.kms_key or key.rpartition("/")[2] == self.kms_key.rpartition("/")[2]


class Store:
    """A bucket that has been looked at; ``put`` sends what it lacks.

    Opening it raises TransferError for a bucket that is missing, somebody else's or in another region. A file that
    is longer than two ``part_bytes`` (5 MiB at least) is sent in parts.
    """

    def __init__(self, clients: Clients, destination: Destination, *, part_bytes: int = _PART_BYTES) -> None:
        self._s3 = clients.s3
        self._destination = destination
        self._part_bytes = part_bytes
        self._bucket = destination.bucket
        self._owner = destination.owner or account_of(clients)
        self._common = {"Bucket": self._bucket, "ExpectedBucketOwner": self._owner}
        self._look(clients.region)

    @property
    def bucket(self) -> str:
        """Give the bucket's name."""
        return self._bucket

    def put(self, path: Path) -> tuple[str, bool]:
        """Store a file under its name unless it is there; give the key, and whether it was sent."""
        key = self._destination.key(path.name)
        with in_words(f"storing s3://{self._bucket}/{key}", self._bucket):
            for _ in range(_RACES):
                if self._has(key):
                    return key, False
                sent = self._send(path, key)
                if sent is not None:
                    return key, sent
        raise TransferError(
            f"somebody else is storing s3://{self._bucket}/{key} at this moment.", fix="run the command again"
        )

    def _look(self, region: str) -> None:
        """Check the bucket before anything is built for it."""
        from botocore.exceptions import ClientError

        with in_words(f"looking at the bucket {self._bucket}", self._bucket):
            try:
                found = self._s3.head_bucket(**self._common).get("BucketRegion", region)
            except ClientError as error:
                self._explain(error, region)
                return
        if found != region:
            raise other_region(self._bucket, found, region)

    def _explain(self, error: ClientError, region: str) -> None:
        """Tell a missing bucket and another's; who may only write may not look, and is told when it writes."""
        from botocore.exceptions import ClientError

        code = code_of(error)
        if code in (*_ABSENT, "NoSuchBucket"):
            raise no_bucket(self._bucket, region) from error
        if code not in _HIDDEN:
            raise error
        try:
            self._s3.head_bucket(Bucket=self._bucket)
        except ClientError as other:
            if code_of(other) not in _HIDDEN:
                raise
            return
        raise other_owner(self._bucket, self._owner) from error

    def _has(self, key: str) -> bool:
        from botocore.exceptions import ClientError

        try:
            found = self._s3.head_object(**self._common, Key=key)
        except ClientError as error:
            # Who may not list the bucket gets 403 for what is absent, too. The write decides then.
            if code_of(error) in (*_ABSENT, *_HIDDEN):
                return False
            raise
        if not self._destination.is_encrypted_so(found):
            raise other_encryption(self._bucket, key, str(found.get("SSEKMSKeyId", "no key of KMS")))
        return True

    def _send(self, path: Path, key: str) -> bool | None:
        """Send a file; say whether it was stored by us, or None when another's request got in the way."""
        from botocore.exceptions import ClientError

        try:
            with path.open("rb") as stream:
                if path.stat().st_size > 2 * self._part_bytes:
                    self._in_parts(stream, key)
                else:
                    self._at_once(stream, key)
        except ClientError as error:
            if code_of(error) in _TAKEN:
                return False  # somebody else stored the same content since we asked
            if code_of(error) in _RACED:
                return None
            raise
        except OSError as error:
            raise TransferError(f"{path} can't be read: {error.strerror}.", fix="check its permissions") from error
        return True

    def _at_once(self, stream: BufferedReader, key: str) -> None:
        from hashlib import file_digest

        checksum = b64encode(file_digest(stream, "sha256").digest()).decode()
        stream.seek(0)
        self._s3.put_object(
            **self._common,
            **self._destination.encryption,
            Key=key,
            Body=stream,
            ContentType="application/zip",
            ChecksumSHA256=checksum,
            IfNoneMatch="*",
        )

    def _in_parts(self, stream: BufferedReader, key: str) -> None:
        made = self._s3.create_multipart_upload(
            **self._common,
            **self._destination.encryption,
            Key=key,
            ContentType="application/zip",
            ChecksumAlgorithm="SHA256",
        )
        upload = {**self._common, "Key": key, "UploadId": made["UploadId"]}
        try:
            parts = self._parts(stream, upload)
            self._s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts}, IfNoneMatch="*")
        except BaseException:  # Ctrl-C, too: parts that are left behind are paid for
            self._abort(upload)
            raise

    def _parts(self, stream: BufferedReader, upload: dict[str, Any]) -> list[dict[str, Any]]:
        from hashlib import sha256

        parts: list[dict[str, Any]] = []
        while body := stream.read(self._part_bytes):
            checksum = b64encode(sha256(body).digest()).decode()
            number = len(parts) + 1
            answer = self._s3.upload_part(**upload, PartNumber=number, Body=body, ChecksumSHA256=checksum)
            parts.append({"PartNumber": number, "ETag": answer["ETag"], "ChecksumSHA256": checksum})
        return parts

    def _abort(self, upload: dict[str, Any]) -> None:
        """Throw the parts away, as far as the connection still allows; alone they are no object."""
        from botocore.exceptions import BotoCoreError, ClientError

        with suppress(BotoCoreError, ClientError):
            self._s3.abort_multipart_upload(**upload)


def account_of(clients: Clients) -> str:
    """Ask whose credentials these are."""
    with in_words("asking STS whose credentials these are"):
        return str(clients.sts.get_caller_identity()["Account"])
