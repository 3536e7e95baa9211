"""E9965: the Cors of SAM is one that it, and API Gateway, can make a preflight of."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.node import Node
from cfngw.errors import nearest
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.found import SAM_REST
from cfngw.read.functions import shared
from cfngw.read.taking import flag, literal

_NAMES = ("AllowMethods", "AllowHeaders", "AllowOrigin", "MaxAge", "AllowCredentials")
_QUOTED = ("AllowMethods", "AllowHeaders", "AllowOrigin")


class SamCors(Rule):
    """A Cors of AWS::Serverless::Api that is refused."""

    id = "E9965"
    short = "The Cors of AWS::Serverless::Api has texts in inner quotes, and no credentials with *"
    long = (
        "SAM writes AllowOrigin, AllowMethods and AllowHeaders into the preflight as mapping expressions, where a "
        "literal stands in quotes of its own. AllowCredentials needs an origin by name."
    )
    aws = (
        "The transform fails (Unable to add Cors configuration because 'AllowCredentials' can not be true when "
        "'AllowOrigin' is '*' or not set; Invalid value for 'Cors' property), or the import of the API does: Invalid "
        "mapping expression specified."
    )
    fix = "Write the inner quotes: `AllowOrigin: \"'https://notes.example'\"`."
    url = (
        "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/"
        "sam-property-api-corsconfiguration.html"
    )
    tags = ("apigateway", "cors", "sam")
    types = (SAM_REST,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for resource in view.resources(SAM_REST):
            cors = shared(resource, "Api").get("Cors")
            if cors is None:
                continue
            if not cors.is_mapping:
                yield from _quotes(cors, "Cors", resource.logical_id)
                continue
            for name in cors.value:
                if name not in _NAMES and not name.startswith("Fn::"):
                    close = nearest(name, _NAMES) or " or ".join(_NAMES)
                    yield Problem(
                        below(cors.at, name),
                        f"The Cors of {resource.logical_id} knows no {name}: the transform fails (Invalid value for "
                        f"'Cors' property). Write {close}",
                    )
            for name in _QUOTED:
                node = cors.get(name)
                if node is not None:
                    yield from _quotes(node, name, resource.logical_id)
            origin = cors.get("AllowOrigin")
            wild = origin is None or literal(origin) in ("*", "'*'")
            if wild and flag(cors.get("AllowCredentials")) is True and "Fn::If" not in cors.value:
                yield Problem(
                    below(cors.at, "AllowCredentials"),
                    f"{resource.logical_id} allows credentials to every origin: the transform fails "
                    "('AllowCredentials' "
                    "can not be true when 'AllowOrigin' is '*' or not set). Name the origin, or leave credentials out",
                )


def _quotes(node: Node, name: str, api: str) -> Iterator[Problem]:
    written = literal(node)
    if not isinstance(node.value, str) or written is None or not written.strip():
        return
    if not (len(written) > 1 and written.startswith("'") and written.endswith("'")) and not written.startswith(
        ("method.", "integration.", "context.", "stageVariables.")
    ):
        yield Problem(
            node.at,
            f"{name} of {api} is {written} without quotes of its own, and API Gateway refuses the preflight (Invalid "
            f"mapping expression specified: {written}). Write \"'{written}'\"",
        )
