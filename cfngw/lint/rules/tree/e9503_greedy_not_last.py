"""E9503: something follows a greedy variable."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.tree.common import WITH_PATHS, places, written_paths
from cfngw.lint.rules.view import View


class GreedyNotLast(Rule):
    """A resource below one that takes all that follows."""

    id = "E9503"
    short = "Nothing follows a variable that takes all that follows"
    long = "A greedy variable, {proxy+}, is the last part of its path."
    aws = "The child is refused: Cannot create a child of a resource with a greedy path variable."
    fix = "Put the resource beside the greedy one, or write {name} without the plus."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-set-up-simple-proxy.html"
    types = WITH_PATHS

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        parts = {place.resource.key: place.part for place in places(view)}
        for place in places(view):
            part = parts.get(place.parent) if place.parent is not None else None
            if part is not None and part.endswith("+}"):
                yield Problem(
                    below(place.resource.at, "Properties", "ParentId"),
                    f"{part} takes all that follows, so that nothing can come below it: AWS refuses this resource. "
                    "Put it beside that one, or write the variable without its plus",
                )
        for api in view.reading.apis:
            for path, route in written_paths(view, api):
                if "+}/" in path.rstrip("/"):
                    yield Problem(
                        route.at,
                        f"Something follows the greedy variable in {path}: AWS refuses the path. Put it last, or "
                        "write it without its plus",
                    )
