"""E9506: a ParentId or ResourceId that is no id of a resource."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Reference
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.tree.common import METHOD, OF_TREE, RESOURCE, ROOT, Place, Verb, places, verbs
from cfngw.lint.rules.view import View

_PLACE = {RESOURCE: "ParentId", METHOD: "ResourceId"}
_OPAQUE = ("AWS::CloudFormation::Stack", "AWS::CloudFormation::CustomResource", "AWS::SSM::Parameter")
_APIS = ("AWS::ApiGateway::RestApi", "AWS::Serverless::Api")


class NoResourceId(Rule):
    """What is given for a resource is an API, a path or something else."""

    id = "E9506"
    short = "ParentId and ResourceId are ids of resources"
    long = (
        "The id of an API is not that of its root, which is RootResourceId; a path such as / is no id; and what is no "
        "resource of API Gateway has none."
    )
    aws = "The stack fails: Invalid Resource identifier specified (404)."
    fix = "Write !GetAtt <Api>.RootResourceId for the root, or !Ref <Resource>."
    url = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-resource.html"
    types = OF_TREE

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        rows: list[Place | Verb] = [*places(view), *verbs(view)]
        for each in rows:
            name = _PLACE[each.resource.type]
            wrong = _wrong(view, each.above)
            if wrong is not None:
                yield Problem(
                    below(each.resource.at, "Properties", name),
                    f"{name} is {wrong}: AWS answers Invalid Resource identifier specified. Write !GetAtt "
                    "<Api>.RootResourceId for the root, or !Ref of an AWS::ApiGateway::Resource",
                )


def _wrong(view: View, value: object) -> str | None:
    if isinstance(value, str):
        return f"the path {value!r}, which is no id" if "/" in value or "{" in value else None
    if not isinstance(value, Reference):
        return None
    target = view.found.index.get(value.logical_id)
    if target is None or target.type in _OPAQUE or target.type.startswith("Custom::"):
        return None
    if target.type == RESOURCE:
        return None
    if target.type in _APIS:
        return None if value.attribute == ROOT else f"the id of the API {target.logical_id}"
    return f"{target.logical_id}, which is an {target.type}"
