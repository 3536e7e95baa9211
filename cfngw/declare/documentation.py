"""What documentation is given as: a text, or a Doc, whose class is imported for those who have one.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-documenting-api-content-representation.html
"""

from __future__ import annotations

from typing import Any

from cfngw.declare.kinds import Checked, RejectedError


def _documentation(given: Any) -> Any:
    from cfngw.declare.doc import Doc  # for those who have one

    if isinstance(given, Doc):
        return given
    if isinstance(given, str):
        return Doc(given)
    raise RejectedError(f"make a value of it: {given.__name__}(...)" if isinstance(given, type) else None)


def _parts(given: Any) -> Any:
    from cfngw.declare.doc import PARTS

    return PARTS.keep(given)


DOCUMENTATION = Checked("a text, or a Doc", _documentation)
DOCUMENTATION_PARTS = Checked("a list of DocumentationPart", _parts)
