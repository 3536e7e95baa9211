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
from cfngw.declare.cors import Cors
from cfngw.declare.error_contract import PASSED_THROUGH
from cfngw.declare.intrinsic import is_intrinsic
from cfngw.declare.parameter import Parameter
from cfngw.declare.path import METHODS

_ORIGIN = "Access-Control-Allow-Origin"
_STATUS = "204"


def preflight(
    assembly: Assembly, title: str, api: str, resource: Any, methods: Sequence[str], cors: Cors
) -> apigateway.Method:
    """Make the OPTIONS method of a path: open to all and free, whatever its other methods ask for.

    ``api`` is the API's logical id, ``resource`` the ResourceId of the path, ``methods`` are those that it has.
    """
    headers = {**response_headers(assembly, cors), **_preflight_headers(assembly, cors, methods)}
    return apigateway.Method(
        title,
        RestApiId=Ref(api),
        ResourceId=resource,
        HttpMethod="OPTIONS",
        AuthorizationType="NONE",
        ApiKeyRequired=False,
        Integration=apigateway.Integration(
            Type="MOCK",
            PassthroughBehavior="NEVER",
            RequestTemplates={"application/json": f'{{"statusCode": {_STATUS}}}'},
            IntegrationResponses=[_answer(cors, headers)],
        ),
        MethodResponses=[
            apigateway.MethodResponse(
                StatusCode=_STATUS, ResponseParameters=dict.fromkeys(_declared(headers, cors), False)
            )
        ],
    )


def _answer(cors: Cors, headers: Mapping[str, Any]) -> apigateway.IntegrationResponse:
    options: dict[str, Any] = {"StatusCode": _STATUS, "ResponseParameters": _mapped(headers)}
    if cors.echoes:
        options["ResponseTemplates"] = {"application/json": echo(cors)}
    return apigateway.IntegrationResponse(**options)


def _mapped(headers: Mapping[str, Any]) -> dict[str, Any]:
    return {f"method.response.header.{name}": given for name, given in headers.items()}


def _declared(headers: Mapping[str, Any], cors: Cors) -> list[str]:
    """Give what a method response declares: the headers that are mapped, and the one that a template sets."""
    own = (_ORIGIN,) if cors.echoes else ()
    return [f"method.response.header.{name}" for name in (*own, *headers)]


def declared_headers(cors: Cors) -> tuple[str, ...]:
    """Give the headers that a template sets, which a method response declares beside the mapped ones."""
    return (_ORIGIN,) if cors.echoes else ()


def response_headers(assembly: Assembly, cors: Cors) -> dict[str, Any]:
    """Give the headers of a method's answer, as an integration response maps them."""
    headers: dict[str, Any] = {}
    if cors.echoes:
        headers["Vary"] = "'Origin'"
    else:
        headers[_ORIGIN] = _quoted(assembly, cors.allow_origins[0])
    if cors.expose_headers:
        headers["Access-Control-Expose-Headers"] = _listed(assembly, cors.expose_headers)
    return {**headers, **_credentials(assembly, cors)}


def _credentials(assembly: Assembly, cors: Cors) -> dict[str, Any]:
    if cors.allow_credentials in (None, False):
        return {}
    allowed = "true" if cors.allow_credentials is True else cors.allow_credentials
    return {"Access-Control-Allow-Credentials": _quoted(assembly, allowed)}


def _preflight_headers(assembly: Assembly, cors: Cors, methods: Sequence[str]) -> dict[str, Any]:
    named = cors.allow_methods or (METHODS if "ANY" in methods else sorted({*methods, "OPTIONS"}))
    headers: dict[str, Any] = {"Access-Control-Allow-Methods": f"'{','.join(named)}'"}
    if cors.allow_headers:
        headers["Access-Control-Allow-Headers"] = _listed(assembly, cors.allow_headers)
    if cors.max_age_seconds is not None:
        age = cors.max_age_seconds
        headers["Access-Control-Max-Age"] = _quoted(assembly, str(age) if isinstance(age, int) else age)
    return headers


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


def response_templates(cors: Cors, templates: Mapping[str, Any]) -> dict[str, Any]:
    """Give a method's response templates with CORS: one that passes the body on where there was none."""
    if not cors.echoes:
        return dict(templates)
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
