"""How CodeDeploy moves an alias to another version: step by step, watched by alarms, checked by functions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cfngw.declare.function import Function
from cfngw.declare.intrinsic import Text
from cfngw.declare.kinds import Many, Words
from cfngw.declare.value import Value, option, required
from cfngw.declare.version import OwnFunction

# https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html
KNOWN = (
    "AllAtOnce",
    *(f"Canary10Percent{minutes}Minutes" for minutes in (5, 10, 15, 30)),
    "Linear10PercentEvery1Minute",
    *(f"Linear10PercentEvery{minutes}Minutes" for minutes in (2, 3, 10)),
)
_OF_AWS = re.compile(r"AllAtOnce|(Canary|Linear)[0-9]+Percent\w+")


class TrafficShifting(Value):
    """Move an alias to another version by CodeDeploy: ``TrafficShifting("Canary10Percent5Minutes", alarms=[...])``.

    ``configuration``: one of AWS's, or the name of your own. ``alarms``: by name; one that goes off ends the deployment
    and brings the version before back. ``before`` and ``after``: functions that CodeDeploy calls before the traffic
    moves and after; they must tell it Succeeded or Failed (``codedeploy:PutLifecycleEventHookExecutionStatus``), for
    which they get the right here, as for calling the versions of the function.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-updatepolicy.html
    """

    configuration: Text = required(
        Words(
            'a deployment configuration, such as "Canary10Percent5Minutes"', pattern=r"[A-Za-z0-9+=,.@_-]+", longest=100
        ),
        kw_only=False,
    )
    alarms: Sequence[Text] = option(
        Many(Words("the name of an alarm", pattern=r".+", longest=255), most=10, intrinsic=False), default=()
    )
    before: Function | None = option(OwnFunction(), default=None)
    after: Function | None = option(OwnFunction(), default=None)

    @property
    def of_aws(self) -> bool:
        """Tell whether the configuration has the form of AWS's own."""
        return isinstance(self.configuration, str) and _OF_AWS.fullmatch(self.configuration) is not None

    @property
    def configuration_name(self) -> Text:
        """Give the configuration's full name."""
        return f"CodeDeployDefault.Lambda{self.configuration}" if self.of_aws else self.configuration

    @property
    def hooks(self) -> list[Function]:
        """Give the functions that check, each once."""
        found = {id(each): each for each in (self.before, self.after) if each is not None}
        return list(found.values())
