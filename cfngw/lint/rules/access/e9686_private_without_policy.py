"""E9686: a private API has a resource policy."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.access.conditions import endpoint_of
from cfngw.lint.rules.access.policies import PAGE
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.found import REST


class PrivateWithoutPolicy(Rule):
    """A private API without a resource policy."""

    id = "E9686"
    short = "A private API has a resource policy"
    long = "A private API lets nobody in until a policy says which VPCs or VPC endpoints may call it."
    aws = (
        "The stack fails where a deployment is made: Private REST API doesn't have a resource policy attached to it. "
        "Without a deployment in the template, all calls fail until a policy is attached."
    )
    fix = "Write Policy, with an Allow for all and a Deny where aws:SourceVpce is another than yours."
    url = f"{PAGE}apigateway-private-apis.html"
    tags = ("apigateway", "policies", "private")
    types = (REST,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in view.reading.apis:
            if api.protocol != "REST" or api.policy is not None or endpoint_of(api) != "PRIVATE":
                continue
            resource = view.found.index.get(api.logical_id)
            if resource is None or resource.type != REST or resource.properties.get("CloneFrom") is not None:
                continue
            if any(resource.properties.get(name) is not None for name in ("BodyS3Location", "Fn::Transform")):
                continue
            if any(note.at is not None and "Body" in note.at.path for note in api.unknown):
                continue
            yield Problem(
                below(api.at, "Properties", "EndpointConfiguration"),
                f"{api.logical_id} is private and has no resource policy: its deployment would fail, and nobody could "
                "call it. Write Policy, with your VPC endpoints as aws:SourceVpce",
            )
