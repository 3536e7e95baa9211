"""E9572: the JSONPath of $input.path and $input.json is one."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.templates.common import constant, uses
from cfngw.lint.rules.view import View
from cfngw.vtl import tree as nodes
from cfngw.vtl.errors import TemplateProblemError
from cfngw.vtl.jsonpath import compile_path


class JsonPathParses(Rule):
    """A path into the payload that is no JSONPath."""

    id = "E9572"
    short = "The argument of $input.path and $input.json is a JSONPath"
    long = "The text given to $input.path(…) or $input.json(…) is compiled as JSONPath when the template is rendered."
    aws = "The stack is created; rendering fails, and each call is answered with 500 Internal server error."
    fix = "Write the path as `$.name`, `$.list[0]` or `$['a name']`."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html"
    tags = ("apigateway", "templates")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for use in uses(view):
            for node in use.look.references:
                call = node.steps[0] if node.root == "input" and node.steps else None
                if not isinstance(call, nodes.Call) or call.name not in ("path", "json") or len(call.arguments) != 1:
                    continue
                path = constant(call.arguments[0])
                why = _fault(path) if path is not None else None
                if why is not None:
                    yield Problem(
                        use.template.at,
                        f"{use.name} asks for {path!r} ({use.place(node)}), which is no JSONPath ({why}): calls would "
                        "be answered with 500. Write $.name or $.list[0]",
                    )


def _fault(path: str) -> str | None:
    """Say why a path doesn't compile; names in double quotes are left alone, for it isn't known who takes them."""
    if '"' in path:
        return None
    try:
        compile_path(path)
    except TemplateProblemError as error:
        return error.problem.rpartition(": ")[2].rstrip(".") or error.problem
    return None
