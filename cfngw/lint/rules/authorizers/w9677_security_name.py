"""W9677: what an OpenAPI document asks for by security is defined, and stands where API Gateway looks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cfngw.document.values import At
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.model import Api

_BUILT_IN = ("sigv4", "api_key", "NONE")  # the last is how SAM writes an open operation
_ROOT = "a security at the root is not applied"


class SecurityName(Rule):
    """An operation's security that no authorizer stands behind, or one at the root of the document."""

    id = "W9677"
    short = "The security of an OpenAPI document is defined, and stands with the operations"
    long = (
        "An operation names a security scheme, and the scheme has an x-amazon-apigateway-authorizer. A name that is "
        "not defined asks nobody, and API Gateway does not use a security at the root of the document."
    )
    aws = "The API is imported without a word; the operations are open to everybody."
    fix = "Define the scheme under securitySchemes, and name it in the security of each operation."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html"
    tags = ("apigateway", "authorizers", "openapi", "security")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in view.reading.apis:
            yield from _at_root(api)
            defined: set[str] | None = None
            for route in api.routes:
                if route.logical_id or route.authorization != "NONE" or "paths" not in route.at.path:
                    continue
                asked = _dig(route.at, "security")
                if not isinstance(asked, list) or not asked:
                    continue
                root = At(route.at.document, route.at.path[: route.at.path.index("paths")])
                if defined is None:
                    defined = _defined(root) | {each.name for each in api.authorizers if isinstance(each.name, str)}
                names = [name for each in asked if isinstance(each, dict) for name in each]
                for name in names:
                    if name not in defined and name not in _BUILT_IN and not name.startswith("Fn::"):
                        yield Problem(
                            below(route.at, "security"),
                            f'{route.key} asks for "{name}", which the document does not define: everybody may call '
                            "it. Define it under securitySchemes (securityDefinitions in Swagger)",
                        )


def _at_root(api: Api) -> Iterator[Problem]:
    opened = [route for route in api.routes if route.authorization == "NONE" and route.method != "OPTIONS"]
    for note in api.unknown:
        if note.why.startswith(_ROOT) and note.at is not None and opened:
            yield Problem(
                below(note.at, "security"),
                f"The document asks for security at its root, which API Gateway does not use: {len(opened)} "
                "operations are open to everybody. Write it in each operation",
            )


def _dig(at: At, *steps: str) -> Any:
    """Give what is written at a place; None where an intrinsic stands in between."""
    found: Any = at.document.data
    for step in (*at.path, *steps):
        if isinstance(found, dict):
            found = found.get(step)
        elif isinstance(found, list) and isinstance(step, int) and step < len(found):
            found = found[step]
        else:
            return None
    return found


def _defined(root: At) -> set[str]:
    found: set[str] = set()
    for steps in (("components", "securitySchemes"), ("securityDefinitions",)):
        schemes = _dig(root, *steps)
        if isinstance(schemes, dict):
            found.update(schemes)
    return found
