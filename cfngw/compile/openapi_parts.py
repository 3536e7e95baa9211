"""What methods refer to, as components and extensions of an OpenAPI document.

Models keep their draft 4 schemas. OpenAPI's own schemas differ a little, and API Gateway's import leaves some words
out that CreateModel takes: who uses one is told.
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from cfngw.compile.layout import Fold, refused

# Said twice, in the document and as properties: whether an import that leaves them out resets them is not documented.
ALSO_PROPERTIES = {
    "Policy": "x-amazon-apigateway-policy",
    "BinaryMediaTypes": "x-amazon-apigateway-binary-media-types",
    "MinimumCompressionSize": "x-amazon-apigateway-minimum-compression-size",
    "ApiKeySourceType": "x-amazon-apigateway-api-key-source",
}
API_KEY, SIGV4 = "api_key", "sigv4"
_SCHEMAS = "#/components/schemas/"
_BUILT_IN: Mapping[str, dict[str, Any]] = {
    "Empty": {"title": "Empty Schema", "type": "object"},
    "Error": {"title": "Error Schema", "type": "object", "properties": {"message": {"type": "string"}}},
}
_MODEL_URL = re.compile(r"https://apigateway\.amazonaws\.com/restapis/\$\{(\w+)\}/models/(?:\$\{(\w+)\}|(\w+))")
_LOCAL = re.compile(r"#/definitions/([^/\"]+)")
_DATA = ("enum", "default", "const")
_UNIMPORTED = ("exclusiveMaximum", "exclusiveMinimum", "maxItems", "minItems")
_OF_DRAFT_4 = ("additionalItems", "dependencies", "patternProperties")
_NOVALUE = {"Ref": "AWS::NoValue"}
_SCHEME_NAME = re.compile(r"[A-Za-z0-9._-]+")


def under(part: Mapping[str, Any], made: Any) -> Any:
    """Let what a part becomes stand only under its condition."""
    return {"Fn::If": [part["Condition"], made, _NOVALUE]} if "Condition" in part else made


def _of(parts: Mapping[str, Any], noun: str) -> Iterator[tuple[str, Any, Mapping[str, Any]]]:
    for name, part in parts.items():
        if part["Type"] == f"AWS::ApiGateway::{noun}":
            yield name, part, part.get("Properties", {})


# Models


class Schemas:
    """The models as ``components.schemas``; ``content`` refers to them as bodies do."""

    def __init__(self, fold: Fold, names: Mapping[str, str]) -> None:
        self.made: dict[str, Any] = {}
        self._fold = fold
        self._names = names  # by logical id
        self._built_in: set[str] = set()
        self._refs: dict[str, dict[str, Any]] = {}

    def content(self, user: str, models: Mapping[str, Any]) -> dict[str, Any]:
        """Give models by content type as a body has them."""
        return {content_type: {"schema": self._ref(user, model)} for content_type, model in models.items()}

    def with_built_in(self) -> dict[str, Any]:
        """Give all schemas; those that every API has, where they are asked for, for an import makes none by itself."""
        return {**{name: _BUILT_IN[name] for name in _BUILT_IN if name in self._built_in}, **self.made}

    def _ref(self, user: str, model: Any) -> dict[str, Any]:
        name = model if isinstance(model, str) else self._names.get(str(model.get("Ref"))) if model else None
        if name is None or (name not in _BUILT_IN and name not in self._names.values()):
            self._fold.problems.append(refused(self._fold, user, "a model that is none of this template", model))
            return {}
        return self.named(name)

    def named(self, name: str) -> dict[str, Any]:
        """Refer to a schema."""
        if name in _BUILT_IN:
            self._built_in.add(name)
        found = self._refs.get(name)
        if found is None:
            found = self._refs[name] = {"$ref": f"{_SCHEMAS}{name}"}
        return found

    def by_id(self, logical_id: str) -> str | None:
        """Give the name of a model."""
        return self._names.get(logical_id)


def schemas(fold: Fold, parts: Mapping[str, Any]) -> Schemas:
    """Gather the models."""
    names = {}
    for name, _, properties in _of(parts, "Model"):
        given = properties.get("Name")
        if not isinstance(given, str):
            fold.problems.append(refused(fold, name, "a model without a name of its own", given))
            continue
        names[name] = given
    made = Schemas(fold, names)
    for name, part, properties in _of(parts, "Model"):
        if name in names:
            _Schema(fold, made, name, names[name]).add(part, properties)
    return made


class _Schema:
    """One model's schema, rewritten: references to other models, and to its own definitions, which become models."""

    def __init__(self, fold: Fold, schemas: Schemas, logical_id: str, name: str) -> None:
        self._fold = fold
        self._schemas = schemas
        self._id = logical_id
        self._name = name
        self._local: dict[str, str] = {}
        self._weak: dict[str, None] = {}

    def add(self, part: Mapping[str, Any], properties: Mapping[str, Any]) -> None:
        """Put the model, and what it defines, among the schemas."""
        schema = properties.get("Schema")
        if isinstance(schema, str):
            schema = _read(schema)
        content_type = properties.get("ContentType", "application/json")
        if not isinstance(schema, Mapping):
            self._refuse("a schema that is no mapping", schema)
            return
        if content_type != "application/json":
            self._refuse(f"the content type {content_type} of a model", content_type)
        definitions = schema.get("definitions", {})
        for each in definitions:
            self._local[each] = self._name + "".join(word[:1].upper() + word[1:] for word in re.findall(r"\w+", each))
        own = {name: member for name, member in schema.items() if name not in ("$schema", "id", "definitions")}
        description = properties.get("Description")
        if description is not None and "description" not in own and "$ref" not in own:
            own = {"description": description, **own}
        self._put(part, self._name, own)
        for each, name in self._local.items():
            self._put(part, name, definitions[each])
        if circle := self._circle(definitions):
            self._refuse("a definition that leads back to itself", circle, "write it out as deep as it is needed")
        self._tell()

    def _put(self, part: Mapping[str, Any], name: str, schema: Any) -> None:
        if name in self._schemas.made or (name != self._name and self._schemas.by_id(name)):
            self._refuse(f"two schemas called {name}", name, "rename the model, or its definition")
            return
        self._schemas.made[name] = under(part, self._written(schema))

    def _written(self, node: Any) -> Any:
        if isinstance(node, Mapping):
            made = {}
            for name, member in node.items():
                if name == "$ref":
                    made[name] = self._address(member)
                elif name in ("properties", "patternProperties") and isinstance(member, Mapping):
                    self._note(name, member)
                    made[name] = {each: self._written(schema) for each, schema in member.items()}
                elif name in _DATA:
                    made[name] = member
                else:
                    self._note(name, member)
                    made[name] = self._written(member)
            return made
        return [self._written(member) for member in node] if isinstance(node, list | tuple) else node

    def _note(self, word: str, member: Any) -> None:
        """Remember what an import does not take as CreateModel does."""
        if word in _UNIMPORTED or word in _OF_DRAFT_4 or (word == "type" and isinstance(member, list | tuple)):
            self._weak[word] = None
        elif word == "items" and isinstance(member, list | tuple):
            self._weak["items in a list"] = None

    def _tell(self) -> None:
        if self._weak:
            words = ", ".join(self._weak)
            self._fold.note(
                f'Model "{self._name}": API Gateway does not promise to check {words} in a model that it imports.',
                self._fold.locate(self._id),
                'check it in the handler, or keep the resources of this API: leave out layout="openapi"',
            )

    def _address(self, given: Any) -> Any:
        if isinstance(given, Mapping):
            text = given.get("Fn::Sub")
            match = _MODEL_URL.fullmatch(text) if isinstance(text, str) else None
            name = match and (match[3] or self._schemas.by_id(match[2]))
            if match and match[1] == self._fold.api and name:
                return self._schemas.named(name)["$ref"]
        elif isinstance(given, str):
            match = _LOCAL.fullmatch(given)
            if match and match[1] in self._local:
                return f"{_SCHEMAS}{self._local[match[1]]}"
        self._refuse("a $ref that is neither another model nor one of its definitions", given)
        return given

    def _circle(self, definitions: Mapping[str, Any]) -> str | None:
        """Find a definition that refers to itself, be it by others."""
        wanted = {name: set(_LOCAL.findall(json.dumps(each, default=str))) for name, each in definitions.items()}
        for start in wanted:
            seen, ways = set(), list(wanted[start])
            while ways:
                name = ways.pop()
                if name == start:
                    return start
                if name not in seen:
                    seen.add(name)
                    ways += wanted.get(name, ())
        return None

    def _refuse(self, problem: str, given: Any, fix: str | None = None) -> None:
        self._fold.problems.append(refused(self._fold, self._id, problem, given, fix))


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


