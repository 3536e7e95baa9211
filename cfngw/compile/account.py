"""The account's settings of API Gateway, and the role that they name."""

from __future__ import annotations

from typing import Any

from troposphere import GetAtt, Sub, Tags, apigateway

from cfngw.compile.assembly import Assembly, only_given
from cfngw.compile.role import allow, grant, open_role
from cfngw.declare.account import ApiGatewayAccount

# API Gateway refuses a role that lacks one of these; the last two let its console show the logs.
# https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonAPIGatewayPushToCloudWatchLogs.html
_ACTIONS = (
    "logs:CreateLogGroup",
    "logs:CreateLogStream",
    "logs:DescribeLogGroups",
    "logs:DescribeLogStreams",
    "logs:PutLogEvents",
    "logs:GetLogEvents",
    "logs:FilterLogEvents",
)
# API Gateway names the groups of execution logs itself, and those of access logs are any that a stage names.
_LOG_GROUPS = "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:*"


def account(assembly: Assembly, declared: ApiGatewayAccount, **attributes: Any) -> apigateway.Account:
    """Make the settings, and the role unless one is given; it stands before them."""
    if declared.role_arn is not None:
        return apigateway.Account(
            declared.resource_id, CloudWatchRoleArn=assembly.resolve(declared.role_arn), **attributes
        )
    tags = Tags(assembly.resolve(declared.tags)) if declared.tags else None
    role = open_role(assembly, declared.role_id, "apigateway.amazonaws.com", **attributes, **only_given({"Tags": tags}))
    grant(assembly, declared.role_id, [allow(_ACTIONS, [Sub(_LOG_GROUPS)])])
    assembly.add(role, (declared.resource_id, "Role"), declared.source)
    return apigateway.Account(declared.resource_id, CloudWatchRoleArn=GetAtt(declared.role_id, "Arn"), **attributes)
