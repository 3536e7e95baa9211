"""Condition keys of resource policies: what a request to a REST API tells of itself.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-aws-condition-keys.html
"""

from __future__ import annotations

from cfngw.read.model import Api

OF_PRIVATE = ("aws:sourcevpc", "aws:sourcevpce", "aws:vpcsourceip")
OF_IDENTITY = (
    *("aws:tokenissuetime", "aws:multifactorauthpresent", "aws:multifactorauthage", "aws:principalaccount"),
    *("aws:principalarn", "aws:principalorgid", "aws:principalorgpaths", "aws:principaltype", "aws:userid"),
    *("aws:username",),
)
ADDRESSES = ("aws:sourceip", "aws:vpcsourceip")


def endpoint_of(api: Api) -> str | None:
    """Give the type of an API's endpoint; None where it can't be told."""
    if not api.endpoint_types:
        return None if api.unknown else "EDGE"
    kind = api.endpoint_types[0]
    return kind.upper() if len(api.endpoint_types) == 1 and isinstance(kind, str) else None


def is_negated(operator: str) -> bool:
    """Tell whether an operator holds where the key is not there."""
    return "not" in operator.lower()
