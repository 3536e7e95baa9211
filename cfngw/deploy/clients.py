"""The door to boto3. Retries are bounded: a lost connection is told within a minute or two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from cfngw.deploy.refusals import TransferError, in_words
from cfngw.errors import UsageError

_ATTEMPTS = 4
_CONNECT_SECONDS = 10
_READ_SECONDS = 60

Answer = dict[str, Any]


class S3(Protocol):
    """What is asked of S3."""

    def head_bucket(self, **options: Any) -> Answer: ...  # noqa: D102
    def head_object(self, **options: Any) -> Answer: ...  # noqa: D102
    def put_object(self, **options: Any) -> Answer: ...  # noqa: D102
    def create_multipart_upload(self, **options: Any) -> Answer: ...  # noqa: D102
    def upload_part(self, **options: Any) -> Answer: ...  # noqa: D102
    def complete_multipart_upload(self, **options: Any) -> Answer: ...  # noqa: D102
    def abort_multipart_upload(self, **options: Any) -> Answer: ...  # noqa: D102


class Sts(Protocol):
    """What is asked of STS."""

    def get_caller_identity(self) -> Answer: ...  # noqa: D102


@dataclass(frozen=True)
class Clients:
    """The clients of one session, and its region."""

    s3: S3
    sts: Sts
    region: str


def connect(region: str | None = None) -> Clients:
    """Make clients from the user's AWS configuration; nothing is sent yet.

    Raises UsageError without boto3, TransferError without a region.
    """
    try:
        from boto3.session import Session
        from botocore.config import Config
    except ImportError as error:
        raise UsageError(
            "storing in S3 takes boto3, which is not installed.",
            fix="pip install 'cfngw[aws]', or --local DIR to make the zips only",
        ) from error
    with in_words("AWS"):
        session = Session(region_name=region)
        found = session.region_name
        if found is None:
            raise TransferError(
                "AWS: no region is known.", fix="--region eu-west-1, or set AWS_REGION; it is where the stack will be"
            )
        config = Config(
            retries={"mode": "standard", "total_max_attempts": _ATTEMPTS},
            connect_timeout=_CONNECT_SECONDS,
            read_timeout=_READ_SECONDS,
        )
        return Clients(session.client("s3", config=config), session.client("sts", config=config), found)
