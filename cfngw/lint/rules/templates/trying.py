"""Which input makes the JSON of a template invalid: looked up once for each text and what may be sent to it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from cfngw.document.values import why_unknown
from cfngw.lint.rules.models.common import model_of
from cfngw.lint.rules.models.draft4 import flaws
from cfngw.lint.rules.templates.common import Use, parsed, uses
from cfngw.lint.rules.view import View
from cfngw.read.model import FunctionTarget, Validator
from cfngw.vtl import MappingTemplateError, Template
from cfngw.vtl.inputs import ANY, Source, sources_of
from cfngw.vtl.json_check import fault_of
from cfngw.vtl.probe import Found, Sender, model_rules, probe
from cfngw.vtl.request import ABSENT, part_of, sample

_LONGEST = 20_000  # of a longer one nothing is claimed: trying it would take too long
_ANYTHING = (("path", "id", True), ("querystring", "page", False), ("header", "Accept", False))
_NAMES = {'"': "a double quote", "'": "an apostrophe", "\n": "a newline", "\\": "a backslash"}
Parameters = tuple[tuple[str, str, bool], ...]


def effect(use: Use) -> str:
    """Say what comes of JSON that is broken."""
    if use.is_response:
        return "callers would get broken JSON"
    if isinstance(use.integration.target, FunctionTarget):
        return "such calls would be answered with 500"
    return "the backend would refuse such calls"


class Breaking(NamedTuple):
    """What breaks a template. ``kind``: always, quote (an apostrophe alone), missing, or text; ``cure``: what to do."""

    kind: str
    input: str
    fault: str
    cure: str


_found: WeakKeyDictionary[View, list[tuple[Use, Breaking]]] = WeakKeyDictionary()


def broken(view: View, *kinds: str) -> Iterator[tuple[Use, Breaking]]:
    """Give the templates whose JSON something breaks, and what, of some kinds; they are tried once for all rules."""
    found = _found.get(view)
    if found is None:
        found = _found[view] = [(use, each) for use in uses(view) if (each := _breaking(use)) is not None]
    return ((use, each) for use, each in found if each.kind in kinds)


def _breaking(use: Use) -> Breaking | None:
    """Give what breaks the JSON of a template, None where nothing does or where that can't be told."""
    if not use.is_json or len(use.text) > _LONGEST or not use.text.strip():
        return None
    look = use.look
    if look.error is not None or look.is_programmed:
        return None
    if use.integration.type == "MOCK" and not use.is_response:
        return None  # {statusCode: 200} is enough there
    starts = use.text.lstrip()[0]
    if look.template is None:
        fault = fault_of(use.text) if starts in "{[" and use.exact else None
        return None if fault is None else Breaking("always", "", str(fault), "Correct it there")
    if use.is_response:
        return _answer(use.text, starts in "{[")
    of_function = isinstance(use.integration.target, FunctionTarget)
    if not of_function and starts not in "{[":
        return None
    return _request(use.text, _parameters(use), _model(use))


@lru_cache(maxsize=4096)
def _answer(text: str, is_object: bool) -> Breaking | None:
    template = parsed(text)
    found = probe(template, Sender(trusted=True, may_lack=lambda _field: False, checked=True))
    if found is None and is_object:
        found = probe(template, Sender(may_hold=lambda _field, _value: True))
        found = found if found is not None and not found.place else None
    return None if found is None or _is_empty(template, found) else _of(found)


def _is_empty(template: Template, found: Found) -> bool:
    """Tell a template that prints nothing, which is no broken JSON but an empty body."""
    if found.place or not found.fault.startswith("line 1, column 1:"):
        return False
    try:
        return not sample(template).render(template).output.strip()
    except MappingTemplateError:
        return False


@lru_cache(maxsize=4096)
def _request(text: str, parameters: Parameters, model: str | None) -> Breaking | None:
    template = parsed(text)
    sender = Sender(parameters)
    if model is not None:
        schema = json.loads(model)
        may_hold, may_lack = model_rules(schema) if schema else (_never_holds, _never_lacks)
        sender = sender._replace(may_hold=may_hold, may_lack=may_lack, checked=True)
    found = probe(template, sender)
    if found is None or (not found.place and model is not None) or _is_empty(template, found):
        return None
    if found.value is ABSENT:  # what is sent is worse than what isn't
        all_there = tuple((place, name, True) for place, name, _ in parameters)
        found = probe(template, sender._replace(parameters=all_there, may_lack=_never_lacks)) or found
    return _of(found)


_never_holds: Callable[[Any, Any], bool] = lambda _field, _value: False  # noqa: E731 (a member of a Sender)
_never_lacks: Callable[[Any], bool] = lambda _field: False  # noqa: E731


@lru_cache(maxsize=4096)
def _read_by(text: str) -> list[Source]:
    return sources_of(parsed(text))


def _parameters(use: Use) -> Parameters:
    """Give the parameters that the template reads and that a caller may send, as far as they change what is tried."""
    checked = isinstance(use.route.validator, Validator) and use.route.validator.parameters is not False
    found: dict[tuple[str, str], bool] = {}
    for source in _read_by(use.text):
        if source[0] != "params":
            continue
        place, name = (str(step) for step in (*source[1:3], ANY, ANY)[:2])
        if name == ANY:
            return _ANYTHING
        declared = next(
            (key for key in use.route.request_parameters if key[1] == name and place in (ANY, key[0])), None
        )
        where = declared[0] if declared is not None else part_of(name) if place == ANY else place
        where = "querystring" if declared is None and where == "path" else where
        needed = declared is not None and (
            where == "path" or (checked and use.route.request_parameters[declared] is not False)
        )
        found[where, name] = needed
    return tuple((place, name, needed) for (place, name), needed in found.items())


def _model(use: Use) -> str | None:
    """Give the schema that the body is checked against as text; ``{}`` for one that isn't known, None for none."""
    validator = use.route.validator
    if validator is None or (isinstance(validator, Validator) and validator.body is False):
        return None
    models = use.route.request_models
    name = models.get(use.content_type, models.get("$default"))
    if name is None:
        return None
    model = model_of(use.api, name)
    schema = model.schema if model is not None else None
    if not isinstance(schema, Mapping) or why_unknown(dict(schema)) is not None:
        return "{}"
    if any(flaw.kind == "value" for flaw in flaws(schema)):
        return "{}"  # AWS refuses it
    return json.dumps(schema, default=str)


def _of(found: Found) -> Breaking | None:
    cure = found.cure[:1].upper() + found.cure[1:]
    if found.place and found.place[-1] == "*":
        cure = "Escape the names, too: $util.escapeJavaScript(…)"
    if not found.place:
        if not found.fault.startswith("line "):
            return None  # it fails on the samples, which may be none that it wants
        return Breaking("always", "", found.fault, "Correct it there")
    if found.value is ABSENT:
        return Breaking("missing", _named(found), found.fault, cure)
    text = str(found.value)
    bare = next((said for mark, said in _NAMES.items() if mark in text), "words")
    kind = "quote" if bare == "an apostrophe" else "text"
    return Breaking(kind, f"{bare} in {_named(found)}", found.fault, cure)


def _named(found: Found) -> str:
    first, *rest = found.place
    if found.place[-1] == "*":
        return f"the name of a parameter of the {rest[0]}"
    dotted = ".".join(map(str, rest))
    if first in ("body", "raw"):
        return f"the body's {dotted}" if dotted else "the body"
    return {"params": f"the parameter {dotted}"}.get(str(first), f"${first}.{dotted}")
