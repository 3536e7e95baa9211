"""Resource policies as rules look at them: statement by statement, each part with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from cfngw.document.node import Node
from cfngw.document.values import At, Unknown, why_unknown
from cfngw.lint.rules.rule import below
from cfngw.lint.rules.view import View
from cfngw.read.documents import document_of
from cfngw.read.found import REST, SAM_REST
from cfngw.read.model import Api
from cfngw.read.rest import policy

EXTENSION = "x-amazon-apigateway-policy"
PAGE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/"


class Statement(NamedTuple):
    """One statement; ``data`` is what it says as far as it is known."""

    root: At
    is_exact: bool
    data: Mapping[str, Any]
    number: int

    def at(self, *steps: str | int) -> At:
        """Give the place of a part; of the whole policy where that is one text."""
        return below(self.root, *steps) if self.is_exact else self.root

    @property
    def noun(self) -> str:
        """Name it as its user may find it."""
        sid = self.data.get("Sid")
        return f'The statement "{sid}"' if isinstance(sid, str) else f"Statement {self.number} of the policy"

    def each(self, name: str) -> list[Any]:
        """Give the members of a part, one or several."""
        given = self.data.get(name)
        return given if isinstance(given, list) else [] if given is None else [given]

    def conditions(self) -> Iterator[tuple[str, str, list[Any]]]:
        """Give operator, key and values of each condition."""
        given = self.data.get("Condition")
        for operator, keys in given.items() if isinstance(given, dict) else ():
            for key, values in keys.items() if isinstance(keys, dict) else ():
                yield operator, key, values if isinstance(values, list) else [values]


class Policy(NamedTuple):
    """The resource policy of an API. ``is_whole``: all statements can be told, if not all that they say."""

    api: Api
    at: At
    data: Any
    statements: tuple[Statement, ...]
    is_whole: bool

    @property
    def is_known(self) -> bool:
        """Tell whether nothing of it is unknown."""
        return self.is_whole and why_unknown(self.data) is None


_policies: WeakKeyDictionary[View, list[Policy]] = WeakKeyDictionary()


def policies(view: View) -> list[Policy]:
    """Give the resource policies of all REST APIs."""
    found = _policies.get(view)
    if found is None:
        found = _policies[view] = list(_found(view)) if view.has(REST, SAM_REST) else []
    return found


def _found(view: View) -> Iterator[Policy]:
    for api in view.reading.apis:
        if api.protocol != "REST" or api.policy is None:
            continue
        node = _node(view, api)
        if node is not None:
            yield _policy(api, node)


def _node(view: View, api: Api) -> Node | None:
    resource = view.found.index.get(api.logical_id)
    if resource is None:
        return None
    own = resource.properties.get("Policy")
    if own is not None:
        return own
    document, _ = document_of(resource)
    return document.get(EXTENSION) if document is not None else None


def _policy(api: Api, node: Node) -> Policy:
    data = policy(node)
    if not node.is_mapping:
        listed = data.get("Statement") if isinstance(data, dict) else None
        rows = listed if isinstance(listed, list) else [listed] if isinstance(listed, dict) else []
        texts = tuple(
            Statement(node.at, False, each, number) for number, each in enumerate(rows, 1) if isinstance(each, dict)
        )
        return Policy(api, node.at, data, texts, isinstance(data, dict))
    given = node.get("Statement")
    if given is None:
        return Policy(api, node.at, data, (), True)
    nodes = list(given.each()) if given.is_list else [given]
    statements = tuple(
        Statement(each.at, True, each.plain(), number) for number, each in enumerate(nodes, 1) if each.is_mapping
    )
    return Policy(api, node.at, data, statements, all(each.is_mapping for each in nodes))


def is_everybody(principal: Any) -> bool:
    """Tell whether a principal is anybody, known or not."""
    if isinstance(principal, dict):
        return any(is_everybody(each) for each in principal.values())
    if isinstance(principal, list):
        return "*" in principal
    return bool(principal == "*")


def covers_all(statement: Statement) -> bool:
    """Tell whether a statement is about all calls of the API."""
    if any(name in statement.data for name in ("NotAction", "NotResource", "NotPrincipal")):
        return False
    actions = {each.lower() for each in statement.each("Action") if isinstance(each, str)}
    resources = [each for each in statement.each("Resource") if isinstance(each, str)]
    if not actions & {"*", "execute-api:*", "execute-api:invoke"}:
        return False
    return any(
        each == "*" or each in ("execute-api:/*", "execute-api:/*/*/*", "execute-api:/*/*") for each in resources
    )


def is_unknown(value: Any) -> bool:
    """Tell of what can't be told."""
    return isinstance(value, Unknown)
