"""CORS of an HTTP API: the gateway answers preflights, and writes the headers on answers of integrations.

Headers are given to requests that have ``Origin``, and for OPTIONS ``Access-Control-Request-Method`` too; what the
integration says in ``Access-Control-*`` is ignored where CORS is configured. Where a route takes OPTIONS (one of
OPTIONS, ``ANY`` or ``$default``), it goes to that route, with its authorizer; AWS's page says so of ``$default``, and
users report it of ``ANY``. Otherwise OPTIONS is answered with 204, whatever the path.

Not documented, and so decided here: a preflight of an origin that is not allowed is 204 without headers; a configured
``*`` is sent as it is, as are lists of methods and headers; the gateway's own errors carry no CORS headers, for the
page speaks of answers of integrations alone.
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cfngw.local.exchange import Answer, Call
from cfngw.local.values import LocalValues
from cfngw.read.model import CorsRules

_PREFIX = "access-control-"
_SCHEMES = ("https://*", "http://*")


class Cors:
    """The rules of one API, with the headers made in advance."""

    def __init__(self, rules: CorsRules, values: LocalValues) -> None:
        self.at = rules.at
        origins, self.unknown = _texts(rules.origins, values)
        self._any = "*" in origins
        self._origins = frozenset(each.lower() for each in origins)
        self._schemes = tuple(each[:-1] for each in origins if each in _SCHEMES)
        credentials = [(f"{_PREFIX}allow-credentials", "true")] if rules.credentials is True else []
        self._actual = [*credentials, *_listed("expose-headers", rules.exposed, values)]
        self._preflight = [
            *_listed("allow-methods", rules.methods, values),
            *_listed("allow-headers", rules.headers, values),
        ]
        if isinstance(rules.max_age_seconds, int):
            self._preflight.append((f"{_PREFIX}max-age", str(rules.max_age_seconds)))

    def headers(self, call: Call) -> list[tuple[str, str]]:
        """Give the headers for an answer to a request; none where the origin is not allowed."""
        origin = call.header("origin")
        if origin is None or not self._allows(origin):
            return []
        allowed = (f"{_PREFIX}allow-origin", "*" if self._any else origin)
        if call.method != "OPTIONS":
            return [allowed, *self._actual]
        if call.header("access-control-request-method") is None:
            return []
        return [allowed, *self._preflight, *self._actual]

    def preflight(self, call: Call) -> Answer:
        """Answer OPTIONS where no route takes it."""
        return Answer(204, self.headers(call))

    def write_on(self, answer: Answer, call: Call) -> list[tuple[str, str]]:
        """Put the headers on an integration's answer, in the place of its own; give them."""
        kept = [pair for pair in answer.headers if not pair[0].lower().startswith(_PREFIX)]
        written = self.headers(call)
        answer.headers = kept + written
        return written

    def _allows(self, origin: str) -> bool:
        return self._any or origin.lower() in self._origins or origin.lower().startswith(self._schemes)


def _texts(given: Iterable[Any], values: LocalValues) -> tuple[list[str], bool]:
    found = [values.text(each) for each in given]
    return [each for each in found if each is not None], None in found


def _listed(name: str, given: Iterable[Any], values: LocalValues) -> list[tuple[str, str]]:
    found, _ = _texts(given, values)
    return [(_PREFIX + name, ",".join(found))] if found else []
