"""Versions of functions: numbered copies of code and configuration that never change."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from cfngw.declare.companion import DELETION_POLICY
from cfngw.declare.function import Function, FunctionAlias, ImportedFunction
from cfngw.declare.intrinsic import Reference
from cfngw.declare.kinds import Instance, RejectedError, Whole
from cfngw.declare.parameter import Condition
from cfngw.declare.value import Value, option, pinned, required
from cfngw.naming import version_id


class OwnFunction(Instance):
    """A function of this template: one of another stack has its versions and aliases there."""

    def __init__(self) -> None:
        super().__init__(Function)

    def keep(self, value: Any) -> Any:
        """Check the class; say what to do with what looks like one."""
        if isinstance(value, ImportedFunction):
            raise RejectedError("declare versions and aliases in the stack that makes the function")
        if isinstance(value, FunctionAlias):
            raise RejectedError("write the function that the alias is of: alias.function")
        return super().keep(value)


class Version(Value):
    """The version that the stack publishes of a function; a new one whenever its code or configuration changed.

    Which is told by the description, which no update can change: it holds the key of the code, a digest of all that a
    version keeps, and the values of the parameters in it. Old versions stay. ``number`` and ``arn`` refer to it.
    ``republish``: another number asks for a new version where the template can't tell that something changed. Lambda
    refuses one that differs in nothing.
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html
    """

    function: Function = required(OwnFunction(), kw_only=False)
    republish: int | None = option(Whole(1, None, literal=True), default=None)
    deletion_policy: str = option(DELETION_POLICY, default="Retain")
    logical_id: str | None = pinned(default=None)

    fixed: ClassVar[frozenset[str]] = Value.fixed | {"function"}  # the logical id is made of it
    elsewhere: ClassVar[Mapping[str, tuple[str, str]]] = MappingProxyType(
        {
            "provisioned_concurrency": (
                "another number would ask for another version, and Lambda publishes none of an unchanged function",
                "write Alias(name, function, provisioned_concurrency=...)",
            ),
            "description": ("it tells CloudFormation whether a new version is due", "describe the alias"),
        }
    )

    @property
    def label(self) -> str:
        """Name this value by its function."""
        return f'Version of "{self.function.name}"' if isinstance(self.function, Function) else "Version"

    @property
    def condition(self) -> str | Condition | None:
        """Give the condition of the function."""
        return self.function.condition

    @property
    def resource_id(self) -> str:
        """Give the logical id."""
        return self.logical_id or version_id(self.function.resource_id)

    @property
    def number(self) -> Reference:
        """Refer to the version's number."""
        return Reference(self.resource_id, "Version", target=self)

    @property
    def arn(self) -> Reference:
        """Refer to the version's ARN, which ends with its number."""
        return Reference(self.resource_id, target=self)
