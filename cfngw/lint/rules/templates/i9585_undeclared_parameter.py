"""I9585: the parameters that a template reads are declared."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.errors import nearest
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.templates.common import Use, uses
from cfngw.lint.rules.view import View

_PLACES = ("path", "querystring", "header")
_USUAL = frozenset(  # what each client sends
    {"accept", "authorization", "content-type", "cookie", "host", "origin", "referer", "user-agent", "x-api-key"}
)


def undeclared(use: Use) -> Iterator[tuple[str, str, int, int]]:
    """Give the parameters that a template reads by name and its method doesn't declare: place, name, line, column."""
    if not use.look.parameters:
        return
    known = use.route.request_parameters
    lower = {name.lower() for place, name in known if place == "header"}
    told: set[str] = set()
    for found in use.look.parameters:
        place, dot, name = found.name.partition(".")
        if found.name in _PLACES or found.name in told:
            continue
        if not dot or place not in _PLACES:
            place, name = "", found.name
        if place in ("", "header") and name.lower() in lower | _USUAL:
            continue
        if any(name == each and place in ("", of) for of, each in known):
            continue
        told.add(found.name)
        yield place, name, found.line, found.column


class UndeclaredParameter(Rule):
    """A parameter that a template reads and its method doesn't declare."""

    id = "I9585"
    short = "A method declares the query and header parameters that its templates read"
    long = (
        "AWS documents $input.params for the parameters of the method. One that is not among its RequestParameters "
        "is in no SDK and no export, can't be required, and is no part of the key of the stage's cache."
    )
    aws = "The stack is created. The parameter is often there all the same; with a cache, callers get others' answers."
    fix = "Add it to RequestParameters: `method.request.querystring.name: false`, or `true` where it must be there."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html"
    tags = ("apigateway", "templates")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for use in uses(view):
            for place, name, line, column in undeclared(use):
                if place == "path":
                    continue
                close = nearest(name, [each for _, each in use.route.request_parameters])
                cure = f"Write {close!r}" if close else f"Add method.request.{place or 'querystring'}.{name} to them"
                yield Problem(
                    use.template.at,
                    f"{use.name} reads the parameter {name} ({use.spot(line, column)}), which {use.route.key} does not "
                    f"declare among its RequestParameters. {cure}",
                )
