"""Condition keys of resource policies: what a request to a REST API tells of itself.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-aws-condition-keys.html
"""

from __future__ import annotations

from typing import Any

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
        return None if api.unknown or _has_import_parameters(api) else "EDGE"
    kind = api.endpoint_types[0]
    return kind.upper() if len(api.endpoint_types) == 1 and isinstance(kind, str) else None


def _has_import_parameters(api: Api) -> bool:
    """Tell whether the import of a document is given parameters, which may say the type."""
    found: Any = api.at.document.data
    for step in (*api.at.path, "Properties"):
        found = found.get(step) if isinstance(found, dict) else None
    return isinstance(found, dict) and "Parameters" in found


def is_negated(operator: str) -> bool:
    """Tell whether an operator holds where the key is not there."""
    return "not" in operator.lower()
