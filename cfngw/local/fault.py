"""An answer of the gateway's own: raised by the step that decides it, written by the gateway of the API's kind.

https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cfngw.document.values import At


class Fault(Exception):  # noqa: N818 (the gateway's word; no error of ours)
    """``type`` is a gateway response's type, such as ``ACCESS_DENIED``; an HTTP API has the same, without a template.

    ``message`` None is the type's own text; ``status`` None its own status. ``validation`` is what a validator found.
    ``hint`` is for the person at the terminal, never for the caller; ``at`` the place in the template that decided.
    """

    def __init__(
        self,
        kind: str,
        message: str | None = None,
        *,
        status: int | None = None,
        validation: str = "",
        hint: str = "",
        at: At | None = None,
        headers: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(message or kind)
        self.type = kind
        self.message = message
        self.status = status
        self.validation = validation
        self.hint = hint
        self.at = at
        self.headers = headers

    def settled(self) -> Fault:
        """Forget the frames that it came through: they hold the passage, which is to hold it."""
        self.__traceback__ = self.__context__ = self.__cause__ = None
        return self

    def shown(self) -> dict[str, Any]:
        """Give what a journey tells of it."""
        return {"type": self.type, "hint": self.hint} if self.hint else {"type": self.type}
