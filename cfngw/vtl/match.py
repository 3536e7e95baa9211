"""Which integration response a Lambda function's answer selects: the pattern that matches the whole error message.

Known: the pattern is one of Java, must match the whole ``errorMessage`` of a failed invocation, and an answer that was
returned has none. https://docs.aws.amazon.com/apigateway/latest/developerguide/handle-errors-in-lambda-integration.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from cfngw.errors import UsageError
from cfngw.vtl.errors import LimitExceededError, TemplateProblemError


class Pattern(NamedTuple):
    """The selection pattern of an integration response; an empty one makes the default."""

    status: str
    text: str

    @property
    def default(self) -> bool:
        """Tell the response that is taken when no pattern matches."""
        return not self.text


class Verdict(NamedTuple):
    """What was selected, and why. ``near`` says of patterns that miss what they would need."""

    selected: Pattern | None
    why: str
    matching: tuple[Pattern, ...] = ()
    near: tuple[tuple[Pattern, str], ...] = ()
    warnings: tuple[str, ...] = ()
    sound: bool = True


def select(message: str, patterns: Iterable[Pattern], *, returned: bool = False) -> Verdict:
    """Say which response a message selects. ``returned``: the handler returned it, and did not fail."""
    patterns = tuple(patterns)
    default = next((pattern for pattern in patterns if pattern.default), None)
    text = "" if returned else message
    matching = tuple(pattern for pattern in patterns if not pattern.default and _matches(pattern.text, text))
    warnings = tuple(_general_warnings(patterns))
    if returned:
        return _of_success(default, matching, warnings)
    near = tuple((each, said) for each in patterns if each not in matching and (said := _near(each, message)))
    if matching:
        if len(matching) > 1:
            names = " and ".join(f"{pattern.status} ({pattern.text})" for pattern in matching)
            warnings += (f"{names} both match: AWS does not say which wins. Make the patterns exclude each other.",)
        return Verdict(matching[0], "its pattern matches the whole message", matching, near, warnings)
    if default is None:
        why = "no pattern matches and none is empty: the gateway answers 500 Internal server error"
        return Verdict(None, why, (), near, (*warnings, "Give one response the empty pattern."), sound=False)
    why = "no pattern matches the whole message, so that the response with the empty pattern is taken"
    if not message:
        warnings += ("An empty message can't be told from success by a pattern: raise with a message.",)
    if default.status < "400":
        warnings += (f"The function failed, and the client is told {default.status}.",)
    return Verdict(default, why, (), near, warnings, sound=default.status >= "400")


def _of_success(default: Pattern | None, matching: tuple[Pattern, ...], warnings: tuple[str, ...]) -> Verdict:
    never = "a function that returned has not failed; what it returned is never matched, not even an errorMessage in it"
    if default is not None:
        return Verdict(default, f"{never}: the response with the empty pattern is taken", (), (), warnings)
    if matching:
        why = f"{never}. There is no empty pattern, and this one matches an empty text: it acts as the default"
        return Verdict(matching[0], why, matching, (), warnings, sound=matching[0].status < "400")
    why = f"{never}. No response has the empty pattern: the gateway answers 500 Internal server error"
    return Verdict(None, why, (), (), (*warnings, "Give one response the empty pattern."), sound=False)


def _general_warnings(patterns: tuple[Pattern, ...]) -> Iterable[str]:
    defaults = [pattern.status for pattern in patterns if pattern.default]
    if len(defaults) > 1:
        yield f"{' and '.join(defaults)} both have the empty pattern: only one response can be the default."
    for pattern in patterns:
        if not pattern.default and _matches(pattern.text, ""):
            yield (
                f"{pattern.status} ({pattern.text}) matches an empty text too, and so hides the default: "
                "begin it with what the message begins with, or write [\\s\\S]+."
            )


def _near(pattern: Pattern, message: str) -> str | None:
    """Say what a pattern that misses would need to match, where little is missing."""
    text = pattern.text
    if pattern.default:
        return None
    if _matches(f"(?s){text}", message):
        better = text.replace(".*", "[\\s\\S]*").replace(".+", "[\\s\\S]+")
        return f"would match but for the line break, which '.' does not match: write {better}"
    if _matches(f"(?i){text}", message):
        return f"would match but for upper and lower case: write (?i){text}"
    bare = text.removeprefix("^").removesuffix("$") if not text.endswith("\\$") else text
    ends = [(f"{bare}[\\s\\S]*", "the beginning"), (f"[\\s\\S]*(?:{bare})", "the end")]
    for better, where in [*ends, (f"[\\s\\S]*(?:{bare})[\\s\\S]*", "a part in the middle")]:
        if _matches(better, message):
            return f"matches {where} of the message only, and must match the whole: write {better}"
    return None


def _matches(pattern: str, text: str) -> bool:
    from cfngw.vtl.limits import Budget
    from cfngw.vtl.regex import compiled

    try:
        return compiled(pattern).matches(text, Budget())
    except LimitExceededError:
        raise UsageError(
            "a pattern takes too long on this message.",
            given=pattern,
            allowed="a pattern without loops inside loops",
            fix="write the inner loop without its + or *",
        ) from None
    except TemplateProblemError as problem:
        raise UsageError(
            f"a pattern is no regular expression of Java: {problem.problem}.",
            given=pattern,
            allowed="what java.util.regex.Pattern compiles, such as ^\\[400:[\\s\\S]*",
            fix="put a backslash before a bracket that means itself",
        ) from None


# --- what is given --------------------------------------------------------------------------------------------

_SHAPE = '{"400": "^\\\\[400:[\\\\s\\\\S]*", "200": ""}, or the integrationResponses that the AWS CLI prints'


def read_patterns(data: Any, name: str) -> list[Pattern]:
    """Read patterns from the data of a JSON file."""
    if isinstance(data, Mapping) and isinstance(data.get("integrationResponses"), Mapping | list):
        data = data["integrationResponses"]
    if isinstance(data, Mapping):
        return [_pattern(status, each, name) for status, each in data.items()]
    if isinstance(data, list):
        return [_pattern(None, each, name) for each in data]
    raise UsageError(f"{name} holds no patterns.", given=data, allowed=_SHAPE, fix="write status codes and patterns")


def _pattern(status: str | None, given: Any, name: str) -> Pattern:
    if isinstance(given, Mapping):
        folded = {str(key).casefold(): value for key, value in given.items()}
        status = str(folded.get("statuscode", status or ""))
        given = folded.get("selectionpattern") or ""
    if given is None:
        given = ""
    if not isinstance(given, str) or not status:
        raise UsageError(f"{name} has a pattern that is no text.", given=given, allowed=_SHAPE, fix="correct it")
    return Pattern(checked_status(status), given)


def checked_status(status: str) -> str:
    """Give a status code, or say that it is none."""
    if len(status) != 3 or not status.isdecimal() or not "100" <= status <= "599":
        raise UsageError(
            "a pattern has no status code before it.",
            given=status,
            allowed="three digits from 100 to 599",
            fix="write --patterns 400='^\\[400:[\\s\\S]*'",
        )
    return status
