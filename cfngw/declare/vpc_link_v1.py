"""VPC links of version 1: what leads from a REST API to the one Network Load Balancer that they are made for."""

from __future__ import annotations

from collections.abc import Mapping

from cfngw.declare.intrinsic import Reference, Text
from cfngw.declare.kinds import NAME, TAGS, Words
from cfngw.declare.parameter import CONDITION, Condition
from cfngw.declare.value import Value, option, pinned, required
from cfngw.naming import vpc_link_id


def _balancer(given: str) -> str | None:
    if ":loadbalancer/app/" in given:
        return "a VpcLink leads to an Application Load Balancer: PrivateIntegration(target_arn, VpcLink(...), url=...)"
    if ":listener/" in given or ":targetgroup/" in given:
        return "name the load balancer itself: aws elbv2 describe-load-balancers"
    return (
        "name the load balancer by its ARN" if ":servicediscovery:" not in given else "only HTTP APIs reach Cloud Map"
    )


class VpcLinkV1(Value):
    """A VPC link of version 1, to one Network Load Balancer; for REST APIs: ``VpcLinkV1("Backend", balancer_arn)``.

    AWS calls it legacy; a VpcLink (version 2) leads to Network and Application Load Balancers. ``target_arn``: of the
    load balancer, of this account; another one makes another link. ``vpc_link_name``: ``name`` unless given.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-vpclink.html
    """

    name: str = required(NAME, kw_only=False)
    target_arn: Text = required(
        Words(
            "the ARN of a Network Load Balancer",
            pattern=r"arn:[\w-]+:elasticloadbalancing:[\w-]+:\d{12}:loadbalancer/net/.+",
            longest=2048,
            mend=_balancer,
        ),
        kw_only=False,
    )
    description: Text | None = option(Words(longest=1024), default=None)
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
