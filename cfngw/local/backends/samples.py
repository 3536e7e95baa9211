"""What a call is answered with when nobody is there to do it: an empty success, in the form of its service.

Members are made of the service's model: texts, numbers and times, so that a template that reads a ``MessageId`` finds
one; lists and structures only where an answer must have them, and nothing that tells of an error, a cause or a next
page. A call whose action is not known is answered with an empty object. Ids differ from call to call, and are the same
in every run for the same calls in the same order.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
import uuid
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from cfngw.local.running import BackendAnswer

if TYPE_CHECKING:
    from botocore.model import OperationModel

    from cfngw.local.backends.service_request import ServiceCall

_LEFT_OUT = re.compile(
    r"error|cause|fail(?!edEntryCount)|token|marker|reason|truncated|checksum|billing", re.IGNORECASE
)
_TEXTS = {
    "SequenceNumber": "49590338271490256608559692538361571095921575989136588898",
    "ShardId": "shardId-000000000000",
    "output": "{}",
    "status": "SUCCEEDED",
}
_NUMBER = ":number"  # no header's name
_S3_HEADERS = {"ETag", "LastModified", "ContentType"}


def sample(call: ServiceCall, number: int = 0) -> BackendAnswer:
    """Make the answer of a call; ``number`` tells it from others like it."""
    call = call._replace(headers=(*call.headers, (_NUMBER, str(number))))
    operation = call.service.operation(call.action)
    request_id = _uuid(call, "request")
    if operation is None and call.service.model is not None and call.service.protocol == "rest-xml":
        return BackendAnswer(200, (("x-amz-request-id", request_id),), b"")
    members = _members(call, operation)
    if call.by_query or call.service.protocol in ("query", "ec2"):
        return _query_answer(call, operation, members, request_id)
    if call.service.protocol.startswith("rest") and operation is not None:
        return _rest_answer(call, operation, members, request_id)
    content_type = call.service.json_type if call.service.protocol == "json" else "application/json"
    return BackendAnswer(200, (("x-amzn-RequestId", request_id), ("Content-Type", content_type)), _json(members))


def _members(call: ServiceCall, operation: OperationModel | None) -> dict[str, Any]:
    shape = operation.output_shape if operation is not None else None
    members = _structure(call, shape, ()) if shape is not None else {}
    if call.action == "PutEvents":  # as many entries as were put
        members["Entries"] = [{"EventId": _uuid(call, f"event{number}")} for number in range(_entries(call))]
    return members


def _entries(call: ServiceCall) -> int:
    try:
        entries = json.loads(call.body)["Entries"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return 0
    return min(len(entries), 10) if isinstance(entries, list) else 0


def _structure(call: ServiceCall, shape: Any, above: tuple[str, ...]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, member in shape.members.items():
        required = name in shape.required_members
        if _LEFT_OUT.search(name) and not required:
            continue
        kind = member.type_name
        if kind == "structure" and required and member.name not in above:
            made[name] = _structure(call, member, (*above, member.name))
        elif kind == "list":
            if required or not above:
                made[name] = []
        elif kind == "map":
            if required:
                made[name] = {}
        elif kind != "structure":
            made[name] = _scalar(call, name, member)
    return made


def _scalar(call: ServiceCall, name: str, shape: Any) -> Any:
    kind = shape.type_name
    if kind in ("integer", "long", "float", "double"):
        return 0
    if kind == "boolean":
        return False
    if kind == "timestamp":
        return int(time.time())
    return "" if kind == "blob" else _text(call, name, shape)


def _text(call: ServiceCall, name: str, shape: Any) -> str:
    if name in _TEXTS:
        return _TEXTS[name]
    if getattr(shape, "enum", None):
        return str(shape.enum[0])
    if name.upper().startswith("MD5"):
        return hashlib.md5(_message(call), usedforsecurity=False).hexdigest()
    if name == "ETag":
        return f'"{hashlib.md5(call.body, usedforsecurity=False).hexdigest()}"'
    if name.lower().endswith("arn"):
        return f"arn:aws:{call.service.signing_name}:{call.region}:123456789012:local:{_uuid(call, name)}"
    if name.lower().endswith("id"):
        return _uuid(call, name)
    return "binary/octet-stream" if name == "ContentType" else "local"


def _message(call: ServiceCall) -> bytes:
    """Give the body of a message, which SQS answers with the digest of; it takes none of more than 1 MB."""
    if len(call.body) > 2_000_000:
        return b""
    try:
        given = json.loads(call.body)["MessageBody"]
    except (ValueError, LookupError, TypeError, RecursionError):
        text = call.body.decode("utf-8", "replace")
        given = dict(parse_qsl(call.query) + parse_qsl(text)).get("MessageBody", "")
    return str(given).encode("utf-8", "replace")


def _uuid(call: ServiceCall, salt: str) -> str:
    told = "\0".join((salt, call.name, call.target, call.header(_NUMBER)))
    digest = hashlib.sha256(told.encode("utf-8", "replace") + call.body).digest()
    return str(uuid.UUID(bytes=digest[:16], version=4))


def _json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _query_answer(
    call: ServiceCall, operation: OperationModel | None, members: dict[str, Any], request_id: str
) -> BackendAnswer:
    name = call.action or "Unknown"
    wrapper = f"{name}Result"
    if operation is not None and operation.output_shape is not None:
        wrapper = operation.output_shape.serialization.get("resultWrapper", wrapper)
    headers = (("x-amzn-RequestId", request_id),)
    held: dict[str, Any] = {wrapper: members} if members else {}
    held["ResponseMetadata"] = {"RequestId": request_id}
    if not call.wants_xml:
        return BackendAnswer(200, (*headers, ("Content-Type", "application/json")), _json({f"{name}Response": held}))
    namespace = f' xmlns="{escape(call.service.namespace)}"' if call.service.namespace else ""
    text = f"<{name}Response{namespace}>{_xml(held)}</{name}Response>"
    return BackendAnswer(200, (*headers, ("Content-Type", "text/xml")), text.encode())


def _xml(value: Any) -> str:
    if isinstance(value, dict):
        return "".join(f"<{name}>{_xml(inner)}</{name}>" for name, inner in value.items())
    if isinstance(value, list):
        return "".join(f"<member>{_xml(inner)}</member>" for inner in value)
    return escape(str(value).lower() if isinstance(value, bool) else str(value))


def _rest_answer(
    call: ServiceCall, operation: OperationModel, members: dict[str, Any], request_id: str
) -> BackendAnswer:
    """Put members where they belong: in headers, in the body, or the body itself."""
    shape = operation.output_shape
    is_xml = call.service.protocol == "rest-xml"
    headers = [("x-amz-request-id" if is_xml else "x-amzn-RequestId", request_id)]
    status = int(operation.http.get("responseCode", 200))
    if shape is None:
        return BackendAnswer(status, tuple(headers), b"" if is_xml or status == 204 else b"{}")
    body: dict[str, Any] = {}
    for name, value in members.items():
        member = shape.members[name]
        place = member.serialization.get("location", "")
        if place == "header":
            if name in shape.required_members or name in _S3_HEADERS:
                headers.append((member.serialization["name"], _header(value, member)))
        elif not place and name != shape.serialization.get("payload"):
            body[name] = value
    if shape.serialization.get("payload") is not None or call.method == "HEAD" or status == 204:
        return BackendAnswer(status, tuple(headers), b"")
    if not is_xml:
        return BackendAnswer(status, (*headers, ("Content-Type", "application/json")), _json(body))
    if not any(not member.serialization.get("location") for member in shape.members.values()):
        return BackendAnswer(status, tuple(headers), b"")
    root = f"{call.action}Result"
    namespace = call.service.namespace
    uri = namespace.get("uri", "") if isinstance(namespace, dict) else namespace
    attribute = f' xmlns="{escape(uri)}"' if uri else ""
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root}{attribute}>{_xml(body)}</{root}>'
    return BackendAnswer(status, (*headers, ("Content-Type", "application/xml")), text.encode())


def _header(value: Any, shape: Any) -> str:
    if shape.type_name == "timestamp":
        from email.utils import formatdate

        return formatdate(value, usegmt=True)
    return str(value)
