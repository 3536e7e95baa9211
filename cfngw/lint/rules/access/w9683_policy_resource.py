"""W9683: the resource of a resource policy is the API, or a part of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.lint.rules.access.policies import PAGE, policies
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_VERBS = ("GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "DELETE", "ANY")
_ARN = re.compile(r"arn:[^:]*:execute-api:[^:]*:[^:]*:(?P<rest>.*)", re.DOTALL)


class PolicyResource(Rule):
    """A resource that no call of the API is about."""

    id = "W9683"
    short = "The resource of a resource policy is the API, or a part of it"
    long = (
        "API Gateway writes execute-api:/stage/METHOD/path out to the API's own ARN; the long form is arn:aws:"
        "execute-api:region:account:api-id/stage/METHOD/path. The ARN of apigateway, of a function, a URL or a bare "
        "path is neither; the method is in capitals, or *."
    )
    aws = "The policy is refused, or the statement covers no call: what it should allow is answered with 403."
    fix = "Write Resource: execute-api:/*, or execute-api:/stage/METHOD/path."
    url = f"{PAGE}apigateway-resource-policies-examples.html"
    tags = ("apigateway", "policies")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for policy in policies(view):
            for statement in policy.statements:
                for resource in statement.each("Resource"):
                    wrong = _wrong(resource) if isinstance(resource, str) else None
                    if wrong is not None:
                        yield Problem(statement.at("Resource"), f'{statement.noun} is about "{resource}", {wrong}')


def _wrong(resource: str) -> str | None:
    if "*" in resource.partition("execute-api")[0]:
        return None  # stands for anything
    short = resource.startswith("execute-api:")
    found = None if short else _ARN.fullmatch(resource)
    if not short and found is None:
        return "which is no part of an API: it covers no call. Write execute-api:/*, or execute-api:/stage/METHOD/path"
    rest = resource.removeprefix("execute-api:") if short else found["rest"] if found is not None else ""
    if short and not rest.startswith(("/", "*")):
        return "which lacks the slash behind execute-api: it covers no call. Write execute-api:/…"
    steps = rest.split("/")
    verb = steps[2] if len(steps) > 2 else "*"
    if (
        verb
        and "*" not in steps[1:2]
        and steps[1:2] != [""]
        and verb not in _VERBS
        and "*" not in verb
        and "?" not in verb
    ):
        return f"whose second part is no method ({verb}): it covers no call. Write execute-api:/stage/METHOD/path"
    if verb.upper() in _VERBS and verb not in _VERBS:
        return f"whose method {verb} is not in capitals: it covers no call. Write {verb.upper()}"
    return None
