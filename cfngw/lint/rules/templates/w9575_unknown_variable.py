"""W9575: the variables of a template are set, or the gateway's."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.errors import nearest
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.templates.common import uses
from cfngw.lint.rules.view import View

_GATEWAY = ("input", "util", "context", "stageVariables")
_LOOPS = ("foreach", "velocityCount", "velocityHasNext", "bodyContent", "macro", "template", "evaluate", "define")
_NOTHING = ("null", "nil", "none", "nothing", "undefined", "empty", "void")  # what people compare with
_FOREIGN = {
    "ctx": "That is AppSync's: write $input, $context or $stageVariables",
    "event": "Write $input.json('$') for the body, $input.params() for parameters",
    "request": "Write $input.params() for what was sent",
    "method": "Write $input.params() for what was sent",
    "integration": "Write $input.json('$') for the answer's body",
    "inputRoot": "Set it first: #set($inputRoot = $input.path('$'))",
}


class UnknownVariable(Rule):
    """A variable that nothing sets."""

    id = "W9575"
    short = "A mapping template reads variables that are set, or the gateway's own"
    long = (
        "API Gateway gives a template $input, $util, $context and $stageVariables; all else it has to #set itself. "
        "$ctx is AppSync's."
    )
    aws = "The stack is created; the variable is the empty text wherever it is read."
    fix = "Set the variable, or correct its name."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html"
    tags = ("apigateway", "templates")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for use in uses(view):
            look = use.look
            told: set[str] = set()
            targets = {id(each.target) for each in look.sets}
            for node in look.references:
                root = node.root
                if root in look.bound or root in _GATEWAY or root in _LOOPS or root in told or id(node) in targets:
                    continue
                if root.lower() in _NOTHING:
                    continue
                told.add(root)
                close = nearest(root, [*_GATEWAY, *look.bound])
                cure = _FOREIGN.get(root) or (f"Write ${close}" if close else f"Set it first: #set(${root} = …)")
                yield Problem(
                    use.template.at,
                    f"{use.name} reads ${root} ({use.place(node)}), which nothing sets: it would be the empty text. "
                    f"{cure}",
                )
