"""The resource policy and the endpoint of a REST API."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from troposphere import apigateway

from cfngw.compile.assembly import Assembly, list_of, only_given
from cfngw.compile.plain import plain
from cfngw.declare.cors import preflights
from cfngw.declare.endpoint import Endpoint
from cfngw.declare.resource_policy import needs_iam, policy_statements
from cfngw.declare.rest_api import RestApi
from cfngw.errors import Notice
from cfngw.limits import Limits

_VERSION = "2012-10-17"
_LONGEST = Limits().resource_policy_characters
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
    """Tell where a policy names whom nobody proves to be, for a method asks for no signature.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
    """
    rule = needs_iam(api.policy)
    if rule is None:
        return
    by_kind: dict[str, list[str]] = {}
    for method in api.methods:
        authorizer = api.authorizer_of(method)
        by_kind.setdefault("NONE" if authorizer is None else str(authorizer.in_rest), []).append(method.route_key)
    anonymous = [*by_kind.get("NONE", ()), *by_kind.get("COGNITO_USER_POOLS", ())]
    found = []
    if anonymous:
        found.append(
            f"no IAM identity is asked for by {_counted(anonymous)} of {api.name}, so that it can't tell whose request "
            "it is and refuses all."
        )
    if "CUSTOM" in by_kind:
        found.append(
            f"a function decides for {_counted(by_kind['CUSTOM'])} of {api.name}, whatever the caller's account: "
            "naming accounts keeps nobody out there."
        )
    if preflights(api):
        found.append(f"the preflights of {api.name} can't be signed, so that it refuses them.")
    for problem in found:
        assembly.notices.append(
            Notice(
                f"{rule.label}: {problem}",
                rule.source,
                "give the methods authorizer=IamAuthorizer(), or say where callers come from: AllowIp(...)",
            )
        )


def _counted(methods: list[str]) -> str:
    return f"{len(methods)} method{'s' if len(methods) > 1 else ''}"


def endpoint_configuration(assembly: Assembly, endpoint: Endpoint) -> apigateway.EndpointConfiguration:
    """Make the endpoint's type, written out: CloudFormation's own is EDGE."""
    options = {
        "Types": [endpoint.type],
        "VpcEndpointIds": list_of(assembly, endpoint.vpc_endpoint_ids) or None,
        "IpAddressType": assembly.resolve(endpoint.ip_address_type),
    }
    return apigateway.EndpointConfiguration(**only_given(options))
