"""The CORS rules of HTTP APIs, of resources, of SAM and of documents."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import At
from cfngw.lint.rules.rule import below
from cfngw.lint.rules.view import View
from cfngw.read.model import Api, CorsRules


def cors_of(view: View) -> Iterator[tuple[Api, CorsRules]]:
    """Give each HTTP API that has CORS rules, with them."""
    for api in view.reading.apis:
        if api.protocol == "HTTP" and api.cors is not None:
            yield api, api.cors


def place(cors: CorsRules, name: str, *steps: str | int) -> At:
    """Give the place of one of the rules: documents write them with a small letter."""
    of_document = "x-amazon-apigateway-cors" in cors.at.path
    return below(cors.at, name[:1].lower() + name[1:] if of_document else name, *steps)
