"""What a rule is: a mistake that cfn-lint lets through, and how it is found in a template that was read.

A rule knows nothing of cfn-lint: ``adapter`` makes cfn-lint's rules of them, ``checking`` runs them alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from cfngw.document.values import At

if TYPE_CHECKING:
    from cfngw.lint.rules.view import View


class Problem(NamedTuple):
    """One mistake: the place to change; the message says what is wrong, what AWS answers, the fix, in this order."""

    at: At
    message: str


def below(at: At, *steps: str | int) -> At:
    """Give the place of a member, whether it is written or not; the nearest above stands for one that is not."""
    return At(at.document, (*at.path, *steps))


class Rule:
    """A rule. The first letter of ``id`` is its severity.

    E is for what AWS certainly refuses or what certainly fails, W for what another stack or a later step may make
    right, I for advice. What a template doesn't tell is never guessed: an Unknown means silence.
    """

    id: ClassVar[str]
    """A letter and a number from 9500 to 9999."""
    short: ClassVar[str]
    """The rule in a line, as a sentence without a full stop."""
    long: ClassVar[str]
    """What is looked at, and why it matters."""
    aws: ClassVar[str]
    """How AWS fails: at which step, with which answer; where that is not documented, this says so."""
    fix: ClassVar[str]
    """What to do."""
    url: ClassVar[str]
    """AWS's page."""
    tags: ClassVar[tuple[str, ...]] = ("apigateway",)
    types: ClassVar[tuple[str, ...]] = ()
    """A template with none of these types of resources is not looked at; empty: every template is."""

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes of a template under what is known of its parameters."""
        raise NotImplementedError
