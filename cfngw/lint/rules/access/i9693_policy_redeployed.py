"""I9693: a change of a resource policy is deployed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.lint.rules.access.policies import PAGE, policies
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_DIGEST = re.compile(r"[0-9a-fA-F]{8,}\Z|[0-9]{6,}\Z")


class PolicyRedeployed(Rule):
    """A resource policy beside a deployment that stays as it is."""

    id = "I9693"
    short = "A change of a resource policy is deployed"
    long = (
        "A stage serves the policy of its deployment. A deployment whose logical id never changes is made once: what "
        "is changed of the policy later is not in force until the API is deployed by hand."
    )
    aws = "The stack is updated without a word, and the old policy stays in force."
    fix = "Give the deployment a logical id with a digest of the API, policy included."
    url = f"{PAGE}apigateway-resource-policies-create-attach.html"
    tags = ("apigateway", "policies", "deployments")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for policy in policies(view):
            deployments = list(view.found.of(policy.api.logical_id, "AWS::ApiGateway::Deployment"))
            if deployments and not any(_DIGEST.search(each.logical_id) for each in deployments):
                yield Problem(
                    policy.at,
                    f"The policy of {policy.api.logical_id} comes into force with a deployment, and "
                    f"{deployments[0].logical_id} is made once: a later change would not. Put a digest of the API into "
                    "its logical id",
                )
