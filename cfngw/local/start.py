"""Templates to a front that serves them: APIs, stages, domains, and what should be told of them.

Nothing is started and no port is opened here. An API without a stage is served at a stage named ``local``: at AWS
nobody could call it. Where an API's own address is switched off and no domain of the template leads to it, the address
serves it all the same. Both are told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from cfngw.document.model import TemplateError
from cfngw.document.values import Reference
from cfngw.errors import Notice, UsageError
from cfngw.local.front import DEFAULT, Domain, Front, Mapped, ServedApi, ServedStage
from cfngw.local.making import Makers, closed, real
from cfngw.local.mapping_check import broken_templates
from cfngw.local.options import Options
from cfngw.local.running import Backends, Functions, Surroundings
from cfngw.local.template import Template, api_id, open_templates
from cfngw.read.model import Api, DomainMapping, FunctionTarget, Integration, Stage
from cfngw.source import Source

LOCAL = "local"
_MOST_UNKNOWN = 8


@dataclass(frozen=True)
class Voice:
    """Who is told: ``say`` what a person should know, ``output`` what functions write, ``log`` access logs."""

    say: Callable[[str], None] = lambda _text: None
    output: Callable[[str, str, str], None] = lambda _function, _request, _text: None
    log: Callable[[str, str], None] = lambda _stage, _line: None


@dataclass(frozen=True)
class Served:
    """Templates that are open. ``notices`` is what to tell at the start; close it when all requests are answered."""

    templates: tuple[Template, ...]
    apis: tuple[ServedApi, ...]
    front: Front
    notices: tuple[Notice, ...] = ()
    parts: tuple[Functions | Backends, ...] = field(default=(), repr=False)

    @property
    def files(self) -> tuple[Path, ...]:
        """Give all files that the templates were read from."""
        return tuple(dict.fromkeys(path for template in self.templates for path in template.files))

    def api(self, logical_id: str | None) -> ServedApi:
        """Give an API by its logical id; None for the only one. Raises UsageError."""
        named = [api for api in self.apis if logical_id in (None, api.logical_id)]
        if len(named) == 1:
            return named[0]
        known = ", ".join(api.logical_id for api in self.apis)
        if logical_id is None:
            raise UsageError(
                "the templates hold several APIs.", allowed=known, fix=f"name one: {self.apis[0].logical_id}"
            )
        from cfngw.errors import nearest

        close = nearest(logical_id, [api.logical_id for api in self.apis])
        raise UsageError(
            f"there is no API {logical_id}.", allowed=known, fix=f"name {close or self.apis[0].logical_id}"
        )

    def warm(self) -> None:
        """Start functions that requests lead to ahead of the first request, where the parts know how."""
        for part in self.parts:
            warm: Callable[[Sequence[str]], None] | None = getattr(part, "warm", None)
            if warm is not None:
                names = (name for api in self.apis if api.around.functions is part for name in _invoked(api.api))
                warm(tuple(dict.fromkeys(names)))

    async def close(self) -> None:
        """End every process and connection."""
        for part in self.parts:
            await closed(part)


def open_served(
    paths: Sequence[Path], options: Options | None = None, *, voice: Voice | None = None, makers: Makers | None = None
) -> Served:
    """Open templates for serving; raise OutputError, TemplateError or UsageError.

    A mapping template that does not parse, a value that nobody knows and a WebSocket API are notices: the rest lives.
    """
    options, voice, makers = options or Options(), voice or Voice(), makers or real()
    templates = open_templates(paths, options)
    _check(templates)
    identities = makers.identities(options)
    parts: list[Functions | Backends] = []
    apis: list[ServedApi] = []
    notices: list[Notice] = []
    for template in templates:
        functions = makers.functions(template, options, voice.say, voice.output)
        backends = makers.backends(template, options, voice.say)
        parts += (functions, backends)
        around = Surroundings(
            functions=functions,
            backends=backends,
            identities=identities,
            region=options.region,
            account=options.account,
            partition=template.partition,
            log=voice.log,
            say=voice.say,
        )
        notices += _unknown(template)
        apis += _served(template, around, makers, notices)
    domains = _domains(templates, apis)
    front = Front(apis, domains, source_ip=options.source_ip, tracing=options.trace)
    return Served(templates, tuple(apis), front, tuple(notices), tuple(parts))


# --- what is no API -------------------------------------------------------------------------------------------------


def _check(templates: Iterable[Template]) -> None:
    """Refuse templates in which nothing can be served."""
    apis = [(template, api) for template in templates for api in template.reading.apis]
    first = next(iter(templates))
    if not apis and first.left_out:
        key, at = first.left_out[0]
        raise TemplateError(
            f"its condition is false: {key} is not made, and there is no other API.",
            where=at.where,
            fix="give the parameter that decides it: --parameter Name=value",
        )
    if not apis:
        raise TemplateError(
            "there is no API in it.",
            where=Source(str(first.path), 0),
            allowed="REST and HTTP APIs, of CloudFormation, SAM or OpenAPI",
            fix="name the template that holds the API",
        )
    if not any(api.protocol in ("REST", "HTTP") for _, api in apis):
        api = apis[0][1]
        kind = "a WebSocket API, which is not served yet" if api.protocol == "WEBSOCKET" else "of no known protocol"
        raise TemplateError(f"{api.logical_id} is {kind}.", where=api.where, fix="name a template with another API")


def _unknown(template: Template) -> Iterator[Notice]:
    """Tell what of a template can't be told, shortly."""
    if template.missing:
        words = " ".join(f"--parameter {name}=…" for name in template.missing)
        names = ", ".join(template.missing)
        what = f"the parameter {names} has" if len(template.missing) == 1 else f"the parameters {names} have"
        yield Notice(f"{what} no value; what depends on it is unknown.", Source(str(template.path), 0), words)
    told = [*template.reading.unknown, *(each for api in template.reading.apis for each in api.unknown)]
    others = {each.why: each for each in told if not each.why.endswith("has no value")}
    for each in list(others.values())[:_MOST_UNKNOWN]:
        yield Notice(f"unknown: {each.why}.", each.where)
    if len(others) > _MOST_UNKNOWN:
        yield Notice(f"and {len(others) - _MOST_UNKNOWN} more are unknown.", Source(str(template.path), 0))


