"""W9504: one name for two variables of a path."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import At
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.tree.common import VARIABLE, WITH_PATHS, places, written_paths
from cfngw.lint.rules.view import View

_MOST = 100


class VariableTwice(Rule):
    """A path with two variables of one name."""

    id = "W9504"
    short = "The variables of a path have different names"
    long = "What is behind the gateway gets the variables of a path by their names, one value for each name."
    aws = "Not documented: the import of a document refuses it; otherwise one of the two values is lost in each call."
    fix = "Give each variable its own name, such as {userId} and {orderId}."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html"
    types = WITH_PATHS

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        known = {place.resource.key: place for place in places(view)}
        for place in known.values():
            name = _name(place.part)
            above, steps = place.parent, 0
            while name is not None and above in known and steps < _MOST:
                if _name(known[above].part) == name:
                    yield _problem(below(place.resource.at, "Properties", "PathPart"), name)
                    break
                above, steps = known[above].parent, steps + 1
        for api in view.reading.apis:
            for path, route in written_paths(view, api):
                names = [found[1] for found in VARIABLE.finditer(path)]
                twice = next((each for each in names if names.count(each) > 1), None)
                if twice is not None:
                    yield _problem(route.at, twice)


def _name(part: str | None) -> str | None:
    found = VARIABLE.fullmatch(part) if part is not None else None
    return found[1] if found is not None else None


def _problem(at: At, name: str) -> Problem:
    return Problem(
        at,
        f"The variable {name} stands twice in this path, and what is called gets one value for it: the other is lost. "
        "Give each its own name",
    )
