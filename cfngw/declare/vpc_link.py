"""VPC links (version 2): what leads from API Gateway into a VPC."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cfngw.declare.intrinsic import Intrinsic, Reference, Text
from cfngw.declare.kinds import NAME, TAGS, Many, Words
from cfngw.declare.parameter import CONDITION, Condition
from cfngw.declare.value import Value, option, pinned, required
from cfngw.naming import vpc_link_id


class VpcLink(Value):
    """A VPC link of version 2, which integrations of several APIs may share: ``VpcLink("Backend", ["subnet-1"])``.

    ``subnet_ids``: of one VPC, at least one. ``security_group_ids``: which what is behind must let in. Both make a new
    link when they change. For a link that exists give its id in place of the value. ``vpc_link_name``: ``name`` unless
    given; it need not be unique.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-vpclink.html
    """

    name: str = required(NAME, kw_only=False)
    subnet_ids: Sequence[Text] | Intrinsic = required(
        Many(Words("a subnet id", pattern=r"subnet-.+"), least=1), kw_only=False
    )
    security_group_ids: Sequence[Text] | Intrinsic | None = option(
        Many(Words("a security group id", pattern=r"sg-.+"), least=1), default=None, kw_only=False
    )
    vpc_link_name: Text | None = option(Words(longest=128), default=None)
    tags: Mapping[str, Text] | None = option(TAGS, default=None)
    condition: str | Condition | None = option(CONDITION, default=None)
    logical_id: str | None = pinned(default=None)

    @property
    def resource_id(self) -> str:
        """Give the logical id."""
        return self.logical_id or vpc_link_id(self.name)

    @property
    def ref(self) -> Reference:
        """Refer to the link's id."""
        return Reference(self.resource_id, target=self)
