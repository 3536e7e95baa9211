"""W9694: a policy that names identities stands before methods that ask for one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cfngw.lint.rules.access.conditions import OF_IDENTITY, is_negated
from cfngw.lint.rules.access.policies import PAGE, Statement, is_unknown, policies
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_ANONYMOUS = ("NONE", "COGNITO_USER_POOLS")


class NobodyProves(Rule):
    """A policy that allows but accounts, roles or organizations, for methods that ask for no signature."""

    id = "W9694"
    short = "A policy that names identities stands before methods that ask for one"
    long = (
        "A caller has an account, a role or an organization where the method has AuthorizationType AWS_IAM alone. "
        "Where a policy allows nobody else, a method with NONE or a user pool refuses every call."
    )
    aws = "The stack is created; each call of such a method is answered with 403: User: anonymous is not authorized."
    fix = "Write AuthorizationType: AWS_IAM, or say where callers come from by aws:SourceIp or aws:SourceVpce."
    url = f"{PAGE}apigateway-authorization-flow.html"
    tags = ("apigateway", "policies")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for policy in policies(view):
            allowing = [each for each in policy.statements if each.data.get("Effect") != "Deny"]
            if not policy.is_whole or not allowing or not all(_wants_identity(each) for each in allowing):
                continue
            refused = [each for each in policy.api.routes if each.authorization in _ANONYMOUS and each.made is True]
            if refused:
                shown = refused[0].key + (f" and {len(refused) - 1} more" if len(refused) > 1 else "")
                yield Problem(
                    allowing[0].at("Principal"),
                    f"The policy of {policy.api.logical_id} allows but identities, and {shown} asks for none: each "
                    "call would be answered with 403. Write AuthorizationType: AWS_IAM there",
                )


def _wants_identity(statement: Statement) -> bool:
    """Tell whether only a request with an identity fits a statement."""
    if any(
        key.lower() in OF_IDENTITY and not is_negated(operator) and "ifexists" not in operator.lower()
        for operator, key, _ in statement.conditions()
    ):
        return True
    principal = statement.data.get("Principal")
    if not isinstance(principal, dict) or set(principal) != {"AWS"}:
        return False
    given: Any = principal["AWS"]
    names = given if isinstance(given, list) else [given]
    return bool(names) and not any(each == "*" or is_unknown(each) for each in names)
