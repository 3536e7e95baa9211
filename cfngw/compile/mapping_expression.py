"""Expressions of a request as a mapping template: ``$request.body.id`` becomes ``$input.path('$.id')``, escaped.

What a client sends can't leave its place: a text is escaped for JSON or a form, what is JSON is the gateway's own
writing of what it parsed. What the user wrote is escaped here and now, so that Velocity never sees a $ or # of it.
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import quote, quote_plus

from cfngw.compile.assembly import Assembly
from cfngw.declare.intrinsic import is_intrinsic
from cfngw.declare.item_templates import TYPED, quoted, typed
from cfngw.declare.item_values import Typed
from cfngw.declare.parameter_mapping import expressions

_BRACED = re.compile(r"\$\{([^{}]*)\}")
_INTEGER = "-?(?:0|[1-9][0-9]{0,17})"


class Expression(NamedTuple):
    """What is evaluated for each request: its root, its place, its name or path."""

    root: str
    place: str
    name: str

    @property
    def is_body(self) -> bool:
        """Tell whether it is the body or a member of it."""
        return self.root == "request" and self.place == "body"

    @property
    def json_path(self) -> str:
        """Give the JSON path of a member."""
        return f"${self.name}"


def _read(text: str) -> Expression:
    root, _, rest = text.partition(".")
    if root != "request":
        return Expression(root, "", rest)
    found = re.match(r"[a-z]+", rest)
    place = found[0] if found is not None else ""
    name = rest[len(place) :]
    return Expression(root, place, name if place == "body" else name.lstrip("."))


def pieces(text: str) -> Iterator[str | Expression]:
    """Give the literals and expressions that a text is made of, in order."""
    if not _BRACED.search(text) and expressions(text):
        yield _read(text[1:])
        return
    at = 0
    for found in _BRACED.finditer(text):
        if found.start() > at:
            yield text[at : found.start()]
        yield _read(found[1])
        at = found.end()
    if at < len(text):
        yield text[at:]


class TemplateText(NamedTuple):
    """A text for Fn::Sub, with what stands for its variables besides names of the template."""

    text: str
    variables: dict[str, Any]
    substituted: bool


class Writer:
    """Writes one request template: what is set first, and what each option becomes."""

    def __init__(self, assembly: Assembly) -> None:
        self._assembly = assembly
        self._before: list[str] = []
        self._names: dict[Any, str] = {}
        self._variables: dict[str, Any] = {}
        self._substituted = False
        self._typed = False

    def finished(self, text: str) -> TemplateText:
        """Give the whole template."""
        head = (TYPED if self._typed else "") + "".join(self._before)
        return TemplateText(head + text, self._variables, self._substituted)

    # --- what CloudFormation fills in --------------------------------------------------------------------------

    def fixed(self, given: Any) -> str:
        """Give what stands for the name of a resource: letters and digits, with no need to escape."""
        if isinstance(given, str):
            return given
        self._substituted = True
        resolved = self._assembly.resolve(given)
        form = resolved.to_dict()
        if isinstance(form, dict) and isinstance(form.get("Ref"), str):
            return f"${{{form['Ref']}}}"
        name = f"Given{len(self._variables) + 1}"
        self._variables[name] = resolved
        return f"${{{name}}}"

    def _filled_in(self, given: Any) -> str:
        """Give a reference to a text that CloudFormation fills in; it may hold all but an apostrophe."""
        key = json.dumps(given.to_dict(), sort_keys=True, default=str)
        return self._once(("given", key), lambda name: f"#set(${name} = '{self.fixed(given)}')\n", "given")

    # --- references --------------------------------------------------------------------------------------------

    def _once(self, key: Any, lines: Any, word: str) -> str:
        """Set a variable before all else, once; give its name."""
        if key not in self._names:
            number = sum(name.startswith(word) for name in self._names.values()) + 1
            self._names[key] = f"{word}{number}"
            self._before.append(lines(self._names[key]))
        return self._names[key]

    def _reference(self, of: Expression) -> str:
        """Give the quiet reference to the text of an expression."""
        if of.root == "context":
            return f"$!context.{of.name}"
        if of.root == "stageVariables":
            return f"$!stageVariables.get('{of.name}')"
        if of.is_body:
            return "$!input.body" if not of.name else f"$!{self._once(of, lambda name: _member(name, of), 'member')}"
        if of.place == "header":
            return f"$!{self._once(('header', of.name.casefold()), lambda name: _header(name, of), 'header')}"
        return f"$!input.params().{of.place}.get('{of.name}')"

    def _json(self, of: Expression) -> str:
        """Give the JSON of a member of the body; null where that is none, which a bare NaN is not."""
        return self._once(("json", of), lambda name: _json_member(name, of), "json")

    # --- forms -------------------------------------------------------------------------------------------------

    def text(self, given: Any) -> str:
        """Write a JSON text."""
        return f'"{"".join(self._in_text(piece) for piece in self._parts(given))}"'

    def _parts(self, given: Any) -> Iterator[Any]:
        if is_intrinsic(given):
            yield given
        else:
            yield from pieces(str(given))

    def _in_text(self, piece: Any) -> str:
        if isinstance(piece, str):
            return _literal(piece)
        reference = self._reference(piece) if isinstance(piece, Expression) else f"${self._filled_in(piece)}"
        return _escaped(reference)

    def number(self, given: Any) -> str:
        """Write a whole number; what a client sends instead goes as a text, which the service refuses."""
        if isinstance(given, int):
            return str(given)
        if not expressions(given):
            return self.fixed(given)
        of = next(pieces(given))
        if not isinstance(of, Expression) or len(list(pieces(given))) > 1:
            return self.text(given)
        reference = self._reference(of)
        name = self._once(("number", of), lambda name: f'#set(${name} = "{reference}")\n', "number")
        return f"#if(${name}.matches('{_INTEGER}'))${name}#else{quoted(f'${name}')}#end"

    def json(self, given: Any) -> str:
        """Write a JSON value out of its text, with what a client sends in its texts or in place of values."""
        return self._json_of(given, deep=False)

    def json_text(self, given: Any) -> str:
        """Write a JSON text that holds JSON."""
        if is_intrinsic(given):
            return self.text(given)
        found = list(pieces(str(given)))
        if len(found) == 1 and isinstance(found[0], Expression) and found[0] == Expression("request", "body", ""):
            return self.text(given)  # as the client wrote it
        return f'"{self._json_of(given, deep=True)}"'

    def _json_of(self, given: Any, *, deep: bool) -> str:
        if is_intrinsic(given):
            return self.fixed(given)
        written, inside = [], False
        for piece in pieces(str(given)):
            if isinstance(piece, str):
                written.append(_literal(piece) if deep else _outside_velocity(piece))
                inside = _ends_inside(piece, inside)
            elif inside:
                written.append(_escaped(self._twice(piece)) if deep else _escaped(self._reference(piece)))
            else:
                written.append(self._json_value(piece, deep=deep))
        return "".join(written)

    def _json_value(self, of: Expression, *, deep: bool) -> str:
        if of.is_body:
            name = self._json(of)
            return _escaped(f"${name}") if deep else f"${name}"
        if not deep:
            return quoted(self._reference(of))
        return f'\\"{_escaped(self._twice(of))}\\"'

    def _twice(self, of: Expression) -> str:
        """Give the reference to a text that is escaped once already."""
        reference = self._reference(of)
        return f"${self._once(('twice', of), lambda name: f'#set(${name} = {_escaped(reference)})' + chr(10), 'inner')}"

    def form(self, given: Any) -> str:
        """Write a value of a form."""
        return "".join(self._in_form(piece) for piece in self._parts(given))

    def _in_form(self, piece: Any) -> str:
        if isinstance(piece, str):
            return quote_plus(piece, safe="-_.*")
        reference = self._reference(piece) if isinstance(piece, Expression) else f"${self._filled_in(piece)}"
        return f'$util.urlEncode("{reference}")'

    def base64(self, given: Any) -> str:
        """Write a JSON text that holds the Base64 of a text."""
        found = list(self._parts(given))
        if len(found) == 1 and isinstance(found[0], str):
            import base64

            return f'"{base64.b64encode(found[0].encode()).decode()}"'
        joined = " + ".join(self._joined(piece) for piece in found)
        name = self._once(("base64", joined), lambda name: f"#set(${name} = {joined})\n", "bytes")
        return f'"$util.base64Encode(${name})"'

    def _joined(self, piece: Any) -> str:
        if isinstance(piece, str):
            return f"$util.urlDecode('{quote(piece, safe=' ')}')" if not _is_plain(piece) else f"'{piece}'"
        return f'"{self._reference(piece)}"' if isinstance(piece, Expression) else f"${self._filled_in(piece)}"

    # --- DynamoDB ----------------------------------------------------------------------------------------------

    def attribute(self, given: Any, kind: str | None = None) -> str:
        """Write a value as DynamoDB has it; a member of the body is of the type that the client sent."""
        if kind is not None:
            return f'{{"{kind}": {self.text(given)}}}'
        if given is None:
            return '{"NULL": true}'
        if isinstance(given, bool):
            return f'{{"BOOL": {json.dumps(given)}}}'
        if isinstance(given, int | float):
            return f'{{"N": "{given}"}}'
        if isinstance(given, str) or is_intrinsic(given):
            return self._attribute(given)
        if isinstance(given, Typed):
            return self.attribute(given.text, given.type)
        if isinstance(given, tuple):
            return f'{{"L": [{", ".join(map(self.attribute, given))}]}}'
        return f'{{"M": {self.attributes(given)}}}'

    def _attribute(self, given: Any) -> str:
        found = list(self._parts(given))
        if len(found) == 1 and isinstance(found[0], Expression) and found[0].is_body:
            self._typed = True
            return f"{typed(_path(found[0].json_path))}$typed"
        return f'{{"S": {self.text(given)}}}'

    def attributes(self, given: Any, types: Any = None) -> str:
        """Write an object of attributes."""
        written = (f'"{_literal(name)}": {self.value(name, member, types or {})}' for name, member in given.items())
        return f"{{{', '.join(written)}}}"

    def value(self, name: str, given: Any, types: Any) -> str:
        """Write the value of an attribute, of the type that the table has for it."""
        kind = None
        if isinstance(given, Typed):
            given, kind = given
        kind = types.get(name, kind)
        of_number = isinstance(given, int | float) and not isinstance(given, bool)
        return self.attribute(str(given) if kind and of_number else given, kind)

    def present(self, given: Any) -> str:
        """Write a condition that no expression among some values is empty."""
        texts = [each.text if isinstance(each, Typed) else each for each in given]
        found = [piece for text in texts if isinstance(text, str) for piece in pieces(text)]
        tests = [f"\"{self._reference(piece)}\" != ''" for piece in found if isinstance(piece, Expression)]
        return " && ".join(tests) or "true"

    def whole(self, given: str, besides: str, names: Any) -> str:
        """Write all members of the client's object as attributes, behind those that are set whatever it sends.

        Of a body that is no object it is null, which DynamoDB refuses: an item of the key alone would take the place of
        the one that is there.
        """
        self._typed = True
        of = next(pieces(given))
        path = _path(of.json_path if isinstance(of, Expression) else "$")
        others = "".join(f" && $member != {_compared(name)}" for name in names)
        count = "#if($foreach.count > 1), #end" if not names else ", "
        self._before.append(f"#set($object = $input.path({path}))\n")
        inner = besides.removeprefix("{").removesuffix("}")
        return (
            f"#if($object.keySet() == '')null#else\n{{{inner}"
            f"#foreach($member in $object.keySet())#if(true{others}){count}{quoted('$member')}: "
            "#set($given = $object.get($member))#set($kind = 'value')"
            "#if(\"$!object.get($member)\" == '' && $object.get($member).length() == '')#set($kind = 'null')#end\n"
            "$typed#end\n#end\n}#end"
        )


def _compared(name: str) -> str:
    """Write a name to compare with, which Velocity must not read as its own."""
    return f"$util.urlDecode('{quote(name)}')" if not _is_plain(name) else f"'{name}'"


def _is_plain(text: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9 _.,:;=/!?()-]*", text) is not None


def _escaped(reference: str) -> str:
    return quoted(reference)[1:-1]


def _literal(text: str) -> str:
    """Write a text as part of a JSON text, without what Velocity or Fn::Sub would take for its own."""
    return json.dumps(text, ensure_ascii=False)[1:-1].replace("$", "\\u0024").replace("#", "\\u0023")


def _outside_velocity(text: str) -> str:
    """Write JSON so that Velocity leaves it alone: $ and # stand in its texts alone."""
    return text.replace("$", "\\u0024").replace("#", "\\u0023")


