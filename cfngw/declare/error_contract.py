"""The error contract: how a handler's exceptions become statuses, said once for a whole API.

One value gives the selection patterns (disjoint, newline-safe, with a catch-all for what nobody foresaw), the response
templates and models, the gateway's own responses in the same form, and the module of exceptions for the handler.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, ClassVar

from cfngw.declare.intrinsic import Text
from cfngw.declare.kinds import Many, Whole, Words
from cfngw.declare.mapping import HEADERS, MODEL, Response
from cfngw.declare.mapping_template import JSON, TEMPLATES, Templates, by_content_type, is_json, unparsed
from cfngw.declare.model import Model
from cfngw.declare.value import Value, option
from cfngw.errors import CfngwError

if TYPE_CHECKING:
    from cfngw.declare.gateway_response import GatewayResponse

UNFORESEEN = 500
_GATEWAYS_OWN = '{"message": $context.error.messageString}'  # what it answers without being told
_NOBODY_KNOWS = "Internal server error"
_XML = re.compile(r"[^/]+/(?:xml|(?!xhtml)[^;]*\+xml)\b.*", re.DOTALL | re.IGNORECASE)
_STATUSES = Many(Whole(300, 599, literal=True), intrinsic=False)


class ErrorContract(Value):
    """The base of the three forms that a handler's message can have."""

    default_statuses: ClassVar[tuple[int, ...]] = (400, 404, 500)
    example: ClassVar[str]

    if TYPE_CHECKING:  # not as options of the base: they would come before the first of JsonErrors

        @property
        def statuses(self) -> Sequence[int]:
            """Give the statuses."""
            ...

        @property
        def template(self) -> Templates:
            """Give the template."""
            ...

        @property
        def model(self) -> Model | str | None:
            """Give the model."""
            ...

        @property
        def headers(self) -> Mapping[str, Text] | None:
            """Give the headers."""
            ...

    def beginning(self, statuses: Sequence[int]) -> str:
        """Give the pattern of how messages of some statuses begin."""
        raise NotImplementedError

    def usual_template(self) -> str:
        """Give the template unless the user has another."""
        raise NotImplementedError

    def unforeseen_body(self) -> str:
        """Give the body of an error that nobody foresaw: it tells nothing of the code."""
        raise NotImplementedError

    def unforeseen(self, content_type: str) -> str:
        """Give that body in a content type: JSON in this contract's form, of other types the words alone."""
        if is_json(content_type):
            return self.unforeseen_body()
        return f"<message>{_NOBODY_KNOWS}</message>" if _XML.fullmatch(content_type) else _NOBODY_KNOWS

    def module_text(self) -> str:
        """Give the module of exceptions for the handler; it needs Python alone."""
        from cfngw.declare.exception_module import module_text

        return module_text(self)

    def gateway_body(self, message: str, status: int) -> str:
        """Give the body of an error that the gateway makes itself; ``message`` is JSON."""
        raise NotImplementedError

    def gateway_responses(self, occurring: Collection[str]) -> tuple[GatewayResponse, ...]:
        """Give what the gateway itself answers in this form: to a body that fits no model, with what is wrong in it.

        ``occurring``: the types of answers that an API can come to. Where the form tells the status, each that differs
        from its default's has an answer of its own: these bodies know no VTL, and no variable that holds the status.
        """
        from cfngw.declare.gateway_response import STATUSES, USUAL, GatewayResponse, default_of_type

        made = []
        if "BAD_REQUEST_BODY" in occurring:
            body = self.gateway_body('"$context.error.validationErrorString"', 400)
            made.append(GatewayResponse("BAD_REQUEST_BODY", status=400, templates=body))
        message = "$context.error.messageString"
        if self.gateway_body(message, 0) != _GATEWAYS_OWN:
            made += [
                GatewayResponse(name, templates=self.gateway_body(message, usual)) for name, usual in USUAL.items()
            ]
        if self.gateway_body(message, 0) != self.gateway_body(message, 1):
            made += [
                GatewayResponse(name, templates=self.gateway_body(message, status))
                for name, status in STATUSES.items()
                if name in occurring
                and name != "BAD_REQUEST_BODY"
                and status not in (None, USUAL[default_of_type(name)])
            ]
        return tuple(each.moved(self.source) for each in made)

    def check(self) -> Iterator[CfngwError]:
        """Check the statuses and the template."""
        yield from unparsed(self, self.template, "template")
        twice = next((status for status in self.statuses if list(self.statuses).count(status) > 1), None)
        if twice is not None:
            yield self.refusal("a status is there twice.", given=twice, fix="leave one out", option="statuses")

    @property
    def label(self) -> str:
        """Name this value by its class: its first option is no name."""
        return type(self).__name__

    def responses(self) -> tuple[Response, ...]:
        """Give the responses: one for each status, and 500 for all that has none."""
        made: tuple[Response, ...] | None = self.__dict__.get("_responses")
        if made is None:
            made = self.__dict__["_responses"] = tuple(self._responses())
        return made

    def _responses(self) -> Iterator[Response]:
        known = [status for status in self.statuses if status != UNFORESEEN]
        for status in known:
            yield self._response(status, rf"{self.beginning([status])}[\s\S]*", self._templates())
        others = f"(?!{self.beginning(known)})" if known else ""
        yield self._response(UNFORESEEN, rf"{others}[\s\S]+", self._catch_all())

    def _response(self, status: int, pattern: str, templates: dict[str, Text]) -> Response:
        made = _Own(status, pattern=pattern, template=templates, headers=self.headers, model=self.model)
        moved: Response = made.moved(self.source)
        return moved

    def _templates(self) -> dict[str, Text]:
        return by_content_type(self.template if self.template is not None else self.usual_template())

    def _catch_all(self) -> dict[str, Text]:
        """Give the templates of 500: a foreseen 500 says what it has to say, anything else says nothing."""
        if UNFORESEEN not in self.statuses:
            return {content_type: self.unforeseen(content_type) for content_type in self._templates()}
        foreseen = f"$input.path('$.errorMessage').matches('{self.beginning([UNFORESEEN])}[\\s\\S]*')"
        return {
            content_type: f"#if({foreseen})\n{closed(text)}#else\n{self.unforeseen(content_type)}\n#end"
            if isinstance(text, str)
            else text
            for content_type, text in self._templates().items()
        }

    def guarded(self, template: Text | None, content_type: str = JSON) -> Text:
        """Let a template of the default response answer 500 to a failure whose message is empty.

        No pattern sees such a failure; its body has an errorType.
        """
        if not isinstance(template, str | None):
            return template
        return (
            "#if($input.path('$.errorType') != '' && $input.path('$.errorMessage') == '')\n"
            f"#set($context.responseOverride.status = {UNFORESEEN})\n"
            f"{self.unforeseen(content_type)}\n#else\n{closed(template or PASSED_THROUGH)}#end"
        )


