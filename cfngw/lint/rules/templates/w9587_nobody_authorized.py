"""W9587: what a template reads of the caller's identity is there for the method's authorization."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.templates.common import Use, names_of, uses
from cfngw.lint.rules.view import View
from cfngw.read.model import Route

_SIGNED = ("caller", "user", "userArn", "accessKey", "accountId", "principalOrgId")
_MANY = 5
_METHODS = ("keySet", "entrySet", "values", "size", "isEmpty", "containsKey", "get", "put")


class NobodyAuthorized(Rule):
    """A template that reads of the caller what the method's authorization doesn't tell."""

    id = "W9587"
    short = "A mapping template reads of the caller what the method's authorization tells"
    long = (
        "$context.authorizer has what an authorizer found out, its claims those of a Cognito user pool; "
        "$context.identity has the caller where requests are signed (AWS_IAM) and the key where one is required. A "
        "template that passes on all of $context.identity is left alone."
    )
    aws = "The stack is created; the value is empty in each call: a backend that trusts it takes nobody for somebody."
    fix = "Give the method the authorizer, or leave the variable out."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html"
    tags = ("apigateway", "templates", "security")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for use in uses(view):
            if _passes_all_on(use):
                continue
            told: set[str] = set()
            for node in use.look.references:
                names = names_of(node) if node.root == "context" else []
                problem = _problem(names, use.route) if len(names) > 1 else None
                if problem is not None and problem not in told:
                    told.add(problem)
                    yield Problem(
                        use.template.at,
                        f"{use.name} reads $context.{'.'.join(names[:3])} ({use.place(node)}), and {problem}",
                    )


def _passes_all_on(use: Use) -> bool:
    """Tell a template that passes on whatever is known of a caller, such as AWS's own for all methods."""
    reads = [names_of(node) for node in use.look.references if node.root == "context"]
    if any(names in (["identity"], ["authorizer"]) or names[1:2] == ["keySet"] for names in reads):
        return True  # as a map
    return len({names[1] for names in reads if names[:1] == ["identity"] and len(names) > 1}) >= _MANY


def _problem(names: list[str], route: Route) -> str | None:
    kind = route.authorization
    first, second = names[0], names[1]
    if not isinstance(kind, str) or second in _METHODS:
        return None
    if first == "authorizer" and kind in ("NONE", "AWS_IAM"):
        return f"{route.key} has no authorizer: it would be empty. Give it one, or leave the variable out"
    if first == "authorizer" and second == "claims" and kind == "CUSTOM":
        return (
            f"the authorizer of {route.key} is a Lambda function, which has no claims: it would be empty. Read "
            "$context.authorizer.principalId, or what the function returns in its context"
        )
    if first == "identity" and second in _SIGNED and kind == "NONE":
        return f"calls of {route.key} are not signed: it would be empty. Set AuthorizationType AWS_IAM"
    if first == "identity" and second.startswith("cognitoI") and kind != "AWS_IAM":
        return f"calls of {route.key} are not signed: it would be empty. Read $context.authorizer.claims.sub"
    if first == "identity" and second in ("apiKey", "apiKeyId") and route.api_key_required is False:
        return f"{route.key} requires no key: it would be empty. Set ApiKeyRequired, or leave the variable out"
    return None
