"""The module whose answers let a Lambda authorizer be cached: they hold for a whole API, not for one route.

A policy that names the method that was called refuses every other one for as long as it is cached. The ARN of the
method tells API and stage in whatever partition; what stands behind these becomes a wildcard.
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
"""

from __future__ import annotations

MODULE_NAME = "api_policy.py"
MODULE_TEXT = '''\
"""Answers of a Lambda authorizer that hold for the whole API, so that a cached one refuses no other route.

Made by cfngw. For REST APIs (TOKEN and REQUEST), and for HTTP APIs whose authorizer answers with a policy.

    def handler(event, context):
        user = user_of(event["authorizationToken"])
        return allow(user.name, event, context={"role": user.role}) if user else deny("nobody", event)
"""


def allow(principal, event, context=None, usage_identifier_key=None):
    """Let a caller call every method of the API in this stage."""
    return _answer("Allow", principal, event, context, usage_identifier_key)


def deny(principal, event, context=None):
    """Keep a caller out of every method of the API in this stage; the client gets 403."""
    return _answer("Deny", principal, event, context)


def unauthorized():
    """Give what a REST API answers with 401 when it is raised: ``raise unauthorized()``."""
    return Exception("Unauthorized")


def resource(event):
    """Give the ARN of all methods of the API and the stage that were called."""
    arn = event.get("methodArn") or event.get("routeArn")
    if not isinstance(arn, str) or arn.count(":") < 5:
        raise ValueError("the event has no methodArn or routeArn: is this a Lambda authorizer?")
    api, stage, *method = arn.split("/")
    return "/".join([api, stage, "*", "*"] if len(method) > 1 else [api, stage, "*"])


def _answer(effect, principal, event, context, key=None):
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": resource(event)}
    answer = {
        "principalId": str(principal),
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
    }
    if context is not None:
        answer["context"] = _checked(context)
    if key is not None:
        answer["usageIdentifierKey"] = key
    return answer


def _checked(context):
    """A REST API takes texts, numbers and truth values alone, and answers 500 to anything else."""
    for name, value in context.items():
        if not isinstance(value, (str, int, float)):
            raise TypeError(
                "context: %s is of the type %s; API Gateway takes str, int, float and bool, so use json.dumps()"
                % (name, type(value).__name__)
            )
    return dict(context)
'''
