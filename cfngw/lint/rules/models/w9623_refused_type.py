"""W9623: the gateway takes the content types that a method has models for."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.models.common import METHOD, methods
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.model import Integration


class RefusedType(Rule):
    """A model for a content type that is refused."""

    id = "W9623"
    short = "A method takes the content types that it has request models for"
    long = (
        "With PassthroughBehavior NEVER, or WHEN_NO_TEMPLATES where there are templates, a body whose content type "
        "has no template is refused, whatever model there is for it."
    )
    aws = "The stack is created; bodies of that type are answered with 415 Unsupported Media Type."
    fix = "Add a template for the content type, or take its model away."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html"
    tags = ("apigateway", "models")
    types = (METHOD,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api, route, resource in methods(view):
            integration = route.integration
            if not isinstance(integration, Integration) or integration.type not in ("AWS", "HTTP") or api.unknown:
                continue
            if not route.request_models or integration.passthrough not in ("NEVER", "WHEN_NO_TEMPLATES"):
                continue
            templates = integration.request_templates
            given = resource.properties.get("Integration")
            written = given.get("RequestTemplates") if given is not None else None
            if written is not None and (not written.is_mapping or len(list(written.items())) != len(templates)):
                continue
            strict = integration.passthrough == "NEVER" or (
                integration.passthrough == "WHEN_NO_TEMPLATES" and bool(templates)
            )
            for kind in route.request_models if strict and "$default" not in templates else ():
                if kind != "$default" and kind not in templates:
                    yield Problem(
                        below(resource.properties.at, "RequestModels", kind),
                        f"{route.key} has a model for {kind} and no template: PassthroughBehavior "
                        f"{integration.passthrough} answers such bodies with 415. Add a template, or take the "
                        "model away",
                    )
