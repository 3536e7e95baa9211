"""E9680: a resource policy is a policy."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from cfngw.errors import nearest
from cfngw.lint.rules.access.policies import PAGE, Policy, Statement, policies
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View

_VERSIONS = ("2012-10-17", "2008-10-17")
_PARTS = (
    *("Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource"),
    "Condition",
)
_NEEDED = (("Effect",), ("Principal", "NotPrincipal"), ("Action", "NotAction"))
_PAIRS = (*_NEEDED, ("Resource", "NotResource"))
_REFUSED = "the stack would fail with Invalid policy document"


class PolicyForm(Rule):
    """A resource policy that is no policy: a part is missing, or none that there is."""

    id = "E9680"
    short = "A resource policy has a version and statements with all their parts"
    long = (
        "A resource policy is JSON with a Version, 2012-10-17, and statements, each with Effect, Principal, Action and "
        "Resource (which may be left out). cfn-lint looks at the policies of many resources, but not at that of an API."
    )
    aws = (
        "The stack fails: Invalid policy document. Please check the policy syntax and ensure that Principals are valid."
    )
    fix = "Write Version, Effect (Allow or Deny), Principal, Action: execute-api:Invoke and Resource: execute-api:/*."
    url = f"{PAGE}apigateway-resource-policies.html"
    tags = ("apigateway", "policies")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for policy in policies(view):
            yield from _whole(policy)
            for statement in policy.statements:
                yield from _statement(statement)


def _whole(policy: Policy) -> Iterator[Problem]:
    name = policy.api.logical_id
    raw = _written(policy)
    if isinstance(raw, str) and raw.strip() and not _is_json(raw):  # an empty text takes the policy away
        yield Problem(policy.at, f"The policy of {name} is no JSON: {_REFUSED}. Write it as a mapping")
    if not isinstance(policy.data, dict):
        return
    version = policy.data.get("Version")
    if isinstance(version, str) and version not in _VERSIONS:
        yield Problem(
            below(policy.at, "Version"),
            f'The policy of {name} has the Version "{version}", which there is not: {_REFUSED}. Write 2012-10-17',
        )
    if policy.data.get("Statement") in (None, [], {}):
        yield Problem(
            below(policy.at, "Statement"), f"The policy of {name} has no Statement: {_REFUSED}. Write who may call"
        )


def _written(policy: Policy) -> Any:
    found: Any = policy.at.document.data
    for step in policy.at.path:
        found = found.get(step) if isinstance(found, dict) else None
    return found


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _statement(statement: Statement) -> Iterator[Problem]:
    data = statement.data
    for names in _PAIRS:
        given = [name for name in names if name in data]
        if not given and names in _NEEDED:
            yield Problem(statement.at(names[0]), f"{statement.noun} has no {names[0]}: {_REFUSED}. Write it")
        elif len(given) > 1:
            yield Problem(
                statement.at(given[1]), f"{statement.noun} has {given[0]} and {given[1]}: {_REFUSED}. Leave one out"
            )
    effect = data.get("Effect")
    if isinstance(effect, str) and effect not in ("Allow", "Deny"):
        yield Problem(
            statement.at("Effect"), f'{statement.noun} has the Effect "{effect}": {_REFUSED}. Write Allow or Deny'
        )
    for name in data:
        if name not in _PARTS:
            close = nearest(name, _PARTS)
            fix = f"Write {close}" if close else "Leave it out"
            yield Problem(statement.at(name), f"{statement.noun} has {name}, which no policy has: {_REFUSED}. {fix}")