def _ends_inside(text: str, inside: bool) -> bool:
    """Tell whether JSON stands within a text at its end."""
    at = 0
    while at < len(text):
        if inside and text[at] == "\\":
            at += 1
        elif text[at] == '"':
            inside = not inside
        at += 1
    return inside


def _path(path: str) -> str:
    """Quote a JSON path; one with apostrophes stands in double quotes, in which Velocity finds nothing to fill in."""
    return f'"{path}"' if "'" in path else f"'{path}'"


def _member(name: str, of: Expression) -> str:
    """Set a member of the body as a text: of an object or a list its JSON, of all else what it is."""
    path = _path(of.json_path)
    return (
        f"#set(${name} = $input.json({path}))\n"
        f"#if(!${name}.startsWith('{{') && !${name}.startsWith('['))#set(${name} = $input.path({path}))#end\n"
    )


def _header(name: str, of: Expression) -> str:
    """Set a header, whatever the case in which the client wrote it."""
    return (
        f"#foreach($sent in $input.params().header.keySet())#if($sent.equalsIgnoreCase('{of.name}'))"
        f"#set(${name} = $input.params().header.get($sent))#end#end\n"
    )


def _json_member(name: str, of: Expression) -> str:
    return (
        f"#set(${name} = $input.json({_path(of.json_path)}))\n"
        f"#if(${name}.contains('NaN') && ${name}.replaceAll('\\\\.', '').replaceAll('\"[^\"]*\"', '').contains('NaN'))"
        f"#set(${name} = 'null')#end\n"
    )
