"""What to know of a method that is no mistake for sure: quotas, patterns with holes, templates that can break."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from cfngw.compile.template_probe import Breaking, breaking_input
from cfngw.declare.code import Directory
from cfngw.declare.error_contract import UNFORESEEN, ErrorContract
from cfngw.declare.exception_module import MODULE_NAME
from cfngw.declare.function import own_function
from cfngw.declare.integration import NonProxy
from cfngw.declare.mapping import Request, Response
from cfngw.declare.mapping_template import by_content_type, is_json
from cfngw.declare.method import MOST_TIMEOUT, Method
from cfngw.declare.model import Model
from cfngw.declare.path_tree import nodes
from cfngw.declare.selection_pattern import selects, stops_at_newline
from cfngw.errors import Notice

_UNFORESEEN = "an error that nobody foresaw"
_PART = re.compile(r"[A-Za-z0-9._:,-]+|\{.+\}")


def notes(method: Method, errors: ErrorContract | None) -> Iterator[Notice]:
    """Give what to know of a method."""
    yield from _of_timeout(method)
    yield from _of_path(method)
    if method.kind.proxy:
        return
    if method.responses:
        yield from _of_overlaps(method)
    if method.kind is NonProxy:
        if method.responses:
            yield from _of_patterns(method)
        yield from _of_variables(method)
        yield from _of_module(method, errors)
    yield from _of_templates(method, errors)


def _of_timeout(method: Method) -> Iterator[Notice]:
    if isinstance(method.timeout_ms, int) and method.timeout_ms > MOST_TIMEOUT and not method.streams:
        yield Notice(
            f"{method.label} waits up to {method.timeout_ms:,} ms; a new account allows {MOST_TIMEOUT:,}.",
            method.source,
            "ask AWS for a higher quota first (regional and private APIs alone); it may lower the account's throttle",
        )


def _of_path(method: Method) -> Iterator[Notice]:
    path = method.key.path
    if re.fullmatch(r"[A-Za-z0-9/._-]*", path):
        return
    for _, _, part in nodes(path):
        if not _PART.fullmatch(part):
            yield Notice(
                f"{method.label}: AWS documents no such character in a path of a REST API: {part}.",
                method.source,
                "keep to letters, digits and ._-:, unless you know that it is taken",
            )


def _of_patterns(method: Method) -> Iterator[Notice]:
    """Tell of errors that slip through the patterns of a full list of answers."""
    patterns = [(response, response.pattern) for response in method.responses if isinstance(response.pattern, str)]
    for response, pattern in patterns:
        if stops_at_newline(pattern):
            yield Notice(
                f"{method.label}: the pattern {pattern} misses messages of several lines.",
                response.source,
                "write [\\s\\S] in place of the dot",
            )
        if selects(pattern, "404") + selects(pattern, "500") and not selects(pattern, _UNFORESEEN):
            yield Notice(
                f"{method.label}: the pattern {pattern} is matched against the message of an error, not a status.",
                response.source,
                "let the handler raise an error whose message begins with the status; see BracketErrors",
            )
    caught = any(selects(pattern, f"{_UNFORESEEN}\n") for _, pattern in patterns)
    if not caught and all(
        response.pattern is None or isinstance(response.pattern, str) for response in method.responses
    ):
        default = next(response for response in method.responses if response.pattern is None)
        yield Notice(
            f"{method.label}: an error that no pattern matches is answered with {default.status} and its stack trace.",
            method.source,
            "use response= and errors=, or add a response whose pattern takes the rest: [\\s\\S]+ without the others",
        )


def _of_overlaps(method: Method) -> Iterator[Notice]:
    """Tell of patterns that match one and the same message, or status."""
    from cfngw.declare.pattern_overlap import shared_text

    patterns = [(each, each.pattern) for each in method.responses if isinstance(each.pattern, str)]
    statuses = method.kind.matches_status
    for (first, one), (second, other) in combinations(patterns, 2):
        text = shared_text(one, other, statuses=statuses) if one != other else None
        if text is not None:
            what = f"the status {text}" if statuses else f"the message {text!r}"
            yield Notice(
                f"{method.label}: both {one} of {first.status} and {other} of {second.status} match {what}.",
                second.source,
                "let one pattern alone match a message: begin the wider one with (?!...), which leaves the other out",
            )


def _of_variables(method: Method) -> Iterator[Notice]:
    """Tell when the handler can't know what a path's variables hold."""
    if "{" in method.key.path and (method.request is None or method.request.template is None):
        yield Notice(
            f"{method.label}: its handler does not learn what stands in the path.",
            method.source,
            "give the request a template: request=Request(template=PARSED_BODY)",
        )


def _of_module(method: Method, errors: ErrorContract | None) -> Iterator[Notice]:
    """Tell of exceptions in the function's bundle that this method does not answer as they say."""
    contract = method.contract(errors)
    function = own_function(method.function)
    code = function.code if function is not None else None
    if contract is None or not isinstance(code, Directory) or code.errors is None or code.errors is contract:
        return
    lost = [status for status in code.errors.statuses if status != UNFORESEEN and status not in contract.statuses]
    if type(contract) is not type(code.errors) or contract.beginning([400]) != code.errors.beginning([400]):
        lost = list(code.errors.statuses)
    if lost:
        yield Notice(
            f"{method.label}: answers 500 to errors of {MODULE_NAME} with status {', '.join(map(str, lost))}: "
            "its own contract is another.",
            code.source,
            "give the Directory and the method (or the blueprint) the same errors",
        )


