"""Which versions of TLS and ciphers a REST API takes, and how strictly it asks where a request comes from.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cfngw.declare.kinds import OneOf, Words
from cfngw.errors import CfngwError

if TYPE_CHECKING:
    from cfngw.declare.rest_api import RestApi

ENHANCED = "SecurityPolicy_"
SECURITY_POLICY = Words("a TLS policy, such as SecurityPolicy_TLS13_1_2_PQ_2025_09", pattern=r"[A-Za-z0-9_-]+")
ACCESS_MODE = OneOf("BASIC", "STRICT")


def check_security(api: RestApi) -> Iterator[CfngwError]:
    """Check that the access mode is said where AWS wants it, and nowhere else."""
    policy, mode = api.security_policy, api.endpoint_access_mode
    if isinstance(policy, str) and policy.startswith(ENHANCED):
        if mode is None:
            yield api.refusal(
                "endpoint_access_mode is missing, which AWS wants with such a security policy.",
                given=policy,
                allowed=ACCESS_MODE.allowed,
                fix='give endpoint_access_mode="STRICT"; for an API that is in use "BASIC", until its logs show that '
                "all clients come by its own name",
                option="endpoint_access_mode",
            )
    elif mode is not None and (policy is None or isinstance(policy, str)):
        yield api.refusal(
            "endpoint_access_mode goes with a security policy that begins with SecurityPolicy_ alone.",
            given=policy if policy is not None else "no security_policy",
            fix='give security_policy="SecurityPolicy_TLS13_1_2_PQ_2025_09" or the like, or leave both out',
            option="security_policy" if policy is not None else "endpoint_access_mode",
        )
