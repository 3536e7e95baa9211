"""What a value of the template is on this machine, where nothing was created."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cfngw.document.values import Reference, Text, Unknown, scalar_text

_ARNS = {
    "AWS::Lambda::Function": "arn:{partition}:lambda:{region}:{account}:function:{name}",
    "AWS::Serverless::Function": "arn:{partition}:lambda:{region}:{account}:function:{name}",
    "AWS::SQS::Queue": "arn:{partition}:sqs:{region}:{account}:{name}",
    "AWS::SNS::Topic": "arn:{partition}:sns:{region}:{account}:{name}",
    "AWS::DynamoDB::Table": "arn:{partition}:dynamodb:{region}:{account}:table/{name}",
    "AWS::Kinesis::Stream": "arn:{partition}:kinesis:{region}:{account}:stream/{name}",
    "AWS::S3::Bucket": "arn:{partition}:s3:::{name}",
    "AWS::Events::EventBus": "arn:{partition}:events:{region}:{account}:event-bus/{name}",
    "AWS::StepFunctions::StateMachine": "arn:{partition}:states:{region}:{account}:stateMachine:{name}",
    "AWS::Cognito::UserPool": "arn:{partition}:cognito-idp:{region}:{account}:userpool/{name}",
    "AWS::IAM::Role": "arn:{partition}:iam::{account}:role/{name}",
}
_REF_IS_ARN = ("AWS::SNS::Topic", "AWS::StepFunctions::StateMachine")


class LocalValues:
    """Names what the template refers to: a resource has the name that it is given there, or its logical id.

    ``names`` are the physical names by logical id; values that nobody can tell are None.
    """

    def __init__(
        self, names: Mapping[str, str] | None = None, *, region: str, account: str, partition: str = "aws"
    ) -> None:
        self._names = names or {}
        self._given = {"region": region, "account": account, "partition": partition}

    def text(self, value: Any) -> str | None:
        """Give a value as a text; None where the template does not tell it."""
        if isinstance(value, Text):
            pieces = [self.text(piece) for piece in value.pieces]
            return None if None in pieces else "".join(piece for piece in pieces if piece is not None)
        if isinstance(value, Reference):
            return self._referred(value)
        return None if isinstance(value, Unknown) else scalar_text(value)

    def _referred(self, value: Reference) -> str:
        name = self._names.get(value.logical_id, value.logical_id.replace("/", "-"))
        is_arn = value.attribute.endswith("Arn") or (not value.attribute and value.type in _REF_IS_ARN)
        if is_arn and value.type in _ARNS:
            return _ARNS[value.type].format(name=name, **self._given)
        if value.type == "AWS::SQS::Queue" and value.attribute in ("", "QueueUrl"):
            return "https://sqs.{region}.amazonaws.com/{account}/{name}".format(name=name, **self._given)
        return name if not value.attribute or value.attribute.endswith("Name") else f"{name}.{value.attribute}"
