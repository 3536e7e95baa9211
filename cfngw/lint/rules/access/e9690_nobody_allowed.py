"""E9690: a resource policy lets somebody in."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.access.policies import PAGE, policies
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.model import Route

_INDEPENDENT = ("NONE", "COGNITO_USER_POOLS")  # where the policy itself has to allow the call


class NobodyAllowed(Rule):
    """A resource policy that has a Deny and no Allow, for routes whom nothing else allows."""

    id = "E9690"
    short = "A resource policy allows somebody, where nothing else does"
    long = (
        "Where a method asks for no authorization, or for a user pool, a call needs an Allow of the resource policy: "
        "what no statement allows is denied. Deny statements alone let nobody in. With AWS_IAM and functions that "
        "authorize, those may allow."
    )
    aws = "The stack is created; each call of such a method gets 403: not authorized to perform execute-api:Invoke."
    fix = 'Add {Effect: Allow, Principal: "*", Action: execute-api:Invoke, Resource: execute-api:/*} before the Deny.'
    url = f"{PAGE}apigateway-authorization-flow.html"
    tags = ("apigateway", "policies")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for policy in policies(view):
            effects = [each.data.get("Effect") for each in policy.statements]
            if not policy.is_whole or not effects or any(each != "Deny" for each in effects):
                continue
            refused = [route for route in policy.api.routes if _needs_allow(route)]
            if refused:
                shown = refused[0].key + (f" and {len(refused) - 1} more" if len(refused) > 1 else "")
                yield Problem(
                    below(policy.at, "Statement") if isinstance(policy.data, dict) else policy.at,
                    f"The policy of {policy.api.logical_id} has no Allow: each call of {shown} would be answered with "
                    '403. Add an Allow for Principal "*"',
                )


def _needs_allow(route: Route) -> bool:
    return route.authorization in _INDEPENDENT and route.made is True
