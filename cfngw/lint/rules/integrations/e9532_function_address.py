"""E9532: the address of a function is that of its invocations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.lint.rules.integrations.common import HOLE, OF_AWS, TYPES, Row, integrations, is_function
from cfngw.lint.rules.integrations.uris import Invocation, address, invocation, wrong_variable
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_VERSIONS = ("2015-03-31", "2021-11-15")
_VERBS = ("invocations", "response-streaming-invocations")
_FORM = "lambda:path/2015-03-31/functions/<the function's ARN>/invocations"


class FunctionAddress(Rule):
    """The address of a function is that of its invocations."""

    id = "E9532"
    short = "The Uri of a Lambda integration is the address of the function's invocations"
    long = (
        "Uri is not the function's ARN but the path in Lambda's API that invokes it: "
        "arn:{partition}:apigateway:{region}:lambda:path/2015-03-31/functions/{function's ARN}/invocations."
    )
    aws = (
        "An ARN of another form is refused when the method is made (Invalid ARN specified in the request, or AWS ARN "
        "for integration must contain path or action); a path that is none of Lambda's is created, and each call is "
        "answered with 500."
    )
    fix = (
        "Write !Sub "
        "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Function.Arn}/invocations."
    )
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-integrations.html"
    types = TYPES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for row in integrations(view):
            if row.type in OF_AWS:
                fault = _fault(row)
                if fault is not None:
                    what, answer, fix = fault
                    yield Problem(row.at("Uri"), f"The Uri of {row.route.key} {what}: {answer}. {fix}")


_Fault = tuple[str, str, str]
_REFUSED, _FAILS = "API Gateway refuses it", "each call would be answered with 500"


def _fault(row: Row) -> _Fault | None:
    uri = row.found.uri
    if is_function(uri):
        return f"is {uri}, not the address of its invocations", _REFUSED, f"Write {_around(str(uri))}"
    marked = row.marked
    if marked.startswith("arn:") and marked.split(":", 3)[2:3] == ["lambda"]:
        return "is the ARN of a function", _REFUSED, f"Write {_around(row.shown(marked))}"
    known = address(marked)
    if known is None:
        return None
    if not known.service and "lambda:" in known.kind + known.rest:
        return "has two colons before lambda", _REFUSED, "Write one: apigateway:<region>:lambda:path/..."
    called = invocation(known.rest)
    if known.service != "lambda":
        if called is None or not HOLE.fullmatch(called.function) or not is_function(row.hole(called.function)):
            return None
        return (
            f"invokes a function of the service {row.shown(known.service)}",
            _FAILS,
            f"Write apigateway:<region>:{_FORM}",
        )
    if known.kind == "action":
        return "calls an action of Lambda, which has paths alone", _FAILS, f"Write {_FORM}"
    if not known.kind:
        return None
    if called is None:
        return None if "\x00" in known.rest else ("is no path that invokes a function", _FAILS, f"Write {_FORM}")
    return _of_path(row, called)


def _of_path(row: Row, called: Invocation) -> _Fault | None:
    wrong = wrong_variable(row.marked)
    if wrong is not None:
        return (
            f"has {wrong[0]}, which {wrong[1]}",
            _FAILS,
            "Write ${stageVariables.name}, in a Sub ${!stageVariables.name}",
        )
    if "\x00" not in called.version and called.version not in _VERSIONS:
        return (
            f"names version {called.version} of Lambda's API, which there is not",
            _FAILS,
            "Write 2015-03-31, or 2021-11-15 with /response-streaming-invocations",
        )
    if called.verb not in _VERBS:
        return _of_end(row, called)
    parts = called.function.split(":", 6)
    if parts[0] != "arn" or parts[2:3] != ["lambda"] or len(parts) < 6:
        return None
    account = parts[4]
    if "\x00" not in account and "$" not in account and not re.fullmatch("[0-9]{12}", account):
        shown = f"the account {account}" if account else "no account"
        return f"names a function of {shown}", _FAILS, "Write the 12 digits, or ${AWS::AccountId} in a Sub"
    return None


def _of_end(row: Row, called: Invocation) -> _Fault | None:
    """Look at an address that does not end in what is done with the function."""
    last = called.verb or called.function
    if "\x00" in last:
        known = [row.hole(hole) for hole in HOLE.findall(last)]
        if not all(is_function(each) for each in known):
            return None
    elif "${" in last and "stageVariables" not in last:
        return None
    return "does not end in /invocations", _FAILS, "Write /invocations behind the function's ARN"


def _around(arn: str) -> str:
    if arn.startswith("${") and not arn.endswith(".Arn}"):
        arn = arn.partition(".")[0].rstrip("}") + ".Arn}"
    return f"arn:${{AWS::Partition}}:apigateway:${{AWS::Region}}:lambda:path/2015-03-31/functions/{arn}/invocations"