# --- APIs and stages ------------------------------------------------------------------------------------------------


def _served(template: Template, around: Surroundings, makers: Makers, notices: list[Notice]) -> Iterator[ServedApi]:
    gateway = makers.gateways(template, around)
    for api in template.reading.apis:
        if api.protocol not in ("REST", "HTTP"):
            kind = "a WebSocket API, which is not served yet" if api.protocol == "WEBSOCKET" else "of no known protocol"
            notices.append(Notice(f"{api.logical_id} is {kind}.", api.where))
            continue
        if not api.routes:
            why = "no routes that the template tells" if api.unknown else "no routes"
            notices.append(Notice(f"{api.logical_id} has {why}: every path answers as an unknown one.", api.where))
        if "PRIVATE" in api.endpoint_types:
            notices.append(Notice(f"{api.logical_id} is private; here it is served to this machine.", api.where))
        notices += broken_templates(api, template.values)
        stages = {
            name: ServedStage(name, stage, _variables(template, stage), gateway(api, stage))
            for name, stage in _stages(template, api, notices)
        }
        hosts = tuple(dict.fromkeys(_hosts(template, api)))
        closed_at_aws = api.endpoint_disabled is True
        if closed_at_aws and not hosts:
            why = "its own address is switched off, and no known domain leads to it: the address serves it all the same"
            notices.append(Notice(f"{api.logical_id}: {why}.", api.where))
        closes = closed_at_aws and bool(hosts)
        yield ServedApi(api, api_id(api.logical_id), template, around, stages, closed=closes, hosts=hosts)


def _stages(template: Template, api: Api, notices: list[Notice]) -> Iterator[tuple[str, Stage]]:
    """Give the stages with their names as texts; one that has none in the template gets one."""
    taken: set[str] = set()
    for stage in api.stages:
        name = template.values.text(stage.name)
        if name is None:
            name = LOCAL if LOCAL not in taken else stage.logical_id
            notices.append(
                Notice(f"the stage {stage.logical_id} is served as {name}: its name is unknown.", stage.where)
            )
            stage = replace(stage, name=name)
        if name not in taken:
            taken.add(name)
            yield name, stage
    if not taken:
        name = LOCAL if api.protocol == "REST" else DEFAULT
        at_aws = "at AWS nobody could call it"
        notices.append(Notice(f"{api.logical_id} has no stage: it is served as {name}; {at_aws}.", api.where))
        yield name, Stage(at=api.at, name=name)


def _variables(template: Template, stage: Stage) -> dict[str, str]:
    texts = ((name, template.values.text(value)) for name, value in stage.variables.items())
    return {name: text for name, text in texts if text is not None}


def _invoked(api: Api) -> Iterator[str]:
    """Give the logical ids of the functions that routes and authorizers name: others are never called."""
    integrations = (route.integration for route in api.routes)
    targets = [each.target for each in integrations if isinstance(each, Integration)]
    for target in (*targets, *(each.target for each in api.authorizers)):
        if isinstance(target, FunctionTarget) and isinstance(target.function, Reference):
            yield target.function.logical_id


# --- domains --------------------------------------------------------------------------------------------------------


def _hosts(template: Template, api: Api) -> Iterator[str]:
    """Give the known names of the domains that lead to an API."""
    for each in template.reading.domains:
        if isinstance(each.api, Reference) and each.api.logical_id == api.logical_id:
            name = _domain_name(template, each)
            if name is not None:
                yield name


def _domain_name(template: Template, mapping: DomainMapping) -> str | None:
    name = None if isinstance(mapping.domain, Reference) else template.values.text(mapping.domain)
    return None if name is None else name.lower().rstrip(".")


def _domains(templates: Iterable[Template], apis: Sequence[ServedApi]) -> dict[str, Domain]:
    """Give the domains of all templates whose names, APIs and stages are known."""
    found: dict[str, dict[str, Mapped]] = {}
    for template in templates:
        own = {api.logical_id: api for api in apis if api.template is template}
        for each in template.reading.domains:
            domain, path = _domain_name(template, each), template.values.text(each.path or "")
            api = own.get(each.api.logical_id) if isinstance(each.api, Reference) else None
            if domain is None or path is None or api is None:
                continue
            name = template.values.text(each.stage) if each.stage is not None else None
            stage = api.stages.get(name) if name is not None else None
            if stage is None and name is not None and name != "(none)":
                continue
            base = "" if path == "(none)" else path.strip("/")
            found.setdefault(domain, {})[base] = Mapped(api, stage)
    return {name: Domain(mappings) for name, mappings in found.items()}
