"""E9573: $input and $util have the methods that templates call."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.errors import nearest
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.templates.common import uses
from cfngw.lint.rules.view import View
from cfngw.vtl import tree as nodes

_INPUT: dict[str, tuple[int, ...]] = {"body": (0,), "getBody": (0,), "json": (1,), "params": (0, 1), "path": (1,)}
_UTIL = ("escapeJavaScript", "parseJson", "urlEncode", "urlDecode", "base64Encode", "base64Decode")
_ALL: dict[str, dict[str, tuple[int, ...]]] = {"input": _INPUT, "util": dict.fromkeys(_UTIL, (1,))}
_OF_OBJECTS = ("getClass", "class", "toString", "equals", "hashCode")
_CURES = {
    "toJson": "write $input.json('$.name')",
    "header": "write $input.params().header.get('Name')",
    "headers": "write $input.params().header.get('Name')",
    "querystring": "write $input.params().querystring.get('name')",
    "queryString": "write $input.params().querystring.get('name')",
}


class UnknownMethod(Rule):
    """A method that $input or $util doesn't have."""

    id = "E9573"
    short = "$input and $util have the methods that a template calls"
    long = (
        "$input has body, json, params and path; $util has escapeJavaScript, parseJson, urlEncode, urlDecode, "
        "base64Encode and base64Decode. Others, such as $util.toJson or $util.error, are AppSync's."
    )
    aws = "The stack is created; the reference gives nothing, so that what is made of it lacks the value."
    fix = "Call one of these methods."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html"
    tags = ("apigateway", "templates")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for use in uses(view):
            for node in use.look.references:
                known = _ALL.get(node.root)
                step = node.steps[0] if node.steps else None
                if known is None or step is None or isinstance(step, nodes.Index) or step.name in _OF_OBJECTS:
                    continue
                shown = f"${node.root}.{step.name}"
                if step.name not in known:
                    close = nearest(step.name, known)
                    cure = _CURES.get(step.name) or (f"write ${node.root}.{close}" if close else "leave it out")
                    cure = cure[:1].upper() + cure[1:]
                    problem = (
                        f"calls {shown} ({use.place(node)}), which API Gateway does not have: it gives nothing. {cure}"
                    )
                    yield Problem(use.template.at, f"{use.name} {problem}")
                elif _is_wrong(step, known[step.name]):
                    wanted = " or ".join(map(str, known[step.name]))
                    given = len(step.arguments) if isinstance(step, nodes.Call) else 0
                    yield Problem(
                        use.template.at,
                        f"{use.name} gives {shown} {given} arguments ({use.place(node)}), and it takes {wanted}: it "
                        "would give nothing. Write them as AWS's reference does",
                    )


def _is_wrong(step: nodes.Property | nodes.Call | nodes.Index, counts: tuple[int, ...]) -> bool:
    """Tell a call with the wrong number of arguments; a property is a call without any."""
    return (len(step.arguments) if isinstance(step, nodes.Call) else 0) not in counts
