"""The method request: required parameters, then the body against the model of its content type.

Only a validator makes either be checked. A required parameter must be there and not blank; the names of headers are
compared without their case (AWS does not document it). Missing ones are told in the order of their full names: headers,
path, query string, each by name. The model is that of the request's Content-Type without its parameters,
application/json where there is none; then ``$default``; else the body is not checked, as AWS documents. Whatever the
type, the body is read as JSON: a model knows nothing else.
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cfngw.document.values import Reference, Unknown
from cfngw.local.fault import Fault
from cfngw.local.rest.validation import Checked, NotJson, SchemaUnusable, TooMuchWork, read_body

if TYPE_CHECKING:
    from collections.abc import Callable

    from cfngw.local.passage import Passage
    from cfngw.read.model import Api, Route, Validator

JSON = "application/json"
DEFAULT = "$default"
UNREAD = "[Unknown error parsing request body]"
"""What gateways were seen to say of a body that is no JSON."""
LONG_BODY = 256 * 1024
"""A body of more bytes than this takes long enough to be checked beside the server's loop."""


class Models:
    """The models of an API, each made ready when the first route names it. ``say`` is told once of what can't be."""

    def __init__(self, api: Api, say: Callable[[str], None]) -> None:
        self._api = api
        self._say = say
        self._made: dict[str, Checked | None] = {}

    def checked(self, name: Any, route: Route) -> Checked | None:
        """Give a model by its name, or one without a name by its resource; None where bodies can't be checked."""
        if isinstance(name, Reference):
            name = next((each.name for each in self._api.models if each.logical_id == name.logical_id), name)
        if not isinstance(name, str):
            self._say(f"{route.where}: bodies of {route.key} are not checked: the name of their model is not known")
            return None
        if name not in self._made:
            self._made[name] = self._make(name, route)
        return self._made[name]

    def _make(self, name: str, route: Route) -> Checked | None:
        model = self._api.model(name)
        where = model.where if model is not None else route.where
        try:
            if model is None:
                raise SchemaUnusable("the API has no such model")
            return Checked(model.schema)
        except SchemaUnusable as problem:
            self._say(f"{where}: bodies are not checked against the model {name}: {problem}")
            return None


class MethodRequest:
    """What is checked of the requests of one route."""

    def __init__(self, route: Route, models: Models, say: Callable[[str], None]) -> None:
        self._route = route
        self._validator = _known(route, say)
        validator = self._validator
        self._required = _required(route) if validator is not None and validator.parameters is True else ()
        self._models: dict[str, tuple[str, Checked | None]] = {}
        if validator is not None and validator.body is True:
            for kind, name in route.request_models.items():
                self._models[kind.strip().lower()] = (str(name), models.checked(name, route))

    @property
    def checks(self) -> bool:
        """Tell whether anything is checked."""
        return bool(self._required or self._models)

    def is_long(self, passage: Passage) -> bool:
        """Tell whether the check is better done beside the server's loop."""
        return bool(self._models) and len(passage.call.body) > LONG_BODY

    def check(self, passage: Passage) -> None:
        """Let a request by, or raise the fault that the gateway answers with."""
        if self._required:
            self._check_parameters(passage)
        if self._models:
            self._check_body(passage)

    def _check_parameters(self, passage: Passage) -> None:
        call = passage.call
        missing = []
        for place, name, folded in self._required:
            if place == "header":
                there = any(call.folded.get(folded, ()))
            elif place == "querystring":
                there = any(key == name and value for key, value in call.parameters)
            else:
                there = bool(passage.path_parameters.get(name))
            if not there:
                missing.append(name)
        if missing:
            text = f"Missing required request parameters: [{', '.join(missing)}]"
            raise Fault("BAD_REQUEST_PARAMETERS", text, at=self._at)
        if passage.journey.on:
            passage.journey.step("validator", f"{len(self._required)} required parameters are there", self._at)

    def _check_body(self, passage: Passage) -> None:
        given = passage.call.folded.get("content-type")
        whole = given[-1].strip().lower() if given else JSON
        chosen = (
            self._models.get(whole) or self._models.get(whole.partition(";")[0].strip()) or self._models.get(DEFAULT)
        )
        name, checked = chosen if chosen is not None else ("", None)
        if checked is None:
            if passage.journey.on:
                passage.journey.step("validator", f"no usable model for {whole}: the body is not checked", self._at)
            return
        try:
            problems = checked.problems(read_body(passage.call.body), len(passage.call.body))
        except NotJson:
            raise Fault("BAD_REQUEST_BODY", validation=UNREAD, hint="the body is no JSON", at=self._at) from None
        except TooMuchWork as why:
            raise Fault("BAD_REQUEST_BODY", validation=UNREAD, hint=str(why), at=self._at) from None
        if problems:
            found = f"[{', '.join(problems)}]"
            hint = f"the body breaks the model {name}: {found}"
            raise Fault("BAD_REQUEST_BODY", validation=found, hint=hint, at=self._at)
        if passage.journey.on:
            passage.journey.step("validator", f"the body is as the model {name} wants it", self._at)

    @property
    def _at(self) -> Any:
        return self._validator.at if self._validator is not None else self._route.at


def _known(route: Route, say: Callable[[str], None]) -> Validator | None:
    """Give the route's validator; say what of it is not known, for that is not checked."""
    validator = route.validator
    if validator is None:
        return None
    if isinstance(validator, Unknown):
        say(f"{route.where}: requests of {route.key} are not checked: {validator.why}")
        return None
    for what, flag in (("bodies", validator.body), ("parameters", validator.parameters)):
        if isinstance(flag, Unknown):
            say(f"{validator.where}: {what} of {route.key} are not checked: {flag.why}")
    return validator


def _required(route: Route) -> tuple[tuple[str, str, str], ...]:
    """Give what must be there: place, name, and the name in small letters."""
    names = sorted(key for key, flag in route.request_parameters.items() if flag is True)
    return tuple((place, name, name.lower()) for place, name in names)
