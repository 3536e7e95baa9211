"""What calls a service of AWS behind a method of a REST API: the base of the ready values and of AwsIntegration.

Values of HTTP APIs that serve both kinds (``service_integration``) are built on it, too.
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-integration-types.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from cfngw.declare.companion import Companion
from cfngw.declare.grant import Grant
from cfngw.declare.integration import Integration
from cfngw.declare.intrinsic import Text
from cfngw.declare.kinds import RejectedError, Words
from cfngw.declare.parameter_mapping import MappingSource, expressions
from cfngw.declare.role import STATEMENTS, Statement
from cfngw.declare.value import Value, option
from cfngw.errors import CfngwError, nearest

if TYPE_CHECKING:
    from cfngw.declare.method import Method

_BODY_PATH = re.compile(r"[\w.\-\[\]'* :,@/]*")
_NAME = re.compile(r"[A-Za-z0-9._$-]+")
_CONTEXT_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z][A-Za-z0-9_-]*)*")
# What an HTTP API calls otherwise: https://docs.aws.amazon.com/apigateway/latest/developerguide/
# api-gateway-mapping-template-reference.html#context-variable-reference
_OF_HTTP_APIS = {"routeKey": "resourcePath", "integrationErrorMessage": "error.message"}


class AwsTarget(Integration):
    """The base of what calls a service of AWS. ``subtype``: service and action; ``action``: what its role must allow.

    ``faults``: by status, the errors of the service that a client is told of so; all else is answered with 500. They
    are names where the service ``names_errors`` and answers 400, else its statuses. ``passed_through``: whether the
    client gets what the service answers.
    """

    kind: ClassVar[str] = "AWS"
    matches_status: ClassVar[bool] = True
    subtype: ClassVar[str]
    action: ClassVar[str]
    faults: ClassVar[Mapping[int, tuple[str, ...]]] = MappingProxyType({})
    names_errors: ClassVar[bool] = True
    passed_through: ClassVar[bool] = False

    region: Text | None = option(Words("a region, such as eu-west-1", pattern=r"[a-z]{2,}(-[a-z]+)+-\d"), default=None)
    allow: Sequence[Statement | Grant] = option(STATEMENTS, default=())
    credentials_arn: Text | None = option(
        Words("the ARN of a role", pattern=r"arn:[\w-]+:iam::\d{12}:role/.+", mend=lambda given: _role_fix(given)),
        default=None,
    )

    def __init_subclass__(cls) -> None:
        """Put what a service has of its own before what all have."""
        super().__init_subclass__()
        common = AwsTarget.options
        own = {name: spec for name, spec in cls.options.items() if name not in common}
        cls.options = MappingProxyType({**own, **common})
        cls._unnamed = tuple(name for name, spec in cls.options.items() if not spec.kw_only)

    @property
    def label(self) -> str:
        """Name this value by its class, and by what it calls."""
        called = self.called
        name = called.name if isinstance(called, Companion) else called
        return f'{type(self).__name__} "{name}"' if isinstance(name, str) else type(self).__name__

    @property
    def called(self) -> Any:
        """Give the resource that is called: a value, a name, an ARN."""
        return getattr(self, next(iter(self.options)))

    def made_with(self) -> Value | None:
        """Give the resource, if it is a value."""
        return self.called if isinstance(self.called, Value) else None

    def told(self) -> Mapping[int, tuple[str, ...]]:
        """Give the errors that a client is told of, by status."""
        return self.faults

    def texts(self) -> Iterator[Any]:
        """Give all that may hold expressions which a method's request fills in."""
        return iter(())

    def declared(self) -> Iterator[tuple[str, str]]:
        """Give the headers and parameters of the query string that are read: place and name."""
        for expression in self.expressions():
            root, place, name = (*expression.split(".", 2), "", "")[:3]
            if root == "request" and place in ("header", "querystring"):
                yield place, name

    def expressions(self) -> Iterator[str]:
        """Give all expressions, without ``$`` and braces."""
        for text in self.texts():
            yield from expressions(text)

    def check(self) -> Iterator[CfngwError]:
        """Check that a role is either made or given, and that an ARN, a resource and the region agree."""
        if self.credentials_arn is not None and self.allow:
            yield self.refusal(
                "what the role may do is said where it is made.",
                given=list(self.allow),
                allowed="credentials_arn, or allow for the role that is made",
                fix="leave out one of them",
                option="allow",
            )
        region = region_of(self.called)
        if isinstance(self.region, str) and region not in (None, self.region):
            yield self.refusal(
                "the ARN names another region.",
                given=self.region,
                allowed=str(region),
                fix="leave out region=: the ARN says it",
                option="region",
            )
        if isinstance(self.called, Companion) and self.region is not None:
            noun = type(self.called).__name__.lower()
            yield self.refusal(
                f"its {noun} is in the stack's own region.",
                given=self.region,
                allowed=f"region= for a {noun} that exists, given by its ARN",
                fix="leave out region=",
                option="region",
            )

    def misfits_method(self, method: Method) -> Iterator[CfngwError]:
        """Give what does not fit a method of a REST API."""
        taken = {400, *self.told(), 429, 500}
        if method.response is not None and method.response.status in taken:
            yield method.refusal(
                f"status {method.response.status} is answered twice: errors have it already.",
                where=method.response.source,
                given=method.response.status,
                allowed="each status once: API Gateway keeps one response for each",
                fix="choose another status for the success, or list all answers in responses",
            )
        for expression in dict.fromkeys(self.expressions()):
            yield from self._misfit(method, expression)

    def _misfit(self, method: Method, expression: str) -> Iterator[CfngwError]:
        root, _, rest = expression.partition(".")
        if root == "context":
            fix = _context_fix(rest)
        elif root == "stageVariables":
            fix = None
        else:
            place, _, name = rest.partition(".")
            fix = _request_fix(place, name, rest, method)
        if fix is not None:
            yield self.refusal(
                f"{method.label} can't read ${expression}.",
                given=f"${expression}",
                allowed="what a method of a REST API knows of a request",
                fix=fix,
            )


