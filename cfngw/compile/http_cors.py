"""CORS of HTTP APIs: one configuration, from which the gateway answers preflights and writes headers.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
"""

from __future__ import annotations

from troposphere import apigatewayv2

from cfngw.compile.assembly import Assembly, list_of, only_given
from cfngw.declare.http_api import HttpApi
from cfngw.declare.http_cors import PREFLIGHT_REASON
from cfngw.declare.path import DEFAULT, METHODS
from cfngw.errors import Notice

_USUAL = ("Authorization", "Content-Type")


def cors_configuration(assembly: Assembly, api: HttpApi) -> apigatewayv2.Cors | None:
    """Give an API's CorsConfiguration."""
    cors = api.cors
    if cors is None:
        return None
    options = {
        "AllowOrigins": list_of(assembly, cors.allow_origins),
        "AllowMethods": list(cors.allow_methods) or _methods(api),
        "AllowHeaders": assembly.resolve(cors.allow_headers if "allow_headers" in cors.given() else _headers(api))
        or None,
        "ExposeHeaders": assembly.resolve(cors.expose_headers) or None,
        "AllowCredentials": assembly.resolve(cors.allow_credentials),
        "MaxAge": assembly.resolve(cors.max_age_seconds),
    }
    return apigatewayv2.Cors(**only_given(options))


def _methods(api: HttpApi) -> list[str]:
    """Give the methods that some route takes; whether AWS allows any when none is named is not documented."""
    taken = {str(route.key.method) for route in api.routes if route.key.method not in (None, "ANY")}
    if any(route.key.method in (None, "ANY") for route in api.routes):
        taken.update(METHODS)
    return sorted(taken - {"OPTIONS"}) or ["OPTIONS"]


def _headers(api: HttpApi) -> list[str]:
    """Give the headers that clients of this API send: the usual ones, and those that authorizers look at."""
    found = {name.casefold(): name for name in _USUAL}
    for authorizer in api.authorizers():
        for name in authorizer.headers:
            found.setdefault(name.casefold(), name)
    return list(found.values())


def note_preflights(assembly: Assembly, api: HttpApi) -> None:
    """Tell who answers the preflights of ``$default``: a route that takes OPTIONS gets them."""
    default = next((route for route in api.routes if route.route_key == DEFAULT), None)
    if default is not None and any(route.public == PREFLIGHT_REASON for route in api.written_routes()):
        assembly.notices.append(
            Notice(
                f"{api.name}: what stands behind $default is sent the preflights of browsers.",
                default.source,
                "let it answer OPTIONS with a status of 200 to 299 and do no more, since anybody may send it; the "
                "headers are the gateway's",
            )
        )
