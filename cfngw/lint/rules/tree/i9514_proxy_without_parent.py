"""I9514: all below a path is served, and the path itself is not."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.tree.common import METHOD, WITH_PATHS
from cfngw.lint.rules.view import View
from cfngw.read.model import Route


class ProxyWithoutParent(Rule):
    """A greedy variable whose parent has no method."""

    id = "I9514"
    short = "{proxy+} does not take the path above it"
    long = "A greedy variable stands for one part or more: /{proxy+} does not take /, nor /pets/{proxy+} take /pets."
    aws = "Nothing fails; a call to the path above gets 403 Missing Authentication Token."
    fix = "Add the same method to the resource above, or to the root."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-set-up-simple-proxy.html"
    types = (*WITH_PATHS, METHOD)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in view.reading.apis:
            if api.protocol != "REST" or api.unknown or view.is_open:
                continue
            greedy: dict[str, Route] = {}
            for route in api.routes:
                if route.path.endswith("+}"):
                    greedy.setdefault(route.path, route)
            there = {route.path for route in api.routes}
            for path, route in greedy.items():
                parent = path.rpartition("/")[0] or "/"
                if parent not in there:
                    yield Problem(
                        route.at,
                        f"{path} does not take {parent}, which has no method: a call to it gets 403 Missing "
                        f"Authentication Token. Add a method to {parent} too, if it is to be served",
                    )
