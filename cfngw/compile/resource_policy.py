"""The resource policy and the endpoint of a REST API."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from troposphere import apigateway

from cfngw.compile.assembly import Assembly, list_of, only_given
from cfngw.compile.plain import plain
from cfngw.declare.endpoint import Endpoint
from cfngw.declare.resource_policy import needs_iam, policy_statements
from cfngw.declare.rest_api import RestApi
from cfngw.errors import Notice

_VERSION = "2012-10-17"
_LONGEST = (
    8192  # https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
)
# API Gateway writes the resource out when it keeps a policy: arn:aws:execute-api:us-west-2:123456789012:aabbccddee/…
_WRITTEN_OUT = len("arn:aws:execute-api:us-west-2:123456789012:aabbccddee") - len("execute-api:")


def policy_document(assembly: Assembly, api: RestApi) -> dict[str, Any] | None:
    """Give an API's resource policy, or None where everybody may call."""
    if api.policy is None and api.endpoint.type != "PRIVATE":
        return None
    if isinstance(api.policy, Mapping):
        document: dict[str, Any] = assembly.resolve(api.policy)
    else:
        statements = [_resolved(assembly, each) for each in policy_statements(api.policy, api.endpoint)]
        document = {"Version": _VERSION, "Statement": statements}
    _note_length(assembly, api, document)
    _note_anonymous(assembly, api)
    return document


def _resolved(assembly: Assembly, statement: dict[str, Any]) -> dict[str, Any]:
    """Write a statement; a parameter that is a list itself stands for all members of a condition."""
    made: dict[str, Any] = assembly.resolve(statement)
    for operator, keys in statement.get("Condition", {}).items():
        for key, members in keys.items():
            if isinstance(members, list):
                made["Condition"][operator][key] = list_of(assembly, tuple(members))
    return made


def _note_length(assembly: Assembly, api: RestApi, document: dict[str, Any]) -> None:
    text = json.dumps(plain(document), separators=(",", ":"))
    length = len(text) + text.count('"execute-api:/') * _WRITTEN_OUT
    if length > _LONGEST:
        assembly.notices.append(
            Notice(
                f"{api.name}: the resource policy has about {length:,} characters; a new account allows {_LONGEST:,}.",
                api.source,
                "name ranges instead of addresses and accounts instead of roles, or ask AWS for a higher quota",
            )
        )


def _note_anonymous(assembly: Assembly, api: RestApi) -> None:
    """Tell when a policy names whom nobody can prove to be: methods without IAM authorization don't ask."""
    rule = needs_iam(api.policy)
    anonymous = [method for method in api.methods if getattr(method, "authorization", "NONE") == "NONE"]
    if rule is not None and anonymous:
        assembly.notices.append(
            Notice(
                f"{rule.label}: {len(anonymous)} methods of {api.name} ask for no IAM identity, so that it can't "
                "tell whose request it is and refuses all.",
                rule.source,
                "give these methods IAM authorization, or say where callers come from: AllowIp(...)",
            )
        )


def endpoint_configuration(assembly: Assembly, endpoint: Endpoint) -> apigateway.EndpointConfiguration:
    """Make the endpoint's type, written out: CloudFormation's own is EDGE."""
    options = {
        "Types": [endpoint.type],
        "VpcEndpointIds": list_of(assembly, endpoint.vpc_endpoint_ids) or None,
        "IpAddressType": assembly.resolve(endpoint.ip_address_type),
    }
    return apigateway.EndpointConfiguration(**only_given(options))
