"""E9611: a model has at most 400 KB."""

from __future__ import annotations

import json
from collections.abc import Iterator

from cfngw.lint.rules.models.common import MODEL, schemas
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_MOST = 400 * 1024


class ModelSize(Rule):
    """A schema that is too large."""

    id = "E9611"
    short = "The schema of a model has at most 400 KB"
    long = "API Gateway takes payload models of up to 400 KB, a quota that is not raised."
    aws = "The model is refused with BadRequestException; the stack rolls back."
    fix = "Split the schema into several models that refer to one another."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html"
    tags = ("apigateway", "models", "limits")
    types = (MODEL,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in schemas(view):
            if isinstance(each.schema, dict):
                written = json.dumps(each.schema, default=str, separators=(",", ":"), ensure_ascii=False)
                if len(written) > _MOST:
                    yield Problem(
                        each.at,
                        f"The schema of the model {each.name} has {len(written):,} characters, and API Gateway takes "
                        f"{_MOST:,} at most: AWS would refuse it. Split it into several models",
                    )