# Validators


class Checks(NamedTuple):
    """The request validators: their names by logical id, their definitions by name."""

    names: dict[str, str]
    definitions: dict[str, Any]


_CHECKED = {(True, True): "all", (True, False): "body", (False, True): "parameters", (False, False): "none"}


def validators(parts: Mapping[str, Any]) -> Checks:
    """Gather the request validators, named by what they check."""
    names: dict[str, str] = {}
    definitions: dict[str, Any] = {}
    for name, _, properties in _of(parts, "RequestValidator"):
        body, parameters = (properties.get(f"ValidateRequest{each}", False) for each in ("Body", "Parameters"))
        plain = isinstance(body, bool) and isinstance(parameters, bool)
        title = names[name] = _CHECKED[body, parameters] if plain else name
        definitions[title] = {"validateRequestBody": body, "validateRequestParameters": parameters}
    return Checks(names, definitions)


# Who may call


_AUTHORIZER = {
    "Type": "type",
    "AuthorizerUri": "authorizerUri",
    "AuthorizerCredentials": "authorizerCredentials",
    "IdentitySource": "identitySource",
    "IdentityValidationExpression": "identityValidationExpression",
    "AuthorizerResultTtlInSeconds": "authorizerResultTtlInSeconds",
    "ProviderARNs": "providerARNs",
}


