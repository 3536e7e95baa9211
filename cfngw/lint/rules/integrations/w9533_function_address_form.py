"""W9533: the address of a function has the form that AWS documents."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.values import Reference
from cfngw.lint.rules.integrations.common import HOLE, OF_AWS, TYPES, Row, integrations, is_function
from cfngw.lint.rules.integrations.uris import address, invocation
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View


class FunctionAddressForm(Rule):
    """The address of a function has the form that AWS documents."""

    id = "W9533"
    short = "The Uri of a Lambda integration has the form that AWS documents"
    long = (
        "AWS documents one form: a region, one slash between the parts, the whole ARN of the function, nothing "
        "behind /invocations."
    )
    aws = "Not documented: such an address may be refused, or answer each call with 500."
    fix = "Write the function's ARN (GetAtt, not Ref) between functions/ and /invocations."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-integrations.html"
    types = TYPES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for row in integrations(view):
            if row.type in OF_AWS and row.marked:
                fault = _fault(row)
                if fault is not None:
                    yield Problem(
                        row.at("Uri"),
                        f"The Uri of {row.route.key} {fault[0]}: AWS documents no such form, and calls may be "
                        f"answered with 500. {fault[1]}",
                    )


def _fault(row: Row) -> tuple[str, str] | None:
    known = address(row.marked)
    called = (
        invocation(known.rest) if known is not None and known.service == "lambda" and known.kind == "path" else None
    )
    if known is None or called is None or "invocations" not in called.verb:
        return None
    if not known.region:
        return "names no region", "Write ${AWS::Region}"
    if called.leading:
        return "has two slashes behind path", "Write path/2015-03-31/functions/..."
    if called.trailing:
        return "has a slash behind /invocations", "Leave it out"
    if called.function.startswith("/") or called.function.endswith("/"):
        return "has two slashes around the function", "Write one"
    name = row.hole(called.function) if HOLE.fullmatch(called.function) else called.function
    if isinstance(name, Reference) and is_function(name) and not name.attribute and name.type.endswith("::Function"):
        return f"has the name of {name.logical_id} in the place of its ARN", f"Write ${{{name.logical_id}.Arn}}"
    if isinstance(name, str) and ":" not in name and "$" not in name and "\x00" not in name:
        return f"has the name {name} in the place of the function's ARN", "Write the whole ARN"
    return None
