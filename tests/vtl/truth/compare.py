"""Hold cfngw.vtl against an answer of Velocity's."""

from __future__ import annotations

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
        inputs = {key: value for key, value in self.case.inputs.items() if value not in (None, {})}
        return "\n".join(
            (
                f"--- {self.case.id} ({self.case.mode})",
                f"template {self.case.template!r}",
                f"inputs   {inputs!r}",
                f"velocity {_told(self.expected)}",
                f"cfngw    {_told(self.got)}",
            )
        )


def difference(answered: Answered) -> Difference | None:
    """Render the case with cfngw.vtl; None when that gives what Velocity gave."""
    got = render(answered.case)
    expected = dict(answered.answer)
    if "overrides" in expected:
        expected["overrides"] = _without_empty(expected["overrides"])
    if "error" in expected:
        expected["error"] = {key: expected["error"][key] for key in ("line", "column")}
        if expected["error"]["line"] is None and "error" in got:
            return None
    return None if got == expected else Difference(answered.case, expected, got)


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
