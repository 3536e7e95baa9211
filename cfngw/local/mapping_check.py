"""Mapping templates that do not parse, told when the server starts, with the line and column in the template's file.

API Gateway parses a template when a request needs it: the method answers 500 then, and so it does here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cfngw.errors import Notice
from cfngw.read.model import Integration
from cfngw.read.placing import place_in_file

if TYPE_CHECKING:
    from cfngw.local.values import LocalValues
    from cfngw.read.model import Api, MappingTemplate


def broken_templates(api: Api, values: LocalValues) -> Iterator[Notice]:
    """Give a notice for each mapping template of an API that does not parse."""
    seen: dict[str, bool] = {}
    for route, template in _templates(api):
        text = values.text(template.text)
        if text is None or seen.get(text):
            continue
        from cfngw.vtl import MappingTemplateError, parse

        try:
            parse(text)
            seen[text] = True
        except MappingTemplateError as error:
            where = place_in_file(template.at, text, error.line, error.column)
            problem = f"a mapping template of {route} does not parse: {error.problem}"
            yield Notice(problem, where, error.hint or "correct it; until then the route answers 500")


def _templates(api: Api) -> Iterator[tuple[str, MappingTemplate]]:
    for route in api.routes:
        integration = route.integration
        if not isinstance(integration, Integration):
            continue
        for template in integration.request_templates.values():
            yield route.key, template
        for response in integration.responses:
            for template in response.templates.values():
                yield route.key, template