class _Own(Response):
    """A response that a contract makes: its pattern is known to compile, its template was parsed with the contract."""

    def check(self) -> Iterator[CfngwError]:
        """Find nothing."""
        return iter(())


PASSED_THROUGH = "$input.json('$')"


def closed(template: str) -> str:
    """Make sure that a directive may follow: a comment would swallow it."""
    last = template.rpartition("\n")[2]
    return f"{template}\n" if "#" in last or template.endswith(("$", "\\")) else template


def _listed(statuses: Sequence[int]) -> str:
    return str(statuses[0]) if len(statuses) == 1 else f"(?:{'|'.join(map(str, statuses))})"


class BracketErrors(ErrorContract):
    """Messages such as ``[400:BadRequest] no such thing``: ``BracketErrors([400, 404])``.

    The answer is ``{"message": "[400:BadRequest] no such thing"}`` unless there is a ``template``. What fits none of
    the statuses is answered with 500, without a word of the message.
    """

    example: ClassVar[str] = "[400:BadRequest] no such thing"

    statuses: Sequence[int] = option(_STATUSES, default=ErrorContract.default_statuses, kw_only=False)
    template: Templates = option(TEMPLATES, default=None)
    model: Model | str | None = option(MODEL, default="Error")
    headers: Mapping[str, Text] | None = option(HEADERS, default=None)

    def beginning(self, statuses: Sequence[int]) -> str:
        """Match the bracket and the status."""
        return rf"\[{_listed(statuses)}:"

    def usual_template(self) -> str:
        """Give the message as it is."""
        return """{"message": $input.json('$.errorMessage')}"""

    def unforeseen_body(self) -> str:
        """Give a message that tells nothing."""
        return f'{{"message": "{_NOBODY_KNOWS}"}}'

    def gateway_body(self, message: str, status: int) -> str:  # noqa: ARG002
        """Give the message in the field of this form."""
        return f'{{"message": {message}}}'


