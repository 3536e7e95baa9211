"""W9920: no secret stands in an environment variable in plain text."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.functions.secrets import is_secret
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View


class SecretInEnvironment(Rule):
    """No secret stands in an environment variable in plain text."""

    id = "W9920"
    short = "No secret stands in an environment variable in plain text"
    long = (
        "A variable whose name says that it is a secret has a literal value, or a value has the form of an access "
        "key, a private key, a token or an address with a password. Names of secrets, ARNs, paths and addresses are "
        "let be."
    )
    aws = (
        "The stack is created; the secret is in the template, in its history, and readable for all who may read the "
        "function's configuration."
    )
    fix = "Keep it in Secrets Manager or as a SecureString in Parameter Store, and give the function its name."
    url = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html"
    tags = ("lambda", "security")
    types = ("AWS::Lambda::Function", "AWS::Serverless::Function")

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.found.by_type.get("AWS::Lambda::Function", []) + view.found.by_type.get(
            "AWS::Serverless::Function", []
        ):
            environment = each.properties.get("Environment")
            variables = environment.get("Variables") if environment is not None else None
            for name in list(variables.value) if variables is not None and variables.is_mapping else ():
                written = variables.written(name) if variables is not None else None
                if written is not None and isinstance(written.value, str) and is_secret(name, written.value):
                    yield Problem(
                        below(each.at, "Properties", "Environment", "Variables", name),
                        f"{name} of {each.key} is a secret in plain text: all who may read the template or the "
                        "function's configuration have it. Keep it in Secrets Manager and pass its name",
                    )
