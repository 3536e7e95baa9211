"""What to know of a method that is no mistake for sure: quotas, patterns with holes, templates that can break."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.declare.code import Directory
from cfngw.declare.error_contract import UNFORESEEN, ErrorContract
from cfngw.declare.exception_module import MODULE_NAME
from cfngw.declare.function import Function
from cfngw.declare.integration import NonProxy
from cfngw.declare.mapping import Response
from cfngw.declare.mapping_template import JSON, by_content_type
from cfngw.declare.method import MOST_TIMEOUT, Method
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
    if method.kind is NonProxy:
        if method.responses:
            yield from _of_patterns(method)
        yield from _of_variables(method)
        yield from _of_module(method, errors)
    yield from _of_templates(method, errors)


def _of_timeout(method: Method) -> Iterator[Notice]:
    if isinstance(method.timeout_ms, int) and method.timeout_ms > MOST_TIMEOUT:
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
    code = method.function.code if isinstance(method.function, Function) else None
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
    asked = method.request
    names = tuple((each.place, each.name) for each in method.parameters.values())
    if asked is not None and asked.template is not None:
        checked = asked.model is not None or bool(asked.models)
        for content_type, text in by_content_type(asked.template).items():
            if isinstance(text, str) and "$" in text and "{" in text:
                yield from _broken(method, method, f"the request's template for {content_type}", text, names, checked)
    for response in method.answers(None) if method.responses else [method.response]:
        if response is not None and response.template is not None:
            yield from _of_response(method, response, names)
    contract = method.contract(errors)
    if contract is not None and contract.template is not None:
        for text in by_content_type(contract.template).values():
            if isinstance(text, str):
                yield from _broken(method, contract, f"{contract.label}: its template", text, (), True)


def _of_response(method: Method, response: Response, names: tuple[tuple[str, str], ...]) -> Iterator[Notice]:
    for content_type, text in by_content_type(response.template).items():
        if isinstance(text, str) and content_type == JSON and "$" in text:
            yield from _broken(method, response, f"the template of status {response.status}", text, names, True)


def _broken(
    method: Method,
    holder: Method | Response | ErrorContract,
    which: str,
    text: str,
    names: tuple[tuple[str, str], ...],
    checked: bool,
) -> Iterator[Notice]:
    from cfngw.compile.template_probe import breaking_input

    found = breaking_input(text, names, checked=checked)
    if found is not None:
        of_method = "" if isinstance(holder, ErrorContract) else f"{method.label}: "
        yield Notice(f"{of_method}{which} gives invalid JSON for {found.input}.", holder.source, found.fix)
