"""W9821: settings of a route that the API doesn't have."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.errors import nearest
from cfngw.lint.rules.http.common import STAGE, apis, at
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class SettingsOfNoRoute(Rule):
    """Settings of a route that the API doesn't have."""

    id = "W9821"
    short = "RouteSettings of a stage are for routes of the API"
    long = "The keys of RouteSettings are route keys, letter by letter as the routes have them."
    aws = (
        "The stack fails when the stage is made: 404, Unable to find Route by key ... within the provided "
        "RouteSettings."
    )
    fix = "Write the key as the route has it; settings for all routes are DefaultRouteSettings."
    url = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigatewayv2-stage-routesettings.html"
    types = (STAGE,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view):
            if not api.is_whole or api.read is None:
                continue
            known = {row.key for row in api.routes if row.key is not None} | {each.key for each in api.read.routes}
            for stage in api.of(STAGE):
                settings = stage.properties.get("RouteSettings")
                for key, _ in settings.items() if settings is not None else ():
                    if key not in known:
                        close = nearest(key, known)
                        yield Problem(
                            at(stage, "RouteSettings", key),
                            f"{api.resource.logical_id} has no route {key}, and API Gateway refuses the stage (404). "
                            f"{'Write ' + close if close else 'Leave it out, or write DefaultRouteSettings'}",
                        )
