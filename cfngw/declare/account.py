"""The settings of API Gateway that all REST APIs of an account and region share."""

from __future__ import annotations

from collections.abc import Mapping

from cfngw.declare.companion import DELETION_POLICY
from cfngw.declare.intrinsic import Reference, Text
from cfngw.declare.kinds import ARN, NAME, TAGS
from cfngw.declare.parameter import CONDITION, Condition
from cfngw.declare.value import Value, option, pinned
from cfngw.naming import name_words


class ApiGatewayAccount(Value):
    """The role by which REST APIs write logs: one for each account and region, so that it has a stack of its own.

    ``role_arn``: a role that exists; otherwise one is made that may do what AWS asks for, in this account's log groups.
    ``deletion_policy``: ``Retain``, for without the role the logs of all REST APIs end.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
    """

    name: str = option(NAME, default="ApiGateway", kw_only=False)
    role_arn: Text | None = option(ARN, default=None)
    deletion_policy: str = option(DELETION_POLICY, default="Retain")
    tags: Mapping[str, Text] | None = option(TAGS, default=None)
    condition: str | Condition | None = option(CONDITION, default=None)
    logical_id: str | None = pinned(default=None)

    @property
    def resource_id(self) -> str:
        """Give the logical id."""
        return self.logical_id or f"{name_words(self.name)}Account"

    @property
    def role_id(self) -> str:
        """Give the logical id of the role that is made."""
        return f"{self.resource_id}Role"

    @property
    def role(self) -> Text:
        """Give the ARN of the role."""
        return self.role_arn if self.role_arn is not None else Reference(self.role_id, "Arn", target=self)
