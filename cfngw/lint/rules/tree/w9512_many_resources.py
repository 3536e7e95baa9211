"""W9512: more resources than an API may have at first."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.tree.common import WITH_PATHS, above, places, written_paths
from cfngw.lint.rules.view import View

_MOST = 300


class ManyResources(Rule):
    """An API with more resources than the quota."""

    id = "W9512"
    short = "An API has at most 300 resources, unless AWS has raised it"
    long = "Each part of a path is a resource; a REST API has 300 at most, a quota that AWS raises on request."
    aws = "The resource that is one too many is refused: Maximum number of resources for this API has been reached."
    fix = "Ask for a higher quota for this API, use {proxy+} below a path, or split the API behind one domain name."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html"
    types = WITH_PATHS

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        counts: dict[str, int] = {}
        for place in places(view):
            if place.api is not None and place.sure:
                counts[place.api] = counts.get(place.api, 0) + 1
        for api in view.reading.apis:
            made = {f"{parent}/{part}" for path, _ in written_paths(view, api) for parent, part in above(path) if part}
            count = counts.get(api.logical_id, 0) + len(made)
            if count > _MOST:
                yield Problem(
                    api.at,
                    f"{api.logical_id} has {count} resources, and an API may have {_MOST} unless AWS has raised its "
                    "quota: the next is refused. Ask for more, or take {proxy+} for a part of the tree",
                )
