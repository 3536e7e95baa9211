"""Methods as operations of an OpenAPI document, each with all that its resource says.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cfngw.compile.layout import Fold, is_intrinsic, refused
from cfngw.compile.openapi_parts import API_KEY, SIGV4, Checks, Schemas
from cfngw.source import Source

_VARIABLE = re.compile(r"\{([^}+]+)\+?\}")
_STRING = {"type": "string"}
_PLACES = {"path": "path", "querystring": "query", "header": "header"}
_NOVALUE = {"Ref": "AWS::NoValue"}
_INTEGRATION = {  # in the order of AWS's own exports
    "Type": "type",
    "IntegrationHttpMethod": "httpMethod",
    "Uri": "uri",
    "Credentials": "credentials",
    "ConnectionType": "connectionType",
    "ConnectionId": "connectionId",
    "IntegrationTarget": "integrationTarget",
    "RequestParameters": "requestParameters",
    "RequestTemplates": "requestTemplates",
    "PassthroughBehavior": "passthroughBehavior",
    "ContentHandling": "contentHandling",
    "TimeoutInMillis": "timeoutInMillis",
    "CacheNamespace": "cacheNamespace",
    "CacheKeyParameters": "cacheKeyParameters",
    "ResponseTransferMode": "responseTransferMode",
}
_LOWER = ("Type", "PassthroughBehavior")
_ANSWER = {
    "StatusCode": "statusCode",
    "ResponseParameters": "responseParameters",
    "ResponseTemplates": "responseTemplates",
    "ContentHandling": "contentHandling",
}
_ANY = "x-amazon-apigateway-any-method"

Lines = dict[tuple[str, ...], Source]


class Operations:
    """The methods of one API; ``security`` is what some ask for, ``reasons`` why some are open to everybody."""

    def __init__(
        self, fold: Fold, parts: Mapping[str, Any], models: Schemas, checks: Checks, authorizers: Mapping[str, str]
    ) -> None:
        self.security: set[str] = set()
        self.reasons: dict[str, str] = {}
        self._fold = fold
        self._parts = parts
        self._models = models
        self._checks = checks
        self._authorizers = authorizers
        self._places: dict[str, str | None] = {}
        self._operation_ids: dict[str, str] = {}

    def paths(self) -> tuple[dict[str, Any], Lines]:
        """Give the operations by path and method, and the line of each."""
        paths: dict[str, dict[str, Any]] = {}
        lines: Lines = {}
        for name, part in self._parts.items():
            if part["Type"] != "AWS::ApiGateway::Method":
                continue
            properties = part.get("Properties", {})
            path, verb = self._path(properties.get("ResourceId")), properties.get("HttpMethod")
            if path is None or not isinstance(verb, str):
                self._refuse(name, "its path or its method is not known here", properties.get("ResourceId"))
                continue
            public = ((part.get("Metadata") or {}).get("cfngw") or {}).get("Public")
            if public is not None:
                self.reasons[f"{verb} {path}"] = public
            verb = _ANY if verb == "ANY" else verb.lower()
            operation = self._operation(name, path, properties)
            condition = part.get("Condition")
            if condition is not None:
                operation = {"Fn::If": [condition, operation, _NOVALUE]}
            paths.setdefault(path, {})[verb] = operation
            line = self._fold.locate(name)
            if line is not None:
                lines["paths", path, verb] = line
        self._add_bare(paths)
        return paths, lines

    def _add_bare(self, paths: dict[str, dict[str, Any]]) -> None:
        """Keep a resource that customize() made and that neither has a method nor leads to one."""
        leading = {
            "/".join(steps[:end]) for steps in (path.split("/") for path in paths) for end in range(2, len(steps) + 1)
        }
        for name, part in self._parts.items():
            if part["Type"] == "AWS::ApiGateway::Resource":
                path = self._path({"Ref": name})
                if path is None:
                    self._refuse(name, "its parent is no resource of this template", part["Properties"].get("ParentId"))
                elif path not in leading:
                    paths[path] = {}

    def _path(self, place: Any) -> str | None:
        """Follow a resource to the root."""
        if not isinstance(place, Mapping):
            return None
        if place.get("Fn::GetAtt") == [self._fold.api, "RootResourceId"]:
            return "/"
        own = place.get("Ref")
        if not isinstance(own, str) or self._parts.get(own, {}).get("Type") != "AWS::ApiGateway::Resource":
            return None
        if own not in self._places:
            self._places[own] = None  # a resource that leads back to itself has no path
            properties = self._parts[own].get("Properties", {})
            parent, part = self._path(properties.get("ParentId")), properties.get("PathPart")
            if parent is not None and isinstance(part, str):
                self._places[own] = f"{parent.rstrip('/')}/{part}"
        return self._places[own]

    def _operation(self, name: str, path: str, properties: Mapping[str, Any]) -> dict[str, Any]:
        operation: dict[str, Any] = {}
        operation_id = properties.get("OperationName")
        if operation_id is not None:
            operation["operationId"] = self._operation_id(name, operation_id)
        parameters = self._parameters(name, path, self._written(name, properties, "RequestParameters"))
        if parameters:
            operation["parameters"] = parameters
        models = self._written(name, properties, "RequestModels")
        if models:
            operation["requestBody"] = {"content": self._models.content(name, models), "required": True}
        operation["responses"] = self._responses(name, self._each(name, properties, "MethodResponses"))
        security = self._security(name, properties)
        if security:
            operation["security"] = security
        validator = properties.get("RequestValidatorId")
        if validator is not None:
            operation["x-amazon-apigateway-request-validator"] = self._validator(name, validator)
        integration = self._written(name, properties, "Integration")
        if integration:
            operation["x-amazon-apigateway-integration"] = self._integration(name, integration)
        return operation

    def _operation_id(self, name: str, given: Any) -> Any:
        if isinstance(given, str):
            first = self._operation_ids.setdefault(given, name)
            if first != name:
                fix = f"choose another operation_name; {first} has it already"
                self._refuse(name, f"its operation_name {given!r} is taken", given, fix)
        return given

    def _parameters(self, name: str, path: str, given: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Give what a request is asked for; a variable of the path is always there, and OpenAPI wants it told."""
        found = {}
        for long, required in given.items():
            _, _, rest = long.partition("method.request.")
            place, _, parameter = rest.partition(".")
            if place not in _PLACES or not parameter:
                self._refuse(name, f"the parameter {long}", long)
                continue
            found[place, parameter] = required
        for variable in _VARIABLE.findall(path) if "{" in path else ():
            found["path", variable] = True
        return [
            {"name": parameter, "in": _PLACES[place], "required": required, "schema": _STRING}
            for (place, parameter), required in found.items()
        ]

    def _responses(self, name: str, declared: list[Any]) -> dict[str, Any]:
        responses = {}
        for each in declared:
            status = str(each.get("StatusCode"))
            made: dict[str, Any] = {"description": f"{status} response"}
            headers = self._written(name, each, "ResponseParameters")
            if headers:
                made["headers"] = {
                    long.removeprefix("method.response.header."): {"schema": _STRING} for long in headers
                }
            models = self._written(name, each, "ResponseModels")
            if models:
                made["content"] = self._models.content(name, models)
            responses[status] = made
        return responses  # none for a proxy, as AWS's own definitions have it, though OpenAPI wants one at least

    def _security(self, name: str, properties: Mapping[str, Any]) -> list[dict[str, Any]]:
        asked: list[dict[str, Any]] = []
        kind = properties.get("AuthorizationType", "NONE")
        if kind == "AWS_IAM":
            asked.append({SIGV4: []})
        elif kind in ("CUSTOM", "COGNITO_USER_POOLS"):
            authorizer = properties.get("AuthorizerId")
            scheme = self._authorizers.get(str(authorizer.get("Ref"))) if isinstance(authorizer, Mapping) else None
            if scheme is None:
                self._refuse(name, "its authorizer is none of this template", authorizer)
            else:
                asked.append({scheme: properties.get("AuthorizationScopes") or []})
        elif kind != "NONE":
            self._refuse(name, f"the AuthorizationType {kind}", kind)
        needs_key = properties.get("ApiKeyRequired", False)
        if needs_key is True or needs_key == "true":
            asked.append({API_KEY: []})
        elif needs_key is not False and needs_key != "false":
            self._refuse(name, "api_key_required depends on the stack", needs_key, "write True or False")
        self.security.update(scheme for each in asked for scheme in each)
        return asked

    def _validator(self, name: str, given: Any) -> Any:
        found = self._checks.names.get(str(given.get("Ref"))) if isinstance(given, Mapping) else None
        if found is None:
            self._refuse(name, "its validator is none of this template", given)
        return found

    def _integration(self, name: str, given: Mapping[str, Any]) -> dict[str, Any]:
        made = {}
        for attribute, key in _INTEGRATION.items():
            if attribute in given:
                value = given[attribute]
                made[key] = value.lower() if attribute in _LOWER and isinstance(value, str) else value
        for attribute in given:
            if attribute not in _INTEGRATION and attribute != "IntegrationResponses":
                self._refuse(name, f"Integration.{attribute}", given[attribute])
        answers = self._each(name, given, "IntegrationResponses")
        if answers:
            made["responses"] = self._answers(name, answers)
        return made

    def _answers(self, name: str, answers: list[Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for each in answers:
            pattern = each.get("SelectionPattern")
            key = "default" if pattern is None or pattern == "" else pattern
            if not isinstance(key, str) or (key == "default" and pattern):
                self._refuse(name, f"the selection pattern {pattern!r}", pattern, "write another pattern, as a text")
            elif key in found:
                self._refuse(
                    name, f"two answers of the selection pattern {pattern!r}", pattern, "leave one of them out"
                )
            else:
                found[key] = {_ANSWER[attribute]: each[attribute] for attribute in _ANSWER if attribute in each}
        return found

    def _written(self, name: str, holder: Mapping[str, Any], attribute: str) -> Mapping[str, Any]:
        """Give a mapping whose members get places of their own in the document: an intrinsic has none to give."""
        given = holder.get(attribute)
        if given is None:
            return {}
        if not isinstance(given, Mapping) or is_intrinsic(given):
            self._refuse(name, f"{attribute} that is no mapping written out", given)
            return {}
        return given

    def _each(self, name: str, holder: Mapping[str, Any], attribute: str) -> list[Mapping[str, Any]]:
        """Give a list of such mappings."""
        given = holder.get(attribute) or []
        if isinstance(given, list) and all(isinstance(each, Mapping) and not is_intrinsic(each) for each in given):
            return given
        self._refuse(name, f"{attribute} that is no list of mappings written out", given)
        return []

    def _refuse(self, name: str, problem: str, given: Any, fix: str | None = None) -> None:
        self._fold.problems.append(refused(self._fold, name, problem, given, fix))
