"""E9776: a routing rule from or to something that has none."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Reference
from cfngw.lint.rules.domains.common import PRIVATE, PUBLIC, RULE
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal

_HTTP = "AWS::ApiGatewayV2::Api"
_ARN = "DomainNameArn"


class RuleTarget(Rule):
    """The API of a routing rule, and the ARN of its domain name."""

    id = "E9776"
    short = "A routing rule leads from the ARN of a domain name to a REST API"
    long = "Routing rules invoke REST APIs alone, and name their domain by its ARN; Ref of one is its name."
    aws = "The rule is refused (400)."
    fix = "Write !GetAtt <Domain>.DomainNameArn, and the id of a REST API."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-routing-rules.html"
    types = (RULE,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources(RULE):
            domain = each.properties.get(_ARN)
            target = view.found.referred(domain)
            at = below(each.at, "Properties", _ARN)
            if domain is not None and target is not None and isinstance(domain.value, Reference):
                is_name = target.type in PUBLIC and domain.value.attribute != _ARN
                if is_name or (target.type == PRIVATE and domain.value.attribute not in ("", _ARN)):
                    text = (
                        f"This is no ARN of {target.logical_id}: AWS refuses it. Write !GetAtt "
                        f"{target.logical_id}.{_ARN}"
                    )
                    yield Problem(at, text)
            text_given = literal(domain)
            if text_given is not None and not text_given.startswith("arn:"):
                yield Problem(
                    at, f"{text_given!r} is the ARN of no domain name: AWS refuses it. Write !GetAtt <Domain>.{_ARN}"
                )
            actions = each.properties.get("Actions")
            for action in actions.each() if actions is not None else ():
                invoked = action.get("InvokeApi")
                api = view.found.referred(invoked.get("ApiId")) if invoked is not None else None
                if invoked is not None and api is not None and api.type == _HTTP:
                    text = f"{api.logical_id} is no REST API, and routing rules lead to no other. Write an ApiMapping"
                    yield Problem(below(invoked.at, "ApiId"), text)
