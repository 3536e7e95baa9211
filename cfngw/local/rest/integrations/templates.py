"""Mapping templates by content type: parsed when the gateway is made, rendered for each request.

https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings.html

Documented or seen: a payload that is no JSON is a 400 where the request's template reads it. Not documented: what else
fails in a template is a 500; a response's template is chosen by the first type of ``Accept``, else it is that of
``application/json``, else the first one; the methods of ``$context.requestOverride`` do not notice a second override of
one parameter, which AWS answers with 5XX.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from cfngw.local.fault import Fault
from cfngw.local.rest.integrations.payload import first_type
from cfngw.read.placing import place_in_file
from cfngw.vtl import MappingTemplateError, parse

if TYPE_CHECKING:
    from cfngw.document.values import At
    from cfngw.local.rest.integrations.flow import Flow
    from cfngw.local.values import LocalValues
    from cfngw.read.model import MappingTemplate

JSON = "application/json"
_NO_JSON = "net.minidev.json.parser.ParseException"
PARTS = ("path", "querystring", "header")
_PART = re.compile(r"params(?:\(\)\.(path|querystring|header)\b)?")


class Problem(NamedTuple):
    """A template that can't be rendered: what is wrong, with the line in the template file, and where it stands.

    One that does not parse is told when the templates are opened, once for all stages.
    """

    text: str
    at: At
    is_told: bool = False


class Rendering:
    """One mapping template. An empty one passes the body through; ``problem`` says why one can't be rendered."""

    __slots__ = ("_context", "_headers", "_path", "_query", "_template", "_variables", "at", "empty", "problem")

    def __init__(self, template: MappingTemplate, values: LocalValues) -> None:
        self.at = template.at
        self.problem: Problem | None = None
        self._template = None
        text = values.text(template.text)
        self.empty = text == ""
        if text is None:
            why = "the mapping template is not known before the stack is made"
            self.problem = Problem(f"{template.where}: {why}", template.at)
            text = ""
        elif text:
            try:
                self._template = parse(text)
            except MappingTemplateError as error:
                self.problem = Problem(described(error, text, template.at), template.at, is_told=True)
        # Only what the text can name is made for it: a word may also be put together for #evaluate.
        all_of_it = "evaluate" in text
        self._context = all_of_it or "context" in text
        self._path, self._query, self._headers = (all_of_it or part in _parts(text) for part in PARTS)
        self._variables = all_of_it or "stageVariables" in text

    def render(self, flow: Flow, body: str, *, response: bool = False) -> str:
        """Render, and keep the overrides; raise Fault."""
        template = self._template
        if template is None:
            problem = self.problem
            raise _failed(problem.text if problem else "the mapping template is empty", self.at)
        try:
            rendered = template.render(
                body=body,
                path=flow.passage.path_parameters if self._path else None,
                querystring=(lambda: flow.query) if self._query else None,
                header=(lambda: flow.headers) if self._headers else None,
                context=flow.context if self._context else None,
                stage_variables=flow.variables if self._variables else None,
            )
        except MappingTemplateError as error:
            hint = described(error, template.text, self.at)
            if not response and error.problem.startswith(_NO_JSON):
                message = f"Could not process payload {error.problem}"
                raise Fault("DEFAULT_4XX", message, status=400, hint=hint, at=self.at) from None
            raise _failed(hint, self.at) from None
        if self._context:
            flow.overrides = rendered.overrides
        return rendered.output


def _parts(text: str) -> set[str]:
    """Give the kinds of parameters that a template may read: all, unless it names one wherever it reads any."""
    named = set(_PART.findall(text))
    return set(PARTS) if "" in named else named


def _failed(hint: str, at: At) -> Fault:
    return Fault("API_CONFIGURATION_ERROR", "Internal server error", status=500, hint=hint, at=at)


class Templates:
    """The templates of a request or of a response, by content type."""

    def __init__(self, templates: Mapping[str, MappingTemplate], values: LocalValues) -> None:
        self._by_type = {_spelled(name): Rendering(each, values) for name, each in templates.items()}
        self._types = {_spelled(name): name for name in templates}
        self._default = JSON if JSON in self._by_type else next(iter(self._by_type), None)

    def __bool__(self) -> bool:
        return bool(self._by_type)

    @property
    def problems(self) -> list[Problem]:
        """Give what can't be rendered."""
        return [each.problem for each in self._by_type.values() if each.problem is not None]

    def for_request(self, content_type: str | None) -> Rendering | None:
        """Choose by the request's Content-Type; JSON where it has none."""
        found = self._by_type
        if not content_type:
            return found.get(JSON) or found.get("$default")
        return found.get(first_type(content_type)) or found.get(_spelled(content_type)) or found.get("$default")

    def for_response(self, accept: str | None) -> tuple[str, Rendering] | None:
        """Choose by the request's Accept; with the content type that the template is for."""
        name = first_type(accept) if accept else JSON
        if name not in self._by_type:
            if self._default is None:
                return None
            name = self._default
        return self._types[name], self._by_type[name]


def _spelled(content_type: str) -> str:
    return "".join(content_type.split()).lower()


def described(error: MappingTemplateError, text: str, at: At) -> str:
    """Say what is wrong with a template, and where in its file."""
    said = f"{place_in_file(at, text, error.line, error.column)}: {error.problem}"
    return f"{said} ({error.hint})" if error.hint else said
