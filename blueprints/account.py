"""The role by which REST APIs write logs to CloudWatch: one stack for each account and region, before the first API.

REST APIs with execution logs or access logs can't be created without it. It belongs to no API: whoever deletes its
stack keeps the role and the setting, for all REST APIs of the region log through it.
"""

from cfngw import ApiGatewayAccount, Blueprint, Output

account = ApiGatewayAccount()

blueprint = Blueprint(
    description="The CloudWatch role of API Gateway in this account and region",
    resources=[account],
    outputs=[Output("RoleArn", account.role, description="The role by which API Gateway writes logs")],
)
