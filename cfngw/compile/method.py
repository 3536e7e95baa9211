"""Methods of REST APIs: one resource each, with its integration and all of its answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from troposphere import Ref, apigateway

from cfngw.compile.assembly import Assembly, condition_name, only_given
from cfngw.compile.cors import add_cors, preflight
from cfngw.compile.integration import Integrations
from cfngw.compile.method_notes import notes
from cfngw.compile.model import Models, Validators
from cfngw.compile.resource_tree import ResourceTree
from cfngw.declare.aws_target import AwsTarget
from cfngw.declare.cors import Cors, Preflight, cors_of
from cfngw.declare.error_contract import ErrorContract
from cfngw.declare.mapping import Response, is_text
from cfngw.declare.mapping_template import JSON, by_content_type
from cfngw.declare.method import Method
from cfngw.declare.method_parameters import MethodParameter
from cfngw.declare.rest_api import RestApi
from cfngw.errors import DeclarationError
from cfngw.naming import method_id

_Answers = tuple[list[Any], list[Any]]


class Methods:
    """Adds the methods of one API."""

    def __init__(self, assembly: Assembly, api: RestApi) -> None:
        self._assembly = assembly
        self._api = api
        self._of_api = Ref(api.resource_id)
        self._tree = ResourceTree(assembly, api)
        self._models = Models(assembly, api)
        self._integrations = Integrations(assembly, api)
        self._answers: dict[tuple[Any, ...], tuple[Any, Any]] = {}
        self.validators = Validators(assembly, api)

    def add(self, method: Method) -> None:
        """Put a method into the template."""
        api, assembly = self._api, self._assembly
        place = self._tree.at(method.key.path, method)
        integration = self._integrations.options(method)
        answers, declared = self._all_answers(method)
        if answers:
            integration["IntegrationResponses"] = answers
        options = {
            "Condition": self._condition(method),
            "Metadata": {"cfngw": {"Public": method.public}} if method.public is not None else None,
            "RestApiId": self._of_api,
            "ResourceId": place,
            "HttpMethod": method.key.method,
            "OperationName": assembly.resolve(method.operation_name),
            **self._who_may_call(method),
            "ApiKeyRequired": assembly.resolve(method.api_key_required),
            **self._request(method),
            "Integration": apigateway.Integration(**integration),
            "MethodResponses": declared or None,
        }
        title = method.resource_id(api.name)
        made = apigateway.Method(title, **only_given(options))
        assembly.add(made, (api.resource_id, method.route_key), method.source)
        assembly.notices += notes(method, api.errors)

    def _who_may_call(self, method: Method) -> dict[str, Any]:
        if self._api.authorizer_of(method) is None:
            return {"AuthorizationType": "NONE"}
        from cfngw.compile.rest_authorizer import method_options  # for those who have one

        return method_options(self._assembly, self._api, method)

    def add_preflight(self, asked: Preflight) -> None:
        """Put the OPTIONS method of a path into the template, behind the path's own methods."""
        api = self._api
        title = method_id(api.name, "OPTIONS", asked.path)
        made = preflight(self._assembly, title, api, self._tree.at(asked.path, asked.last), asked)
        self._assembly.add(made, (api.resource_id, f"OPTIONS {asked.path}"), asked.cors.source)

    def _condition(self, method: Method) -> str | None:
        own = self._assembly.condition(method)
        authorizer = self._api.authorizer_of(method)
        behind = "function" if method.function is not None else "VPC link"
        if isinstance(method.target, AwsTarget):
            behind = "resource"
        needed = (
            ("its", behind, method.behind),
            ("its authorizer's", "function", authorizer and authorizer.function),
        )
        for whose, what, needs in needed:
            of_it = condition_name(needs) if needs is not None else None
            if own is not None and of_it is not None and own != of_it:
                self._assembly.problems.append(
                    DeclarationError(
                        f"{method.label}: {whose} {what} is made under another condition.",
                        where=method.source,
                        given=own,
                        allowed=of_it,
                        fix=f"use the {what}'s condition, or combine both in one Condition",
                    )
                )
            own = own or of_it
        return own

    def _request(self, method: Method) -> dict[str, Any]:
        """Give what is asked of the request: parameters, models, and the validator that these call for."""
        parameters = {each.long: each.required for each in method.parameters.values()}
        asked = method.request
        models = self._models.refs(asked.all_models) if asked is not None else {}
        checked = asked.validate if asked is not None else None
        if checked is None:
            checked = _checked(models, method.request_parameters)
        return {
            "RequestParameters": parameters or None,
            "RequestModels": models or None,
            "RequestValidatorId": self.validators.ref(checked) if checked != "none" else None,
        }

    def _all_answers(self, method: Method) -> _Answers:
        """Give the integration's responses and the method's."""
        if method.kind.proxy:
            return [], []
        contract, cors = method.contract(self._api.errors), cors_of(self._api, method)
        made = [self._both(response, contract, cors) for response in self._api.answers(method)]
        return [_copied(answer) for answer, _ in made], [_copied(declared) for _, declared in made]

    def _both(self, response: Response, contract: ErrorContract | None, cors: Cors | None) -> tuple[Any, Any]:
        """Give what maps an answer and what declares it; those of a contract are the same for many methods, and so are
        those that say the same.
        """
        key = (*_said(response), id(contract), id(cors))
        made = self._answers.get(key)
        if made is None:
            made = self._answers[key] = self._answer(response, contract), self._declared(response)
            if cors is not None:
                add_cors(self._assembly, cors, [made[0]], [made[1]])
        return made

    def _answer(self, response: Response, contract: ErrorContract | None) -> apigateway.IntegrationResponse:
        resolve = self._assembly.resolve
        templates: dict[str, Any] = by_content_type(response.template)
        if response.pattern is None and contract is not None and is_text(response):
            templates = {name: contract.guarded(text, name) for name, text in (templates or {JSON: None}).items()}
        headers = response.headers or {}
        options = {
            "StatusCode": str(response.status),
            "SelectionPattern": resolve(response.pattern),
            "ResponseParameters": {f"method.response.header.{name}": resolve(headers[name]) for name in headers}
            or None,
            "ResponseTemplates": {name: resolve(text) for name, text in templates.items()} or None,
            "ContentHandling": resolve(response.content_handling),
        }
        return apigateway.IntegrationResponse(**only_given(options))

    def _declared(self, response: Response) -> apigateway.MethodResponse:
        """Declare what an answer holds: its headers, and the model of its body."""
        headers = {f"method.response.header.{name}": True for name in response.headers or ()}
        options = {
            "StatusCode": str(response.status),
            "ResponseParameters": headers or None,
            "ResponseModels": self._models.refs(response.all_models or _unmodelled(response)),
        }
        return apigateway.MethodResponse(**only_given(options))


def _said(response: Response) -> list[Any]:
    """Give what an answer says, so that two may be told alike: texts as they are, all else by what it is."""
    given = (getattr(response, name) for name in response.options)
    return [each if each is None or type(each) in (str, int) else id(each) for each in given]


def _unmodelled(response: Response) -> dict[str, str]:
    """Say of each content type that an answer has, or of JSON, that nothing is known of its body."""
    return dict.fromkeys(by_content_type(response.template) or (JSON,), "Empty")


def _checked(models: Mapping[str, Any], declared: Sequence[Any]) -> str:
    """Say what a validator has to check: a model wants the body checked, a required parameter the parameters."""
    wanted = any(isinstance(each, MethodParameter) and each.required for each in declared)
    if models:
        return "all" if wanted else "body"
    return "parameters" if wanted else "none"


def _copied(made: Any) -> Any:
    """Copy a troposphere property: customize() may change one method's answers without changing another's."""
    twin = object.__new__(type(made))
    properties = {name: dict(given) if type(given) is dict else given for name, given in made.properties.items()}
    twin.__dict__.update(made.__dict__, properties=properties, resource=properties)
    return twin
