"""VPC links of version 2."""

from __future__ import annotations

from troposphere import apigatewayv2

from cfngw.compile.assembly import Assembly, only_given
from cfngw.declare.vpc_link import VpcLink
from cfngw.errors import Notice

_SUBNETS = 10  # https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html


def add_vpc_link(assembly: Assembly, link: VpcLink) -> None:
    """Put a VPC link into the template, once."""
    if not assembly.claim("Resources", link.resource_id, link, link.source):
        return
    resolve = assembly.resolve
    options = {
        "Condition": assembly.condition(link),
        "Name": resolve(link.vpc_link_name if link.vpc_link_name is not None else link.name),
        "SubnetIds": resolve(link.subnet_ids),
        "SecurityGroupIds": resolve(link.security_group_ids),
        "Tags": resolve(link.tags) or None,
    }
    assembly.template.resources[link.resource_id] = apigatewayv2.VpcLink(link.resource_id, **only_given(options))
    if isinstance(link.subnet_ids, tuple) and len(link.subnet_ids) > _SUBNETS:
        assembly.notices.append(
            Notice(
                f"{link.label}: it has {len(link.subnet_ids)} subnets; a new account allows {_SUBNETS} for a link.",
                link.source,
                "leave some out, or ask AWS for a higher quota before creating the stack",
            )
        )
