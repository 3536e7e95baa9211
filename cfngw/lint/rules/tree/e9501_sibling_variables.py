"""E9501: two variables below one resource."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.tree.common import WITH_PATHS, above, places, written_paths
from cfngw.lint.rules.view import View


class SiblingVariables(Rule):
    """Two variables that stand at one place of a path."""

    id = "E9501"
    short = "A resource has at most one variable below it"
    long = "A request could not tell two variables at one place of a path apart, a greedy one included."
    aws = "The second is refused: A sibling of this resource already has a variable path part."
    fix = "Give both the same name, or put a text before one of them."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html"
    types = WITH_PATHS

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        first: dict[tuple[str | None, str], tuple[str, str]] = {}
        for place in places(view):
            part = place.part
            if part is None or place.parent is None or not place.sure or not part.startswith("{"):
                continue
            other, owner = first.setdefault((place.api, place.parent), (part, place.resource.logical_id))
            if other != part:
                yield Problem(
                    below(place.resource.at, "Properties", "PathPart"),
                    f"{part} stands where {owner} has {other} already: AWS refuses a second variable below one "
                    "resource. Give both the same name, or put a text before one of them",
                )
        for api in view.reading.apis:
            known: dict[str, tuple[str, str]] = {}
            for path, route in written_paths(view, api):
                for parent, part in above(path):
                    if not part.startswith("{"):
                        continue
                    other, owner = known.setdefault(parent, (part, path))
                    if other != part:
                        yield Problem(
                            route.at,
                            f"{part} in {path} stands where {owner} has {other} already: AWS refuses a second "
                            "variable below one resource. Give both the same name, or put a text before one of them",
                        )
