"""W9881: the policy of a function stays below 20 KB."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.permissions.grants import Grant, grants
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class PolicySize(Rule):
    """The policy of a function stays below 20 KB."""

    id = "W9881"
    short = "The policy of a function stays below 20 KB"
    long = (
        "Each permission becomes a statement of the function's policy, which may have 20,480 bytes. One permission a "
        "route fills it at about 50 to 60 routes. The size is an estimate: names that AWS makes are not known."
    )
    aws = (
        "The deployment fails at the permission that is too many: The final policy size is bigger than the limit "
        "(20480)."
    )
    fix = (
        "Write one permission for each API, whose SourceArn ends in `/*/*`, or use a role that may invoke the function."
    )
    url = "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"
    tags = ("apigateway", "lambda")
    types = ("AWS::Lambda::Permission",)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        sizes: dict[tuple[str, str], list[tuple[int, Grant]]] = {}
        for grant in grants(view):
            if grant.function is not None and grant.resource.made is True:
                sizes.setdefault((grant.function, str(grant.qualifier)), []).append((_size(grant), grant))
        for (function, _), statements in sizes.items():
            total = _FRAME + sum(size for size, _ in statements)
            if total > _MOST:
                yield Problem(
                    statements[-1][1].at,
                    f"{len(statements)} permissions make a policy of {function} of about {total:,} bytes, and Lambda "
                    f"takes {_MOST:,}: the deployment would fail. Write one permission an API, with SourceArn …/*/*",
                )


_MOST = 20_480
_FRAME = 50  # what stands around the statements
_STATEMENT = 250  # a statement without what is counted: words, quotes, account, region, the function's ARN
_UNTOLD = 10  # an id of an API, a name


def _size(grant: Grant) -> int:
    """Estimate a statement from below."""
    size = _STATEMENT + len(grant.resource.logical_id) + len(grant.function or "")
    if isinstance(grant.source, str):
        return size + len(grant.source)
    if grant.arn is not None:
        return size + sum(_UNTOLD if part.startswith("\x00") else len(part) for part in grant.arn)
    return size
