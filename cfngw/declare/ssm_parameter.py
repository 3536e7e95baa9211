"""References to parameters of SSM Parameter Store that exist already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from cfngw.declare.companion import Conditions, Granting, Variable
from cfngw.declare.grant import Grant
from cfngw.declare.intrinsic import Substitution, Text, is_intrinsic
from cfngw.declare.kinds import KEY_ARN, Checked, RejectedError, Truth, Words
from cfngw.declare.parameter import Parameter, default_of
from cfngw.declare.value import option, required
from cfngw.errors import CfngwError
from cfngw.naming import variable_name

_LITERAL = Words("a parameter's name", pattern=r"/?[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+){0,14}", longest=1011, literal=True)
_DECRYPT = ("kms:Decrypt",)


def _name(given: Any) -> Any:
    if isinstance(given, Parameter):
        return given
    if is_intrinsic(given):
        raise RejectedError("write the path out, or use a Parameter: its ARN is made of it")
    return _LITERAL.keep(given)


class SsmParameter(Granting):
    """A parameter that exists in Parameter Store under this path; nothing is made of it.

    ``name``: ``"/app/db"``, or a Parameter that asks for it; a Parameter stands for a path that begins with a slash
    unless its default has none. ``secure``: it is a SecureString. One that is encrypted with the account's ``aws/ssm``
    key needs no more than ssm:GetParameter, for that key's own policy lets everybody in the account use it through
    Parameter Store; ``kms_key_arn`` names a key of your own, and the grant then allows kms:Decrypt for this parameter.
    CloudFormation can't make a SecureString; make it with ``aws ssm put-parameter --type SecureString``.
    https://docs.aws.amazon.com/systems-manager/latest/userguide/secure-string-parameter-kms-encryption.html
    """

    service: ClassVar[str] = "ssm"
    key_actions: ClassVar[Mapping[str, tuple[str, ...]]] = MappingProxyType(
        {
            **dict.fromkeys(("getparameter", "getparameters", "getparameterhistory", "getparametersbypath"), _DECRYPT),
            "putparameter": ("kms:Encrypt", "kms:GenerateDataKey"),  # for standard ones, for advanced ones
        }
    )

    name: str | Parameter = required(Checked("a parameter's name, or a Parameter", _name), kw_only=False)
    secure: bool = option(Truth(literal=True), default=False)
    kms_key_arn: Text | None = option(KEY_ARN, default=None)

    def check(self) -> Iterator[CfngwError]:
        """Check that a path begins with a slash, and that a key belongs to something secure."""
        if isinstance(self.name, str) and "/" in self.name[1:] and not self.name.startswith("/"):
            yield self.refusal(
                "the name of a parameter in a hierarchy begins with a slash.",
                given=self.name,
                allowed="/app/db, or a name without any slash",
                fix=f'write "/{self.name}"',
            )
        if self.kms_key_arn is not None and not self.secure:
            yield self.refusal(
                "only a SecureString is encrypted with a key.",
                given=self.kms_key_arn,
                fix="give secure=True, or leave out kms_key_arn=",
            )

    @property
    def arn(self) -> Substitution:
        """Give the parameter's ARN in the stack's own account and region."""
        named = default_of(self.name)
        slash = "" if named is None or str(named).startswith("/") else "/"
        # The parameters that AWS publishes belong to no account.
        account = "" if str(named).startswith("/aws/service/") else "${AWS::AccountId}"
        path = f"${{{self.name.name}}}" if isinstance(self.name, Parameter) else self.name
        return Substitution(
            f"arn:${{AWS::Partition}}:ssm:${{AWS::Region}}:{account}:parameter{slash}{path}",
            *([self.name] if isinstance(self.name, Parameter) else []),
        )

    @property
    def ref(self) -> Text:
        """Give the name, by which code asks for the parameter."""
        return self.name

    @property
    def variable(self) -> str:
        """Give the name of the environment variable that a grant sets: REDSHIFT_DB_PARAMETER for ``/redshift/db``."""
        return variable_name(self.name.name if isinstance(self.name, Parameter) else self.name, "PARAMETER")

    def grant(
        self,
        *actions: str,
        variable: Variable = ...,
        conditions: Conditions = None,
        reason: str | None = None,
        unchecked: bool = False,
    ) -> Grant:
        """Grant these actions on this parameter alone: GetParameter unless given.

        ``variable``: REDSHIFT_DB_PARAMETER for ``/redshift/db`` gets the name; None sets none. The others are Allow's.
        """
        options = {"reason": reason, "unchecked": unchecked}
        return self._granted(actions or ("GetParameter",), self._places, variable, conditions, **options)

    def grant_read(self, *, variable: Variable = ...) -> Grant:
        """Grant GetParameter and GetParameters."""
        return self._granted(("GetParameter", "GetParameters"), self._places, variable)

    def _places(self, action: str) -> tuple[Text, ...]:  # noqa: ARG002
        return (self.arn,)

    def _key_context(self) -> dict[str, Text]:
        return {"kms:EncryptionContext:PARAMETER_ARN": self.arn}
