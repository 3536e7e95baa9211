"""E9795: a route that leads to an integration of another API."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Reference, Text
from cfngw.lint.rules.http.common import INTEGRATION, ROUTE, apis, at, given
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class ForeignIntegration(Rule):
    """A route that leads to an integration of another API."""

    id = "E9795"
    short = "A route leads to an integration of its own API"
    long = "An integration belongs to one API; the routes of others can't use it."
    aws = "The stack fails when the route is made: 404 NotFoundException, there is no such integration in the API."
    fix = "Make an integration of the route's API, or move the route."
    url = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-route.html"
    types = (ROUTE,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view):
            own = {row.resource.key for row in api.integrations if row.resource is not None}
            for route in api.routes:
                target = route.target
                pieces = target.pieces if isinstance(target, Text) else ()
                if len(pieces) != 2 or not isinstance(pieces[1], Reference) or pieces[1].type != INTEGRATION:
                    continue
                if pieces[1].logical_id in own:
                    continue
                found = view.found.index.get(pieces[1].logical_id)
                owner = given(found, "ApiId") if found is not None else None
                if isinstance(owner, Reference) and owner.logical_id != api.resource.key:
                    yield Problem(
                        at(route.resource, "Target"),
                        f"{route.key or route.resource.logical_id} is a route of {api.resource.logical_id}, and "
                        f"{pieces[1].logical_id} an integration of {owner.logical_id}: API Gateway doesn't "
                        "find it (404). "
                        "Give both the same ApiId",
                    )
