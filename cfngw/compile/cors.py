"""CORS of REST APIs: the preflight method, and headers on what methods and the gateway itself answer.

With one origin it is written into every answer. With several, a mapping template repeats the caller's origin when it is
one of them; what the gateway itself answers knows no templates.
https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from troposphere import Join, Ref, apigateway

from cfngw.compile.assembly import Assembly
from cfngw.declare.cors import Cors, Preflight, cors_of
from cfngw.declare.error_contract import PASSED_THROUGH
from cfngw.declare.intrinsic import is_intrinsic
from cfngw.declare.mapping_template import JSON
from cfngw.declare.parameter import Parameter
from cfngw.declare.path import METHODS
from cfngw.declare.rest_api import RestApi
from cfngw.errors import Notice

_ORIGIN = "Access-Control-Allow-Origin"
_STATUS = "204"


def preflight(assembly: Assembly, title: str, api: RestApi, place: Any, asked: Preflight) -> apigateway.Method:
    """Make the OPTIONS method of a path: open to all, whatever its other methods ask for, and without a function.

    ``place`` is the ResourceId of the path. Where JSON is taken for bytes, a template without CONVERT_TO_TEXT gives
    500 ("Unable to transform request"), on the way in and out.
    """
    cors = asked.cors
    as_text = {"ContentHandling": "CONVERT_TO_TEXT"} if takes_json_for_bytes(api) else {}
    headers = {**_origin(assembly, cors), **_preflight_headers(assembly, asked)}
    return apigateway.Method(
        title,
        RestApiId=Ref(api.resource_id),
        ResourceId=place,
        HttpMethod="OPTIONS",
        AuthorizationType="NONE",
        ApiKeyRequired=False,
        Integration=apigateway.Integration(
            Type="MOCK",
            PassthroughBehavior="NEVER",
            RequestTemplates={"application/json": f'{{"statusCode": {_STATUS}}}'},
            **as_text,
            IntegrationResponses=[_answer(cors, headers, as_text)],
        ),
        MethodResponses=[
            apigateway.MethodResponse(
                StatusCode=_STATUS, ResponseParameters=dict.fromkeys(_declared(headers, cors), True)
            )
        ],
    )


def takes_json_for_bytes(api: RestApi, *, unknown: bool = True) -> bool:
    """Tell whether a binary media type is one that JSON and empty bodies are of; ``unknown``: or may be."""
    given = api.binary_media_types
    if is_intrinsic(given):
        return unknown
    return any(unknown if is_intrinsic(each) else each in ("*/*", JSON) for each in given)


def _answer(cors: Cors, headers: Mapping[str, Any], as_text: Mapping[str, Any]) -> apigateway.IntegrationResponse:
    options: dict[str, Any] = {"StatusCode": _STATUS, "ResponseParameters": _mapped(headers)}
    if cors.echoes:
        options["ResponseTemplates"] = {"application/json": echo(cors)}
    return apigateway.IntegrationResponse(**options, **as_text)


def _mapped(headers: Mapping[str, Any]) -> dict[str, Any]:
    return {f"method.response.header.{name}": given for name, given in headers.items()}


def _declared(headers: Mapping[str, Any], cors: Cors) -> list[str]:
    """Give what a method response declares: the headers that are mapped, and the one that a template sets."""
    own = (_ORIGIN,) if cors.echoes else ()
    return [f"method.response.header.{name}" for name in (*own, *headers)]


def add_cors(
    assembly: Assembly,
    cors: Cors,
    answers: Sequence[apigateway.IntegrationResponse],
    declared: Sequence[apigateway.MethodResponse],
) -> None:
    """Put the headers on a method's answers; those that the user gave stay as they are."""
    headers = _mapped(response_headers(assembly, cors))
    for answer in answers:
        given = answer.properties.get("ResponseParameters", {})
        own = {name.casefold() for name in given}
        added = {name: each for name, each in headers.items() if name.casefold() not in own}
        _put(answer, "ResponseParameters", {**given, **added})
        if cors.echoes:
            _put(answer, "ResponseTemplates", _echoing(cors, answer.properties.get("ResponseTemplates", {})))
    for each in declared:
        given = each.properties.get("ResponseParameters", {})
        own = {name.casefold() for name in given}
        names = [name for name in _declared(response_headers(assembly, cors), cors) if name.casefold() not in own]
        _put(each, "ResponseParameters", {**given, **dict.fromkeys(names, True)})


def _put(made: Any, name: str, given: Any) -> None:
    """Set a property where it usually stands: headers before templates and models."""
    setattr(made, name, given)
    for later in ("ResponseTemplates", "ResponseModels", "ContentHandling"):
        if later in made.properties:
            made.properties[later] = made.properties.pop(later)


