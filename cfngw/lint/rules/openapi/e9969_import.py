"""E9969: how a document is imported is said in words that CloudFormation takes."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.errors import nearest
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.found import REST
from cfngw.read.taking import literal

_MODES = ("merge", "overwrite")


class Import(Rule):
    """A Mode that is none, or a place in S3 that is written as a text."""

    id = "E9969"
    short = "Mode is merge or overwrite, and BodyS3Location a mapping of Bucket and Key"
    long = (
        "BodyS3Location is a mapping of Bucket and Key (ETag, Version); `aws cloudformation package` makes one of the "
        "path of a local file, and of nothing else. Mode is a word of PutRestApi."
    )
    aws = "The resource is refused: expected type: JSONObject, found: String; or Invalid mode."
    fix = "Write `BodyS3Location: {Bucket: …, Key: …}`, and Mode: merge or overwrite."
    url = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-restapi.html"
    tags = ("apigateway", "openapi")
    types = (REST,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for resource in view.resources(REST):
            own = resource.properties
            mode = literal(own.get("Mode"))
            if mode is not None and mode.lower() not in _MODES:
                close = nearest(mode, _MODES) or "merge or overwrite"
                yield Problem(
                    below(resource.at, "Properties", "Mode"),
                    f"{mode} is no mode of an import: API Gateway refuses {resource.logical_id}. Write {close}",
                )
            place = literal(own.get("BodyS3Location"))
            if place is not None and "://" in place:
                bucket, _, key = place.partition("://")[2].partition("/")
                yield Problem(
                    below(resource.at, "Properties", "BodyS3Location"),
                    f"BodyS3Location of {resource.logical_id} is a text, and CloudFormation takes a mapping (expected "
                    f"type: JSONObject). Write {{Bucket: {bucket}, Key: {key or '…'}}}",
                )
