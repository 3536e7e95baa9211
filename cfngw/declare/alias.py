"""Aliases of functions: names that point to a version, or share the calls between two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from cfngw.declare.function import Function, FunctionAlias, FunctionUrl
from cfngw.declare.intrinsic import Integer, Intrinsic, Reference, Text
from cfngw.declare.kinds import Either, Instance, Many, RejectedError, Resolved, Whole, Words
from cfngw.declare.parameter import Condition, default_of
from cfngw.declare.traffic_shifting import TrafficShifting
from cfngw.declare.value import Value, option, pinned, required
from cfngw.declare.version import OwnFunction, Version
from cfngw.errors import CfngwError
from cfngw.naming import alias_id, name_words

LATEST = "$LATEST"
_NAME = Words(
    "a name: letters, digits, '-' and '_', not of digits alone",
    pattern=r"(?![0-9]+$)[A-Za-z0-9_-]+",
    longest=128,
    literal=True,
    mend=lambda given: f'write "v{given}": a number names a version' if given.isdigit() else None,
)
_NUMBER = Words(
    "the number of a version",
    pattern=r"[0-9]+",
    mend=lambda given: "name a published version: calls can't be shared with $LATEST" if given == LATEST else None,
)
_EITHER = Either(
    Instance(Version),
    Words(
        'the number of a version, "$LATEST"',
        pattern=r"[0-9]+|\$LATEST",
        mend=lambda given: 'write "$LATEST"' if given.upper().strip("$") == "LATEST" else None,
    ),
    described='a Version, the number of one, "$LATEST", a Parameter or an intrinsic',
)


class _Share(Resolved):
    """A part of the whole: from 0 to 1."""

    cure = "choose a number from 0 to 1: 0.1 is a tenth"

    def __init__(self) -> None:
        super().__init__("a number from 0 to 1")

    def check(self, value: Any) -> float:
        """Check type and range."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise RejectedError
        if not 0 <= value <= 1:
            raise RejectedError(f"write {value / 100:g}" if 1 < value <= 100 else None)
        return value

    def from_text(self, text: str) -> Any:
        """Read a number as CloudFormation does."""
        try:
            return float(text)
        except ValueError:
            return text


class VersionWeight(Value):
    """The share of an alias's calls that another version answers: ``VersionWeight("7", 0.1)`` is a tenth of them.

    https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html
    """

    version: Version | Text = required(
        Either(Instance(Version), _NUMBER, described="a Version, the number of one, a Parameter or an intrinsic"),
        kw_only=False,
    )
    weight: float | Intrinsic = required(_Share(), kw_only=False)


class ProvisionedConcurrency(Value):
    """Environments that are ready before they are called: at least so many, and more while they are busy.

    Application Auto Scaling keeps the part of them that is in use near ``target_utilization``, 0.7 unless given.
    https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html
    """

    min_capacity: Integer = required(Whole(1, None), kw_only=False)
    max_capacity: Integer = required(Whole(1, None))
    target_utilization: float | Intrinsic = option(_Share(), default=0.7)

    def check(self) -> Iterator[CfngwError]:
        """Check the two bounds, and that there is something to aim at."""
        least, most = self.min_capacity, self.max_capacity
        if isinstance(least, int) and isinstance(most, int) and least > most:
            yield self.refusal(
                "min_capacity is greater than max_capacity.",
                given=least,
                allowed=f"at most {most}",
                fix="exchange the two",
            )
        if self.target_utilization == 0:
            yield self.refusal(
                "no number of environments is in use for none of the time.",
                given=self.target_utilization,
                allowed="more than 0, up to 1",
                fix="write target_utilization=0.7",
            )


