"""W9561: a template is for a content type."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.lint.rules.integrations.common import TYPES, integrations
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.read.model import MappingTemplate

_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+*-]+/[A-Za-z0-9!#$&^_.+*-]+")
_DEFAULT = "$default"


class TemplateContentType(Rule):
    """A template is for a content type."""

    id = "W9561"
    short = "A mapping template is for a content type, written as type/subtype without parameters"
    long = (
        "The template is chosen by the content type of the request, or by what the client accepts, which is compared "
        "with the name as it stands, without charset and the like. A name that is no content type is never chosen."
    )
    aws = "The template is never used: the body goes through as it is, or is refused with 415."
    fix = "Write application/json, in small letters and without parameters."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings.html"
    types = TYPES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for row in integrations(view):
            if row.is_proxy:
                continue
            sets = [row.found.request_templates, *(each.templates for each in row.found.responses)]
            for given in sets:
                for name, template in given.items():
                    if (name != _DEFAULT and name != name.strip()) or not (_TYPE.fullmatch(name) or name == _DEFAULT):
                        yield _problem(row.route.key, name, template)


def _problem(key: str, name: str, template: MappingTemplate) -> Problem:
    fix = name.partition(";")[0].strip() if ";" in name else "application/json"
    return Problem(
        template.at,
        f"{key}: no request has the content type {name!r}, so that this template is never used. Write {fix}",
    )
