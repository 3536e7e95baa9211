"""Answers of the query protocol in JSON, as services give them to API Gateway, which asks for JSON.

Stand-ins of AWS answer in XML. Mapping templates in use read ``$.PublishResponse.PublishResult.MessageId`` and
``$.SendMessageResponse.SendMessageResult.MessageId``; errors are ``{"Error": {"Code": ...}, "RequestId": ...}``. The
names of members are those of the XML; lists and maps are known by the service's model.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, ParseError, fromstring

if TYPE_CHECKING:
    from botocore.model import Shape

    from cfngw.local.backends.service_models import Service


def json_of_xml(service: Service, action: str, body: bytes) -> bytes | None:
    """Write an answer in JSON; None where it is no answer of the query protocol."""
    if b"<!" in body[:1024] or not body.lstrip().startswith(b"<"):
        return None  # no answer of AWS declares a type, and entities are a trap
    try:
        root = fromstring(body)  # noqa: S314 (it declares nothing, seen above)
    except ParseError:
        return None
    name = _name(root)
    if name == "ErrorResponse":
        return _written({_name(child): _plain(child) for child in root})
    if not name.endswith("Response"):
        return None
    operation = service.operation(action or name.removesuffix("Response"))
    shape = operation.output_shape if operation is not None else None
    held: dict[str, Any] = {}
    for child in root:
        told = _name(child)
        held[told] = _member(child, shape) if told.endswith("Result") else _plain(child)
    return _written({name: held})


def _written(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _plain(element: Element) -> Any:
    """Give an element without a model: a text, or an object of its children."""
    children = list(element)
    return {_name(child): _plain(child) for child in children} if children else element.text or ""


def _member(element: Element, shape: Shape | None) -> Any:
    """Give an element as its shape has it."""
    kind = shape.type_name if shape is not None else ""
    if kind == "structure":
        return _structure(element, shape)
    if kind == "list":
        return [_member(child, shape.member) for child in element]  # type: ignore[union-attr]
    if kind == "map":
        return dict(_entry(child, shape) for child in element)
    text = element.text or ""
    if kind in ("integer", "long"):
        return int(text) if text.lstrip("-").isdecimal() else text
    if kind == "boolean":
        return text == "true"
    return text if kind else _plain(element)


def _structure(element: Element, shape: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    known = {member.serialization.get("name", name): (name, member) for name, member in shape.members.items()}
    flat: dict[str, tuple[str, Any]] = {}
    for name, member in shape.members.items():
        if member.serialization.get("flattened"):
            inner = member.member.serialization.get("name") if member.type_name == "list" else None
            flat[inner or member.serialization.get("name", name)] = (name, member)
            # A model in JSON has lost how a list is called: Messages come as several Message.
            flat.setdefault(name.removesuffix("s"), (name, member))
    for child in element:
        told = _name(child)
        if told in flat:
            name, member = flat[told]
            if member.type_name == "list":
                found.setdefault(name, []).append(_member(child, member.member))
            else:
                key, value = _entry(child, member)
                found.setdefault(name, {})[key] = value
        elif told in known:
            name, member = known[told]
            found[name] = _member(child, member)
        else:
            found[told] = _plain(child)
    return found


def _entry(element: Element, shape: Any) -> tuple[str, Any]:
    """Give a pair of a map: its first child is the key, its last the value."""
    children = list(element)
    if len(children) < 2:
        return element.text or "", None
    return children[0].text or "", _member(children[-1], shape.value)
