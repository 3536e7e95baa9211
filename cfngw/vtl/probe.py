"""A look at a template while it is declared: which input makes its JSON invalid? ``fuzz`` looks longer.

It begins with a request for which the output is JSON, for a template may want words or numbers, and then sends what
breaks careless templates, in the places and with the verdict of ``fuzz``. What a model keeps out is not sent. All
places are tried together first, so that a template which holds costs a few renderings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from cfngw.vtl.errors import MappingTemplateError
from cfngw.vtl.hostile import BREAKING, Input, inputs_of
from cfngw.vtl.inputs import ANY, Source, printing, reads_of, sources_of
from cfngw.vtl.json_check import fault_of
from cfngw.vtl.request import ABSENT, Request, sample, written

if TYPE_CHECKING:
    from cfngw.vtl.template import Template

_WORD, _NUMBER = "text", 1
_SENT = '{"name": "text"}'
_KEY = "name"


class Sender(NamedTuple):
    """What may be sent. ``parameters``: place, name and whether it must be there.

    ``may_hold``, ``may_lack``: what a model lets a field of the body be; ``checked``: there is one. ``trusted``: the
    body is not a client's, and of the kind that the template wants. ``any_text``: the output need not be JSON.
    """

    parameters: tuple[tuple[str, str, bool], ...] = ()
    may_hold: Callable[[Source, Any], bool] = lambda _field, _value: True
    may_lack: Callable[[Source], bool] = lambda _field: True
    checked: bool = False
    trusted: bool = False
    any_text: bool = False


class Found(NamedTuple):
    """What breaks a template: a value in a place; no place where nothing was found that does not break it."""

    place: Source
    value: Any
    body: str
    cure: str
    fault: str


def probe(template: Template, sender: Sender) -> Found | None:
    """Give an input that breaks a template, or None when there is none among those that are tried."""
    return _Probe(template, sender).found()


class _Probe:
    def __init__(self, template: Template, sender: Sender) -> None:
        self.template = template
        self.sender = sender
        self.sources = sources_of(template)
        self.fields = [source for source in self.sources if source[0] == "body" and len(source) > 1]
        self.fields = [field for field in self.fields if ANY not in field]

    def found(self) -> Found | None:
        grounds = list(self._grounds())
        ground = next((each for each in grounds if self._fault(each) is None), None)
        if ground is None:
            return None if self.sender.trusted or self.sender.any_text else self._hopeless(grounds[0])
        if self.sender.trusted and ground is not grounds[0]:
            return None
        return self._missing(ground) or self._broken(ground)

    def _hopeless(self, request: Request) -> Found:
        return Found((), None, request.body or "", "correct it there: cfngw vtl renders it", self._fault(request) or "")

    def _fault(self, request: Request) -> str | None:
        """Say what is wrong with the output for a request, if anything."""
        try:
            found = fault_of(request.render(self.template).output)
        except MappingTemplateError as error:
            return error.problem
        return None if found is None else str(found)

    # --- where to begin ----------------------------------------------------------------------------------------

    def _grounds(self) -> Iterator[Request]:
        """Give requests that a template may want: of words, of numbers, without a body, with one that is no JSON."""
        made = sample(self.template, response=self.sender.trusted)._replace(path={}, querystring={}, header={})
        for in_body in (_WORD, _NUMBER):
            for in_parameters in (_WORD, str(_NUMBER)):
                yield self._filled(made, in_body, in_parameters)
        if not self.sender.trusted:
            yield self._filled(made, _WORD, _WORD)._replace(body="{}")
            yield self._filled(made, _WORD, str(_NUMBER))._replace(body="{}")
            if ("raw",) in self.sources:
                yield self._filled(made, _WORD, _WORD)._replace(body=_WORD)

    def _filled(self, request: Request, in_body: Any, in_parameters: str) -> Request:
        for place, name, _ in self.sender.parameters:
            request = request.with_value(("params", place, name), in_parameters)
        if not self.sender.trusted:
            request = request._replace(body=_SENT if not self.fields else "{}")
        for field in self.fields:
            fitting = next(
                (each for each in (in_body, _WORD, _NUMBER, True) if self.sender.may_hold(field, each)), in_body
            )
            request = request.with_value(field, fitting)
        return request

    # --- what may be left out ----------------------------------------------------------------------------------

    def _missing(self, ground: Request) -> Found | None:
        places: list[Source] = [
            ("params", place, name)
            for place, name, needed in self.sender.parameters
            if not needed and any(source[0] == "params" for source in self.sources)
        ]
        if not self.sender.trusted:
            places += [field for field in self.fields if self.sender.may_lack(field)]
        without = ground
        for place in places:
            without = without.with_value(place, ABSENT)
        if not places or self._fault(without) is None:
            return None
        for place in places:
            request = ground.with_value(place, ABSENT)
            fault = self._fault(request)
            if fault is not None:
                return self._of(Input(place, place, ()), ABSENT, request, fault, {""})
        return None

    # --- what may be sent --------------------------------------------------------------------------------------

    def _broken(self, ground: Request) -> Found | None:
        """Try everything at once, then each place alone for the first that breaks."""
        tries = [
            (each, [value for value in self._values(each) if value is not ABSENT]) for each in self._inputs(ground)
        ]
        everything = ground
        for each, values in tries:
            if each.place[0] != "raw" and values:
                together = "".join(value for value in values if value != _WORD and isinstance(value, str))
                everything = _put(everything, each, together or values[0])
        raw = {body for each, values in tries if each.place[0] == "raw" for body in values}
        if not any(map(self._fault, [everything, *(ground._replace(body=body) for body in sorted(raw))])):
            return None
        for each, values in tries:
            broken = [(value, request) for value, request in self._sent(ground, each, values) if self._fault(request)]
            if broken:
                value, request = broken[0]
                all_broken = {written(one).removeprefix("a").removesuffix("b") for one, _ in broken}
                return self._of(each, value, request, self._fault(request) or "", all_broken)
        return None

    def _inputs(self, ground: Request) -> Iterator[Input]:
        for each in inputs_of(self.template, ground):
            declared = each.place[0] != "params" or each.keys or self._declared(each.place)
            whole = each.place == ("raw",)
            if declared and (not whole or (len(each.source) == 1 and not self.sender.trusted)):
                yield each

    def _declared(self, place: Source) -> bool:
        return any(place[1:] == (part, name) for part, name, _ in self.sender.parameters)

    def _values(self, each: Input) -> list[Any]:
        """Give what may be sent in a place, of what breaks careless templates."""
        if each.place == ("raw",):
            bodies = [_SENT, "{}", *([] if self.sender.checked or ("raw",) not in self.sources else [_WORD])]
            return bodies if self.sender.may_lack(("body",)) else [_SENT]
        texts = [value for value in BREAKING if value in each.values]
        if each.keys:
            return texts
        words = [f"a{text}b" for text in texts]
        if each.place[0] == "params":
            return [_WORD, *words]
        if len(each.place) > 1 and each.place[0] == "body":
            return [value for value in (_WORD, *words) if self.sender.may_hold(each.place, value)]
        return words

    def _sent(self, ground: Request, each: Input, values: list[Any]) -> Iterator[tuple[Any, Request]]:
        for value in values:
            yield value, _put(ground, each, value)

    def _of(self, each: Input, value: Any, request: Request, fault: str, broken: set[str]) -> Found:
        from cfngw.vtl.reasons import reason_of

        known = reads_of(self.template)
        reads = printing(known, each.source, keys=each.keys) or printing(known, _anywhere(each.source))
        bare = value if value is ABSENT else written(value).removeprefix("a").removesuffix("b")
        _, cure = reason_of(each.source, bare, None, broken, reads, self.template.text)
        if each.place == ("raw",) and value == _WORD:
            cure = "write $input.json('$'), which lets nothing else than JSON through, or give the request a model"
        place = (*each.place, "*") if each.keys else each.place
        return Found(place, value, request.body or "", cure, fault)


def _anywhere(source: Source) -> Source:
    """Name a parameter as ``$input.params('x')`` does, which does not say where it comes from."""
    return ("params", ANY, *source[2:]) if source[0] == "params" else source


def _put(request: Request, each: Input, value: Any) -> Request:
    return request.with_value((*each.place, value), "x") if each.keys else request.with_value(each.place, value)


def model_rules(schema: Mapping[str, Any]) -> tuple[Callable[[Source, Any], bool], Callable[[Source], bool]]:
    """Tell from a JSON Schema what a field may hold and whether it may be missing; what is not plain may be there."""

    def may_hold(field: Source, value: Any) -> bool:
        return _fits(_schema_at(schema, field[1:]), value)

    def may_lack(field: Source) -> bool:
        at: Any = schema
        for step in field[1:]:
            if not isinstance(at, Mapping) or "properties" not in at:
                return False
            if step not in at.get("required", ()):
                return True
            at = at["properties"].get(step)
        return False

    return may_hold, may_lack


def _schema_at(schema: Any, steps: Source) -> Any:
    for step in steps:
        part = "items" if isinstance(step, int) else "properties"
        at = schema.get(part) if isinstance(schema, Mapping) else None
        schema = at if isinstance(step, int) or not isinstance(at, Mapping) else at.get(step)
    return schema


def _fits(schema: Any, value: Any) -> bool:
    """Tell whether a value may stand where a schema is; where that is hard to say, it may."""
    import re

    if not isinstance(schema, Mapping):
        return True
    named = schema.get("type")
    kinds = (named,) if isinstance(named, str) else named
    own = {str: ("string",), bool: ("boolean",)}.get(type(value), ("integer", "number"))
    if isinstance(kinds, tuple | list) and not set(own) & set(kinds):
        return False
    if isinstance(schema.get("enum"), tuple | list) and value not in schema["enum"]:
        return False
    pattern = schema.get("pattern")
    try:
        return not (isinstance(value, str) and isinstance(pattern, str)) or re.search(pattern, value) is not None
    except re.error:
        return True
