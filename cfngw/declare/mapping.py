"""What a method makes of its request and of what comes back: templates, models, parameters, headers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cfngw.declare.headers import Headers, refuse_near_expression, same_header
from cfngw.declare.intrinsic import Integer, Text
from cfngw.declare.kinds import Checked, Either, Instance, OneOf, RejectedError, Table, Whole, Words
from cfngw.declare.mapping_template import JSON, TEMPLATES, Templates, by_content_type, unparsed
from cfngw.declare.model import CONTENT_TYPE, Model
from cfngw.declare.value import Value, option
from cfngw.errors import CfngwError, OutputError

CONTENT_HANDLING = OneOf("CONVERT_TO_BINARY", "CONVERT_TO_TEXT")
MODEL = Either(
    Instance(Model),
    Words("the name of a model", pattern=r"[A-Za-z0-9]+", literal=True),
    described="a Model, or the name of one that the API has",
)
_MODELS = Table(MODEL, key=CONTENT_TYPE)
# https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html
_EXPRESSION = re.compile(
    r"integration\.response\.((header|multivalueheader)\..+|body([.\[].+)?)|(context|stageVariables)\..+|'.*'", re.S
)
_SOURCE = re.compile(
    r"method\.request\.((header|querystring|path|multivalueheader|multivaluequerystring)\..+|body([.\[].+)?)"
    r"|(context|stageVariables)\..+|'.*'",
    re.DOTALL,
)
_OF_RESPONSE = (
    *("integration.response.header", "integration.response.multivalueheader", "integration.response.body"),
    *("context", "stageVariables"),
)
_OF_REQUEST = (
    *("method.request.header", "method.request.querystring", "method.request.path"),
    *("method.request.multivalueheader", "method.request.multivaluequerystring", "method.request.body"),
    *("context", "stageVariables"),
)
_REQUEST_PLACES = ("header", "querystring", "path")
_SHORT = {"query": "querystring"}
HEADERS = Headers(Checked("a text, a number or an intrinsic", lambda given: _header(given)))


class Request(Value):
    """What is asked of a client's request, and what the integration gets of it.

    ``model``: what a JSON body is checked against; ``models`` by content type. ``template``: for JSON, or a dict by
    content type; with one, a body of another type is refused with 415 unless ``passthrough_behavior`` says otherwise;
    without, the body goes through as it is. ``parameters``: what the integration gets of the request besides, such as
    ``{"header.X-User": "header.X-User"}``, ``{"querystring.page": "'1'"}``. ``validate``: what the model and the
    required parameters call for; ``"none"`` for nothing.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html
    """

    model: Model | str | None = option(MODEL, default=None, kw_only=False)
    template: Templates = option(TEMPLATES, default=None)
    models: Mapping[str, Model | str] | None = option(_MODELS, default=None)
    parameters: Mapping[str, Text] | None = option(
        Table(Checked("a source, such as 'header.X'", lambda given: source(given)), key=Words(literal=True)),
        default=None,
    )
    passthrough_behavior: Text | None = option(OneOf("NEVER", "WHEN_NO_MATCH", "WHEN_NO_TEMPLATES"), default=None)
    content_handling: Text | None = option(CONTENT_HANDLING, default=None)
    validate: str | None = option(OneOf("body", "parameters", "all", "none", literal=True), default=None)

    def check(self) -> Iterator[CfngwError]:
        """Check the templates, the names of parameters, and that one content type has one model."""
        yield from unparsed(self, self.template, "template")
        yield from _check_binary(self)
        for name in self.parameters or ():
            place, _, rest = target(name).removeprefix("integration.request.").partition(".")
            if place not in _REQUEST_PLACES or not rest:
                yield self.refusal(
                    "parameters names no place of the integration's request.",
                    given=name,
                    allowed="header.<name>, querystring.<name> or path.<name>",
                    fix=f'write "header.{name.rpartition(".")[2]}"',
                    option="parameters",
                )
        names = [name for name in self.sources if name.startswith("integration.request.header.")]
        twice = same_header(names) or next(iter(_repeated([target(name) for name in self.parameters or ()])), None)
        if twice is not None:
            yield self.refusal(
                "parameters fills one place twice.",
                given=twice[1],
                allowed="each place once, whatever the case of a header",
                fix="leave one of them out",
                option="parameters",
            )
        if self.model is not None and self.models and JSON in self.models:
            fix = "leave out model, or that entry of models"
            yield self.refusal(f"{JSON} has two models.", given=self.models[JSON], fix=fix)

    @property
    def all_models(self) -> dict[str, Model | str]:
        """Give the models by content type."""
        return with_own_type(self.model, self.models)

    @property
    def sources(self) -> dict[str, Text]:
        """Give what the integration gets: its parameters and where each comes from, in AWS's long form."""
        return {target(name): given for name, given in (self.parameters or {}).items()}


