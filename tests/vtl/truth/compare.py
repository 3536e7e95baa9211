"""Hold cfngw.vtl against an answer of Velocity's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cfngw import vtl
from cfngw.vtl import MappingTemplateError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from truth.case import Answered, Case


@dataclass(frozen=True)
class Difference:
    """A case with the two answers that should be one."""

    case: Case
    expected: Mapping[str, Any]
    got: Mapping[str, Any]

    def __str__(self) -> str:
        given = self.case.inputs.items()
        plain = self.case.mode == "plain"
        inputs = {name: value for name, value in given if (name in self.case.template if plain else value)}
        return "\n".join(
            (
                f"--- {self.case.id} ({self.case.mode})",
                f"template {self.case.template!r}",
                f"inputs   {inputs!r:.400}",
                f"velocity {_told(self.expected)}",
                f"cfngw    {_told(self.got)}",
            )
        )


def difference(answered: Answered, *, places: bool = True) -> Difference | None:
    """Render the case with cfngw.vtl; None when that gives what Velocity gave.

    Without ``places`` an error is as good as another: the fuzzer looks for what renders otherwise.
    """
    case = answered.case
    got = render(case)
    expected = dict(answered.answer)
    if "overrides" in expected:
        expected["overrides"] = _without_empty(expected["overrides"])
    if "error" in expected and "error" in got:
        same = not places or _same_place(case, expected["error"], got["error"])
        return None if same else Difference(case, expected, got)
    return None if got == expected else Difference(case, expected, got)


def _same_place(case: Case, expected: Mapping[str, Any], got: Mapping[str, Any]) -> bool:
    """Tell whether an error is told at Velocity's place.

    Where Velocity read on to the end of the text, the place it gives says nothing; and of what does not parse only its
    line has to agree, since Velocity tells now the token before, now the one after.
    """
    if expected["line"] is None or expected["at_end"]:
        return True
    if expected["kind"] == "parse":
        return bool(got["line"] == expected["line"])
    column = _in_characters(case.template, expected["line"], expected["column"])
    return (got["line"], got["column"]) == (expected["line"], column)


def _in_characters(template: str, line: int, column: int) -> int:
    """Turn Velocity's column, in UTF-16 units and with tabs that reach to the next multiple of eight, into ours."""
    text = re.split("\r\n|\r|\n", template)[line - 1]
    reached = 0
    for number, character in enumerate(text, 1):
        reached += 8 - reached % 8 if character == "\t" else len(character.encode("utf-16-le", "surrogatepass")) // 2
        if reached >= column:
            return number
    return column


def render(case: Case) -> dict[str, Any]:
    """Render the case with cfngw.vtl, the answer in the form of the stored ones."""
    try:
        if case.mode == "plain":
            return {"output": vtl.evaluate(case.template, dict(case.inputs))}
        usual: dict[str, Any] = {"body": None} | {
            name: {} for name in ("path", "querystring", "header", "context", "stage_variables")
        }
        rendered = vtl.render(case.template, **{**usual, **case.inputs})
        return {"output": rendered.output, "overrides": _without_empty(rendered.overrides)}
    except MappingTemplateError as error:
        return {"error": {"line": error.line, "column": error.column}}
    except Exception as error:  # noqa: BLE001 - whatever else comes out is what we look for
        return {"crash": repr(error)}


def listing(differences: Sequence[Difference], *, of: int) -> str:
    """List differences, the smallest templates first."""
    ordered = sorted(differences, key=lambda one: len(one.case.template))
    return "\n".join([f"{len(differences)} of {of} differ", *(str(one) for one in ordered)])


def _told(answer: Mapping[str, Any]) -> str:
    return repr(answer["output"] if set(answer) == {"output"} else dict(answer))


def _without_empty(value: Any) -> Any:
    if not hasattr(value, "items"):
        return value
    kept = {key: _without_empty(inner) for key, inner in value.items()}
    return {key: inner for key, inner in kept.items() if inner not in (None, {})}
