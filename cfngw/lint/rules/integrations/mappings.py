"""Parameter mappings of REST integrations: places, sources, and what a method declares.

https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping-sources.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cfngw.document.values import Text
from cfngw.lint.rules.integrations.common import written

if TYPE_CHECKING:
    from cfngw.lint.rules.integrations.common import Row

_NAME = re.compile(r"[a-zA-Z0-9._$-]+")
_SOURCES = ("path", "querystring", "header", "multivaluequerystring", "multivalueheader")
_READ = re.compile(r"method\.request\.(path|(?:multivalue)?querystring|(?:multivalue)?header)\.(.+)", re.DOTALL)
_BODY = re.compile(r"(?:method\.request|integration\.response)\.body(?:[.\[].*)?", re.DOTALL)
_OTHER = re.compile(r"(?:context|stageVariables)\.[A-Za-z0-9_.$-]+")
_QUOTED = re.compile(r"'.*'", re.DOTALL)
_HEADER = re.compile(r"integration\.response\.(?:multivalue)?header\.(.+)", re.DOTALL)

Fault = tuple[str, str]


def fault_of_place(place: str, before: str, kinds: tuple[str, ...]) -> Fault | None:
    """Tell what is wrong with the place that a mapping fills in."""
    kind, _, name = place.removeprefix(before).partition(".")
    if not place.startswith(before) or kind not in kinds:
        return f"{place} is no place to map to", "Write " + " or ".join(f"{before}{each}.<name>" for each in kinds[:3])
    if not _NAME.fullmatch(name):
        what = (
            f"{place} has no name"
            if not name
            else f"{place} has a name of other characters than letters, digits, . _ $ -"
        )
        return what, f"Write {before}{kind}.<name>"
    return None


def fault_of_request(source: Any) -> Fault | None:
    """Tell what is wrong with what an integration's request parameter is filled in from."""
    text = _of_text(source)
    if text is None or _is_common(text):
        return None
    read = _READ.fullmatch(text)
    if read is not None:
        return None if _NAME.fullmatch(read[2]) else _bad_name(text)
    if text.startswith("integration.response."):
        return f"{text} is of the answer, which there is not yet", "Write method.request.<place>.<name>"
    return _unquoted(text, "method.request.querystring.<name>")


def fault_of_response(source: Any) -> Fault | None:
    """Tell what is wrong with what a header of an answer is set from."""
    text = _of_text(source)
    if text is None or _is_common(text):
        return None
    read = _HEADER.fullmatch(text)
    if read is not None:
        return None if _NAME.fullmatch(read[1]) else _bad_name(text)
    if text.startswith("method.request."):
        fix = "Write $context.responseOverride.header in a template"
        return f"{text} is of the request, which a mapped header can't read", fix
    return _unquoted(text, "integration.response.header.<name>")


def parameter_of(source: Any) -> tuple[str, str] | None:
    """Give the parameter of the request that a source reads: its place and its name."""
    read = _READ.fullmatch(source) if isinstance(source, str) else None
    return (read[1].removeprefix("multivalue"), read[2]) if read is not None else None


def declared_by(row: Row) -> set[tuple[str, str]] | None:
    """Give the parameters that a method declares, as they are written; None where that can't be told."""
    declared = {(place.removeprefix("multivalue"), name) for place, name in row.route.request_parameters}
    if row.is_openapi:
        return declared
    raw = written(row.route.at)
    own = raw.get("Properties") if isinstance(raw, dict) else None
    given = own.get("RequestParameters", {}) if isinstance(own, dict) else None
    if not isinstance(given, dict) or any(str(name).startswith("Fn::") or name == "Ref" for name in given):
        return None
    of_path = {name for name in given if str(name).startswith("method.request.path.")}
    return {(place, name) for place, name in declared if place != "path" or f"method.request.path.{name}" in of_path}


def _of_text(source: Any) -> str | None:
    """Give what can be looked at: of a text with holes, one that begins or ends in a quote is left alone."""
    if isinstance(source, Text):
        first, last = source.pieces[0], source.pieces[-1]
        if isinstance(first, str) and isinstance(last, str) and not first.startswith("'") and not last.endswith("'"):
            return None if "." in first else str(source)
        return None
    return source if isinstance(source, str) else None


def _is_common(text: str) -> bool:
    return bool(_QUOTED.fullmatch(text) or _BODY.fullmatch(text) or _OTHER.fullmatch(text))


def _bad_name(text: str) -> Fault:
    return f"{text} names a parameter by other characters than letters, digits, . _ $ -", "Name it by those alone"


def _unquoted(text: str, other: str) -> Fault:
    if text.startswith("$"):
        return f"{text} begins with a dollar sign, as in templates", f"Write {text.lstrip('${').rstrip('}')}"
    if text.startswith(("method.", "integration.", "context.", "stageVariables.")):
        return f"{text} is no source of a mapping", f"Write {other}, context.<name> or a text in inner quotes"
    if "'" in text:
        return f"{text} has not all of its text in one pair of inner quotes", f"Write \"'{text.replace(chr(39), '')}'\""
    return f"{text} has no inner quotes", f"Write \"'{text}'\""
