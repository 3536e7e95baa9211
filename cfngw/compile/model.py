"""Models and request validators of REST APIs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from troposphere import Ref, apigateway

from cfngw.compile.assembly import Assembly, only_given
from cfngw.compile.plain import plain
from cfngw.declare.model import BUILT_IN, Model
from cfngw.declare.rest_api import RestApi
from cfngw.declare.schema import unknown_formats
from cfngw.errors import Notice
from cfngw.naming import validator_id

# https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html
_URL = "https://apigateway.amazonaws.com/restapis/${%s}/models/%s"


class _Model(apigateway.Model):  # type: ignore[misc]
    """It with its schema as a mapping, which troposphere 4.11 would write as one line of JSON."""

    def validate(self) -> None:
        """Leave the schema as it is; it was checked when it was declared."""


class Models:
    """The models of one API: ``ref`` names one for a method."""

    def __init__(self, assembly: Assembly, api: RestApi) -> None:
        self._assembly = assembly
        self._api = api
        self._known = api.all_models()
        self._refs: dict[str, Any] = {name: name for name in BUILT_IN}
        for name, model in self._known.items():
            self._refs[name] = Ref(model.resource_id(api.name))
        for model in self._known.values():
            self._add(model)

    def ref(self, wanted: Model | str) -> Any:
        """Give what a method names a model by."""
        return self._refs[wanted if isinstance(wanted, str) else wanted.name]

    def refs(self, wanted: Mapping[str, Model | str]) -> dict[str, Any]:
        """Give models by content type."""
        return {content_type: self.ref(model) for content_type, model in wanted.items()}

    def _add(self, model: Model) -> None:
        api = self._api
        document = model.document()
        options = {
            "RestApiId": Ref(api.resource_id),
            "Name": model.name,
            "ContentType": model.content_type,
            "Description": self._assembly.resolve(model.description),
            "Schema": self._schema(document),
        }
        title = model.resource_id(api.name)
        self._assembly.add(_Model(title, **only_given(options)), (api.resource_id, model), model.source)
        for flaw in unknown_formats(document):
            self._assembly.notices.append(
                Notice(f"{model.label}: {flaw.place}: {flaw.problem}", model.source, flaw.fix)
            )

    def _schema(self, node: Any) -> Any:
        """Write a schema with the addresses of the models that it refers to."""
        if isinstance(node, Mapping):
            return {
                name: self._address(member) if name == "$ref" else self._schema(member) for name, member in node.items()
            }
        if isinstance(node, list | tuple):
            return [self._schema(member) for member in node]
        return plain(self._assembly.resolve(node))  # troposphere writes a schema as JSON to look at its length

    def _address(self, wanted: Any) -> Any:
        name = wanted.name if isinstance(wanted, Model) else wanted
        if not isinstance(name, str) or (name not in self._known and name not in BUILT_IN):
            return self._schema(wanted)  # a place in the schema itself, a full address, or a property of that name
        named = name if name in BUILT_IN else f"${{{self._known[name].resource_id(self._api.name)}}}"
        return {"Fn::Sub": _URL % (self._api.resource_id, named)}


class Validators:
    """The request validators of one API: at most one for each kind of check, made when a method needs it."""

    def __init__(self, assembly: Assembly, api: RestApi) -> None:
        self._assembly = assembly
        self._api = api
        self._refs: dict[str, Ref] = {}

    def ref(self, checked: str) -> Ref:
        """Refer to the validator of ``body``, ``parameters`` or ``all``."""
        found = self._refs.get(checked)
        if found is None:
            title = validator_id(self._api.name, checked)
            validator = apigateway.RequestValidator(
                title,
                RestApiId=Ref(self._api.resource_id),
                ValidateRequestBody=checked in ("body", "all"),
                ValidateRequestParameters=checked in ("parameters", "all"),
            )
            self._assembly.add(validator, (self._api.resource_id, "validator", checked), self._api.source)
            found = self._refs[checked] = Ref(title)
        return found

    def check(self, part: str) -> bool:
        """Tell whether any method's body, or any's parameters, are checked."""
        return bool({part, "all"} & self._refs.keys())
