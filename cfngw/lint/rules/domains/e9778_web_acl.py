"""E9778: a web ACL on what cannot have one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.document.node import Node
from cfngw.document.values import Reference, Text
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal

_TYPE = "AWS::WAFv2::WebACLAssociation"
_GATEWAY = re.compile(r"arn:[^:]*:(?:apigateway|execute-api):", re.DOTALL)
_STAGE = re.compile(r"arn:[^:]*:apigateway:[^:]*::/restapis/[^/]+/stages/[^/]+\Z", re.DOTALL)
_FORM = "arn:${AWS::Partition}:apigateway:${AWS::Region}::/restapis/${Api}/stages/${Stage}"
_APIS = ("AWS::ApiGateway::RestApi", "AWS::ApiGateway::Stage", "AWS::ApiGatewayV2::Api", "AWS::ApiGatewayV2::Stage")


class WebAcl(Rule):
    """ResourceArn and WebACLArn of an association."""

    id = "E9778"
    short = "A regional web ACL guards a stage of a REST API, by the stage's ARN"
    long = (
        "AWS WAF guards stages of REST APIs: arn:...:apigateway:region::/restapis/id/stages/name, with no account in "
        "it; no stage of an HTTP or a WebSocket API. The web ACL has the scope REGIONAL."
    )
    aws = "The association is refused: WAFInvalidParameterException, the ARN is not valid for this operation."
    fix = "Write the ARN of a REST API's stage; put CloudFront with a web ACL before an HTTP API."
    url = "https://docs.aws.amazon.com/waf/latest/APIReference/API_AssociateWebACL.html"
    types = (_TYPE,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources(_TYPE):
            for name, find in (("ResourceArn", _resource), ("WebACLArn", _acl)):
                given = each.properties.get(name)
                wrong = find(view, given) if given is not None else None
                if wrong is not None:
                    yield Problem(below(each.at, "Properties", name), wrong)


def _resource(view: View, given: Node) -> str | None:
    value = given.value
    if isinstance(value, Reference):
        target = view.found.referred(given)
        if target is None or target.type not in _APIS:
            return None
        if target.type.startswith("AWS::ApiGatewayV2"):
            return (
                f"{target.logical_id} is of an HTTP or WebSocket API, which AWS WAF does not guard. Put CloudFront "
                "before it"
            )
        return (
            f"This is the id or the name of {target.logical_id}, and AWS WAF wants the ARN of a stage. Write !Sub "
            f"{_FORM}"
        )
    text = value.marked() if isinstance(value, Text) else literal(given)
    if not isinstance(text, str) or not _GATEWAY.match(text):
        return None
    if "/apis/" in text:
        return "AWS WAF guards no HTTP or WebSocket API: it refuses this ARN. Put CloudFront with the web ACL before it"
    if ":execute-api:" in text:
        return f"AWS WAF guards a stage by its own ARN, not by that of its calls: it refuses this. Write !Sub {_FORM}"
    if _STAGE.match(text) or (text.endswith("\x01") and "/stages/" not in text and "/restapis/" not in text):
        return None
    if "/stages/" not in text and "/restapis/" in text and text.endswith("\x01") and text.count("/") > 3:
        return None
    if isinstance(value, Text) and value.unknown is not None and "::/restapis" not in text and "/restapis" not in text:
        return None
    return f"This is the ARN of no stage of a REST API: AWS WAF refuses it. Write !Sub {_FORM}"


def _acl(view: View, given: Node) -> str | None:
    target = view.found.referred(given)
    if target is not None and target.type == "AWS::WAFv2::WebACL" and isinstance(given.value, Reference):
        if literal(target.properties.get("Scope")) == "CLOUDFRONT":
            return (
                f"{target.logical_id} has the scope CLOUDFRONT, which guards no API: AWS WAF refuses it. Write REGIONAL"
            )
        if not given.value.attribute:
            return f"!Ref {target.logical_id} is no ARN: AWS WAF refuses it. Write !GetAtt {target.logical_id}.Arn"
        return None
    text = literal(given)
    if text is not None and ":global/webacl/" in text:
        return "This web ACL has the scope CLOUDFRONT, which guards no API: AWS WAF refuses it. Take a regional one"
    if text is not None and (":waf-regional:" in text or ":waf::" in text):
        return "This is a web ACL of WAF Classic, which an association of WAFv2 refuses. Take one of wafv2"
    return None
