"""E9500: a part of a path that API Gateway refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.tree.common import VARIABLE, WITH_PATHS, places, written_paths
from cfngw.lint.rules.view import View

_REFUSED = re.compile(r"[\s?#%\"<>\\^`|\[\]]|[^\x20-\x7e]")


class PathPart(Rule):
    """A path part with characters that none can have."""

    id = "E9500"
    short = "A path part is a text or one whole variable"
    long = (
        "The PathPart of a resource, and each part between the slashes of a path in a document, is a text of letters, "
        "digits and ._-: or one variable, {name} or {name+}, and nothing around it."
    )
    aws = (
        "The resource is refused: Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and "
        "curly braces at the beginning and the end."
    )
    fix = "Write one resource for each part between slashes, and a variable as {name}."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html"
    types = WITH_PATHS

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for place in places(view):
            wrong = _wrong(place.part) if place.part is not None else None
            if wrong is not None:
                at = below(place.resource.at, "Properties", "PathPart")
                yield Problem(at, f"The path part {place.part!r} {wrong[0]}: API Gateway refuses it. {wrong[1]}")
        for api in view.reading.apis:
            for path, route in written_paths(view, api):
                for part in path.strip("/").split("/"):
                    wrong = _wrong(part) if path.strip("/") else None
                    if wrong is not None:
                        text = f"The part {part!r} of the path {path} {wrong[0]}: API Gateway refuses it. {wrong[1]}"
                        yield Problem(route.at, text)
                        break


def _wrong(part: str) -> tuple[str, str] | None:
    """Tell what is wrong, and what to do."""
    if part == "":
        return "is empty", "Write a text, or refer to the root as !GetAtt <Api>.RootResourceId"
    if "/" in part:
        return "holds a slash", "Write one resource for each part, each with the one before as its ParentId"
    if VARIABLE.fullmatch(part):
        return None
    if "{" in part or "}" in part:
        return "is neither a text nor one whole variable", "Write a variable as {name}, or {name+} for all that follows"
    found = _REFUSED.search(part)
    return None if found is None else (f"holds {found[0]!r}", "Leave it out; a client sends it percent-encoded")
