"""W9779: a web ACL that may come before the stage."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Reference, Text
from cfngw.lint.rules.deployments.common import stages_of, unordered
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View

_TYPE = "AWS::WAFv2::WebACLAssociation"


class WebAclOrder(Rule):
    """An association whose ARN holds the stage's name as a text."""

    id = "W9779"
    short = "A web ACL waits for the stage that it guards"
    long = "An ARN that holds the name of the stage as a text does not make the association wait for the stage."
    aws = "The stack fails where the association comes first: WAFNonexistentItemException, or WAFUnavailableEntity."
    fix = "Write ${Stage} into the ARN, or add DependsOn."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-aws-waf.html"
    types = (_TYPE,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources(_TYPE):
            given = each.properties.get("ResourceArn")
            value = given.value if given is not None else None
            if not isinstance(value, Text):
                continue
            before, _, name = value.marked().rpartition("/stages/")
            apis = [hole for hole in value.holes if isinstance(hole, Reference)]
            if not before or not name or "\x00" in name or not apis:
                continue
            made = [stage for api in apis for known, stage in stages_of(view, api.logical_id) if known == name]
            if made and all(unordered(view, each, stage) for stage in made):
                first = made[0].logical_id
                yield Problem(
                    below(each.at, "Properties", "ResourceArn"),
                    f"{each.logical_id} does not wait for {first}, which makes the stage {name}: AWS WAF finds no "
                    f"such resource where it comes first. Add DependsOn: {first}",
                )
