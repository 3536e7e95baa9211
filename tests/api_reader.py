"""Templates read back to one form of an API, whatever its layout: what a client of the API could tell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_INTEGRATION = "x-amazon-apigateway-integration"
_EMPTY = {"title": "Empty Schema", "type": "object"}
_ERROR = {"title": "Error Schema", "type": "object", "properties": {"message": {"type": "string"}}}
BUILT_IN = {"Empty": _EMPTY, "Error": _ERROR}


def api_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """Read the one REST API of a template."""
    ((name, api),) = (
        (name, each) for name, each in document["Resources"].items() if each["Type"] == "AWS::ApiGateway::RestApi"
    )
    body = api["Properties"].get("Body")
    found = _of_resources(document["Resources"], name) if body is None else _of_body(body)
    for each in found["methods"].values():
        variables = re.findall(r"\{([^}+]+)\+?\}", each.pop("path"))
        each["parameters"].update({("path", variable): True for variable in variables})
    own = ("Name", "Description", "Policy", "BinaryMediaTypes", "MinimumCompressionSize", "ApiKeySourceType")
    return {**found, "own": {key: api["Properties"].get(key) for key in own}}


def _of_resources(resources: Mapping[str, Any], api: str) -> dict[str, Any]:
    parts: dict[str, dict[str, Any]] = {}
    for name, each in resources.items():
        if each.get("Properties", {}).get("RestApiId") == {"Ref": api}:
            parts.setdefault(each["Type"].rpartition(":")[2], {})[name] = each
    names = {name: each["Properties"]["Name"] for name, each in parts.get("Model", {}).items()}
    models = {each["Properties"]["Name"]: _described(each["Properties"]) for each in parts.get("Model", {}).values()}

    def path(place: Any) -> str:
        if "Fn::GetAtt" in place:
            return ""
        properties = resources[place["Ref"]]["Properties"]
        return f"{path(properties['ParentId'])}/{properties['PathPart']}"

    def schema(model: Any) -> Any:
        return expanded(model if isinstance(model, str) else names[model["Ref"]])

    def expanded(name: str) -> Any:
        return BUILT_IN[name] if name in BUILT_IN else _expanded(models[name], models[name], names, expanded)

    methods = {}
    for each in parts.get("Method", {}).values():
        own = each["Properties"]
        validator = own.get("RequestValidatorId")
        authorizer = own.get("AuthorizerId")
        place = path(own["ResourceId"]) or "/"
        methods[f"{own['HttpMethod']} {place}"] = {
            "path": place,
            "condition": each.get("Condition"),
            "operation": own.get("OperationName"),
            "key": own.get("ApiKeyRequired") is True,
            "authorization": own["AuthorizationType"],
            "authorizer": _authorizer(resources[authorizer["Ref"]]["Properties"]) if authorizer else None,
            "scopes": own.get("AuthorizationScopes") or [],
            "parameters": {
                tuple(long.split(".", 3)[2:]): required for long, required in own.get("RequestParameters", {}).items()
            },
            "request": {kind: schema(model) for kind, model in own.get("RequestModels", {}).items()},
            "checks": _checks(resources[validator["Ref"]]["Properties"]) if validator else (False, False),
            "integration": _integration(own["Integration"]),
            "answers": {
                response["StatusCode"]: {
                    "headers": {long.split(".", 3)[3] for long in response.get("ResponseParameters", {})},
                    "models": {kind: schema(model) for kind, model in response.get("ResponseModels", {}).items()},
                }
                for response in own.get("MethodResponses", [])
            },
        }
    return {
        "methods": methods,
        "models": {name: expanded(name) for name in models},
        "gateway": {
            each["Properties"]["ResponseType"]: {
                _key(name): given
                for name, given in each["Properties"].items()
                if name not in ("RestApiId", "ResponseType")
            }
            for each in parts.get("GatewayResponse", {}).values()
        },
    }


def _of_body(body: Mapping[str, Any]) -> dict[str, Any]:
    components = body.get("components", {})
    schemes, schemas = components.get("securitySchemes", {}), components.get("schemas", {})
    validators = body.get("x-amazon-apigateway-request-validators", {})

    def expanded(name: str) -> Any:
        return _expanded(schemas[name], {}, {}, expanded)

    methods = {}
    for path, item in body["paths"].items():
        for verb, each in item.items():
            condition, own = each["Fn::If"][:2] if "Fn::If" in each else (None, each)
            asked = {name: scopes for entry in own.get("security", []) for name, scopes in entry.items()}
            key = asked.pop("api_key", None) is not None
            ((name, scopes),) = asked.items() or [(None, [])]
            scheme = schemes.get(name, {}).get("x-amazon-apigateway-authorizer")
            check = validators.get(own.get("x-amazon-apigateway-request-validator"), {})
            methods[f"{'ANY' if verb.startswith('x-') else verb.upper()} {path}"] = {
                "path": path,
                "condition": condition,
                "operation": own.get("operationId"),
                "key": key,
                "authorization": _authorization(name, scheme),
                "authorizer": {_key(name): given for name, given in scheme.items()} if scheme else None,
                "scopes": scopes,
                "parameters": {
                    ("querystring" if one["in"] == "query" else one["in"], one["name"]): one["required"]
                    for one in own.get("parameters", [])
                },
                "request": _content(own.get("requestBody", {}), expanded),
                "checks": (check.get("validateRequestBody", False), check.get("validateRequestParameters", False)),
                "integration": own[_INTEGRATION],
                "answers": {
                    status: {"headers": {*answer.get("headers", {})}, "models": _content(answer, expanded)}
                    for status, answer in own["responses"].items()
                },
            }
    return {
        "methods": methods,
        "models": {name: expanded(name) for name in schemas},
        "gateway": body.get("x-amazon-apigateway-gateway-responses", {}),
    }


def same_models(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Tell whether all models of one are models of the other, which may have the built-in ones and definitions too."""
    return all(other.get(name) == schema for name, schema in one.items())