class PrefixErrors(ErrorContract):
    """Messages such as ``400: no such thing``: ``PrefixErrors([400, 500])``.

    The answer is ``{"error": "no such thing"}`` unless there is a ``template``.
    """

    example: ClassVar[str] = "400: no such thing"

    statuses: Sequence[int] = option(_STATUSES, default=ErrorContract.default_statuses, kw_only=False)
    template: Templates = option(TEMPLATES, default=None)
    model: Model | str | None = option(MODEL, default="Empty")
    headers: Mapping[str, Text] | None = option(HEADERS, default=None)

    def beginning(self, statuses: Sequence[int]) -> str:
        """Match the status and the colon."""
        return f"{_listed(statuses)}: "

    def usual_template(self) -> str:
        """Give the message without the status; escapeJavaScript's \\' is no JSON and is taken back."""
        return (
            """{"error": "$util.escapeJavaScript($input.path('$.errorMessage').substring(5))"""
            """.replaceAll("\\\\'", "'")"}"""
        )

    def unforeseen_body(self) -> str:
        """Give a message that tells nothing."""
        return f'{{"error": "{_NOBODY_KNOWS}"}}'

    def gateway_body(self, message: str, status: int) -> str:  # noqa: ARG002
        """Give the message in the field of this form."""
        return f'{{"error": {message}}}'


class JsonErrors(ErrorContract):
    """Messages that are JSON with the status as their first field: ``JsonErrors("Status", [400, 500])``.

    ``{"Status": 400, "ErrorReason": "no such thing"}`` is answered as it is unless there is a ``template``.
    """

    example: ClassVar[str] = '{"Status": 400, "ErrorReason": "no such thing"}'

    field: str = option(
        Words("the name of a field", pattern=r"[A-Za-z_][A-Za-z0-9_]*", literal=True), default="Status", kw_only=False
    )
    statuses: Sequence[int] = option(_STATUSES, default=ErrorContract.default_statuses, kw_only=False)
    reason: str = option(
        Words("the name of a field", pattern=r"[A-Za-z_][A-Za-z0-9_]*", literal=True), default="ErrorReason"
    )
    template: Templates = option(TEMPLATES, default=None)
    model: Model | str | None = option(MODEL, default="Empty")
    headers: Mapping[str, Text] | None = option(HEADERS, default=None)

    def beginning(self, statuses: Sequence[int]) -> str:
        """Match the brace, the field and the status."""
        return rf'\{{\s*"{re.escape(self.field)}":\s*{_listed(statuses)}\s*[,}}]'

    def usual_template(self) -> str:
        """Give the message, which is JSON."""
        return "$input.path('$.errorMessage')"

    def unforeseen_body(self) -> str:
        """Give the fields with a reason that tells nothing."""
        return f'{{"{self.field}": {UNFORESEEN}, "{self.reason}": "{_NOBODY_KNOWS}"}}'

    def gateway_body(self, message: str, status: int) -> str:
        """Give the message in the reason's field, behind the status."""
        return f'{{"{self.field}": {status}, "{self.reason}": {message}}}'


def phrase(status: int) -> str:
    """Name a status as a class: 404 is NotFound."""
    try:
        words = HTTPStatus(status).phrase
    except ValueError:
        words = f"Status {status}"
    return re.sub(r"[^A-Za-z0-9]", "", words.title())


NO_CONTRACT = BracketErrors([])
