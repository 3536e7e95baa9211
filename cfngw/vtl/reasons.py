"""Why an input breaks the output of a template, and what to write instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cfngw.vtl.inputs import ANY, Read, Source, source_name
from cfngw.vtl.request import ABSENT

if TYPE_CHECKING:
    from cfngw.vtl.errors import MappingTemplateError

_REPAIR = """.replaceAll("\\\\'", "'")"""


def reason_of(
    source: Source,
    value: Any,
    error: MappingTemplateError | None,
    broken: set[str],
    reads: tuple[Read, ...],
    text: str,
) -> tuple[str, str]:
    """Say why an input breaks the output, and what to write instead."""
    if not source:
        return "this needs no hostile input: the sample alone breaks it", "look at the fault, or give --event"
    if error is not None:
        return "a method of Java is given what it does not take", _FAILS.format(source_name(source))
    name = reads[0].literal if reads else source_name(source)
    if "'" in str(value) and "'" in "".join(broken) and not broken & {'"', "\\", "\n"} and "escapeJavaScript" in text:
        return (
            "$util.escapeJavaScript writes \\' for an apostrophe, which JSON does not know",
            f'repair it: "$util.escapeJavaScript({name}){_REPAIR}"',
        )
    if value == "NaN" or value == "[NaN]":
        return (
            "the gateway's reader of JSON takes the word NaN, and prints it",
            "validate the body by a model, or see PARSED_BODY",
        )
    if broken & {'"', "\\", "\n", "\0"} or (isinstance(value, str) and value and value not in ("0", "null", "true")):
        return "the text is printed as it was sent, without being escaped", _escaped(source, name)
    if value is ABSENT and source[-1] == ANY:
        return "there is nothing to go through, and a comma stays behind", "ask for it: #if(!$list.isEmpty())...,#end"
    if value is ABSENT or value in ("", None):
        return "the value is missing, and nothing is printed where JSON needs one", _present(source, name)
    return "the value is not of the kind that the template expects", _present(source, name)


_FAILS = "ask first, with #if, whether {} is long or present enough; a failing template is a 500"


def _escaped(source: Source, name: str) -> str:
    if source[0] == "body" and ANY not in source:
        path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in source[1:])
        return f"write $input.json('${path}') without quotes around it"
    inner = name if name.startswith("$") else source_name(source)
    return f'escape it: "$util.escapeJavaScript({inner}){_REPAIR}"'


def _present(source: Source, name: str) -> str:
    if source[0] == "body" and ANY not in source:
        return _escaped(source, name)
    return f'put it into quotes, or ask for it first: #if({name} != "")'
