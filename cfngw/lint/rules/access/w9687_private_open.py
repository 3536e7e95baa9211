"""W9687: a private API says which networks may call it."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.access.conditions import endpoint_of
from cfngw.lint.rules.access.policies import PAGE, is_everybody, policies
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class PrivateOpen(Rule):
    """A private API whose policy lets in who comes from any VPC."""

    id = "W9687"
    short = "A private API says which networks may call it"
    long = (
        "A private API can be called through the VPC endpoints of any account. An Allow for everybody, without a "
        "condition and without a Deny that has one, lets all of them in; VpcEndpointIds of the API only gives names."
    )
    aws = "The stack is created; who has a VPC endpoint for execute-api, in any account, may call the open routes."
    fix = "Add a Deny with StringNotEquals: {aws:SourceVpce: vpce-…}, or the condition to the Allow."
    url = f"{PAGE}apigateway-resource-policies-examples.html"
    tags = ("apigateway", "policies", "private", "security")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for policy in policies(view):
            api = policy.api
            if endpoint_of(api) != "PRIVATE" or not policy.is_whole or not api.routes:
                continue
            if all(route.authorization != "NONE" for route in api.routes if route.method != "OPTIONS"):
                continue
            if any(each.data.get("Effect") != "Allow" for each in policy.statements):
                continue
            for statement in policy.statements:
                if is_everybody(statement.data.get("Principal")) and not statement.data.get("Condition"):
                    yield Problem(
                        statement.at("Principal"),
                        f"{statement.noun} lets every VPC endpoint of any account call the private API "
                        f"{api.logical_id}. Add a Deny with StringNotEquals: {{aws:SourceVpce: vpce-…}}",
                    )
                    break
