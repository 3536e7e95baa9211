"""I9880: each permission lets something in that no other does."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.permissions.grants import GATEWAY, INVOKES, Grant, grants
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class RedundantPermission(Rule):
    """Each permission lets something in that no other does."""

    id = "I9880"
    short = "Each permission lets something in that no other does"
    long = (
        "Two permissions of one function are alike, or one covers all that another lets in. Each takes a resource of "
        "the stack and a part of the function's policy, which may have 20 KB."
    )
    aws = "Nothing fails."
    fix = "Leave the narrower one out."
    url = "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"
    tags = ("apigateway", "lambda")
    types = ("AWS::Lambda::Permission",)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        seen: dict[object, list[Grant]] = {}
        for grant in grants(view):
            if (
                grant.function is None
                or grant.resource.made is not True
                or grant.action != INVOKES[0]
                or grant.principal != GATEWAY
            ):
                continue
            if grant.arn is None or not grant.is_of_gateway:
                continue
            key = (grant.function, str(grant.qualifier), grant.arn[1:5], str(grant.api), str(grant.account))
            seen.setdefault(key, []).append(grant)
        for alike in seen.values():
            wide = next((each for each in alike if each.tail in ("*", "*/*")), None)
            tails: set[str | None] = set()
            for grant in alike:
                if grant.tail in tails or (wide is not None and grant is not wide):
                    yield Problem(
                        grant.at,
                        f"{grant.resource.logical_id} lets nothing in that {(wide or alike[0]).resource.logical_id} "
                        "does not let in already. Leave it out",
                    )
                tails.add(grant.tail)
