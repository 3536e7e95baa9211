"""E9963: SAM is given one document, and what it writes into documents only where it has the text."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Unknown
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.found import SAM_HTTP, SAM_REST
from cfngw.read.functions import shared
from cfngw.read.taking import value

_NEED_TEXT = {SAM_REST: ("Auth", "Cors", "GatewayResponses", "Models"), SAM_HTTP: ("Auth", "CorsConfiguration")}


class SamDocument(Rule):
    """A document of SAM that is there twice, or that SAM can't write into."""

    id = "E9963"
    short = "SAM takes DefinitionBody or DefinitionUri, and writes Auth and CORS into the former alone"
    long = (
        "Auth, Cors (CorsConfiguration), GatewayResponses and Models become part of the document, for which SAM needs "
        "its text: DefinitionBody, or no document at all. From Globals they count too."
    )
    aws = (
        "The transform fails: Specify either 'DefinitionUri' or 'DefinitionBody' property and not both, or Auth works "
        "only with inline Swagger specified in 'DefinitionBody' property."
    )
    fix = "Bring the file in: `DefinitionBody: {Fn::Transform: {Name: AWS::Include, Parameters: {Location: …}}}`."
    url = "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-api.html"
    tags = ("apigateway", "openapi", "sam")
    types = (SAM_REST, SAM_HTTP)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for kind, names in _NEED_TEXT.items():
            for resource in view.resources(kind):
                own = resource.properties
                if isinstance(own.value, Unknown) or own.get("DefinitionUri") is None:
                    continue
                if own.get("DefinitionBody") is not None:
                    yield Problem(
                        below(resource.at, "Properties", "DefinitionUri"),
                        f"{resource.logical_id} has DefinitionBody and DefinitionUri, and SAM takes one: the transform "
                        "fails. Leave one out",
                    )
                    continue
                merged = shared(resource, "Api" if kind == SAM_REST else "HttpApi")
                for name in names:
                    node = merged.get(name)
                    if node is None or not _says(node.value if node.is_mapping else value(node)):
                        continue
                    yield Problem(
                        node.at,
                        f"{resource.logical_id} takes its document from DefinitionUri, into which SAM can't write "
                        f"{name}: "
                        f"the transform fails ({name} works only with inline Swagger). Use DefinitionBody with "
                        "AWS::Include",
                    )


def _says(given: object) -> bool:
    """SAM looks at what is there: an empty mapping is not."""
    return bool(given) and not isinstance(given, Unknown)
