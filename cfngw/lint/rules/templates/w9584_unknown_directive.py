"""W9584: a word behind # that looks like a directive is one."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.templates.common import Use, uses
from cfngw.lint.rules.view import View
from cfngw.vtl import tree as nodes

_OWN = ("set", "if", "elseif", "else", "end", "foreach", "macro", "define", "literal", "break", "stop", "evaluate")
_MEANT = {
    "elif": "#elseif",
    "elsif": "#elseif",
    "elseIf": "#elseif",
    "endif": "#end",
    "endfor": "#end",
    "for": "#foreach",
    "each": "#foreach",
    "forEach": "#foreach",
    "foreachs": "#foreach",
    "return": "what is to be printed, at the end",
    "unless": "#if(!…)",
    "let": "#set",
    "var": "#set",
    "SET": "#set",
    "Set": "#set",
    "Else": "#else",
    "ELSE": "#else",
}
_FILES = ("include", "parse")


class UnknownDirective(Rule):
    """A directive that Velocity 1.7 or the gateway doesn't have."""

    id = "W9584"
    short = "A mapping template uses directives that the gateway has"
    long = (
        "A word behind # that is no directive is printed as it stands: #elif, #endif, AppSync's #return. #else if is "
        "#else and then text; the gateway has no files for #include and #parse."
    )
    aws = "The stack is created; the words are printed into the output, and both branches of an #if may be."
    fix = "Write #elseif, #end, #foreach, #set."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings.html"
    tags = ("apigateway", "templates")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for use in uses(view):
            look = use.look
            if "#" not in use.text:
                continue
            macros = {_macro(each) for each in look.directives if each.name == "macro"}
            for node in look.directives:
                if node.name not in macros and (problem := _problem(node)) is not None:
                    yield Problem(use.template.at, f"{use.name} has #{node.name} ({use.place(node)}), {problem}")
            yield from _else_if(use)


def _macro(node: nodes.Directive) -> str:
    first = node.arguments[0] if node.arguments else None
    return first.word if isinstance(first, nodes.Word) else ""


def _problem(node: nodes.Directive) -> str | None:
    if node.name in _FILES:
        return "and the gateway has no files: rendering would fail. Write the text here"
    if node.name in _MEANT:
        return f"which is no directive: it would be printed. Write {_MEANT[node.name]}"
    if node.name in _OWN and not node.called and node.name in ("set", "foreach", "if", "elseif"):
        return f"without parentheses: it would be printed. Write #{node.name}(…)"
    if node.called and node.name not in _OWN and not node.name.startswith("@"):
        return "which is neither a directive nor a macro of the template: it would be printed. Leave it out"
    return None


def _else_if(use: Use) -> Iterator[Problem]:
    """Find ``#else if(…)``: the condition is text."""
    template = use.look.template
    if template is None or "#else" not in use.text:
        return
    for node in nodes.walk(template.tree):
        block = node.otherwise if isinstance(node, nodes.If) else None
        first = next(iter(block.statements), None) if block is not None else None
        if isinstance(first, nodes.Text) and first.text.lstrip(" ").startswith(("if(", "if (")):
            yield Problem(
                use.template.at,
                f"{use.name} has #else if ({use.place(first)}), which is #else and then text: the condition would be "
                "printed. Write #elseif(…)",
            )
