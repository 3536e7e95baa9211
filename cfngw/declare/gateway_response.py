"""What API Gateway itself answers: errors before, or instead of, an integration."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from cfngw.declare.headers import Headers, refuse_near_expression
from cfngw.declare.intrinsic import Integer, Text, is_intrinsic
from cfngw.declare.kinds import Whole, Words
from cfngw.declare.mapping_template import TEMPLATES, Templates, by_content_type
from cfngw.declare.value import Value, option, pinned, required
from cfngw.errors import CfngwError, OutputError
from cfngw.naming import gateway_response_id

# https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
STATUSES: Mapping[str, int | None] = MappingProxyType(  # the status of each unless it is given another
    {
        "ACCESS_DENIED": 403,
        "API_CONFIGURATION_ERROR": 500,
        "AUTHORIZER_CONFIGURATION_ERROR": 500,
        "AUTHORIZER_FAILURE": 500,
        "BAD_REQUEST_BODY": 400,
        "BAD_REQUEST_PARAMETERS": 400,
        "DEFAULT_4XX": None,
        "DEFAULT_5XX": None,
        "EXPIRED_TOKEN": 403,
        "INTEGRATION_FAILURE": 504,
        "INTEGRATION_TIMEOUT": 504,
        "INVALID_API_KEY": 403,
        "INVALID_SIGNATURE": 403,
        "MISSING_AUTHENTICATION_TOKEN": 403,
        "QUOTA_EXCEEDED": 429,
        "REQUEST_TOO_LARGE": 413,
        "RESOURCE_NOT_FOUND": 404,
        "THROTTLED": 429,
        "UNAUTHORIZED": 401,
        "UNSUPPORTED_MEDIA_TYPE": 415,
        "WAF_FILTERED": 403,
    }
)
TYPES = tuple(STATUSES)
USUAL = MappingProxyType({"DEFAULT_4XX": 403, "DEFAULT_5XX": 500})  # the status of most types that a default is for


def default_of_type(name: str) -> str:
    """Give the type that stands for another where that has none of its own."""
    status = STATUSES.get(name)
    return "DEFAULT_5XX" if name == "DEFAULT_5XX" or (status is not None and status >= 500) else "DEFAULT_4XX"


_EXPRESSION = re.compile(
    r"'.*'|(method\.request\.(header|querystring|path|multivalueheader|multivaluequerystring)|context|stageVariables)\..+",
    re.DOTALL,
)
_SOURCES = (
    *("method.request.header", "method.request.querystring", "method.request.path"),
    *("method.request.multivalueheader", "method.request.multivaluequerystring", "context", "stageVariables"),
)
_DIRECTIVE = re.compile(r"#\{?(set|if|elseif|else|end|foreach|macro|evaluate|define|stop|break)\b")


def literal(given: Any) -> Any:
    """Put a header's literal into the single quotes that tell it from an expression; leave expressions alone."""
    return given if is_intrinsic(given) or _EXPRESSION.fullmatch(given) else f"'{given}'"


class _Header(Words):
    """A text, or an expression; nothing that is nearly one."""

    def check(self, value: Any) -> str:
        """Look for slips in expressions."""
        text = super().check(value)
        if not _EXPRESSION.fullmatch(text):
            refuse_near_expression(text, _SOURCES)
        return text


class GatewayResponse(Value):
    """What clients get where the gateway answers: ``GatewayResponse("INVALID_API_KEY", status=401)``.

    ``type``: one of AWS's words; DEFAULT_4XX and DEFAULT_5XX stand for those without one of their own. ``status``:
    AWS's own unless given. ``headers``: texts, or expressions such as ``method.request.header.Origin``. ``templates``:
    a text for JSON or ``{content type: text}``; it knows no VTL. ``$context.error.messageString`` is in quotes already.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
    """

    type: str = required(Words("a type such as DEFAULT_4XX", pattern=r"[A-Z0-9_]+", literal=True), kw_only=False)
    status: Integer | None = option(Whole(100, 599), default=None)
    headers: Mapping[str, Text] = option(
        Headers(_Header("a text or an expression")),
        default={},
    )
    templates: Templates = option(TEMPLATES, default=None)
    logical_id: str | None = pinned(default=None)

    def resource_id(self, api: str) -> str:
        """Give the logical id in the API of that name."""
        return self.logical_id or gateway_response_id(api, self.type)

    def check(self) -> Iterator[CfngwError]:
        """Refuse one that changes nothing."""
        if self.status is None and not self.headers and not self.templates:
            yield self.refusal("it changes nothing.", allowed="status, headers or templates", fix="give one of them")
        yield from self._check_templates()

    def _check_templates(self) -> Iterator[CfngwError]:
        """Refuse what would reach the client as it is written."""
        try:
            texts = by_content_type(self.templates)
        except OutputError:
            return  # the File has reported it
        for text in texts.values():
            directive = _DIRECTIVE.search(text) if isinstance(text, str) else None
            if directive is not None:
                yield self.refusal(
                    f"its templates know no VTL: {directive[0]} would reach the client as it is.",
                    given=text,
                    allowed="texts with $context and $stageVariables, which are replaced",
                    fix=f"leave out {directive[0]}",
                    option="templates",
                )
