"""E9964: an authorizer that SAM is told of is one of the API's."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.node import Node
from cfngw.document.scope import Resource
from cfngw.errors import nearest
from cfngw.lint.rules.openapi.common import EVENT_HOLDERS, events, has_intrinsics, is_managed
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.found import SAM_HTTP, SAM_REST
from cfngw.read.functions import shared
from cfngw.read.taking import flag, literal

_BUILT_IN = ("AWS_IAM", "NONE")
_SECTIONS = {SAM_REST: "Api", SAM_HTTP: "HttpApi"}


class SamAuthorizer(Rule):
    """The name of an authorizer that the API doesn't define, or NONE and false where there is nothing to put off."""

    id = "E9964"
    short = "DefaultAuthorizer, and the Auth of an event, name authorizers that the API defines"
    long = (
        "SAM looks a name up in the Authorizers of the API's Auth, of Globals too. Authorizer: NONE puts off a "
        "DefaultAuthorizer and ApiKeyRequired: false the API's own, which have to be there."
    )
    aws = (
        "The transform fails: Unable to set Authorizer [X] on API method [get] for path [/x] because it wasn't defined "
        "in the API's Authorizers; Unable to set DefaultAuthorizer because 'X' was not defined in 'Authorizers'."
    )
    fix = "Define the authorizer under Auth: Authorizers of the API, or correct the name."
    url = "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-apiauth.html"
    tags = ("apigateway", "authorizers", "sam")
    types = (SAM_REST, SAM_HTTP, *EVENT_HOLDERS)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        known = {each.key: _Auth(each) for each in view.resources(SAM_REST, SAM_HTTP)}
        for key, auth in known.items():
            name = literal(auth.default)
            if auth.default is not None and name is not None and auth.lacks(name):
                yield Problem(
                    auth.default.at,
                    f"{key} has the DefaultAuthorizer {name}, which its Authorizers don't define: the transform fails. "
                    f"{auth.fix(name)}",
                )
        for event in events(view):
            own = event.node.get("Auth")
            found = known.get(event.api.key) if event.api is not None else None
            if own is None or found is None or event.api is None or not is_managed(event.api):
                continue
            name = literal(own.get("Authorizer"))
            if name is not None and found.lacks(name):
                yield Problem(
                    below(own.at, "Authorizer"),
                    f"{event.key} asks for the authorizer {name}, which {event.api.logical_id} doesn't define: the "
                    f"transform fails. {found.fix(name)}",
                )
            if event.kind != "Api" or found.is_open:
                continue
            if name == "NONE" and found.default is None:
                yield Problem(
                    below(own.at, "Authorizer"),
                    f"{event.key} puts off the DefaultAuthorizer of {event.api.logical_id}, which has none: the "
                    "transform fails ('NONE' is only a valid value when a DefaultAuthorizer is specified). Leave it "
                    "out",
                )
            asked = own.get("ApiKeyRequired")
            if asked is not None and flag(asked) is False and not found.needs_key:
                yield Problem(
                    below(own.at, "ApiKeyRequired"),
                    f"{event.key} puts off the API key of {event.api.logical_id}, which asks for none: the transform "
                    "fails. Leave ApiKeyRequired out",
                )


class _Auth:
    """The Auth of an API, with that of Globals."""

    def __init__(self, resource: Resource) -> None:
        nodes = shared(resource, _SECTIONS[resource.type]).all("Auth")
        self.default: Node | None = None
        self.needs_key = False
        self.is_open = has_intrinsics(resource.properties)
        self._names: set[str] = set()
        for node in nodes:
            section = node.get("Authorizers")
            self.is_open = self.is_open or has_intrinsics(node) or has_intrinsics(section)
            self.default = node.get("DefaultAuthorizer") or self.default
            self.needs_key = self.needs_key or node.get("ApiKeyRequired") is not None
            self._names.update(section.value if section is not None and section.is_mapping else ())

    def lacks(self, name: str) -> bool:
        return not self.is_open and name not in self._names and name not in _BUILT_IN

    def fix(self, name: str) -> str:
        close = nearest(name, [*self._names, *_BUILT_IN])
        return f"Write {close}" if close else "Define it under Auth: Authorizers"
