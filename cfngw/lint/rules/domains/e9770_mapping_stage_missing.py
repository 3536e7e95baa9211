"""E9770: a mapping or a rule to a stage that its API does not have."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.errors import nearest
from cfngw.lint.rules.deployments.common import all_told, stages_of
from cfngw.lint.rules.domains.common import API_MAPPING, BASE_PATH, BASE_PATH_V2, mappings
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal


class MappingStageMissing(Rule):
    """A mapping that names a stage which nothing makes."""

    id = "E9770"
    short = "A mapping leads to a stage that its API has"
    long = "An API of the same stack has the stages of the template, and a mapping names one of them."
    aws = "The mapping is refused: Invalid stage identifier specified (400)."
    fix = "Name a stage of the API, best by !Ref."
    url = "https://docs.aws.amazon.com/apigateway/latest/api/API_CreateBasePathMapping.html"
    types = (BASE_PATH, BASE_PATH_V2, API_MAPPING)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in mappings(view):
            name = literal(each.resource.properties.get("Stage"))
            if name is None or each.api is None or not all_told(view, each.api.key):
                continue
            names = [known for known, _ in stages_of(view, each.api.key) if known is not None]
            if name not in names:
                close = nearest(name, names) or (names[0] if len(names) == 1 else None)
                fix = f"Write {close}" if close else "Add the stage"
                yield Problem(
                    below(each.resource.at, "Properties", "Stage"),
                    f"{each.api.logical_id} has no stage {name}: AWS answers Invalid stage identifier specified. {fix}",
                )
