"""VPC links of version 1."""

from __future__ import annotations

from troposphere import Tags, apigateway

from cfngw.compile.assembly import Assembly, only_given
from cfngw.declare.vpc_link_v1 import VpcLinkV1


def add_vpc_link_v1(assembly: Assembly, link: VpcLinkV1) -> None:
    """Put a VPC link into the template, once."""
    if not assembly.claim("Resources", link.resource_id, link, link.source):
        return
    resolve = assembly.resolve
    options = {
        "Condition": assembly.condition(link),
        "Name": resolve(link.vpc_link_name if link.vpc_link_name is not None else link.name),
        "Description": resolve(link.description),
        "TargetArns": [resolve(link.target_arn)],
        "Tags": Tags(resolve(link.tags)) if link.tags else None,
    }
    assembly.template.resources[link.resource_id] = apigateway.VpcLink(link.resource_id, **only_given(options))
