"""Roles and their statements. Actions are checked against awacs when the template is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from cfngw.declare.intrinsic import Reference, Text
from cfngw.declare.kinds import NAME, TAGS, Checked, Kind, Many, OneOf, OneOrMany, RejectedError, Truth, Words
from cfngw.declare.value import Value, option, pinned, required
from cfngw.errors import CfngwError
from cfngw.naming import name_words

if TYPE_CHECKING:
    from cfngw.declare.grant import Grant

_ACTION = Words("an action: service:Name", pattern=r"\*|[a-z0-9-]+:[A-Za-z0-9*?]+", literal=True)
_RESOURCE = Words("an ARN or '*'", pattern=r"\*|arn:.+")


class Statement(Value):
    """The base of Allow and Deny."""

    effect = ""
    actions: Any  # kept as tuples by Allow and Deny, whatever they were given
    resources: Any
    conditions: Mapping[str, Any] | None
    sid: str | None
    reason: str | None
    unchecked: bool

    def check(self) -> Iterator[CfngwError]:
        """Ask for a reason where a statement allows more than it names (law 6: least privilege)."""
        if self.effect != "Allow" or self.reason:
            return
        if any(resource == "*" for resource in self.resources):
            yield self.refusal(
                "resource '*' needs a reason.",
                given=list(self.resources),
                allowed="the ARNs that the function works on",
                fix="name the ARNs, or say why not: reason='this action has no resource-level permission'",
            )
        if any("*" in action or "?" in action for action in self.actions):
            yield self.refusal(
                "an action with a wildcard needs a reason.",
                given=list(self.actions),
                allowed="the actions that the function calls, by name",
                fix="name the actions, or say why not: reason='...'",
            )


class _Conditions(Kind):
    allowed = "a dict: {operator: {key: value}}, such as {'StringEquals': {'aws:SourceAccount': AccountId}}"

    def keep(self, value: Any) -> Any:
        """Check the two levels of keys; awacs checks the operators."""
        if not isinstance(value, Mapping) or not value:
            raise RejectedError
        for operands in value.values():
            if not isinstance(operands, Mapping) or not operands:
                raise RejectedError(given=operands, allowed="a dict: {key: value}")
        return MappingProxyType({operator: MappingProxyType(dict(operands)) for operator, operands in value.items()})


_SID = Words("letters and digits", pattern=r"[A-Za-z0-9]+", literal=True)


class Allow(Statement):
    """Allow actions on resources.

    ``reason`` is needed for a wildcard action or the resource ``"*"`` and is kept in the role's metadata.
    ``unchecked`` lets actions pass that awacs does not know.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
    """

    effect = "Allow"

    actions: Any = required(OneOrMany(_ACTION, least=1, intrinsic=False), kw_only=False)
    resources: Any = required(OneOrMany(_RESOURCE, least=1, intrinsic=False), kw_only=False)
    conditions: Mapping[str, Any] | None = option(_Conditions(), default=None)
    sid: str | None = option(_SID, default=None)
    reason: str | None = option(Words(literal=True), default=None)
    unchecked: bool = option(Truth(literal=True), default=False)

    @property
    def label(self) -> str:
        """Name this value by its class alone; its actions are shown as given."""
        return "Allow"


class Deny(Statement):
    """Deny actions on resources, whatever else allows them. The options are those of Allow."""

    effect = "Deny"

    actions: Any = required(OneOrMany(_ACTION, least=1, intrinsic=False), kw_only=False)
    resources: Any = required(OneOrMany(_RESOURCE, least=1, intrinsic=False), kw_only=False)
    conditions: Mapping[str, Any] | None = option(_Conditions(), default=None)
    sid: str | None = option(_SID, default=None)
    reason: str | None = option(Words(literal=True), default=None)
    unchecked: bool = option(Truth(literal=True), default=False)

    @property
    def label(self) -> str:
        """Name this value by its class alone; its actions are shown as given."""
        return "Deny"


STATEMENTS = Many(Checked("an Allow, a Deny or a grant", lambda given: _statement(given)), intrinsic=False)


def _statement(given: Any) -> Statement | Grant:
    if isinstance(given, Statement):
        return given
    from cfngw.declare.grant import Grant  # it is made of statements

    if isinstance(given, Grant):
        return given
    if hasattr(given, "grant"):
        raise RejectedError('say what may be done with it: .grant("Action", ...) or one of its ready words')
    raise RejectedError("call it: put () behind it" if callable(given) else "write Allow(action, resource)")


class Role(Value):
    """A role that functions run as; functions that are given the same Role share it.

    ``statements``: Allow, Deny, and the grants of tables, buckets, queues and parameters, whose names all its functions
    get as environment variables.
    ``managed_policies``: ARNs, or the names of AWS managed policies (``service-role/AWSLambdaVPCAccessExecutionRole``);
    none unless asked for. ``write_logs``: may write to the log groups of its functions; True unless said otherwise.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html
    """

    name: str = required(NAME, kw_only=False)
    statements: Sequence[Statement | Grant] = option(STATEMENTS, default=(), kw_only=False)
    managed_policies: Sequence[Text] = option(Many(Words("a policy ARN or name"), intrinsic=False), default=())
    write_logs: bool = option(Truth(literal=True), default=True)
    description: Text | None = option(Words(longest=1000), default=None)
    role_name: Text | None = option(Words("a role name", pattern=r"[A-Za-z0-9_+=,.@-]+", longest=64), default=None)
    path: Text | None = option(Words("a path: /…/", pattern=r"/(.*/)?", longest=512), default=None)
    permissions_boundary: Text | None = option(Words("an ARN", pattern=r"arn:.+"), default=None)
    deletion_policy: str | None = option(OneOf("Delete", "Retain", "RetainExceptOnCreate", literal=True), default=None)
    tags: Mapping[str, Text] | None = option(TAGS, default=None)
    logical_id: str | None = pinned(default=None)

    @property
    def resource_id(self) -> str:
        """Give the logical id."""
        return self.logical_id or f"{name_words(self.name)}Role"

    @property
    def arn(self) -> Reference:
        """Refer to the role's ARN."""
        return Reference(self.resource_id, "Arn", target=self)
