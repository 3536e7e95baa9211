"""W9682: a resource policy is about calls of the API."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from cfngw.lint.rules.access.policies import PAGE, policies
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_KNOWN = ("execute-api:invoke", "execute-api:invalidatecache", "execute-api:manageconnections")


class PolicyAction(Rule):
    """An action in a resource policy that no call of the API is."""

    id = "W9682"
    short = "The actions of a resource policy are those of calls"
    long = (
        "A call is execute-api:Invoke, one that empties the cache execute-api:InvalidateCache. A statement about other "
        "actions, of Lambda or of apigateway itself, allows and denies nothing here."
    )
    aws = "The stack is created or the policy refused; what the statement should allow is answered with 403."
    fix = "Write Action: execute-api:Invoke."
    url = f"{PAGE}api-gateway-control-access-policy-language-overview.html"
    tags = ("apigateway", "policies")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for policy in policies(view):
            for statement in policy.statements:
                for action in statement.each("Action"):
                    if isinstance(action, str) and not any(fnmatchcase(each, action.lower()) for each in _KNOWN):
                        yield Problem(
                            statement.at("Action"),
                            f"{statement.noun} is about {action}, which no call of an API is: it allows and denies "
                            "nothing. Write execute-api:Invoke",
                        )
