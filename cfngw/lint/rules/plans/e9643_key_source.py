"""E9643: a key that an authorizer is to give, where none does."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.plans.common import METHOD, WITH_METHODS
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View

_NEVER = ("NONE", "AWS_IAM", "COGNITO_USER_POOLS")


class KeySource(Rule):
    """ApiKeySourceType AUTHORIZER, and methods without a Lambda authorizer."""

    id = "E9643"
    short = "Where keys come from the authorizer, a method that asks for one has a Lambda authorizer"
    long = (
        "With ApiKeySourceType AUTHORIZER the key is usageIdentifierKey of what a Lambda authorizer returns; the "
        "header X-Api-Key is not looked at."
    )
    aws = "Each call of the method gets 403 Forbidden."
    fix = "Give the method a Lambda authorizer, or the API ApiKeySourceType: HEADER."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-key-source.html"
    types = WITH_METHODS

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in view.reading.apis:
            if api.protocol != "REST" or api.api_key_source != "AUTHORIZER":
                continue
            for route in api.routes:
                if route.api_key_required is True and route.authorization in _NEVER:
                    own = view.found.index.get(route.logical_id)
                    is_method = own is not None and own.type == METHOD
                    yield Problem(
                        below(route.at, "Properties", "ApiKeyRequired") if is_method else route.at,
                        f"{route.key} asks for an API key, {api.logical_id} takes keys from a Lambda authorizer, and "
                        f"the method has none ({route.authorization}): each call gets 403. Give it one, or "
                        "ApiKeySourceType: HEADER",
                    )
