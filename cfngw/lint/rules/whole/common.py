"""What a template holds as texts, wherever they stand; one walk for all rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from cfngw.document.node import Node
from cfngw.document.values import At
from cfngw.lint.rules.view import View

SECRET = re.compile(
    r"(?P<access>\bA(?:KIA|SIA)[A-Z2-7]{16}\b)"
    r"|(?P<key>-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----)"
    r"|(?P<github>\bgh[pousr]_[A-Za-z0-9]{36})"
    r"|(?P<slack>\bxox[abprs]-[A-Za-z0-9-]{20})"
    r"|(?P<stripe>\bsk_live_[A-Za-z0-9]{16})"
)
ARN = re.compile(r"arn:aws[a-z-]*:(?P<service>[a-z0-9-]+):[a-z0-9-]*:\d{12}:(?P<rest>[A-Za-z0-9_:/.+=,@-]+)")
_MARKS = re.compile(r"arn:aws|A(?:KIA|SIA)[A-Z2-7]|PRIVATE KEY|gh[pousr]_|xox[abprs]-|sk_live_")
_SHORTEST = 20


class Written(NamedTuple):
    """A text of the template that may hold what rules look for."""

    at: At
    text: str


_walks: WeakKeyDictionary[View, tuple[list[Written], list[tuple[At, Any]]]] = WeakKeyDictionary()


def texts(view: View) -> list[Written]:
    """Give the texts that may hold an ARN or a secret."""
    return _walk(view)[0]


def imports(view: View) -> list[tuple[At, Any]]:
    """Give what is imported from other stacks, as it is written."""
    return _walk(view)[1]


def _walk(view: View) -> tuple[list[Written], list[tuple[At, Any]]]:
    known = _walks.get(view)
    if known is None:
        known = _walks[view] = ([], [])
        document = view.document
        waiting: list[tuple[Any, Any]] = [(document.data, None)]
        while waiting:
            value, link = waiting.pop()
            kind = type(value)
            if kind is str:
                if len(value) >= _SHORTEST and _MARKS.search(value):
                    known[0].append(Written(At(document, _path(link)), value))
            elif kind is dict:
                for name, each in value.items():
                    if name == "Fn::ImportValue":
                        known[1].append((At(document, _path(link)), each))
                    waiting.append((each, (link, name)))
            elif kind is list:
                waiting += [(each, (link, index)) for index, each in enumerate(value)]
    return known


def _path(link: Any) -> tuple[str | int, ...]:
    steps: list[str | int] = []
    while link is not None:
        link, step = link
        steps.append(step)
    return tuple(reversed(steps))


def exports(view: View) -> Iterator[tuple[str, Node]]:
    """Give the outputs that are exported for certain, each with the name of its export."""
    outputs = view.scope.root.get("Outputs")
    for name, output in outputs.items() if outputs is not None else ():
        condition = output.get("Condition")
        if condition is not None and (
            not isinstance(condition.value, str) or view.scope.condition(condition.value, condition.at) is not True
        ):
            continue
        export = output.get("Export")
        given = export.get("Name") if export is not None else None
        if given is not None:
            yield name, given
