"""What is told, as lines for people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cfngw.explain.layout import Line, Row, label, table
from cfngw.explain.layout import heading as headline
from cfngw.explain.model import (
    ApiTold,
    Call,
    Explanation,
    Finding,
    FunctionTold,
    PlanTold,
    RouteTold,
    StageTold,
    Throttle,
    Use,
)
from cfngw.explain.words import plural, seconds
from cfngw.source import shown as shown_path

_SHARE = 0.5  # of a quota: from there on it is told of what there are many, such as functions
_CALLERS = 3
_PARAMETERS = 10
_LONGEST = 60  # characters of a parameter's value
_UNKNOWN = 12
_EVERY_USE = ("resources", "bytes", "paths", "routes", "integrations")
_WIDE_OPEN = ("open", "unknown")


def as_text(explanation: Explanation, *, width: int = 80) -> list[Line]:
    """Write an explanation as lines of at most ``width`` characters, but for words that are longer."""
    lines = [*headline(file_name(explanation.file), width), *label("", heading(explanation), width, column=0)]
    if explanation.description:
        lines += label("", explanation.description, width, column=0)
    lines += _given(explanation, width)
    for api in explanation.apis:
        lines += [Line(), *_api(api, explanation, width)]
    if explanation.plans:
        lines += [Line(), Line("Usage plans", "heading"), *_plans(explanation.plans, width)]
    if explanation.functions:
        lines += [Line(), Line("Functions", "heading"), *_functions(explanation.functions, width)]
    lines += [Line(), Line("Limits", "heading"), *_uses(explanation.uses, width)]
    if explanation.unknown:
        lines += [Line(), Line("Not known", "heading"), *_unknown(explanation, width)]
    return [*lines, Line(), *_findings(explanation.findings, width)]


def heading(explanation: Explanation) -> str:
    """Say in a line what there is."""
    routes = sum(len(api.routes) for api in explanation.apis)
    apis = plural(len(explanation.apis), "API") if explanation.apis else "no API"
    parts = [apis, plural(routes, "route"), plural(len(explanation.functions), "function")]
    return f"{', '.join(parts)}, {plural(explanation.resources, 'resource')}"


def _given(explanation: Explanation, width: int) -> Iterator[Line]:
    known, missing = parameters(explanation)
    if known:
        yield from label("with", ", ".join(known), width)
    if missing:
        yield from label("without", f"{', '.join(missing)} (--parameter gives one)", width)


def parameters(explanation: Explanation) -> tuple[list[str], list[str]]:
    """Give the parameters with what they were taken for, and those that have no value; of many the first."""
    given = explanation.given.items()
    known = [f"{name}={shortened(value)}" for name, value in given if value is not None]
    missing = [name for name, value in given if value is None]
    return _few(known, _PARAMETERS), _few(missing, _PARAMETERS)


def shortened(text: str) -> str:
    """Cut a long value."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


# --- APIs -----------------------------------------------------------------------------------------------------------


def title(api: ApiTold) -> str:
    """Name an API."""
    name = f' "{api.name}"' if api.name and api.name != api.logical_id else ""
    return f"{api.logical_id}: {api.kind}{name}"


def _api(api: ApiTold, explanation: Explanation, width: int) -> Iterator[Line]:
    yield from headline(title(api), width)
    for name, text in facts(api):
        yield from label(name, text, width)
    if api.routes:
        yield Line()
        rows = [
            Row(
                (route.key, called(route.call), route.access.who),
                "; ".join(details(route, explanation)),
                "open" if route.access.kind in _WIDE_OPEN else "",
            )
            for route in api.routes
        ]
        yield from table(("ROUTE", "CALLS", "WHO MAY CALL"), rows, width)
    else:
        yield from label("routes", "none in the template", width)


def facts(api: ApiTold) -> Iterator[tuple[str, str]]:
    """Give what is told of an API before its routes: label and text."""
    off = "" if api.default_endpoint else "; the default one is off: by its domains only"
    yield "endpoint", f"{api.endpoint}{off}"
    if api.only_if:
        yield "only if", api.only_if
    for stage in api.stages:
        yield "stage", stage_line(stage)
    if not api.stages:
        yield "stage", "none in the template"
    for domain in api.domains:
        yield "domain", domain
    for each in api.authorizers:
        ttl = f"; kept for {each.ttl_seconds} s" if each.ttl_seconds else ""
        yield "authorizer", f"{each.name}: {each.kind}{f', {each.by}' if each.by else ''}{ttl}"
    for sentence in api.policy:
        yield "policy", sentence
    if api.cors:
        yield "CORS", api.cors


