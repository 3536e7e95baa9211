"""What a REST API's gateway itself answers, with CORS headers where browsers of other origins call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from troposphere import Ref, apigateway

from cfngw.compile.assembly import Assembly, only_given
from cfngw.compile.cors import error_headers
from cfngw.declare.cors import Cors
from cfngw.declare.gateway_response import TYPES, GatewayResponse, literal
from cfngw.declare.mapping_template import by_content_type
from cfngw.declare.rest_api import RestApi
from cfngw.errors import Notice, nearest
from cfngw.naming import gateway_response_id

_DEFAULTS = ("DEFAULT_4XX", "DEFAULT_5XX")


def add_gateway_responses(
    assembly: Assembly, api: RestApi, declared: Sequence[GatewayResponse], policies: Sequence[Cors]
) -> None:
    """Put them into the template, with the headers of ``policies``, the CORS that holds for the API's paths."""
    headers = error_headers(assembly, policies)
    for response in declared:
        _note_unknown(assembly, response)
        _add(assembly, api, response, headers)
    types = {response.type for response in declared}
    for name in _DEFAULTS if headers else ():
        if name not in types:
            title = gateway_response_id(api.name, name)
            made = _make(title, api, {"ResponseType": name}, headers)
            assembly.add(made, (api.resource_id, name), policies[0].source)


def _add(assembly: Assembly, api: RestApi, response: GatewayResponse, headers: Mapping[str, Any]) -> None:
    own = {name: assembly.resolve(literal(given)) for name, given in response.headers.items()}
    named = {name.casefold() for name in own}
    headers = {**own, **{name: given for name, given in headers.items() if name.casefold() not in named}}
    options = {
        "ResponseType": response.type,
        "StatusCode": str(response.status) if isinstance(response.status, int) else assembly.resolve(response.status),
        "ResponseTemplates": assembly.resolve(by_content_type(response.templates)) or None,
    }
    title = response.resource_id(api.name)
    made = _make(title, api, only_given(options), headers)
    assembly.add(made, (api.resource_id, response), response.source)


def _make(title: str, api: RestApi, options: dict[str, Any], headers: Mapping[str, Any]) -> apigateway.GatewayResponse:
    parameters = {f"gatewayresponse.header.{name}": given for name, given in headers.items()}
    made = apigateway.GatewayResponse(title, RestApiId=Ref(api.resource_id), ResponseType=_DEFAULTS[0])
    # troposphere knows the types of some years ago only, and refuses the rest.
    made.properties.update(options, **({"ResponseParameters": parameters} if parameters else {}))
    return made


def _note_unknown(assembly: Assembly, response: GatewayResponse) -> None:
    if response.type in TYPES:
        return
    close = nearest(response.type, TYPES)
    assembly.notices.append(
        Notice(
            f"{response.label}: AWS's list has no gateway response of this type.",
            response.source,
            f'write "{close}"' if close else "look it up; it may be newer than this version of cfngw",
        )
    )