def note_proxies(assembly: Assembly, api: RestApi) -> None:
    """Tell of methods whose answers the gateway does not touch: only their functions can say who may read them."""
    proxies = [method for method in api.methods if method.kind.proxy and cors_of(api, method) is not None]
    if proxies:
        shown = ", ".join(method.route_key for method in proxies[:3]) + (", ..." if len(proxies) > 3 else "")
        assembly.notices.append(
            Notice(
                f"{api.name}: what stands behind {shown} answers in full, CORS headers included.",
                proxies[0].source,
                f"let it send {_ORIGIN} with each answer; the preflight and the gateway's own errors have it",
            )
        )


def response_headers(assembly: Assembly, cors: Cors) -> dict[str, Any]:
    """Give the headers of a method's answer, as an integration response maps them."""
    headers = _origin(assembly, cors)
    if cors.expose_headers:
        headers["Access-Control-Expose-Headers"] = _listed(assembly, cors.expose_headers)
    return headers


def _origin(assembly: Assembly, cors: Cors) -> dict[str, Any]:
    """Say which origin may read an answer, and whether with credentials; of several, a template says which."""
    one = {"Vary": "'Origin'"} if cors.echoes else {_ORIGIN: _quoted(assembly, cors.allow_origins[0])}
    return {**one, **_credentials(assembly, cors)}


def _credentials(assembly: Assembly, cors: Cors) -> dict[str, Any]:
    if cors.allow_credentials in (None, False):
        return {}
    allowed = "true" if cors.allow_credentials is True else cors.allow_credentials
    return {"Access-Control-Allow-Credentials": _quoted(assembly, allowed)}


def _preflight_headers(assembly: Assembly, asked: Preflight) -> dict[str, Any]:
    cors, methods = asked.cors, asked.methods
    named = cors.allow_methods or (METHODS if "ANY" in methods else sorted({*methods, "OPTIONS"}))
    headers: dict[str, Any] = {"Access-Control-Allow-Methods": f"'{','.join(named)}'"}
    allowed = cors.allow_headers if "allow_headers" in cors.given() else _allowed(cors.allow_headers, asked.headers)
    if allowed:
        headers["Access-Control-Allow-Headers"] = _listed(assembly, allowed)
    if cors.max_age_seconds is not None:
        age = cors.max_age_seconds
        headers["Access-Control-Max-Age"] = _quoted(assembly, str(age) if isinstance(age, int) else age)
    return headers


def _allowed(usual: Sequence[Any], read: Sequence[str]) -> list[Any]:
    """Give the usual headers, and those that authorizers read; no name twice, whatever its case."""
    known = {name.casefold() for name in usual}
    return [*usual, *(name for name in read if name.casefold() not in known)]


def _listed(assembly: Assembly, members: Sequence[Any]) -> Any:
    if any(is_intrinsic(member) for member in members):
        return _quoted(assembly, Join(",", assembly.resolve(list(members))))
    return f"'{','.join(members)}'"


def _quoted(assembly: Assembly, given: Any) -> Any:
    """Put a literal into the inner quotes that API Gateway wants, also where CloudFormation fills it in."""
    if not is_intrinsic(given):
        return f"'{given}'"
    if isinstance(given, Parameter):
        from troposphere import Sub

        assembly.resolve(given)
        return Sub(f"'${{{given.name}}}'")
    return Join("", ["'", assembly.resolve(given), "'"])


def echo(cors: Cors) -> str:
    """Write the template that repeats the caller's origin when it is one of those that are allowed.

    The header comes in lower case where a browser speaks HTTP/2; a missing one is an empty text here.
    """
    tests = " || ".join(f'$origin == "{origin}"' for origin in cors.allow_origins)
    return (
        "#set($headers = $input.params().header)\n"
        "#set($origin = \"$!headers.get('Origin')$!headers.get('origin')\")\n"
        f"#if({tests})\n"
        f"#set($context.responseOverride.header.{_ORIGIN} = $origin)\n"
        "#end\n"
    )


def _echoing(cors: Cors, templates: Mapping[str, Any]) -> dict[str, Any]:
    """Let templates repeat the origin first; where there is none, one passes the body on."""
    return {name: _behind(echo(cors), given) for name, given in (templates or {"application/json": ""}).items()}


def _behind(beginning: str, template: Any) -> Any:
    """Put a template behind another text; an empty one passes the body on."""
    if is_intrinsic(template):
        return Join("", [beginning, template])
    return beginning + (template or PASSED_THROUGH)


def error_headers(assembly: Assembly, policies: Sequence[Cors]) -> dict[str, Any]:
    """Give the headers of what the gateway itself answers, for all paths alike."""
    if not policies:
        return {}
    same = all(cors.allow_origins == policies[0].allow_origins for cors in policies)
    if same and not policies[0].echoes:
        return response_headers(assembly, _strictest(policies))
    if not any(cors.echo_errors for cors in policies):
        return {}
    headers = {_ORIGIN: "method.request.header.Origin", "Vary": "'Origin'"}
    return {**headers, **_credentials(assembly, _strictest(policies))}


def _strictest(policies: Sequence[Cors]) -> Cors:
    """Choose the policy whose rules hold for errors of any path: without credentials when one has none."""
    return next((cors for cors in policies if cors.allow_credentials in (None, False)), policies[0])
