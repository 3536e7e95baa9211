"""Where a REST API can be reached from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cfngw.declare.intrinsic import Text
from cfngw.declare.kinds import Many, OneOf, Words
from cfngw.declare.value import Value, option
from cfngw.errors import CfngwError

VPC_ENDPOINT = Words("the id of a VPC endpoint", pattern=r"vpce-[0-9a-z]+")


class Endpoint(Value):
    """The type of a REST API's endpoint: ``"REGIONAL"``, ``"EDGE"`` (behind CloudFront) or ``"PRIVATE"`` (in VPCs).

    ``vpc_endpoint_ids``: of a private API; each gets a DNS name of the API's own, and unless ``policy=`` says who may
    call, they may. ``ip_address_type``: ``"ipv4"`` or ``"dualstack"``; a private API has the latter.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-endpoint-types.html
    """

    type: str = option(OneOf("REGIONAL", "EDGE", "PRIVATE", literal=True), default="REGIONAL", kw_only=False)
    vpc_endpoint_ids: Sequence[Text] = option(Many(VPC_ENDPOINT, intrinsic=False), default=())
    ip_address_type: Text | None = option(OneOf("ipv4", "dualstack"), default=None)

    def check(self) -> Iterator[CfngwError]:
        """Check what belongs to private APIs alone."""
        if self.vpc_endpoint_ids and self.type != "PRIVATE":
            yield self.refusal(
                "only a private API is called through VPC endpoints.",
                given=list(self.vpc_endpoint_ids),
                fix='write Endpoint("PRIVATE", vpc_endpoint_ids=[...]), or leave them out',
            )
        if self.type == "PRIVATE" and self.ip_address_type == "ipv4":
            yield self.refusal(
                "a private API is always dualstack.", given=self.ip_address_type, fix="leave out ip_address_type="
            )
