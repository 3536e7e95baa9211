"""W9973: a parameter for a secret is not shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from cfngw.document.values import At
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_NAME = re.compile(r"(?:password|passwd|passphrase|secret|secretkey|privatekey|accesskey|token|credentials)\Z", re.I)


class SecretParameter(Rule):
    """A parameter that is named as a secret, and shown as any other, or that has the secret for its default."""

    id = "W9973"
    short = "A parameter for a secret has NoEcho, and no default"
    long = (
        "The value of a parameter is shown to everybody who may describe the stack, unless it has NoEcho; its default "
        "lies in the template, in the repository and in each copy of both."
    )
    aws = "The stack is created; DescribeStacks and the console show the secret, GetTemplate its default."
    fix = "Write NoEcho: true and no Default; better, keep it in Secrets Manager: `{{resolve:secretsmanager:…}}`."
    url = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-best-practices.html"
    tags = ("security",)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        section = view.document.data.get("Parameters")
        for name, given in section.items() if isinstance(section, Mapping) and view.defaults else ():
            if not _NAME.search(name) or given.get("Type") != "String" or "AllowedValues" in given:
                continue
            default = given.get("Default")
            if isinstance(default, str) and default and "{{resolve:" not in default and not default.startswith("/"):
                yield Problem(
                    At(view.document, ("Parameters", name, "Default")),
                    f"The default of {name} lies open in the template, for all who read it. Leave the default out, and "
                    "change the secret",
                )
            elif str(given.get("NoEcho")).lower() != "true":
                yield Problem(
                    At(view.document, ("Parameters", name)),
                    f"{name} is shown to all who may describe the stack. Write NoEcho: true, or keep it in Secrets "
                    "Manager and resolve it",
                )
