"""I9887: each permission is for an API that invokes the function."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Reference, Text, Unknown
from cfngw.lint.rules.permissions.callers import functions_behind
from cfngw.lint.rules.permissions.grants import grants
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.model import Api, FunctionTarget, Integration


class UnusedPermission(Rule):
    """Each permission is for an API that invokes the function."""

    id = "I9887"
    short = "Each permission is for an API that invokes the function"
    long = (
        "SourceArn names an API of this template, none of whose routes and authorizers invokes the function: the "
        "permission only opens it."
    )
    aws = "Nothing fails."
    fix = "Leave the permission out, or name the API that invokes the function."
    url = "https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html"
    tags = ("apigateway", "lambda")
    types = ("AWS::Lambda::Permission",)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for grant in grants(view):
            named = grant.api
            api = view.reading.api(named.logical_id) if isinstance(named, Reference) else None
            if (
                api is None
                or not api.routes
                or grant.function is None
                or not grant.lets_gateway
                or view.is_open
                or _may_invoke(api)
            ):
                continue
            if not any(
                each.api.logical_id == api.logical_id for each in functions_behind(view).get(grant.function, ())
            ):
                yield Problem(
                    grant.at,
                    f"{api.logical_id} does not invoke {grant.function}, so that {grant.resource.logical_id} is not "
                    "used. Leave it out",
                )


def _may_invoke(api: Api) -> bool:
    """Tell whether some of what an API invokes is not told."""
    targets = [each.integration.target for each in api.routes if isinstance(each.integration, Integration)]
    targets += [each.target for each in api.authorizers]
    untold = any(isinstance(each.integration, Unknown) for each in api.routes)
    for each in targets:
        given = each.function if isinstance(each, FunctionTarget) else each
        untold = untold or isinstance(given, (Unknown, Text)) or (isinstance(given, str) and "${" in given)
    return bool(api.unknown) or untold
