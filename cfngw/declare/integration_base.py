"""What every integration of a REST API is: the base of its kinds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import ClassVar

from cfngw.declare.function import Callee
from cfngw.declare.value import Value
from cfngw.errors import CfngwError

_STREAM = ("proxies alone stream", "write RestLambdaProxy(function, stream=True), or stream=True of an HttpProxy")
_UNVERIFIED = (
    "CloudFormation's type has no property for it",
    "let what is behind show a certificate of a public authority, or call it by http in your VPC",
)


class Integration(Value):
    """The base of all integrations. ``kind``: API Gateway's name for it; a proxy maps nothing."""

    kind: ClassVar[str]
    proxy: ClassVar[bool] = False
    matches_status: ClassVar[bool] = False
    elsewhere: ClassVar[Mapping[str, tuple[str, str]]] = MappingProxyType(
        {"stream": _STREAM, "insecure_skip_verification": _UNVERIFIED}
    )

    function: Callee | None = None
    stream: bool = False

    def misplaced_in_rest_api(self) -> Iterator[CfngwError]:
        """Give what only an HTTP API's integration has, and what a REST API's needs besides."""
        return iter(())
