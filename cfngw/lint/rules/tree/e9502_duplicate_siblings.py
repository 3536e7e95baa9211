"""E9502: one path part twice below one resource."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.tree.common import RESOURCE, places
from cfngw.lint.rules.view import View


class DuplicateSiblings(Rule):
    """Two resources of one path."""

    id = "E9502"
    short = "A path is made by one resource"
    long = "Two resources with one parent have different path parts."
    aws = "The second is refused: Another resource with the same parent already has this name."
    fix = "Remove one of the two, and let its methods and children refer to the other."
    url = "https://docs.aws.amazon.com/apigateway/latest/api/API_CreateResource.html"
    types = (RESOURCE,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        first: dict[tuple[str | None, str, str], str] = {}
        for place in places(view):
            if place.part is None or place.parent is None or not place.sure:
                continue
            own = place.resource.logical_id
            owner = first.setdefault((place.api, place.parent, place.part), own)
            if owner != own:
                yield Problem(
                    below(place.resource.at, "Properties", "PathPart"),
                    f"{owner} has the path part {place.part} below the same parent already: AWS refuses a second one. "
                    f"Remove {own}, and let what refers to it refer to {owner}",
                )
