"""The numbers of AWS's quotas, for whoever builds a template and for whoever reads one.

Read from AWS's documents in November 2026:
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
"""

from __future__ import annotations

from typing import NamedTuple


class Limits(NamedTuple):
    """How much one template may hold; tests may lift it."""

    resources: int = 500
    parameters: int = 200
    mappings: int = 200
    outputs: int = 200
    routes: int = 300
    integrations: int = 300
    stages: int = 10
    authorizers: int = 10
    path_resources: int = 300
    template_bytes: int = 1_000_000
    inline_bytes: int = 51_200
    definition_bytes: int = 6_000_000
    resource_policy_characters: int = 8_192
    function_policy_bytes: int = 20_480
    environment_bytes: int = 4_096
