"""E9681: a principal of a resource policy is one that IAM knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cfngw.lint.rules.access.policies import policies
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_KINDS = ("AWS", "Service", "Federated", "CanonicalUser")
_WHO = re.compile(r"\*|[0-9]{12}|arn:[^:]+:(iam|sts)::([0-9]{12}|cloudfront|[^0-9:]\S*):.+|AROA\w+|AIDA\w+")
_REFUSED = "the stack would fail with Invalid policy document"


class Principal(Rule):
    """A principal in a form that IAM refuses."""

    id = "E9681"
    short = "A principal of a resource policy is one that IAM knows"
    long = (
        'Principal is "*", or a mapping with AWS: "*", an account\'s 12 digits, or the ARN of a role or user. A name '
        "in an ARN stands for itself: only the whole principal can be *."
    )
    aws = (
        "The stack fails: Invalid policy document. Please check the policy syntax and ensure that Principals are valid."
    )
    fix = 'Write Principal: "*" and a Condition, or Principal: {AWS: arn:aws:iam::123456789012:role/name}.'
    url = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html"
    tags = ("apigateway", "policies")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for policy in policies(view):
            for statement in policy.statements:
                wrong = _wrong(statement.data.get("Principal"))
                if wrong is not None:
                    yield Problem(statement.at("Principal"), f"{statement.noun} has {wrong}")


def _wrong(principal: Any) -> str | None:
    if isinstance(principal, str) and principal != "*":
        return f'the Principal "{principal}" without its kind: {_REFUSED}. Write Principal: {{AWS: …}}'
    if isinstance(principal, list):
        return f"a list as Principal: {_REFUSED}. Write Principal: {{AWS: [...]}}"
    if not isinstance(principal, dict):
        return None
    for kind, given in principal.items():
        if kind not in _KINDS:
            return f"a Principal of the kind {kind}, which there is not: {_REFUSED}. Write AWS"
        for each in given if isinstance(given, list) else [given]:
            wrong = _wrong_name(kind, each)
            if wrong is not None:
                return wrong
    return None


def _wrong_name(kind: str, name: Any) -> str | None:
    if kind != "AWS" or not isinstance(name, (str, int)):
        return None
    text = str(name)
    if _WHO.fullmatch(text) is None:
        return f'the Principal "{text}", which is no account, role or user: {_REFUSED}. Write its ARN, or 12 digits'
    if "*" in text and text != "*":
        return f'the Principal "{text}", in which * stands for nothing: {_REFUSED}. Write "*" and a Condition'
    return None
