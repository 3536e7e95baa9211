"""SQS queues."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import ClassVar

from cfngw.declare.companion import DELETION_POLICY, KEY_ARN, Companion, Conditions, Variable
from cfngw.declare.grant import Grant
from cfngw.declare.intrinsic import Flag, Integer, Text
from cfngw.declare.kinds import FLAG, NAME, TAGS, Checked, RejectedError, Truth, Whole, Words
from cfngw.declare.parameter import CONDITION, Condition
from cfngw.declare.value import option, pinned, required
from cfngw.errors import CfngwError

_SEND = ("SendMessage",)
_CONSUME = ("ChangeMessageVisibility", "DeleteMessage", "GetQueueAttributes", "ReceiveMessage")
_QUEUE_ARN = Words("an ARN", pattern=r"arn:.+:sqs:.+")
_RECEIVES = 5  # https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html: at least 5 before Lambda


class Queue(Companion):
    """An SQS queue, encrypted by SQS.

    What is left out has SQS's default: 30 seconds of visibility timeout, kept for 4 days, no delay, no long polling.
    For a queue that a function consumes, AWS asks for six times the function's timeout. ``fifo``: in order and once;
    ``content_based_deduplication`` then takes equal messages for one. ``dead_letter_queue``: another Queue or the ARN
    of one, where a message goes after ``max_receive_count`` receives: 5 unless given. ``kms_key_arn``: SQS's own keys,
    which cost nothing, unless given. ``deletion_policy``: ``Delete``, for messages are on their way; ``Retain`` keeps
    them. ``queue_name``: named by CloudFormation unless given. Queue policies are for raw troposphere resources.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html
    """

    service: ClassVar[str] = "sqs"
    noun: ClassVar[str] = "Queue"
    # https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
    key_actions: ClassVar[Mapping[str, tuple[str, ...]]] = MappingProxyType(
        {"sendmessage": ("kms:Decrypt", "kms:GenerateDataKey"), "receivemessage": ("kms:Decrypt",)}
    )

    name: str = required(NAME, kw_only=False)
    visibility_timeout_seconds: Integer | None = option(Whole(0, 43_200, "seconds"), default=None)
    message_retention_seconds: Integer | None = option(Whole(60, 1_209_600, "seconds"), default=None)
    delay_seconds: Integer | None = option(Whole(0, 900, "seconds"), default=None)
    receive_wait_time_seconds: Integer | None = option(Whole(0, 20, "seconds"), default=None)
    fifo: bool = option(Truth(literal=True), default=False)
    content_based_deduplication: Flag | None = option(FLAG, default=None)
    dead_letter_queue: Queue | Text | None = option(
        Checked("a Queue, or the ARN of one", lambda given: _dead_letter_queue(given)), default=None
    )
    max_receive_count: Integer | None = option(Whole(1, 1000), default=None)
    kms_key_arn: Text | None = option(KEY_ARN, default=None)
    deletion_policy: str = option(DELETION_POLICY, default="Delete")
    queue_name: Text | None = option(
        Words("a queue name: letters, digits, '-' and '_'", pattern=r"[A-Za-z0-9_-]+(\.fifo)?", longest=80),
        default=None,
    )
    tags: Mapping[str, Text] | None = option(TAGS, default=None)
    condition: str | Condition | None = option(CONDITION, default=None)
    logical_id: str | None = pinned(default=None)

    @property
    def variable(self) -> str:
        """Give the name of the environment variable that a grant sets: JOBS_QUEUE_URL for the queue Jobs."""
        return f"{super().variable}_URL"

    @property
    def receives(self) -> Integer:
        """Give how often a message is received before it goes to the dead letter queue."""
        return self.max_receive_count if self.max_receive_count is not None else _RECEIVES

    def check(self) -> Iterator[CfngwError]:
        """Check what concerns several options."""
        if self.max_receive_count is not None and self.dead_letter_queue is None:
            yield self.refusal(
                "max_receive_count without a dead letter queue has no effect.",
                given=self.max_receive_count,
                fix='give dead_letter_queue=Queue("Failed"), or leave it out',
            )
        if self.content_based_deduplication is not None and not self.fifo:
            yield self.refusal(
                "only a FIFO queue removes duplicates.",
                given=self.content_based_deduplication,
                fix="give fifo=True, or leave out content_based_deduplication=",
            )
        if isinstance(self.queue_name, str) and self.queue_name.endswith(".fifo") != self.fifo:
            yield self.refusal(
                "a queue's name ends with .fifo exactly when it is one.",
                given=self.queue_name,
                fix=f'write "{self.queue_name}.fifo"' if self.fifo else "give fifo=True, or leave out .fifo",
            )
        dead = self.dead_letter_queue
        if isinstance(dead, Queue) and dead.fifo != self.fifo:
            yield self.refusal(
                "its dead letter queue is of the other type.",
                given=f'Queue "{dead.name}", fifo={dead.fifo}',
                allowed="a FIFO queue for a FIFO queue, a standard one for a standard one",
                fix=f"give both fifo={self.fifo}",
            )

    def grant(
        self,
        *actions: str,
        variable: Variable = ...,
        conditions: Conditions = None,
        reason: str | None = None,
        unchecked: bool = False,
    ) -> Grant:
        """Grant these actions (``"SendMessage"``) on this queue alone.

        ``variable``: JOBS_QUEUE_URL for the queue Jobs gets the queue's URL; None sets none. The others are Allow's.
        """
        return self._granted(actions, self._places, variable, conditions, reason=reason, unchecked=unchecked)

    def grant_send(self, *, variable: Variable = ...) -> Grant:
        """Grant SendMessage, which SendMessageBatch asks for as well."""
        return self._granted(_SEND, self._places, variable)

    def grant_consume(self, *, variable: Variable = ...) -> Grant:
        """Grant what receives messages and deletes them, in code or by Lambda's event source mapping."""
        return self._granted(_CONSUME, self._places, variable)

    def _places(self, action: str) -> tuple[Text, ...]:  # noqa: ARG002
        return (self.arn,)


def _dead_letter_queue(given: object) -> object:
    if isinstance(given, Queue):
        return given
    if given is Queue:
        raise RejectedError('make a value of it: Queue("Failed")')
    return _QUEUE_ARN.keep(given)
