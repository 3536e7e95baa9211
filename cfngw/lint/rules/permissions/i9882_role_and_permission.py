"""I9882: an API invokes a function by a role or by a permission, not by both."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Reference, Unknown
from cfngw.lint.rules.permissions.callers import functions_behind
from cfngw.lint.rules.permissions.grants import GATEWAY, grants
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class RoleAndPermission(Rule):
    """An API invokes a function by a role or by a permission, not by both."""

    id = "I9882"
    short = "An API invokes a function by a role or by a permission, not by both"
    long = (
        "All calls of the API are made with a role, and there is a permission for the same API too. The role alone "
        "decides; the permission only opens the function for calls that nobody makes."
    )
    aws = "Nothing fails."
    fix = "Leave the permission out, or the role."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/permissions.html"
    tags = ("apigateway", "lambda")
    types = ("AWS::Lambda::Permission",)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for grant in grants(view):
            named = grant.api
            if not isinstance(named, Reference) or grant.function is None or grant.principal != GATEWAY:
                continue
            mine = [
                each
                for each in functions_behind(view).get(grant.function, ())
                if each.api.logical_id == named.logical_id
            ]
            if mine and all(
                each.credentials is not None and not isinstance(each.credentials, Unknown) for each in mine
            ):
                yield Problem(
                    grant.at,
                    f"{named.logical_id} invokes {grant.function} by a role, so that {grant.resource.logical_id} is "
                    "not used. Leave the permission out",
                )
