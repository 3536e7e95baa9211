"""Methods of REST APIs that get and put the objects of a bucket, without a function between.

https://docs.aws.amazon.com/apigateway/latest/developerguide/integrating-api-with-aws-services-s3.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from cfngw.declare.aws_target import ADDRESS, AwsTarget
from cfngw.declare.bucket import Bucket
from cfngw.declare.intrinsic import Text, is_intrinsic
from cfngw.declare.kinds import Either, Instance, Words
from cfngw.declare.value import option, required
from cfngw.errors import CfngwError

_BUCKET = Either(
    Instance(Bucket, described="a Bucket"),
    Words(
        "the name of one",
        pattern=r"[a-z0-9](?!.*\.\.)[a-z0-9.-]{1,61}[a-z0-9]",
        mend=lambda given: (
            f'write its name: "{given.rpartition(":")[2].partition("/")[0]}"' if given.startswith("arn:") else None
        ),
    ),
)


class _S3(AwsTarget):
    """What all calls of S3 share. ``verb``: the HTTP method; ``headers``: those of the answer that clients get."""

    verb: ClassVar[str]
    names_errors: ClassVar[bool] = False
    passed_through: ClassVar[bool] = True
    headers: ClassVar[tuple[str, ...]] = ()

    bucket: Bucket | Text = required(_BUCKET, kw_only=False)
    key: Text = required(ADDRESS, kw_only=False)

    @property
    def prefix(self) -> str:
        """Give what is known of how all keys begin."""
        if is_intrinsic(self.key) or (self.key.startswith("$") and not self.key.startswith("${")):  # type: ignore[union-attr]
            return ""
        start = re.split(r"\$\{", str(self.key), maxsplit=1)[0]
        return "" if any(sign in start for sign in "*?$") else start

    def texts(self) -> Iterator[Any]:
        """Give the key."""
        yield self.key

    def check(self) -> Iterator[CfngwError]:
        """Check that the key is written as S3 has it."""
        yield from super().check()
        if isinstance(self.key, str) and self.key.startswith("/"):
            yield self.refusal(
                "its key begins with a slash.",
                given=self.key,
                allowed='keys such as "uploads/${request.path.id}"',
                fix=f'write "{self.key.lstrip("/")}"',
                option="key",
            )


class S3GetObject(_S3):
    """Answer with an object of a bucket: ``S3GetObject(bucket, "$request.path.key")``; 404 without one.

    ``bucket``: a Bucket, or the name of one that exists. ``key``: of the path, a header, the query string: a text such
    as ``"uploads/${request.path.id}"`` binds the role to what begins so. The client gets the object's Content-Type,
    ETag and Last-Modified. What is no text needs ``binary_media_types`` of the API.
    https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
    """

    subtype: ClassVar[str] = "S3-GetObject"
    action: ClassVar[str] = "s3:GetObject"
    verb: ClassVar[str] = "GET"
    headers: ClassVar[tuple[str, ...]] = ("Content-Type", "ETag", "Last-Modified")
    # Without s3:ListBucket, which none of these roles has, S3 answers 403 for what is missing.
    faults: ClassVar[Mapping[int, tuple[str, ...]]] = MappingProxyType({400: ("400",), 404: ("403", "404")})


class S3HeadObject(_S3):
    """Answer with the headers of an object, for ``HEAD``; 404 without one. Otherwise as S3GetObject.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
    """

    subtype: ClassVar[str] = "S3-HeadObject"
    action: ClassVar[str] = "s3:GetObject"
    verb: ClassVar[str] = "HEAD"
    headers: ClassVar[tuple[str, ...]] = ("Content-Type", "ETag", "Last-Modified")
    faults: ClassVar[Mapping[int, tuple[str, ...]]] = MappingProxyType({400: ("400",), 404: ("403", "404")})


class S3PutObject(_S3):
    """Store a request's body as an object: ``S3PutObject(bucket, "uploads/${request.path.id}")``.

    ``content_type``: the client's own unless given. The client gets the ETag. What is no text needs
    ``binary_media_types`` of the API. Otherwise as S3GetObject. API Gateway takes bodies of 10 MB at most.
    https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
    """

    subtype: ClassVar[str] = "S3-PutObject"
    action: ClassVar[str] = "s3:PutObject"
    verb: ClassVar[str] = "PUT"
    headers: ClassVar[tuple[str, ...]] = ("ETag",)
    faults: ClassVar[Mapping[int, tuple[str, ...]]] = MappingProxyType({400: ("400",)})

    content_type: Text | None = option(
        Words("a media type, such as image/png", pattern=r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+(;[^']*)?"),
        default=None,
    )

    def declared(self) -> Iterator[tuple[str, str]]:
        """Give what the key is made of, and the client's Content-Type."""
        yield from super().declared()
        if self.content_type is None:
            yield "header", "Content-Type"


class S3DeleteObject(_S3):
    """Delete an object: ``S3DeleteObject(bucket, "$request.path.key")``; what is not there is as good as deleted.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html
    """

    subtype: ClassVar[str] = "S3-DeleteObject"
    action: ClassVar[str] = "s3:DeleteObject"
    verb: ClassVar[str] = "DELETE"
    faults: ClassVar[Mapping[int, tuple[str, ...]]] = MappingProxyType({400: ("400",)})