def _described(model: Mapping[str, Any]) -> Any:
    """Give a model's schema; of a document, a model's description can be but its schema's."""
    schema = model["Schema"]
    own = model.get("Description")
    return schema if own is None or "$ref" in schema else {"description": own, **schema}


def _key(name: str) -> str:
    return name[0].lower() + name[1:]


def _authorization(name: str | None, scheme: Any) -> str:
    if name is None or name == "sigv4":
        return "AWS_IAM" if name else "NONE"
    return "COGNITO_USER_POOLS" if scheme["type"] == "cognito_user_pools" else "CUSTOM"


def _authorizer(properties: Mapping[str, Any]) -> dict[str, Any]:
    made = {_key(name): given for name, given in properties.items() if name not in ("RestApiId", "Name", "AuthType")}
    return {**made, "type": made["type"].lower()}


def _checks(properties: Mapping[str, Any]) -> tuple[Any, Any]:
    return properties["ValidateRequestBody"], properties["ValidateRequestParameters"]


def _content(holder: Mapping[str, Any], expanded: Any) -> dict[str, Any]:
    found = {kind: each["schema"]["$ref"] for kind, each in holder.get("content", {}).items()}
    return {kind: expanded(ref.rpartition("/")[2]) for kind, ref in found.items()}


def _integration(given: Mapping[str, Any]) -> dict[str, Any]:
    made = {_key(name): each for name, each in given.items() if name != "IntegrationResponses"}
    made["type"] = made["type"].lower()
    if "integrationHttpMethod" in made:
        made["httpMethod"] = made.pop("integrationHttpMethod")
    if isinstance(made.get("passthroughBehavior"), str):
        made["passthroughBehavior"] = made["passthroughBehavior"].lower()
    answers = {
        each.get("SelectionPattern") or "default": {
            _key(name): part for name, part in each.items() if name != "SelectionPattern"
        }
        for each in given.get("IntegrationResponses", [])
    }
    return {**made, "responses": answers} if answers else made


def _expanded(node: Any, root: Any, names: Mapping[str, str], model: Any) -> Any:
    """Put what a ``$ref`` names in its place, and leave out what only describes."""
    if isinstance(node, Mapping):
        if ("$ref" in node and not isinstance(node["$ref"], Mapping | list)) or "Fn::Sub" in node.get("$ref", {}):
            return _target(node["$ref"], root, names, model)
        return {
            name: member if name == "enum" else _expanded(member, root, names, model)
            for name, member in node.items()
            if name not in ("definitions", "$schema")
        }
    return [_expanded(member, root, names, model) for member in node] if isinstance(node, list) else node


def _target(ref: Any, root: Any, names: Mapping[str, str], model: Any) -> Any:
    if isinstance(ref, Mapping):
        last = ref["Fn::Sub"].rpartition("/")[2]
        return model(names[last[2:-1]] if last.startswith("${") else last)
    place, name = ref.rsplit("/", 1)
    return _expanded(root["definitions"][name], root, names, model) if place == "#/definitions" else model(name)