def stage_line(stage: StageTold) -> str:
    """Tell of a stage in a line."""
    parts = [f"{stage.name}{_address(stage)}"]
    if stage.deploys_itself:
        parts.append("deploys by itself")
    parts.append(f"access log {stage.access_log}" if stage.access_log else "no access log")
    if stage.execution_log:
        parts.append(f"execution log {stage.execution_log}{' with the data of each call' * stage.data_trace}")
    elif stage.data_trace:
        parts.append("logs the data of calls")
    if stage.throttle:
        parts.append(throttled(stage.throttle))
    parts += stage.more
    if stage.variables:
        parts.append(f"variables {', '.join(stage.variables)}")
    if stage.only_if:
        parts.append(f"only if: {stage.only_if}")
    return "; ".join(parts)


def _address(stage: StageTold) -> str:
    """Write an address in a form that fits into a line; the JSON has the one for ``Fn::Sub``."""
    if stage.url is None:
        return ""
    path = "" if stage.name == "$default" else f"/{stage.name}"
    return f" {stage.url.partition('://')[0]}://{{id}}.execute-api.{{region}}.amazonaws.com{path}"


def called(call: Call) -> str:
    """Say what answers."""
    through = f" as {call.role}" if call.role and call.kind == "service" else ""
    by_stage = ", ".join(f"{what} in {stage}" for stage, what in call.by_stage.items())
    return f"{by_stage or call.what}{through}"


def details(route: RouteTold, explanation: Explanation) -> Iterator[str]:
    """Give what is told of a route below its row."""
    yield from route.checks
    if route.answers:
        yield f"answers {', '.join(route.answers)}"
    wait = waiting(route.call, explanation)
    if wait:
        yield wait
    for each in route.throttles:
        yield throttled(each, named=True)
    if route.only_if:
        yield f"only if: {route.only_if}"


def waiting(call: Call, explanation: Explanation) -> str | None:
    """Say how long the gateway waits, where that was chosen or is shorter than what is called may take."""
    function = explanation.functions_by_id.get(call.function)
    takes = function.timeout_seconds if function is not None else None
    too_long = isinstance(takes, int) and isinstance(call.waits_ms, int) and takes * 1000 > call.waits_ms
    if call.waits_ms is None or not (too_long or call.timeout_is_given):
        return None
    return f"waits {seconds(call.waits_ms)}" + (f", though the function may take {takes} s" if too_long else "")


def throttled(each: Throttle, *, named: bool = False) -> str:
    """Tell of a throttle."""
    parts = [f"{each.rate} a second"] if each.rate else []
    parts += [f"burst {each.burst}"] if each.burst else []
    parts += [each.quota] if each.quota else []
    return f"{f'{each.by}: ' if named else ''}at most {', '.join(parts)}"


# --- what stands around ---------------------------------------------------------------------------------------------


def _plans(plans: tuple[PlanTold, ...], width: int) -> Iterator[Line]:
    for plan in plans:
        yield from label(plan.name, plan_line(plan), width)


def plan_line(plan: PlanTold) -> str:
    """Tell of a usage plan in a line."""
    parts = [f"{', '.join(plan.stages) or 'no stage'}", plural(plan.keys, "key")]
    if plan.throttle:
        parts.append(throttled(plan.throttle))
    if plan.only_if:
        parts.append(f"only if: {plan.only_if}")
    return "; ".join(parts)


def _functions(functions: tuple[FunctionTold, ...], width: int) -> Iterator[Line]:
    rows = [
        Row((each.logical_id, each.runtime, each.handler, size(each), each.role), "; ".join(function_details(each)))
        for each in functions
    ]
    yield from table(("FUNCTION", "RUNTIME", "HANDLER", "SIZE, TIME", "RUNS AS"), rows, width)


