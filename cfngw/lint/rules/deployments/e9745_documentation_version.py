"""E9745: a version of the documentation that is not there, or not yet."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.deployments.common import STAGES, all_told, described_by, owner, unordered
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal

_VERSION = "AWS::ApiGateway::DocumentationVersion"


class DocumentationVersion(Rule):
    """A stage with a documentation version that its API lacks."""

    id = "E9745"
    short = "A stage's documentation version is one of its API"
    long = (
        "DocumentationVersion names an AWS::ApiGateway::DocumentationVersion of the API that is made before the stage."
    )
    aws = "The stage is refused: Invalid Documentation version specified (404)."
    fix = "Add the version to the template, and name it in DependsOn of the stage."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-documenting-api.html"
    types = STAGES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources(*STAGES):
            described, api = described_by(each), owner(each)
            version = literal(described.get("DocumentationVersion")) if described is not None else None
            if described is None or version is None or api is None or not all_told(view, api):
                continue
            known = list(view.found.of(api, _VERSION))
            names = [literal(one.properties.get("DocumentationVersion")) for one in known]
            at = below(described.at, "DocumentationVersion")
            if None in names:
                continue
            if version not in names:
                yield Problem(
                    at,
                    f"{api} has no documentation version {version}: AWS refuses the stage. Add an {_VERSION}, or "
                    "leave it out",
                )
            elif unordered(view, each, made := known[names.index(version)]):
                yield Problem(
                    at,
                    f"{each.logical_id} may be made before {made.logical_id}, its documentation version: AWS refuses "
                    f"it then. Add DependsOn: {made.logical_id}",
                )
