"""What to know of a REST API's security policy: AWS may have newer ones, so that none is refused."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.declare.rest_api import RestApi
from cfngw.declare.security_policy import ENHANCED
from cfngw.errors import Notice, nearest

# https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies-list.html
_OF_EDGE = ("SecurityPolicy_TLS13_2025_EDGE", "SecurityPolicy_TLS12_PFS_2025_EDGE", "SecurityPolicy_TLS12_2018_EDGE")
_OF_OTHERS = (
    "SecurityPolicy_TLS13_1_3_2025_09",
    "SecurityPolicy_TLS13_1_3_FIPS_2025_09",
    "SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09",
    "SecurityPolicy_TLS13_1_2_FIPS_PQ_2025_09",
    "SecurityPolicy_TLS13_1_2_FIPS_PFS_PQ_2025_09",
    "SecurityPolicy_TLS13_1_2_Ext2_PQ_2025_09",
    "SecurityPolicy_TLS13_1_2_Ext2_FIPS_PQ_2025_09",
    "SecurityPolicy_TLS13_1_2_PQ_2025_09",
    "SecurityPolicy_TLS13_1_2_2021_06",
)
_KNOWN = ("TLS_1_0", "TLS_1_2", *_OF_OTHERS, *_OF_EDGE)


def security_notes(api: RestApi) -> Iterator[Notice]:
    """Give what to know of an API's security policy."""
    policy = api.security_policy
    if not isinstance(policy, str):
        return
    edge = api.endpoint.type == "EDGE"
    if policy not in _KNOWN:
        close = nearest(policy, _KNOWN)
        yield Notice(
            f"{api.name}: no security policy {policy} was known when this was written.",
            api.source,
            f"write {close}, unless AWS has it by now" if close else "look it up: AWS may have it by now",
        )
    elif policy.startswith(ENHANCED) and edge != (policy in _OF_EDGE):
        yield Notice(
            f"{api.name}: {policy} is documented for {'regional and private' if edge else 'edge-optimized'} APIs.",
            api.source,
            f"write {(_OF_EDGE if edge else _OF_OTHERS)[0]} or the like",
        )
    if api.endpoint.type == "PRIVATE" and api.endpoint_access_mode == "STRICT":
        yield Notice(
            f"{api.name}: with STRICT it is called by private DNS or a custom domain name alone, not by the names of "
            "its VPC endpoints.",
            api.source,
            'give endpoint_access_mode="BASIC" where clients call it by the name of a VPC endpoint',
        )
