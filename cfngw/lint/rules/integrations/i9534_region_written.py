"""I9534: the region of an address is the stack's own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.document.values import Reference, Text
from cfngw.lint.rules.integrations.common import OF_AWS, TYPES, Row, integrations, written
from cfngw.lint.rules.integrations.uris import address
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+){1,3}-[0-9]")


class RegionWritten(Rule):
    """The region of an address is the stack's own."""

    id = "I9534"
    short = "The region of an integration's Uri is written by AWS::Region"
    long = (
        "A function or a resource of the stack lies in the stack's region. An address with another region leads "
        "elsewhere."
    )
    aws = "In the region that is written all is well; a stack made in another one answers each call with 500."
    fix = "Write ${AWS::Region} in a Sub."
    url = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html"
    types = TYPES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for row in integrations(view):
            known = address(row.marked) if row.type in OF_AWS and row.marked else None
            if known is None or not _REGION.fullmatch(known.region) or not isinstance(row.found.uri, Text):
                continue
            own = next((hole for hole in row.found.uri.holes if isinstance(hole, Reference)), None)
            if own is not None and _is_written(row, known.region):
                yield Problem(
                    row.at("Uri"),
                    f"The Uri of {row.route.key} leads to {known.region}, and {own.logical_id} lies where the stack "
                    "is: made in another region, each call would be answered with 500. Write ${AWS::Region}",
                )


def _is_written(row: Row, region: str) -> bool:
    """Tell whether the region stands in the address itself: what a parameter or a mapping gives is chosen."""
    return region in str(written(row.at("Uri")))
