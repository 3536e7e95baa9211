"""VPC links of version 2."""

from __future__ import annotations

from typing import Any

from troposphere import Ref

from cfngw.compile.assembly import Assembly, only_given
from cfngw.declare.vpc_link import VpcLink
from cfngw.errors import Notice

_SUBNETS = 10  # https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html


def link_id(assembly: Assembly, link: Any) -> Any:
    """Put the link that an integration of a REST API goes through into the template, if it is declared; give its id."""
    from cfngw.compile.wrong_reference import watch
    from cfngw.declare.vpc_link_v1 import VpcLinkV1  # for those who have one

    watch(assembly)
    if isinstance(link, VpcLinkV1):
        from cfngw.compile.vpc_link_v1 import add_vpc_link_v1

        add_vpc_link_v1(assembly, link)
    elif isinstance(link, VpcLink):
        add_vpc_link(assembly, link)
    else:
        return assembly.resolve(link)
    return Ref(link.resource_id)


def add_vpc_link(assembly: Assembly, link: VpcLink) -> None:
    """Put a VPC link into the template, once."""
    if not assembly.claim("Resources", link.resource_id, link, link.source):
        return
    from troposphere import apigatewayv2

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
