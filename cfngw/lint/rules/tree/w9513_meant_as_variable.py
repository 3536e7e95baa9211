"""W9513: a path part that another framework would take for a variable."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.tree.common import WITH_PATHS, places, written_paths
from cfngw.lint.rules.view import View

_MEANT = (
    (re.compile(r":([A-Za-z_]\w*)\Z"), "{%s}"),
    (re.compile(r"\$([A-Za-z_]\w*)\Z"), "{%s}"),
    (re.compile(r"([A-Za-z_]\w*)\+\Z"), "{%s+}"),
    (re.compile(r"\*+()\Z"), "{proxy+}"),
)


class MeantAsVariable(Rule):
    """A text in the form of a variable."""

    id = "W9513"
    short = "A variable of a path is written {name} or {name+}"
    long = "Other frameworks write :name, $name, * or name+ for a variable; to API Gateway that is a plain text."
    aws = "The resource may be refused; where it isn't, a call with any other text there gets 403."
    fix = "Write {name}, or {name+} for all that follows."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html"
    types = WITH_PATHS

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for place in places(view):
            meant = _meant(place.part or "")
            if meant is not None:
                at = below(place.resource.at, "Properties", "PathPart")
                yield Problem(at, f"{place.part} is a plain text to API Gateway, not a variable. Write {meant}")
        for api in view.reading.apis:
            for path, route in written_paths(view, api):
                for part in path.strip("/").split("/"):
                    meant = _meant(part)
                    if meant is not None:
                        text = f"{part} in {path} is a plain text to API Gateway, not a variable. Write {meant}"
                        yield Problem(route.at, text)


def _meant(part: str) -> str | None:
    for pattern, form in _MEANT:
        found = pattern.match(part)
        if found is not None:
            return form % found[1] if "%s" in form else form
    return None
