"""Tells in words which input makes the JSON of a template invalid; ``cfngw.vtl.probe`` finds it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from cfngw.declare import ready_templates
from cfngw.declare.mapping_template import parsed
from cfngw.declare.model import Model

if TYPE_CHECKING:
    from cfngw.vtl.probe import Found

SOUND = frozenset(text for name, text in vars(ready_templates).items() if name.isupper() and name[0] != "_")
_CHARACTERS = {'"': "a double quote", "'": "an apostrophe", "\n": "a newline", "\\": "a backslash"}


class Breaking(NamedTuple):
    """An input that breaks a template, in words, and what to do."""

    input: str
    fix: str


@lru_cache(maxsize=4096)
def breaking_input(
    text: str,
    parameters: tuple[tuple[str, str, bool], ...] = (),
    *,
    model: Model | bool = False,
    trusted: bool = False,
    any_text: bool = False,
) -> Breaking | None:
    """Give an input for which a template gives invalid JSON; None when there is none among those tried.

    ``parameters``: those that a client may send, as place, name and whether API Gateway asks for it. ``model``: what
    the body was checked against; True for one that is not known. ``trusted``: the body is the function's own.
    ``any_text``: the output may be something else than JSON.
    """
    if text in SOUND or (trusted and "$" not in text):
        return None
    from cfngw.vtl.probe import Sender, model_rules, probe

    sender = Sender(parameters, trusted=trusted, any_text=any_text)
    if isinstance(model, Model):
        may_hold, may_lack = model_rules(model.document())
        sender = sender._replace(may_hold=may_hold, may_lack=may_lack, checked=True)
    elif model or trusted:
        sender = sender._replace(may_lack=lambda _field: False, checked=True)
    found = probe(parsed(text), sender)
    return None if found is None else Breaking(_described(found), found.cure)


def _described(found: Found) -> str:
    from cfngw.vtl.request import ABSENT, Request

    place, value = found.place, found.value
    if not place:
        return f"every request that was tried: {found.fault}"
    of_body = place[0] in ("body", "raw")
    if value is ABSENT:
        return f"the body {found.body}" if of_body else f"a request without {_named(place)}"
    if place[0] == "raw":
        return f"the body {found.body}"
    said = f"{_kind(value)} in {_named(place)}"
    if place[-1] == "*":
        return said
    return f"{said}, such as {Request('{}').with_value(place, value).body if of_body else repr(value)}"


def _kind(value: Any) -> str:
    text = str(value)
    return next((described for character, described in _CHARACTERS.items() if character in text), "words")


def _named(place: tuple[Any, ...]) -> str:
    first, *rest = place
    if place[-1] == "*":
        return f"the name of a parameter of the {rest[0]}"
    dotted = ".".join(map(str, rest))
    return {"body": f"the body's {dotted}", "params": dotted}.get(first, f"${first}.{dotted}")
