"""Integrations of REST APIs: what stands behind a method.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-integration-types.html
"""

from __future__ import annotations

from typing import ClassVar

from cfngw.declare.function import Function, ImportedFunction
from cfngw.declare.intrinsic import Text
from cfngw.declare.kinds import Instance, OneOf, Words
from cfngw.declare.path import METHODS
from cfngw.declare.value import Value, option, required

_FUNCTION = Instance(Function, ImportedFunction)
_URL = Words("an http:// or https:// address", pattern=r"https?://.+")
_METHOD = OneOf(*METHODS, "ANY", literal=True)


class Integration(Value):
    """The base of all integrations. ``kind``: API Gateway's name for it; a proxy maps nothing."""

    kind: ClassVar[str]
    proxy: ClassVar[bool] = False
    matches_status: ClassVar[bool] = False

    function: Function | ImportedFunction | None = None


class NonProxy(Integration):
    """Give a function what the request's template makes, and answer what the responses' templates make of its result.

    It is what a function stands for as a method's target.
    """

    kind: ClassVar[str] = "AWS"

    function: Function | ImportedFunction = required(_FUNCTION, kw_only=False)


class RestLambdaProxy(Integration):
    """Hand the whole request to a function and take its whole answer: ``{"statusCode": 200, "body": "…"}``."""

    kind: ClassVar[str] = "AWS_PROXY"
    proxy: ClassVar[bool] = True

    function: Function | ImportedFunction = required(_FUNCTION, kw_only=False)


class AsyncLambda(Integration):
    """Start a function and answer at once, with 202: what it returns or raises, nobody learns here.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-integration-async.html
    """

    kind: ClassVar[str] = "AWS"

    function: Function | ImportedFunction = required(_FUNCTION, kw_only=False)


class Mock(Integration):
    """Answer without anything behind it; the request's template says the status: ``{"statusCode": 200}``.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
    """

    kind: ClassVar[str] = "MOCK"


class _Http(Integration):
    """What both ways to call an address share."""

    matches_status: ClassVar[bool] = True

    url: Text = required(_URL, kw_only=False)
    method: str | None = option(_METHOD, default=None)
    vpc_link_id: Text | None = option(Words(), default=None)


class HttpIntegration(_Http):
    """Call an address with what the request's template makes; its status chooses the response.

    ``method``: the request's own unless given. ``vpc_link_id``: of the VPC link that leads there.
    Path variables in ``url``, such as ``{id}``, are filled in from the request's.
    """

    kind: ClassVar[str] = "HTTP"


class HttpProxy(_Http):
    """Hand the whole request to an address and its whole answer back."""

    kind: ClassVar[str] = "HTTP_PROXY"
    proxy: ClassVar[bool] = True
