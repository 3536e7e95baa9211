"""The parameters of a method's request: how they are declared, and whether all that is read is declared."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from cfngw.declare.kinds import Checked, Many, RejectedError
from cfngw.declare.mapping_template import by_content_type, parameters_read
from cfngw.errors import CfngwError, OutputError, nearest

if TYPE_CHECKING:
    from cfngw.declare.mapping import Request
    from cfngw.declare.method import Method

_VARIABLE = re.compile(r"\{([^{}+]+)\+?\}")
_PARAMETER = re.compile(r"(?:method\.request\.)?(query|querystring|header|path)\.([A-Za-z0-9._$-]+)(!?)")
_PLACES = {"query": "querystring"}


class MethodParameter(NamedTuple):
    """A parameter that a client may or must send: ``place`` is querystring, header or path."""

    place: str
    name: str
    required: bool

    @property
    def long(self) -> str:
        """Write it as AWS does."""
        return f"method.request.{self.place}.{self.name}"


def _parameter(given: Any) -> MethodParameter:
    if isinstance(given, MethodParameter):
        return given
    found = _PARAMETER.fullmatch(given) if isinstance(given, str) else None
    if found is None:
        named = isinstance(given, str) and re.fullmatch(r"[A-Za-z0-9._-]+!?", given)
        raise RejectedError(f'write "query.{given}" or "header.{given}"' if named else None)
    place, name, mark = found.groups()
    return MethodParameter(_PLACES.get(place, place), name, mark == "!")


PARAMETERS = Many(
    Checked('"query.<name>" or "header.<name>", with ! behind it where it must be there', _parameter), intrinsic=False
)


def variables(path: str) -> list[str]:
    """Give the names of a path's variables."""
    return _VARIABLE.findall(path) if "{" in path else []


def check_parameters(method: Method) -> Iterator[CfngwError]:
    """Check that what is read is declared, and that path variables are in the path."""
    known = method.parameters
    for declared in (*method.request_parameters, *method.cache_key_parameters):
        if isinstance(declared, MethodParameter) and _is_stray(declared, method.key.path):
            yield _unknown_variable(method, declared)
    yield from _check_twice(method)
    for declared in method.cache_key_parameters:
        if isinstance(declared, MethodParameter) and not _is_known(known, declared.place, declared.name):
            yield from _uncached(method, declared)
    if method.request is not None:
        yield from _check_sources(method, method.request, known)
    yield from _check_templates(method, known)


def _check_twice(method: Method) -> Iterator[CfngwError]:
    """Refuse a parameter that is declared twice: which one says whether it must be there?"""
    seen: dict[tuple[str, str], MethodParameter] = {}
    for declared in method.request_parameters:
        if isinstance(declared, MethodParameter):
            name = declared.name.casefold() if declared.place == "header" else declared.name
            first = seen.setdefault((declared.place, name), declared)
            if first is not declared:
                yield method.refusal(
                    f"request_parameters has {first.long} twice.",
                    given=declared.long,
                    allowed="each parameter once, whatever the case of a header",
                    fix="leave one of them out",
                    option="request_parameters",
                )


def _uncached(method: Method, declared: MethodParameter) -> Iterator[CfngwError]:
    if declared.place != "path":
        yield _undeclared(method, declared.long, "cache_key_parameters", declared)


def _unknown_variable(method: Method, declared: MethodParameter) -> CfngwError:
    names = variables(method.key.path)
    close = nearest(declared.name, names)
    return method.refusal(
        f"the path has no variable {{{declared.name}}}.",
        given=declared.long,
        allowed=", ".join(f"{{{name}}}" for name in names) or "none: the path has no variables",
        fix=f'write "path.{close}"' if close else "put it into the path, or leave it out",
    )


def _undeclared(method: Method, long: str, reader: str, declared: MethodParameter) -> CfngwError:
    place = "query" if declared.place == "querystring" else declared.place
    return method.refusal(
        f"{reader} reads {long}, which nothing declares.",
        given=long,
        allowed=", ".join(each.long for each in method.parameters.values()) or "no parameter: none is declared",
        fix=f'add "{place}.{declared.name}" to request_parameters',
    )


def _check_sources(method: Method, request: Request, known: Mapping[tuple[str, str], Any]) -> Iterator[CfngwError]:
    for given in request.sources.values():
        if not isinstance(given, str) or not given.startswith("method.request."):
            continue
        place, _, name = given.removeprefix("method.request.").partition(".")
        place = place.removeprefix("multivalue")
        if place == "path" and (place, name) not in known:
            yield _unknown_variable(method, MethodParameter(place, name, True))
        elif place in ("header", "querystring") and not _is_known(known, place, name):
            yield _undeclared(method, given, "request.parameters", MethodParameter(place, name, False))


def _check_templates(method: Method, known: Mapping[tuple[str, str], Any]) -> Iterator[CfngwError]:
    """Refuse parameters that a template reads and nothing declares: they would always be empty."""
    told: set[str] = set()
    for reader, templates in _readers(method):
        for text in templates.values():
            for name, line, column in parameters_read(text) if isinstance(text, str) else ():
                wanted = _wanted(name)
                if wanted is None or name in told or _is_known(known, *wanted):
                    continue
                told.add(name)
                place, bare = wanted
                at = f"{reader} (line {line}, column {column})"
                if place == "path":
                    yield _unknown_variable(method, MethodParameter("path", bare, True))
                else:
                    yield _undeclared(method, name, at, MethodParameter(place or "querystring", bare, False))


def _readers(method: Method) -> Iterator[tuple[str, dict[str, Any]]]:
    parts: list[tuple[str, Any]] = [("the request's template", method.request.template if method.request else None)]
    answers = [*([method.response] if method.response else []), *method.responses]
    parts += [(f"the template of status {answer.status}", answer.template) for answer in answers]
    for reader, given in parts:
        if given is None:
            continue
        try:
            yield reader, by_content_type(given)
        except OutputError:
            continue  # the File has reported it


def _is_stray(declared: MethodParameter, path: str) -> bool:
    """Tell of a path variable that is not in the path."""
    return declared.place == "path" and declared.name not in variables(path)


def _is_known(known: Mapping[tuple[str, str], Any], place: str | None, name: str) -> bool:
    """Tell whether a parameter is declared; the case of a header does not count."""
    if place is None:
        return any(each == name or (of == "header" and each.casefold() == name.casefold()) for of, each in known)
    if place == "header":
        return any(of == "header" and each.casefold() == name.casefold() for of, each in known)
    return (place, name) in known


def _wanted(name: str) -> tuple[str | None, str] | None:
    """Give place and name of what a template reads; None for a whole place."""
    if name in ("path", "querystring", "header"):
        return None
    place, dot, bare = name.partition(".")
    if dot and place in ("path", "querystring", "header"):
        return place, bare
    return None, name
