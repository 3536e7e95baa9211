"""W9822: a stage with settings of routes that it doesn't wait for."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Unknown
from cfngw.lint.rules.http.common import STAGE, apis, at
from cfngw.lint.rules.http.depends import missing
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class SettingsBeforeRoute(Rule):
    """A stage with settings of routes that it doesn't wait for."""

    id = "W9822"
    short = "A stage with RouteSettings waits for their routes"
    long = (
        "CloudFormation makes the stage beside the routes, unless DependsOn says otherwise; API Gateway looks the "
        "routes up when the stage is made."
    )
    aws = (
        "The stack fails when the stage is made first: 404, Unable to find Route by key ... within the provided "
        "RouteSettings."
    )
    fix = "Give the stage DependsOn with the routes that it has settings for."
    url = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigatewayv2-stage-routesettings.html"
    types = (STAGE,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view):
            ids = {row.key: row.resource.logical_id for row in api.routes if row.key is not None}
            for stage in api.of(STAGE):
                settings = stage.properties.get("RouteSettings")
                named = [key for key, _ in settings.items() if key in ids] if settings is not None else []
                left = missing(view, stage, {ids[key] for key in named}) if named else set()
                if isinstance(left, Unknown):
                    continue
                for key in named:
                    if ids[key] in left:
                        yield Problem(
                            at(stage, "RouteSettings", key),
                            f"The stage {stage.logical_id} may be made before the route {key}, and then "
                            "fails (404). Write "
                            f"DependsOn: {ids[key]}",
                        )
