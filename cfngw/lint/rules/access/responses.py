"""Gateway responses: their headers, and where a part of one stands in each spelling."""

from __future__ import annotations

from typing import Any

from cfngw.document.values import At
from cfngw.lint.rules.access.cors import is_of_document
from cfngw.lint.rules.rule import below
from cfngw.read.model import GatewayResponse

PREFIX = "gatewayresponse."
PAGE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html"
_HEADER = f"{PREFIX}header."
_OF_SAM = {"header": "Headers", "path": "Paths", "querystring": "QueryStrings"}


def headers_of(response: GatewayResponse) -> dict[str, tuple[str, Any]]:
    """Give the headers by their names in small letters, each with the name of its mapping."""
    return {
        name.removeprefix(_HEADER).lower(): (name, value)
        for name, value in response.parameters.items()
        if name.startswith(_HEADER)
    }


def header_at(response: GatewayResponse, name: str) -> At:
    """Give the place of a mapping."""
    at = part_at(response, "ResponseParameters")
    if response.logical_id or is_of_document(response.at):
        return below(at, name)
    _, place, header = name.split(".", 2)
    return below(at, _OF_SAM.get(place, place), header)


def part_at(response: GatewayResponse, name: str) -> At:
    """Give the place of a property."""
    return below(response.at, name[:1].lower() + name[1:] if is_of_document(response.at) else name)