class Alias(FunctionAlias):
    """A name that points to a version of a function: ``Alias("live", notes)``, or with ``version="$LATEST"``.

    ``version``: the one that the stack publishes, unless given: ``"$LATEST"``, a number, a Parameter. ``weights``: the
    share of a second version. ``provisioned_concurrency``: a number, or a ProvisionedConcurrency that scales. It stands
    wherever a function may: as the target of a route or of a method, in an integration, in an authorizer. Each API gets
    a permission of its own for it. Otherwise it gets into the template by a blueprint's ``resources``.
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html
    """

    fixed: ClassVar[frozenset[str]] = FunctionAlias.fixed | {"function"}  # the logical id is made of it

    name: str = required(_NAME, kw_only=False)
    function: Function = required(OwnFunction(), kw_only=False)
    version: Version | Text | None = option(_EITHER, default=None)
    weights: Sequence[VersionWeight] = option(Many(Instance(VersionWeight), most=1, intrinsic=False), default=())
    provisioned_concurrency: ProvisionedConcurrency | Integer | None = option(
        Either(
            Instance(ProvisionedConcurrency),
            Whole(1, None),
            described="a whole number from 1, a Parameter, or a ProvisionedConcurrency",
        ),
        default=None,
    )
    traffic_shifting: TrafficShifting | None = option(Instance(TrafficShifting), default=None)
    function_url: FunctionUrl | None = option(Instance(FunctionUrl), default=None)
    description: Text | None = option(Words(longest=256), default=None)
    logical_id: str | None = pinned(default=None)

    @property
    def condition(self) -> str | Condition | None:
        """Give the condition of the function."""
        return self.function.condition

    @property
    def resource_id(self) -> str:
        """Give the logical id."""
        return self.logical_id or alias_id(self.function.resource_id, self.name)

    @property
    def called(self) -> str:
        """Give what the ids of its permissions and integrations end in."""
        return self.logical_id or f"{self.function.called}Alias{name_words(self.name)}"

    @property
    def url_id(self) -> str:
        """Give the logical id of the alias's URL."""
        pinned_id = self.function_url.logical_id if self.function_url is not None else None
        return pinned_id or f"{self.resource_id}Url"

    @property
    def arn(self) -> Reference:
        """Refer to the alias's ARN, which ends with its name."""
        return Reference(self.resource_id, target=self)

    @property
    def points_to(self) -> Version | Text:
        """Give what it points to: the version that the stack publishes unless told."""
        return Version(self.function).moved(self.source) if self.version is None else self.version

    def check(self) -> Iterator[CfngwError]:
        """Check what a version can do and $LATEST can't, and that the versions are the function's own."""
        yield from self._check_owner()
        yield from self._check_different()
        if default_of(self.version) == LATEST:
            yield from self._check_latest()
        if self.traffic_shifting is not None and self.weights:
            yield self.refusal(
                "CodeDeploy sets the weights itself while it moves the calls.",
                given=list(self.weights),
                allowed="weights= or traffic_shifting=",
                fix="leave out one of them",
            )
        if self.provisioned_concurrency is not None and self.function.snap_start:
            yield self.refusal(
                "a function with SnapStart has no provisioned concurrency.",
                given=self.provisioned_concurrency,
                fix="leave out provisioned_concurrency=, or snap_start= of the function",
            )
        if self.traffic_shifting is not None and self.function in self.traffic_shifting.hooks:
            yield self.refusal(
                "the function would check itself.",
                given=self.function.name,
                allowed="another function in before= and after=",
                fix="let a function of its own check it",
            )

    def _check_owner(self) -> Iterator[CfngwError]:
        for each in (self.version, *(weight.version for weight in self.weights)):
            if isinstance(each, Version) and each.function != self.function:
                yield self.refusal(
                    "it would point to a version of another function.",
                    given=each.function.name,
                    allowed=self.function.name,
                    fix=f"write Version of {self.function.name} in its place, or give the alias the other function",
                )

    def _check_different(self) -> Iterator[CfngwError]:
        first = self.points_to
        for second in (weight.version for weight in self.weights):
            if isinstance(first, Version) and isinstance(second, Version):
                same = second.function == first.function  # of which a template holds one
            else:
                same = second == first
            if same:
                yield self.refusal(
                    "its calls would be shared between a version and that same version.",
                    given=second.function.name if isinstance(second, Version) else second,
                    allowed="two versions",
                    fix='name another one, such as version=Parameter("Stable"), or leave out weights=',
                )

    def _check_latest(self) -> Iterator[CfngwError]:
        given = self.version
        for name, why in _NOT_FOR_LATEST.items():
            if getattr(self, name):
                yield self.refusal(
                    f"{why}.",
                    given=given,
                    allowed="a published version",
                    fix=f"leave out version=, or {name}=",
                )


_NOT_FOR_LATEST = {
    "weights": "an alias that points to $LATEST shares its calls with no other version",
    "provisioned_concurrency": "$LATEST has no provisioned concurrency",
    "traffic_shifting": "CodeDeploy moves calls between published versions, never from or to $LATEST",
}
