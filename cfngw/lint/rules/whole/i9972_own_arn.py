"""I9972: a resource of the template is referred to, not written out as an ARN."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.lint.rules.whole.common import ARN, texts
from cfngw.read.taking import literal

_NAMED = {
    "AWS::Lambda::Function": ("lambda", "function:", "FunctionName"),
    "AWS::Serverless::Function": ("lambda", "function:", "FunctionName"),
    "AWS::IAM::Role": ("iam", "role/", "RoleName"),
    "AWS::DynamoDB::Table": ("dynamodb", "table/", "TableName"),
    "AWS::SQS::Queue": ("sqs", "", "QueueName"),
    "AWS::SNS::Topic": ("sns", "", "TopicName"),
    "AWS::StepFunctions::StateMachine": ("states", "stateMachine:", "StateMachineName"),
    "AWS::Logs::LogGroup": ("logs", "log-group:", "LogGroupName"),
}


class OwnArn(Rule):
    """The ARN of a resource of the template, written out."""

    id = "I9972"
    short = "A resource of the template is referred to by GetAtt, not by an ARN that is written out"
    long = (
        "An ARN that is written out holds one account and one region, and tells CloudFormation nothing of the "
        "dependency: the resource may be made after what names it."
    )
    aws = "In another account or region the ARN leads to nothing, or to somebody else's; it fails when it is used."
    fix = "Write `!GetAtt <logical id>.Arn`."
    url = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
        "intrinsic-function-reference-getatt.html"
    )
    tags = ("apigateway", "lambda", "iam")
    types = tuple(_NAMED)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        if not view.defaults:
            return
        named: dict[tuple[str, str], str] = {}
        for resource in view.resources(*_NAMED):
            service, prefix, attribute = _NAMED[resource.type]
            name = literal(resource.properties.get(attribute))
            if name and resource.made is True and resource.node.document is view.document:
                named[service, prefix + name] = resource.logical_id
        for written in texts(view) if named else ():
            for found in ARN.finditer(written.text):
                rest = found["rest"]
                for (service, name), logical_id in named.items():
                    if found["service"] == service and (rest == name or rest.startswith((f"{name}:", f"{name}/"))):
                        yield Problem(
                            written.at,
                            f"{found[0]} is {logical_id} of this template, for one account and region alone. Write "
                            f"!GetAtt {logical_id}.Arn, or ${{{logical_id}.Arn}} in a Sub",
                        )
