"""Rules for API Gateway, Lambda and the roles that serve them, which plain cfn-lint loads too.

    cfn-lint template.yaml -a cfngw.lint.rules

    rule        Rule and Problem; view: what a rule looks at
    catalogue   finds the rules, each in a file of its own in the folder of its family
    checking    runs them without cfn-lint; adapter: makes cfn-lint's rules of them

cfn-lint looks for classes in this module. They are made when it does, so that nobody else loads cfn-lint for them.
"""

from __future__ import annotations

from typing import Any


def __dir__() -> list[str]:
    from cfngw.lint.rules.catalogue import rules

    return sorted(rules())


def __getattr__(name: str) -> Any:
    from cfngw.lint.rules.catalogue import rules

    rule = rules().get(name) if name[1:].isdecimal() else None
    if rule is None:
        raise AttributeError(f"cfngw.lint.rules has no rule {name}")
    from cfngw.lint.rules.adapter import adapted

    return adapted(rule)
