"""E9965: the Cors of SAM is one that it makes preflights of."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.errors import nearest
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.found import SAM_REST
from cfngw.read.functions import shared
from cfngw.read.taking import flag, literal

_NAMES = ("AllowMethods", "AllowHeaders", "AllowOrigin", "MaxAge", "AllowCredentials")


class SamCors(Rule):
    """A Cors of AWS::Serverless::Api that is refused."""

    id = "E9965"
    short = "The Cors of AWS::Serverless::Api has known members, and no credentials with *"
    long = (
        "SAM makes the preflights of Cors. It takes AllowOrigin, AllowMethods, AllowHeaders, MaxAge and "
        "AllowCredentials; the last needs an origin by name."
    )
    aws = (
        "The transform fails: Unable to add Cors configuration because 'AllowCredentials' can not be true when "
        "'AllowOrigin' is '*' or not set; or Invalid value for 'Cors' property."
    )
    fix = "Name the origin, in quotes of its own: `AllowOrigin: \"'https://notes.example'\"`."
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
                continue
            for name in cors.value:
                if name not in _NAMES and not name.startswith("Fn::"):
                    close = nearest(name, _NAMES) or " or ".join(_NAMES)
                    yield Problem(
                        below(cors.at, name),
                        f"The Cors of {resource.logical_id} knows no {name}: the transform fails (Invalid value for "
                        f"'Cors' property). Write {close}",
                    )
            origin = cors.get("AllowOrigin")
            wild = origin is None or literal(origin) in ("*", "'*'")
            if wild and flag(cors.get("AllowCredentials")) is True and "Fn::If" not in cors.value:
                yield Problem(
                    below(cors.at, "AllowCredentials"),
                    f"{resource.logical_id} allows credentials to every origin: the transform fails "
                    "('AllowCredentials' "
                    "can not be true when 'AllowOrigin' is '*' or not set). Name the origin, or leave credentials out",
                )
