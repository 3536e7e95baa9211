"""SQS queues."""

from __future__ import annotations

from typing import Any

from troposphere import Tags, sqs

from cfngw.compile.assembly import Assembly, only_given
from cfngw.declare.queue import Queue


def queue(assembly: Assembly, declared: Queue, **attributes: Any) -> sqs.Queue:
    """Make a queue; its dead letter queue follows, for it is referred to."""
    resolve = assembly.resolve
    options = {
        "QueueName": resolve(declared.queue_name),
        "FifoQueue": True if declared.fifo else None,
        "ContentBasedDeduplication": resolve(declared.content_based_deduplication),
        "VisibilityTimeout": resolve(declared.visibility_timeout_seconds),
        "MessageRetentionPeriod": resolve(declared.message_retention_seconds),
        "DelaySeconds": resolve(declared.delay_seconds),
        "ReceiveMessageWaitTimeSeconds": resolve(declared.receive_wait_time_seconds),
        "RedrivePolicy": _redrive(assembly, declared),
        "KmsMasterKeyId": resolve(declared.kms_key_arn),
        "SqsManagedSseEnabled": True if declared.kms_key_arn is None else None,
        "Tags": Tags(resolve(declared.tags)) if declared.tags else None,
    }
    return sqs.Queue(declared.resource_id, **attributes, **only_given(options))


def _redrive(assembly: Assembly, declared: Queue) -> sqs.RedrivePolicy | None:
    dead = declared.dead_letter_queue
    if dead is None:
        return None
    return sqs.RedrivePolicy(
        deadLetterTargetArn=assembly.resolve(dead.arn if isinstance(dead, Queue) else dead),
        maxReceiveCount=assembly.resolve(declared.receives),
    )
