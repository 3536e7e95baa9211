"""Tables, buckets and queues: each kind's file, and with it troposphere's, is imported when one of that kind is met."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cfngw.compile.assembly import Assembly, condition_name, only_given
from cfngw.declare.account import ApiGatewayAccount
from cfngw.declare.companion import Companion


def add_companion(assembly: Assembly, companion: Companion | ApiGatewayAccount) -> None:
    """Put a companion into the template, once."""
    if not assembly.claim("Resources", companion.resource_id, companion, companion.source):
        return
    compiled = _compiler(companion)
    assembly.template.resources[companion.resource_id] = compiled(
        assembly, companion, **only_given(_attributes(companion))
    )


def _compiler(companion: Companion | ApiGatewayAccount) -> Callable[..., Any]:
    from cfngw.declare.bucket import Bucket
    from cfngw.declare.queue import Queue
    from cfngw.declare.table import Table

    kinds: dict[type[Companion | ApiGatewayAccount], Callable[[], Callable[..., Any]]] = {
        Bucket: _bucket,
        Queue: _queue,
        Table: _table,
        ApiGatewayAccount: _account,
    }
    return next(found() for kind, found in kinds.items() if isinstance(companion, kind))


def _account() -> Callable[..., Any]:
    from cfngw.compile.account import account

    return account


def _bucket() -> Callable[..., Any]:
    from cfngw.compile.bucket import bucket

    return bucket


def _queue() -> Callable[..., Any]:
    from cfngw.compile.queue import queue

    return queue


def _table() -> Callable[..., Any]:
    from cfngw.compile.table import table

    return table


def _attributes(companion: Any) -> dict[str, Any]:
    """Say what becomes of the resource when the stack or an update takes it away; a replacement has no third way."""
    return {
        "Condition": condition_name(companion),
        "DeletionPolicy": companion.deletion_policy,
        "UpdateReplacePolicy": "Delete" if companion.deletion_policy == "Delete" else "Retain",
    }