def size(function: FunctionTold) -> str:
    """Tell of memory and timeout."""
    memory, timeout = function.memory_mb, function.timeout_seconds
    return f"{memory}{' MB' * isinstance(memory, int)}, {timeout}{' s' * isinstance(timeout, int)}"


def function_details(function: FunctionTold) -> Iterator[str]:
    """Give what is told of a function below its row."""
    callers = callers_of(function)
    yield f"called by {'; by '.join(callers)}" if callers else "called by nothing in the template"
    for auth in function.urls:
        yield f"has a URL for {'everybody' if auth == 'NONE' else auth}"
    yield f"code: {function.code}"
    if function.environment:
        yield f"environment {', '.join(function.environment)}"
    if function.aliases:
        yield f"aliases {', '.join(function.aliases)}"
    if function.only_if:
        yield f"only if: {function.only_if}"


def callers_of(function: FunctionTold) -> list[str]:
    """Name who calls a function: some routes of each API, and how many more."""
    gathered: dict[str, list[str]] = {}
    for caller in function.callers:
        gathered.setdefault(caller.by, []).append(caller.what)
    told = ((by, ", ".join(_few(those, _CALLERS))) for by, those in gathered.items())
    return [f"{by} {those}".lstrip() for by, those in told]


def _few(names: list[str], most: int) -> list[str]:
    more = len(names) - most
    return [*names[:most], f"{more} more"] if more > 1 else names


def _uses(uses: tuple[Use, ...], width: int) -> Iterator[Line]:
    rows = [Row((each.of, each.what, *use_cells(each))) for each in uses if is_told(each)]
    yield from table(("OF", "WHAT", "USED", "OF AT MOST"), rows, width)


def is_told(use: Use) -> bool:
    """Tell whether a use is worth a line: what everybody asks for, and what is half used."""
    return use.what in _EVERY_USE or use.share >= _SHARE


def use_cells(use: Use) -> tuple[str, str]:
    """Give how much is used, and of how much."""
    used = f"{'about ' * use.about}{use.used:,}"
    over = " (exceeded)" if use.used > use.most else ""
    return used, f"{use.most:,}{' (AWS raises it)' * use.raisable}{over}"


def _unknown(explanation: Explanation, width: int) -> Iterator[Line]:
    for each in explanation.unknown[:_UNKNOWN]:
        place = f"{each.where.line}" if each.where is not None else "?"
        yield from label(f"line {place}", each.why, width)
    if len(explanation.unknown) > _UNKNOWN:
        yield Line(f"  and {len(explanation.unknown) - _UNKNOWN} more")


def _findings(findings: tuple[Finding, ...], width: int) -> Iterator[Line]:
    yield from headline(counted(findings), width)
    for rule, those in by_rule(findings).items():
        yield from label(rule, f"{those[0].short} ({places(those)})", width, column=7)


def counted(findings: tuple[Finding, ...]) -> str:
    """Count the findings by severity."""
    if not findings:
        return "Findings: none"
    counts = {name: sum(each.severity == name for each in findings) for name in ("error", "warning", "advice")}
    told = [f"{count} advice" if name == "advice" else plural(count, name) for name, count in counts.items() if count]
    advised = " (cfngw lint --include I tells it)" if counts["advice"] else ""
    return f"Findings: {', '.join(told)}{advised}"


def by_rule(findings: tuple[Finding, ...]) -> dict[str, list[Finding]]:
    """Gather the errors and warnings of each rule, errors first; advice is counted and not told."""
    gathered: dict[str, list[Finding]] = {}
    for each in sorted(findings, key=lambda finding: (finding.severity != "error", finding.rule)):
        if each.severity != "advice":
            gathered.setdefault(each.rule, []).append(each)
    return gathered


def places(findings: list[Finding]) -> str:
    """Name the lines of some findings."""
    lines = sorted({each.where.line for each in findings if each.where is not None})
    shown = [str(line) for line in lines[:_UNKNOWN]] + (["more"] if len(lines) > _UNKNOWN else [])
    return f"line{'s' * (len(lines) != 1)} {', '.join(shown)}"


def file_name(path: str) -> str:
    """Write a file's name as a reader wants it."""
    return Path(shown_path(path)).as_posix()
