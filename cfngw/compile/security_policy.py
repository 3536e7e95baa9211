"""What to know of a REST API's security policy: AWS may have newer ones, so that none is refused."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.compile.tls_policies import CLASSIC, OF_EDGE, OF_OTHERS
from cfngw.declare.rest_api import RestApi
from cfngw.declare.security_policy import ENHANCED
from cfngw.errors import Notice, nearest

_KNOWN = (*CLASSIC, *OF_OTHERS, *OF_EDGE)


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
    elif policy.startswith(ENHANCED) and edge != (policy in OF_EDGE):
        yield Notice(
            f"{api.name}: {policy} is documented for {'regional and private' if edge else 'edge-optimized'} APIs.",
            api.source,
            f"write {(OF_EDGE if edge else OF_OTHERS)[0]} or the like",
        )
    if api.endpoint.type == "PRIVATE" and api.endpoint_access_mode == "STRICT":
        yield Notice(
            f"{api.name}: with STRICT it is called by private DNS or a custom domain name alone, not by the names of "
            "its VPC endpoints.",
            api.source,
            'give endpoint_access_mode="BASIC" where clients call it by the name of a VPC endpoint',
        )
