"""One request on its way through an integration: what was received, and what came back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from cfngw.local.rest.integrations.headers import REFUSED_AT_ENTRY, SPELLED
from cfngw.local.rest.integrations.payload import as_text

if TYPE_CHECKING:
    from cfngw.local.exchange import Call, Pairs
    from cfngw.local.passage import Passage

ContextOf = Callable[["Passage"], dict[str, Any]]
_UNREAD: Any = object()


class Flow:
    """Everything of a request that mappings and templates may ask for, made when they do.

    ``overrides`` is what templates wrote to ``$context.requestOverride`` and ``responseOverride``; the response's
    template finds there what the request's left. ``answered`` are the integration's headers, ``payload`` its body.
    """

    __slots__ = (
        "_context_of",
        "_document",
        "_headers",
        "_multi_headers",
        "_multi_query",
        "_payload_document",
        "answered",
        "call",
        "overrides",
        "passage",
        "payload",
    )

    def __init__(self, passage: Passage, context_of: ContextOf) -> None:
        self.passage = passage
        self.call: Call = passage.call
        self._context_of = context_of
        self._headers: dict[str, str] | None = None
        self._multi_headers: dict[str, list[str]] | None = None
        self._multi_query: dict[str, list[str]] | None = None
        self._document: Any = _UNREAD
        self._payload_document: Any = _UNREAD
        self.overrides: dict[str, Any] | None = None
        self.answered: Pairs = ()
        self.payload: bytes = b""

    @property
    def context(self) -> dict[str, Any]:
        """Give ``$context``, with the overrides so far."""
        context = self._context_of(self.passage)
        if self.overrides is None:
            return context
        return {
            **context,
            "requestOverride": self.overrides["request"],
            "responseOverride": self.overrides["response"],
        }

    @property
    def multi_headers(self) -> dict[str, list[str]]:
        """Give the values of each header of the request, by its name as it was sent first; with what AWS adds."""
        if self._multi_headers is None:
            self._multi_headers = received_headers(self.passage)
        return self._multi_headers

    @property
    def headers(self) -> dict[str, str]:
        """Give the last value of each header of the request."""
        if self._headers is None:
            self._headers = {name: values[-1] for name, values in self.multi_headers.items()}
        return self._headers

    @property
    def multi_query(self) -> dict[str, list[str]]:
        """Give the decoded values of each query parameter, in order."""
        if self._multi_query is None:
            found: dict[str, list[str]] = {}
            for name, value in self.call.parameters:
                found.setdefault(name, []).append(value)
            self._multi_query = found
        return self._multi_query

    @property
    def query(self) -> dict[str, str]:
        """Give the last value of each query parameter."""
        return {name: values[-1] for name, values in self.multi_query.items()} if self.call.query else {}

    @property
    def variables(self) -> Mapping[str, str]:
        """Give the stage's variables."""
        return self.passage.variables

    def header_values(self, name: str) -> list[str]:
        """Give the values of a header of the request, whatever the case of its name."""
        found = self.multi_headers.get(name)
        if found is None:
            name = name.lower()
            found = next((values for key, values in self.multi_headers.items() if key.lower() == name), [])
        return found

    def answered_values(self, name: str) -> list[str]:
        """Give the values of a header of the integration's answer, whatever the case of its name."""
        name = name.lower()
        return [value for key, value in self.answered if key.lower() == name]

    def document(self) -> Any:
        """Give the request's body as the JSON that expressions look into; raise JavaError where it is broken JSON."""
        if self._document is _UNREAD:
            self._document = _document(self.call.body)
        return self._document

    def payload_document(self) -> Any:
        """Give the integration's body likewise."""
        if self._payload_document is _UNREAD:
            self._payload_document = _document(self.payload)
        return self._payload_document


def _document(body: bytes) -> Any:
    """Read JSON; what does not begin like it has no members, as API Gateway has it (shown by LocalStack's tests)."""
    from cfngw.vtl.json_smart import parse_json

    text = as_text(body).strip()
    return parse_json(text) if text[:1] in ("{", "[", '"', "'") else {}


def received_headers(passage: Passage) -> dict[str, list[str]]:
    """Give the values of each header as a function has them: by the name as it was sent first, with what AWS adds."""
    call = passage.call
    found: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for name, value in call.headers:
        low = name.lower()
        if low in REFUSED_AT_ENTRY:
            continue
        spelled = names.get(low)
        if spelled is None:
            spelled = names[low] = SPELLED.get(low, name)
            found[spelled] = [value]
        else:
            found[spelled].append(value)
    host, scheme = call.header("host") or "", call.scheme
    forwarded = names.get("x-forwarded-for", "X-Forwarded-For")
    found[forwarded] = [", ".join([*found.get(forwarded, ()), call.source_ip])]
    port = host.rpartition(":")[2] if not host.endswith("]") and ":" in host else ""
    _put(found, names, "X-Forwarded-Port", port if port.isdecimal() else {"https": "443"}.get(scheme, "80"))
    _put(found, names, "X-Forwarded-Proto", scheme)
    if "x-amzn-trace-id" not in names:
        found["X-Amzn-Trace-Id"] = [trace_id(passage)]
    return found


def _put(found: dict[str, list[str]], names: dict[str, str], name: str, value: str) -> None:
    found[names.get(name.lower(), name)] = [value]


def trace_id(passage: Passage) -> str:
    """Give the request's X-Ray header: the client's, or one made of the time and the request's id."""
    given = passage.call.header("x-amzn-trace-id")
    if given is not None:
        return given
    digits = passage.request_id.replace("-", "")[:24].ljust(24, "0")
    return f"Root=1-{int(passage.call.received):08x}-{digits}"
