"""W9578: what a template overrides can be overridden."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.templates.common import Use, constant, names_of, uses
from cfngw.lint.rules.view import View
from cfngw.vtl import tree as nodes

_PLACES = {"requestOverride": ("header", "path", "querystring"), "responseOverride": ("header", "status")}
_MEANT = {
    "headers": "header",
    "queryString": "querystring",
    "query": "querystring",
    "params": "querystring",
    "paths": "path",
    "statusCode": "status",
    "code": "status",
}


class Override(Rule):
    """An override that the gateway doesn't take."""

    id = "W9578"
    short = "A mapping template overrides header, path, querystring and status, each once"
    long = (
        "$context.requestOverride has header, path and querystring, $context.responseOverride has header and status. "
        "A status is a whole number from 100 to 599."
    )
    aws = (
        "The stack is created. An override in another place, or of a status that is none, has no effect; a second "
        "override of one parameter is answered with a 5XX, as AWS documents."
    )
    fix = "Write `$context.responseOverride.header.Name`, `.status = 404`, `$context.requestOverride.querystring.name`."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html"
    tags = ("apigateway", "templates")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for use in uses(view):
            for node in use.look.sets:
                if node.target.root == "context":
                    problem = _problem(names_of(node.target), node.value)
                    if problem is not None:
                        yield Problem(use.template.at, f"{use.name} sets {problem} ({use.place(node)})")
            yield from _twice(use)


def _problem(names: list[str], value: nodes.Node) -> str | None:
    shown = "$context." + ".".join(names)
    known = _PLACES.get(names[0]) if names else None
    if known is None or len(names) < 2:
        return None
    place = names[1]
    if place not in known:
        meant = _MEANT.get(place)
        meant = meant if meant in known else None
        fix = f"$context.{names[0]}.{meant}" if meant else " or ".join(f"{names[0]}.{each}" for each in known)
        return f"{shown}, which overrides nothing: write {fix}"
    if place == "status" and (written := _status(value)) is not None:
        return f"{shown} to {written}, which is no status from 100 to 599: it would be ignored; write one such as 404"
    if place != "status" and len(names) == 2 and isinstance(value, nodes.String | nodes.Constant):
        return f"{shown} as a whole, which overrides nothing: name one, {shown}.name"
    return None


def _status(value: nodes.Node) -> str | None:
    """Give a status that is none, as it is written; None for one that is right or not known."""
    if isinstance(value, nodes.Constant):
        number = value.value
        right = isinstance(number, int) and not isinstance(number, bool) and 100 <= int(number) <= 599
        return None if right else str(number)
    text = constant(value)
    if text is None or (text.isdecimal() and 100 <= int(text) <= 599):
        return None
    return repr(text)


def _twice(use: Use) -> Iterator[Problem]:
    """Find what is overridden twice on one way through the template."""
    template = use.look.template
    block = template.tree if template is not None and use.look.sets else None
    seen: set[tuple[str, ...]] = set()
    for node in block.children() if block is not None else ():
        if isinstance(node, nodes.Set) and node.target.root == "context":
            names = tuple(names_of(node.target))
            if len(names) < 2 or names[0] not in _PLACES or len(names) != len(node.target.steps):
                continue
            if names in seen:
                yield Problem(
                    use.template.at,
                    f"{use.name} overrides $context.{'.'.join(names)} twice ({use.place(node)}): AWS answers a second "
                    "override of one parameter with a 5XX. Set a variable, and override once at the end",
                )
            seen.add(names)
