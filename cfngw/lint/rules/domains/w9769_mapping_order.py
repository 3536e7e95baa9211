"""W9769: a mapping or a web ACL that may come before the stage, or the domain name."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.deployments.common import stages_of, unordered
from cfngw.lint.rules.domains.common import (
    API_MAPPING,
    BASE_PATH,
    BASE_PATH_V2,
    MAPPINGS,
    domain_of,
    is_reference,
    mappings,
)
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal

_HTTP_STAGE = "AWS::ApiGatewayV2::Stage"


class MappingOrder(Rule):
    """A mapping with the names of its stage and its domain as texts."""

    id = "W9769"
    short = "A mapping waits for its stage and for its domain name"
    long = "A mapping that names its stage, or its domain name, as a text does not wait for the resource that makes it."
    aws = "The stack fails where the mapping comes first: Invalid stage identifier, or Invalid domain name identifier."
    fix = "Write !Ref of the stage and of the domain name, or add DependsOn."
    url = (
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-basepathmapping.htm"
        "l"
    )
    types = (BASE_PATH, BASE_PATH_V2, API_MAPPING)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in mappings(view):
            own = each.resource
            name = literal(own.properties.get("Stage"))
            if name is not None and each.api is not None:
                stages = [stage for known, stage in stages_of(view, each.api.key) if known == name]
                stages += [
                    stage
                    for stage in view.found.of(each.api.key, _HTTP_STAGE)
                    if literal(stage.properties.get("StageName")) == name
                ]
                if stages and all(unordered(view, own, stage) for stage in stages):
                    first = stages[0].logical_id
                    yield Problem(
                        below(own.at, "Properties", "Stage"),
                        f"{own.logical_id} does not wait for {first}, which makes the stage {name}: AWS answers "
                        f"Invalid stage identifier where it comes first. Write !Ref {first}, or add DependsOn: {first}",
                    )
            domain = domain_of(view, each.domain)
            if domain is not None and not is_reference(each.domain) and unordered(view, own, domain):
                yield Problem(
                    below(own.at, "Properties", MAPPINGS[own.type][0]),
                    f"{own.logical_id} does not wait for {domain.logical_id}, which makes this domain name: AWS "
                    f"answers Invalid domain name identifier where it comes first. Write !Ref {domain.logical_id}",
                )