def _of_templates(method: Method, errors: ErrorContract | None) -> Iterator[Notice]:
    """Tell which input makes a template give what is not JSON."""
    parameters = _asked_for(method)
    if method.request is not None and method.request.template is not None:
        for content_type, text in by_content_type(method.request.template).items():
            if isinstance(text, str):
                options: dict[str, Any] = {
                    "model": _model(method.request, content_type),
                    "any_text": method.function is None,
                }
                which = f"the request's template for {content_type}"
                yield from _broken(method, method, which, breaking_input(text, parameters, **options))
    for response in method.answers(None) if method.responses else [method.response]:
        if response is not None and response.template is not None:
            yield from _of_response(method, response, parameters)
    contract = method.contract(errors)
    if contract is not None and contract.template is not None:
        for content_type, text in by_content_type(contract.template).items():
            if isinstance(text, str) and is_json(content_type):
                yield from _broken(
                    method, contract, f"{contract.label}: its template", breaking_input(text, trusted=True)
                )


def _asked_for(method: Method) -> tuple[tuple[str, str, bool], ...]:
    """Give what a client may send, and whether API Gateway refuses requests without it."""
    validate = method.request.validate if method.request is not None else None
    checked = validate in (None, "all", "parameters")
    return tuple(
        (each.place, each.name, each.place == "path" or (each.required and checked))
        for each in method.parameters.values()
    )


def _model(request: Request, content_type: str) -> Model | bool:
    """Give what a body was checked against; True for a model that is only named."""
    if request.validate not in (None, "all", "body"):
        return False
    model = request.all_models.get(content_type)
    return model if isinstance(model, Model) else model is not None and model != "Empty"


def _of_response(method: Method, response: Response, parameters: tuple[tuple[str, str, bool], ...]) -> Iterator[Notice]:
    for content_type, text in by_content_type(response.template).items():
        if isinstance(text, str) and is_json(content_type) and "$" in text:
            found = breaking_input(text, parameters, trusted=True)
            yield from _broken(method, response, f"the template of status {response.status}", found)


def _broken(
    method: Method, holder: Method | Response | ErrorContract, which: str, found: Breaking | None
) -> Iterator[Notice]:
    if found is not None:
        of_method = "" if isinstance(holder, ErrorContract) else f"{method.label}: "
        yield Notice(f"{of_method}{which} gives invalid JSON for {found.input}.", holder.source, found.fix)
