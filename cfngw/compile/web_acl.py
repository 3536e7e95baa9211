"""What ties a stage of a REST API to a web ACL of AWS WAF."""

from __future__ import annotations

from troposphere import Sub, wafv2

from cfngw.compile.assembly import Assembly
from cfngw.compile.wrong_reference import watch
from cfngw.declare.rest_api import RestApi
from cfngw.declare.stage import Stage


def add_web_acl(assembly: Assembly, api: RestApi, stage: Stage, title: str) -> None:
    """Tie a stage to its web ACL; the stage's name is a Ref, by which this waits for the stage."""
    arn = f"arn:${{AWS::Partition}}:apigateway:${{AWS::Region}}::/restapis/${{{api.resource_id}}}/stages/${{{title}}}"
    made = wafv2.WebACLAssociation(f"{title}WebAcl", ResourceArn=Sub(arn), WebACLArn=assembly.resolve(stage.waf))
    watch(assembly)
    assembly.add(made, (api.resource_id, stage.name, "WebAcl"), stage.source)
