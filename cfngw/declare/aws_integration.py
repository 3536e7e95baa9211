"""Methods of REST APIs that call any service of AWS, and SNS, without a function between.

https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from cfngw.declare.aws_target import EXPRESSION, AwsTarget
from cfngw.declare.http_integration import METHOD
from cfngw.declare.intrinsic import Text
from cfngw.declare.kinds import Either, Table, Truth, Words
from cfngw.declare.value import option, required
from cfngw.errors import CfngwError

_SERVICE = Words(
    "the name of a service as its endpoint has it, such as ses or s3", pattern=r"[a-z0-9][a-z0-9.-]*", literal=True
)
_TOPIC = Words(
    "the ARN of a topic",
    pattern=r"arn:[\w-]+:sns:[\w-]+:\d{12}:[A-Za-z0-9_-]+(\.fifo)?",
    mend=lambda given: None if given.startswith("arn:") else "write its ARN: Ref(topic) gives it",
)

_OF_A_REQUEST = re.compile(r"\$\{?((?:request|context)\.[\w.-]+)")


class AwsIntegration(AwsTarget):
    """Call any service of AWS: ``AwsIntegration("ses", action="SendEmail", allow=[Allow("ses:SendEmail", arn)])``.

    ``action``: its name, for services that are called by one; else ``path``, such as ``"uploads/{id}"``, whose
    variables Request(parameters={"path.id": ...}) fills in. ``method``: of the call; POST unless given. ``subdomain``:
    ``"bucket"`` of ``bucket.s3``. The role may do what ``allow`` says; ``caller_credentials=True`` calls with those of
    the client, whom IAM must authorize. What is sent says ``request`` of the method, and what comes back ``response``.
    https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html
    """

    subtype: ClassVar[str] = ""
    names_errors: ClassVar[bool] = False
    passed_through: ClassVar[bool] = True
    faults: ClassVar[Mapping[int, tuple[str, ...]]] = MappingProxyType({400: ("*",)})

    service: str = required(_SERVICE, kw_only=False)
    action: str | None = option(  # type: ignore[assignment,misc]
        Words("the name of an action", pattern=r"[A-Za-z0-9]+(&.+)?", literal=True), default=None
    )
    path: Text | None = option(Words("a path without a slash in front"), default=None)
    method: str | None = option(METHOD, default=None)
    subdomain: Text | None = option(Words("a subdomain", pattern=r"[A-Za-z0-9.-]+"), default=None)
    caller_credentials: bool = option(Truth(literal=True), default=False)

    def made_with(self) -> None:
        """Give nothing: the service is no resource."""

    def check(self) -> Iterator[CfngwError]:
        """Check that one thing is called, and that something lets it be called."""
        yield from super().check()
        found = _OF_A_REQUEST.search(self.path) if isinstance(self.path, str) else None
        if found is not None:
            yield self.refusal(
                f"its path is no expression: ${found[1]} would be sent as it stands.",
                given=self.path,
                allowed='variables that parameters of the request fill in, such as "uploads/{id}"',
                fix='write {id} there, and give the Method request=Request(parameters={"path.id": "path.id"})',
                option="path",
            )
        if (self.action is None) == (self.path is None):
            yield self.refusal(
                "it takes an action or a path, one of them." if self.path else "neither action nor path is given.",
                given=[self.action, self.path] if self.path else None,
                allowed="action=, for services that are called by one, or path=",
                fix="leave one of them out" if self.path else 'give action="SendEmail" or path="..."',
                option="action",
            )
        if isinstance(self.path, str) and self.path.startswith("/") and len(self.path) > 1:
            yield self.refusal(
                "its path begins with a slash.",
                given=self.path,
                allowed='"uploads/{id}"; "/" alone for the root',
                fix=f'write "{self.path.lstrip("/")}"',
                option="path",
            )
        if self.method == "ANY":
            yield self.refusal(
                "a call has one method.", given="ANY", allowed="GET, POST, PUT ...", fix="name one", option="method"
            )
        yield from self._check_credentials()

    def _check_credentials(self) -> Iterator[CfngwError]:
        allowed = "one of allow, credentials_arn and caller_credentials=True"
        given = [bool(self.allow), self.credentials_arn is not None, self.caller_credentials]
        if not any(given):
            yield self.refusal(
                "nothing lets API Gateway call it.",
                allowed=allowed,
                fix=f'give allow=[Allow("{self.service}:{self.action or "..."}", arn)]',
                option="allow",
            )
        if self.caller_credentials and sum(given) > 1:
            yield self.refusal(
                "the client's credentials need no role.",
                given=list(self.allow) or self.credentials_arn,
                allowed=allowed,
                fix="leave the others out",
                option="caller_credentials",
            )


class SnsPublish(AwsTarget):
    """Publish a message to a topic: ``SnsPublish(Ref(topic), message="$request.body")``.

    ``topic``: its ARN, which ``Ref`` of one gives. A FIFO topic needs ``message_group_id``, and
    ``message_deduplication_id`` unless it tells messages apart by their content. ``message_attributes``: a dict from
    names to texts or expressions, such as ``{"kind": "order"}``. The client gets the message's id.
    https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
    """

    subtype: ClassVar[str] = "SNS-Publish"
    names_errors: ClassVar[bool] = False
    action: ClassVar[str] = "sns:Publish"
    # SNS answers with its own statuses; what is not of the request's making stays untold.
    faults: ClassVar[Mapping[int, tuple[str, ...]]] = MappingProxyType({400: ("400",)})

    topic: Text = required(_TOPIC, kw_only=False)
    message: Text = required(EXPRESSION)
    subject: Text | None = option(EXPRESSION, default=None)
    message_attributes: Mapping[str, Any] | None = option(
        Table(EXPRESSION, key=Words("the name of an attribute", pattern=r"[A-Za-z0-9_.-]{1,256}", literal=True)),
        default=None,
    )
    message_deduplication_id: Text | None = option(EXPRESSION, default=None)
    message_group_id: Text | None = option(EXPRESSION, default=None)
    structure: str | None = option(
        Either(Words("a text", literal=True, pattern="json", mend=lambda _: 'write "json"'), described='"json"'),
        default=None,
    )

    def texts(self) -> Iterator[Any]:
        """Give what is sent."""
        yield from (self.message, self.subject, self.message_deduplication_id, self.message_group_id)
        yield from (self.message_attributes or {}).values()

    @property
    def fifo(self) -> bool | None:
        """Tell whether the topic is a FIFO topic; None where only CloudFormation knows."""
        return self.topic.endswith(".fifo") if isinstance(self.topic, str) else None

    def check(self) -> Iterator[CfngwError]:
        """Check what FIFO topics ask for and what they alone take."""
        yield from super().check()
        if self.fifo and self.message_group_id is None:
            yield self.refusal(
                "a FIFO topic orders messages by group.",
                allowed="message_group_id: a text, or an expression",
                fix='give message_group_id="$request.header.x-group", or one text for all',
                option="message_group_id",
            )
        if self.fifo is False and self.message_deduplication_id is not None:
            yield self.refusal(
                "only a FIFO topic takes message_deduplication_id.",
                given=self.message_deduplication_id,
                allowed="with a topic whose name ends with .fifo",
                fix="leave it out, or name a FIFO topic",
                option="message_deduplication_id",
            )
