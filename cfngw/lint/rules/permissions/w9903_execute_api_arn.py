"""W9903: a policy for calling an API names the ARNs of its calls."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Text
from cfngw.lint.rules.permissions.roles import Statement, statements_of
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View


class ExecuteApiArn(Rule):
    """A policy for calling an API names the ARNs of its calls."""

    id = "W9903"
    short = "A policy for calling an API names the ARNs of its calls"
    long = (
        "Calls by IAM are allowed on `arn:<partition>:execute-api:<region>:<account>:<api>/<stage>/<method>/<path>`, "
        "messages to WebSocket clients on `<api>/<stage>/POST/@connections/<id>`. The ARN of the API as a resource, "
        "one without a stage and one that ends behind the API's id match no call."
    )
    aws = "The stack is created; each call is answered with 403: User is not authorized to perform execute-api:Invoke."
    fix = "Write `${Api}/*/*`, or `${Api}/<stage>/<method>/<path>`."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html"
    tags = ("apigateway", "iam")
    types = ("AWS::IAM::Role", "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for statement in _statements(view):
            actions = [each for each in statement.actions if isinstance(each, str) and each.startswith("execute-api:")]
            if not actions or statement.effect != "Allow":
                continue
            for given in statement.resources:
                why = _why(given, actions)
                if why:
                    yield Problem(
                        below(statement.at, "Resource"),
                        f"{actions[0]} is allowed on an ARN that {why}: each call would be answered with 403. Write "
                        "…:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/<stage>/<method>/<path>, with * "
                        "for any",
                    )


_METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS")


def _statements(view: View) -> Iterator[Statement]:
    for each in view.resources("AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group"):
        policies = each.properties.get("Policies")
        for policy in policies.each() if policies is not None and policies.is_list else ():
            yield from statements_of(policy.get("PolicyDocument"))
    for each in view.resources("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy"):
        yield from statements_of(each.properties.get("PolicyDocument"))


def _why(given: object, actions: list[str]) -> str | None:
    """Tell why an ARN is that of no call; None where it may be."""
    if not isinstance(given, (str, Text)):
        return None
    parts = (given if isinstance(given, Text) else Text((given,))).marked().split(":", 5)
    if len(parts) != 6:
        return None
    if parts[2] == "apigateway":
        return "is that of the API as a resource"
    if parts[2] != "execute-api":
        return None
    if not parts[3] or not parts[4]:
        return "has no region or no account"
    api, slash, tail = parts[5].partition("/")
    if not slash:
        return None if "*" in api else "ends behind the id of the API"
    stage, _, rest = tail.partition("/")
    if stage in _METHODS:
        return f"has the method {stage} in the place of the stage"
    if actions == ["execute-api:ManageConnections"] and rest and "@connections" not in rest and "*" not in rest:
        return "has no @connections"
    return None
