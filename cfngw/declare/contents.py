"""What any blueprint may put into its template besides an API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from cfngw.declare.function import Function, FunctionAlias
from cfngw.declare.intrinsic import is_intrinsic
from cfngw.declare.kinds import Checked, Instance, Many, RejectedError, Table, Truth, Words
from cfngw.declare.parameter import PARAMETERS, Condition, Output, Parameter
from cfngw.declare.value import Value, option
from cfngw.errors import CfngwError

if TYPE_CHECKING:
    from cfngw.declare.environment import Environment

_ANYTHING = Checked("anything that JSON can hold", lambda given: _frozen(given))
_SECTION = Table(_ANYTHING, key=Words(literal=True))


class Contents(Value):
    """Functions, parameters, conditions, outputs, companions and raw troposphere resources.

    ``parameters``: only those that nothing but a text (``Sub``) names need to be listed. ``functions``: those that no
    route names. ``resources``: tables, buckets and queues that no function refers to, domain names that no API is
    mapped to, aliases and versions that nothing refers to, and troposphere objects, which are emitted as they are.
    ``default_outputs``: ids, URLs and function ARNs, unless False. ``environments``: a stack for each.
    ``one_template``: for all of them, with a parameter. ``app_name``: what the names of functions, roles and the API
    begin with, ``<app_name>-<environment>``.
    """

    fixed = frozenset({"environments", "one_template", "app_name"})

    description: str | None = option(Words("a text", longest=1024, literal=True), default=None)
    metadata: Mapping[str, Any] | None = option(_SECTION, default=None)
    parameters: Sequence[Parameter] = option(PARAMETERS, default=())
    rules: Mapping[str, Any] | None = option(_SECTION, default=None)
    mappings: Mapping[str, Any] | None = option(_SECTION, default=None)
    conditions: Sequence[Condition] = option(Many(Instance(Condition), intrinsic=False), default=())
    functions: Sequence[Function] = option(Many(Instance(Function), intrinsic=False), default=())
    resources: Sequence[Any] = option(
        Many(
            Checked(
                "a Table, a Bucket, a Queue, a DomainName, an Alias, a Version or a troposphere resource",
                lambda given: _resource(given),
            ),
            intrinsic=False,
        ),
        default=(),
    )
    outputs: Sequence[Output] = option(Many(Instance(Output), intrinsic=False), default=())
    default_outputs: bool = option(Truth(literal=True), default=True)
    environments: Mapping[str, Environment] | None = option(
        Checked(
            'a dict from names to Environments, such as {"dev": Environment(...), "prod": Environment(...)}, '
            "or a list of names",
            lambda given: _environments(given),
        ),
        default=None,
    )
    one_template: bool = option(Truth(literal=True), default=False)
    app_name: str | None = option(
        Words(
            "a name: letters, digits, '-' and '_', a letter first",
            pattern=r"[A-Za-z][A-Za-z0-9_-]*",
            longest=58,
            literal=True,
        ),
        default=None,
    )

    @property
    def label(self) -> str:
        """Name these options by the blueprint, whose options they are."""
        return "Blueprint"

    def check(self) -> Iterator[CfngwError]:
        """Check that there are environments for the options that are about them."""
        for name in ("one_template", "app_name"):
            if getattr(self, name) and self.environments is None:
                yield self.refusal(
                    f"{name} is for a blueprint with environments.",
                    given=getattr(self, name),
                    fix=f'give environments=["dev", "prod"], or leave out {name}=',
                    option=name,
                )


def _frozen(given: Any) -> Any:
    """Copy what JSON can hold, with intrinsics in it, so that it never changes."""
    if given is None or isinstance(given, str | int | float) or is_intrinsic(given):
        return given
    if isinstance(given, list | tuple):
        return tuple(_frozen(member) for member in given)
    if isinstance(given, Mapping) and all(isinstance(name, str) for name in given):
        return MappingProxyType({name: _frozen(member) for name, member in given.items()})
    raise RejectedError


def _resource(given: Any) -> Any:
    if isinstance(given, Value):
        return _companion(given)
    if isinstance(given, type):
        raise RejectedError(f'make a value of it: {given.__name__}("LogicalId", ...)')
    if not hasattr(given, "resource_type"):
        raise RejectedError
    if not getattr(given, "title", None):
        raise RejectedError("give the resource a title: it is its logical id")
    return given


def _companion(given: Value) -> Value:
    from cfngw.declare.account import ApiGatewayAccount  # for those who have one
    from cfngw.declare.certificate import Certificate
    from cfngw.declare.companion import Companion, Granting
    from cfngw.declare.domain import Domain
    from cfngw.declare.version import Version

    if isinstance(given, Companion | ApiGatewayAccount | Certificate | Domain | FunctionAlias | Version):
        return given
    if isinstance(given, Granting):
        raise RejectedError("leave it out: it exists already, and nothing is made of it")
    raise RejectedError


def _environments(given: Any) -> Mapping[str, Environment]:
    from cfngw.declare.environment import environments  # for those who have some

    return environments(given)