def security_schemes(fold: Fold, parts: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, Any]]:
    """Give the name of each authorizer's scheme by its logical id, and all schemes by their names."""
    names: dict[str, str] = {}
    made: dict[str, Any] = {
        API_KEY: {"type": "apiKey", "name": "x-api-key", "in": "header"},
        SIGV4: {
            "type": "apiKey",
            "name": "Authorization",
            "in": "header",
            "x-amazon-apigateway-authtype": "awsSigv4",
        },
    }
    for logical_id, part, properties in _of(parts, "Authorizer"):
        name = properties.get("Name")
        if not isinstance(name, str) or not _SCHEME_NAME.fullmatch(name) or name in made:
            fix = f"choose a name of letters, digits, '.', '_' and '-' that is neither {API_KEY} nor {SIGV4}"
            fold.problems.append(refused(fold, logical_id, f"the name {name!r} of an authorizer", name, fix))
            continue
        names[logical_id] = name
        made[name] = under(part, _scheme(properties))
    return names, made


def _scheme(properties: Mapping[str, Any]) -> dict[str, Any]:
    kind = properties.get("Type")
    kind = kind.lower() if isinstance(kind, str) else kind
    default = "cognito_user_pools" if kind == "cognito_user_pools" else "custom"
    authorizer = {key: properties[name] for name, key in _AUTHORIZER.items() if name in properties}
    authorizer["type"] = kind
    return {
        "type": "apiKey",
        "name": _header(kind, properties.get("IdentitySource")),
        "in": "header",
        "x-amazon-apigateway-authtype": properties.get("AuthType", default),
        "x-amazon-apigateway-authorizer": authorizer,
    }


def _header(kind: Any, source: Any) -> str:
    """Name the header that a token comes in; a REQUEST authorizer has none, and AWS's exports write this word."""
    if kind == "request":
        return "Unused"
    _, _, header = source.partition("method.request.header.") if isinstance(source, str) else ("", "", "")
    return header or "Authorization"


# What the gateway itself answers, and documentation


def gateway_responses(fold: Fold, parts: Mapping[str, Any]) -> dict[str, Any]:
    """Give the gateway responses by type."""
    made: dict[str, Any] = {}
    for name, part, properties in _of(parts, "GatewayResponse"):
        kind = properties.get("ResponseType")
        if not isinstance(kind, str) or kind in made:
            fold.problems.append(refused(fold, name, f"the type {kind!r} of a gateway response", kind))
            continue
        keys = {
            "StatusCode": "statusCode",
            "ResponseParameters": "responseParameters",
            "ResponseTemplates": "responseTemplates",
        }
        made[kind] = under(part, {key: properties[given] for given, key in keys.items() if given in properties})
    return made


def documentation(fold: Fold, parts: Mapping[str, Any]) -> dict[str, Any]:
    """Give the documentation parts."""
    made = []
    for name, part, properties in _of(parts, "DocumentationPart"):
        content = properties.get("Properties")
        read = _read(content) if isinstance(content, str) else content
        if not isinstance(read, Mapping):
            fold.problems.append(refused(fold, name, "documentation that is no JSON object", content))
            continue
        location = {key[0].lower() + key[1:]: given for key, given in (properties.get("Location") or {}).items()}
        made.append(under(part, {"location": location, "properties": read}))
    return {"documentationParts": made} if made else {}