def _check_binary(value: Request | Response) -> Iterator[CfngwError]:
    """Refuse a template for what becomes bytes: it would answer 500.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html
    """
    if value.content_handling != "CONVERT_TO_BINARY":
        return
    try:
        texts = by_content_type(value.template).values()
    except OutputError:
        return  # the File has reported it
    if any(text != "" for text in texts):
        yield value.refusal(
            "CONVERT_TO_BINARY takes no template: the whole payload is Base64, and each answer would be 500.",
            given=value.template,
            allowed="a template with CONVERT_TO_TEXT, where $input.body is the Base64 text",
            fix="leave out the template, or content_handling",
            option="template",
        )


def is_text(response: Response) -> bool:
    """Tell of a response that surely becomes no bytes, so that a template may look at it."""
    return response.content_handling in (None, "CONVERT_TO_TEXT")


def _repeated(names: list[str]) -> Iterator[tuple[str, str]]:
    return ((name, name) for position, name in enumerate(names) if name in names[:position])


def with_own_type(model: Any, models: Mapping[str, Any] | None) -> dict[str, Any]:
    """Give models by content type, where a single one says its own."""
    found = dict(models or {})
    if model is None:
        return found
    own = model.content_type if isinstance(model, Model) else JSON
    return {own: model, **found}


def target(name: str) -> str:
    """Write a parameter of the integration's request as AWS does."""
    if name.startswith("integration.request."):
        return name
    place, _, rest = name.partition(".")
    return f"integration.request.{_SHORT.get(place, place)}.{rest}"


def source(given: Any) -> Any:
    """Write where a parameter comes from as AWS does: ``header.X`` is method.request.header.X, a literal is quoted."""
    if not isinstance(given, str):
        if isinstance(given, int | float):
            return f"'{given}'"
        if hasattr(given, "to_dict"):
            return given
        raise RejectedError
    if _SOURCE.fullmatch(given):
        return given
    place, _, rest = given.partition(".")
    place = _SHORT.get(place, place)
    if rest and place in (*_REQUEST_PLACES, "multivalueheader", "multivaluequerystring", "body"):
        return f"method.request.{place}.{rest}"
    if given == "body":
        return "method.request.body"
    refuse_near_expression(given, _OF_REQUEST)
    raise RejectedError(f"""write "header.{given}", or "'{given}'" for that very text""")


class Response(Value):
    """One answer of a method: ``Response(200)``; with a ``pattern``, for the errors whose message matches it whole.

    ``template``: for JSON, or a dict by content type; without one, what the integration gave goes through as it is.
    ``headers``: literals, or expressions such as ``integration.response.header.Location``; the inner quotes that AWS
    wants around literals are put there. ``model``: what the body looks like, for documents and SDKs.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-settings-integration-response.html
    """

    status: Integer = option(Whole(100, 599, literal=True), default=200, kw_only=False)
    pattern: Text | None = option(Words("a regular expression", pattern=r".+"), default=None)
    template: Templates = option(TEMPLATES, default=None)
    headers: Mapping[str, Text] | None = option(HEADERS, default=None)
    model: Model | str | None = option(MODEL, default=None)
    models: Mapping[str, Model | str] | None = option(_MODELS, default=None)
    content_handling: Text | None = option(CONTENT_HANDLING, default=None)

    def check(self) -> Iterator[CfngwError]:
        """Check the template and the pattern."""
        yield from unparsed(self, self.template, "template")
        yield from _check_binary(self)
        if isinstance(self.pattern, str):
            from cfngw.declare.selection_pattern import wrong_with

            problem = wrong_with(self.pattern)
            if problem is not None:
                yield self.refusal(
                    f"the pattern {problem.problem}.", given=self.pattern, fix=problem.fix, option="pattern"
                )

    @property
    def label(self) -> str:
        """Name this value by its status."""
        return f"Response({self.status})"

    @property
    def all_models(self) -> dict[str, Model | str]:
        """Give the models by content type."""
        return with_own_type(self.model, self.models)


def _header(given: Any) -> Any:
    if isinstance(given, bool) or given is None:
        raise RejectedError
    if isinstance(given, int | float):
        return f"'{given}'"
    if isinstance(given, str):
        if _EXPRESSION.fullmatch(given):
            return given
        refuse_near_expression(given, _OF_RESPONSE)
        return f"'{given}'"
    if hasattr(given, "to_dict"):
        return given
    raise RejectedError
