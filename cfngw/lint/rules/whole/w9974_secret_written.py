"""W9974: no secret stands in the template."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View
from cfngw.lint.rules.whole.common import SECRET, texts

_KINDS = {
    "access": "an access key of AWS",
    "key": "a private key",
    "github": "a token of GitHub",
    "slack": "a token of Slack",
    "stripe": "a key of Stripe",
}


class SecretWritten(Rule):
    """A key or token by its form, anywhere in the template but in environments."""

    id = "W9974"
    short = "No access key, private key or token is written in the template"
    long = (
        "Keys and tokens are known by their forms: AKIA…, BEGIN PRIVATE KEY, ghp_…, xoxb-…, sk_live_…. A template is "
        "shown to everybody who may describe the stack, and kept in repositories."
    )
    aws = "The stack is created; GetTemplate shows the secret. AWS may lock an access key that it finds in public."
    fix = "Revoke the secret, keep a new one in Secrets Manager, and let the function's role read it."
    url = "https://docs.aws.amazon.com/secretsmanager/latest/userguide/best-practices.html"
    tags = ("security",)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for written in texts(view) if view.defaults else ():
            if "Environment" in written.at.path:
                continue  # a rule of its own looks at these
            found = SECRET.search(written.text)
            if found is None or found[0].endswith("EXAMPLE") or found.lastgroup is None:
                continue
            yield Problem(
                written.at,
                f"Here stands {_KINDS[found.lastgroup]} ({found[0][:4]}…), for all who may read the template. Revoke "
                "it, and keep a new one in Secrets Manager",
            )