def _context_fix(name: str) -> str | None:
    if name in _OF_HTTP_APIS:
        return f'write "$context.{_OF_HTTP_APIS[name]}": REST APIs call it so'
    return None if _CONTEXT_NAME.fullmatch(name) else "name members that begin with a letter"


def _request_fix(place: str, name: str, rest: str, method: Method) -> str | None:
    """Say what to write in place of an expression that only an HTTP API can evaluate."""
    if rest.startswith("body"):
        return None if _BODY_PATH.fullmatch(rest) else "name the members one by one: $request.body.a.b"
    if not name:
        return 'write "$context.path", which begins with the stage: REST APIs have no other'
    if not _NAME.fullmatch(name):
        return "name a parameter of letters, digits, '.', '_', '$' and '-' alone"
    if place != "path":
        return None
    known = [each for of, each in method.parameters if of == "path"]
    if name in known:
        return None
    close = nearest(name, known)
    return f'write "$request.path.{close}"' if close else f"put {{{name}}} into the path, or leave it out here"


def _role_fix(given: str) -> str | None:
    return "name a role: CloudFormation does not take the caller's own identity" if given.endswith(":user/*") else None


def region_of(called: Any) -> str | None:
    """Give the region in a literal ARN."""
    return called.split(":")[3] or None if isinstance(called, str) and called.startswith("arn:") else None


class Expressions(MappingSource):
    """A text or an expression of a request; without the limit that HTTP APIs have."""

    def __init__(self, *, body: bool = True) -> None:
        super().__init__(longest=None)
        self._body = body

    def keep(self, value: Any) -> Any:
        """Check it; some places can't be filled in from the body."""
        kept = super().keep(value)
        if not self._body and any(each.startswith("request.body") for each in expressions(kept)):
            raise RejectedError(
                "take it from the path, a header or the query string: API Gateway makes no address of a body",
                allowed="a text, $request.path.<name>, $request.querystring.<name>, $request.header.<name>, "
                "$context.<name>, $stageVariables.<name>",
            )
        return kept


EXPRESSION = Expressions()
ADDRESS = Expressions(body=False)
