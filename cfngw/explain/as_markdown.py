"""What is told, as Markdown for a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cfngw.explain.as_text import (
    by_rule,
    called,
    callers_of,
    counted,
    details,
    facts,
    file_name,
    function_details,
    heading,
    is_told,
    parameters,
    places,
    plan_line,
    size,
    title,
    use_cells,
)
from cfngw.explain.model import ApiTold, Explanation
from cfngw.explain.words import visible

_SPECIAL = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "\\|"}


def as_markdown(explanation: Explanation) -> str:
    """Write an explanation as Markdown."""
    blocks = [f"## {code(file_name(explanation.file))}", heading(explanation)]
    if explanation.description:
        blocks.append(safe(explanation.description))
    if explanation.given:
        blocks.append(_parameters(explanation))
    for api in explanation.apis:
        blocks += _api(api, explanation)
    if explanation.plans:
        blocks += [
            "### Usage plans",
            bullets(f"{code(plan.name)}: {safe(plan_line(plan))}" for plan in explanation.plans),
        ]
    if explanation.functions:
        blocks += ["### Functions", _functions(explanation)]
    rows = [(code(use.of), use.what, *use_cells(use)) for use in explanation.uses if is_told(use)]
    blocks += ["### Limits", table(("Of", "What", "Used", "Of at most"), rows)]
    if explanation.unknown:
        notes = (
            f"{safe(each.why)}{f' (line {each.where.line})' if each.where is not None else ''}"
            for each in explanation.unknown
        )
        blocks += [f"<details><summary>Not known: {len(explanation.unknown)}</summary>", bullets(notes), "</details>"]
    return "\n\n".join([*blocks, *_findings(explanation)]) + "\n"


def _parameters(explanation: Explanation) -> str:
    known, missing = (", ".join(map(code, each)) for each in parameters(explanation))
    parts = [f"With {known}." if known else "", f"Without {missing}." if missing else ""]
    return " ".join(part for part in parts if part)


def _api(api: ApiTold, explanation: Explanation) -> Iterator[str]:
    name, _, rest = title(api).partition(": ")
    yield f"### {code(name)}: {safe(rest)}"
    yield bullets(f"{label}: {safe(text)}" for label, text in facts(api))
    if not api.routes:
        yield "No routes in the template."
        return
    rows = [
        (
            code(route.key),
            safe(called(route.call)),
            f"**{safe(route.access.who)}**" if route.access.kind == "open" else safe(route.access.who),
            safe("; ".join(details(route, explanation))),
        )
        for route in api.routes
    ]
    if not any(row[-1] for row in rows):
        yield table(("Route", "Calls", "Who may call"), [row[:-1] for row in rows])
        return
    yield table(("Route", "Calls", "Who may call", "Details"), rows)


def _functions(explanation: Explanation) -> str:
    rows = []
    for each in explanation.functions:
        callers = safe("; ".join(callers_of(each)) or "nothing in the template")
        more = safe("; ".join(list(function_details(each))[1:]))
        row = (
            code(each.logical_id),
            safe(each.runtime),
            code(each.handler),
            size(each),
            safe(each.role),
            callers,
            more,
        )
        rows.append(row)
    return table(("Function", "Runtime", "Handler", "Size, time", "Runs as", "Called by", "Details"), rows)


def _findings(explanation: Explanation) -> Iterator[str]:
    yield f"### {counted(explanation.findings)}"
    gathered = by_rule(explanation.findings)
    if gathered:
        rows = [
            (f"[{rule}]({those[0].url})" if those[0].url else rule, safe(those[0].short), places(those))
            for rule, those in gathered.items()
        ]
        yield table(("Rule", "What", "Where"), rows)


# --- Markdown itself ------------------------------------------------------------------------------------------------


def safe(text: str) -> str:
    """Write a text so that nothing in it is markup."""
    return "".join(_SPECIAL.get(char) or (f"\\{char}" if char in "\\`*_[]#~" else char) for char in _one_line(text))


def code(text: str) -> str:
    """Write a text as code; a bar would end a cell even there."""
    written = _one_line(text).replace("|", "\\|")
    fence = "``" if "`" in written else "`"
    pad = " " if "`" in written else ""
    return f"{fence}{pad}{written}{pad}{fence}" if written else ""


def bullets(items: Iterable[str]) -> str:
    """Write a list."""
    return "\n".join(f"- {item}" for item in items)


def table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a table."""
    lines = ["| " + " | ".join(headers) + " |", "| " + " | ".join("---" for _ in headers) + " |"]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines)


def _one_line(text: str) -> str:
    return visible(" ".join(text.split()))
