"""A call of a service, formed as API Gateway forms it for an AWS integration of a REST API.

An action of a service with JSON becomes a POST to ``/`` with ``X-Amz-Target``; one of a service with the query protocol
a form with ``Action`` and ``Version``, in the query string where the body is none; one of a service with paths the
method and path of that action, if it has no variables. A path is called as it stands; of ``bucket.s3`` with the bucket
before it. AWS does not document which headers API Gateway adds: a body to a service with JSON has that service's
content type here, whatever the template's says, and answers are asked for in JSON unless ``Accept`` is mapped.
https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html#apigw-Type-Integration-uri
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl

from cfngw.local.running import BackendFailed

if TYPE_CHECKING:
    from cfngw.local.backends.service_models import Service
    from cfngw.local.exchange import Pairs
    from cfngw.local.running import BackendRequest

SECRETS = frozenset(
    ("authorization", "cookie", "proxy-authorization", "x-amz-security-token", "x-api-key", "x-amz-content-sha256")
)
"""Headers that no log and no record keeps, in lower case."""
_OWN = frozenset(("host", "authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256"))


class ServiceCall(NamedTuple):
    """One call: ``action`` is empty where nothing tells it; ``path`` and ``query`` are raw."""

    service: Service
    region: str
    action: str
    method: str
    path: str
    query: str
    headers: Pairs
    body: bytes

    @property
    def name(self) -> str:
        """Name it for people: ``sqs:SendMessage``, or by its path."""
        return f"{self.service.name}:{self.action or f'{self.method} {self.path}'}"

    @property
    def target(self) -> str:
        """Give path and query."""
        return f"{self.path}?{self.query}" if self.query else self.path

    def header(self, name: str) -> str:
        """Give a header, the empty text without it."""
        return next((value for key, value in self.headers if key.lower() == name), "")

    @property
    def wants_xml(self) -> bool:
        """Tell whether a query service answers in XML: by default it is asked for JSON, which EC2 does not have."""
        return "xml" in self.header("accept") or self.service.protocol == "ec2"

    @property
    def by_query(self) -> bool:
        """Tell whether the call is one of the query protocol."""
        says_json = "x-amz-json" in self.header("content-type") or bool(self.header("x-amz-target"))
        return self.service.speaks_query and not says_json


def form_call(
    service: Service, request: BackendRequest, *, region: str, action: str | None, subdomain: str | None
) -> ServiceCall:
    """Form the call of an action, or of the path that the request's URL holds; raise BackendFailed (malformed)."""
    path, _, query = request.url.partition("?")
    path = "/" + path.lstrip("/")
    headers = tuple(pair for pair in request.headers if pair[0].lower() not in _OWN)
    call = ServiceCall(service, region, action or "", request.method, path, query, headers, request.body)
    if action is None:
        if subdomain and service.is_s3:
            call = call._replace(path=f"/{subdomain}{path}")
        return call._replace(action=_told_action(call))
    if service.protocol == "json" and not call.by_query:
        return _json_call(call)
    return _path_call(call) if service.protocol.startswith("rest") else _query_call(call)


def _json_call(call: ServiceCall) -> ServiceCall:
    service = call.service
    headers = call.headers
    if not call.header("x-amz-target"):
        headers = (*headers, ("X-Amz-Target", f"{service.target_prefix}.{call.action}"))
    if "x-amz-json" not in call.header("content-type"):
        headers = (*_without(headers, "content-type"), ("Content-Type", service.json_type))
    return call._replace(method="POST", path="/", headers=headers, body=call.body or b"{}")


def _query_call(call: ServiceCall) -> ServiceCall:
    added = []
    given = f"&{call.query}&" + (call.body.decode("latin-1") if is_form(call) else "")
    if "&Action=" not in given:
        added.append(f"Action={call.action}")
    if "&Version=" not in given and call.service.query_version:
        added.append(f"Version={call.service.query_version}")
    return call._replace(path="/", query="&".join([*added, *([call.query] if call.query else [])]))


def _path_call(call: ServiceCall) -> ServiceCall:
    operation = call.service.operation(call.action)
    path, _, query = operation.http["requestUri"].partition("?") if operation is not None else ("{", "", "")
    if operation is None or "{" in path:
        raise BackendFailed(
            "malformed", f"{call.service.name} is called by path: write {call.service.name}:path/… in the Uri"
        )
    both = "&".join(each for each in (query, call.query) if each)
    return call._replace(method=operation.http["method"], path=path, query=both)


def _told_action(call: ServiceCall) -> str:
    """Tell the action of a call by path: by its target, its form, or its method and path."""
    target = call.header("x-amz-target")
    if target:
        return target.rpartition(".")[2]
    told = _action_in(call.query) or (_action_in(call.body[:4096].decode("latin-1")) if is_form(call) else "")
    return told or call.service.operation_of_path(call.method, call.path, call.query) or ""


def _action_in(form: str) -> str:
    return next((value for name, value in parse_qsl(form) if name == "Action" and value.isalnum()), "")


def is_form(call: ServiceCall) -> bool:
    """Tell whether the body is a form."""
    content_type = call.header("content-type")
    return "x-www-form-urlencoded" in content_type or (not content_type and b"Action=" in call.body[:4096])


def _without(headers: Pairs, name: str) -> Pairs:
    return tuple(pair for pair in headers if pair[0].lower() != name)


def shown_headers(headers: Pairs) -> list[list[str]]:
    """Give headers for a record or a step: without what opens doors."""
    return [[name, value] for name, value in headers if name.lower() not in SECRETS]
