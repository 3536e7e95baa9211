"""Who may call a REST API at all: values that together make its resource policy.

``policy=[AllowAccounts("123456789012"), AllowIp("203.0.113.0/24")]``: the first kind says who gets in (everybody when
none is given), the second kind where from; a caller must fit both. ``document`` puts them together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, ClassVar

from cfngw.declare.endpoint import VPC_ENDPOINT, Endpoint
from cfngw.declare.kinds import Checked, OneOrMany, RejectedError, Words
from cfngw.declare.value import Value, required
from cfngw.errors import CfngwError

_INVOKE: Mapping[str, Any] = {"Action": "execute-api:Invoke", "Resource": "execute-api:/*/*/*"}


class _Rule(Value):
    """The base of all parts of a policy; ``private`` parts concern private APIs alone."""

    private: ClassVar[bool] = False

    @property
    def label(self) -> str:
        return type(self).__name__


class _Who(_Rule):
    """A part that says who gets in."""

    def allowed(self) -> dict[str, Any]:
        """Give the principal, and the condition if any."""
        raise NotImplementedError


class _Where(_Rule):
    """A part that keeps out who comes from elsewhere, whatever an identity's own policy allows."""

    operator: ClassVar[str] = ""

    @property
    def members(self) -> tuple[Any, ...]:
        """Give the places: what its one option holds."""
        kept: tuple[Any, ...] = getattr(self, next(iter(self.options)))
        return kept

    def key(self, endpoint: Endpoint) -> str:
        """Give the condition key that tells where a request comes from."""
        raise NotImplementedError


class Public(_Who):
    """Let everybody in, whom no other part keeps out."""

    def allowed(self) -> dict[str, Any]:
        """Give the principal."""
        return {"Principal": "*"}


_ACCOUNT = Words("an account's 12 digits, or the ARN of a role or user", pattern=r"[0-9]{12}|arn:[^:]+:(iam|sts)::.+")


class AllowAccounts(_Who):
    """Let these accounts, roles or users in, where the methods ask for IAM authorization.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
    """

    accounts: Any = required(OneOrMany(_ACCOUNT, least=1, intrinsic=False), kw_only=False)

    def allowed(self) -> dict[str, Any]:
        """Give the principals."""
        return {"Principal": {"AWS": self.accounts}}


class AllowOrganization(_Who):
    """Let all accounts of an AWS organization in, where the methods ask for IAM authorization."""

    organization: Any = required(Words("an organization's id: o-…", pattern=r"o-[a-z0-9]{10,32}"), kw_only=False)

    def allowed(self) -> dict[str, Any]:
        """Give the condition that stands for the organization's accounts."""
        return {"Principal": "*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": self.organization}}}


def _range(given: Any) -> Any:
    from ipaddress import ip_network

    from cfngw.declare.intrinsic import is_intrinsic

    if is_intrinsic(given):
        return given
    try:
        return str(given) if isinstance(given, str) and ip_network(given, strict=False) else _reject(given)
    except ValueError as error:
        raise RejectedError(f"correct it: {error}") from None


def _reject(given: Any) -> Any:
    raise RejectedError(f'put it in quotes: "{given}"')


_RANGES = OneOrMany(Checked("an IP address or a range such as 203.0.113.0/24", _range), least=1, intrinsic=False)


class _Ip(_Where):
    def key(self, endpoint: Endpoint) -> str:
        """Give the key of the caller's address; in a VPC it is another than on the internet."""
        return "aws:VpcSourceIp" if endpoint.type == "PRIVATE" else "aws:SourceIp"


class AllowIp(_Ip):
    """Keep out who comes from other addresses than these."""

    operator: ClassVar[str] = "NotIpAddress"
    ranges: Any = required(_RANGES, kw_only=False)


class DenyIp(_Ip):
    """Keep out who comes from these addresses."""

    operator: ClassVar[str] = "IpAddress"
    ranges: Any = required(_RANGES, kw_only=False)


class AllowVpcEndpoints(_Where):
    """Keep out who calls a private API through other VPC endpoints than these."""

    private: ClassVar[bool] = True
    operator: ClassVar[str] = "StringNotEquals"
    vpc_endpoint_ids: Any = required(OneOrMany(VPC_ENDPOINT, least=1, intrinsic=False), kw_only=False)

    def key(self, endpoint: Endpoint) -> str:  # noqa: ARG002
        """Give the key of the VPC endpoint."""
        return "aws:SourceVpce"


class AllowVpcs(_Where):
    """Keep out who calls a private API from other VPCs than these."""

    private: ClassVar[bool] = True
    operator: ClassVar[str] = "StringNotEquals"
    vpc_ids: Any = required(
        OneOrMany(Words("the id of a VPC", pattern=r"vpc-[0-9a-z]+"), least=1, intrinsic=False), kw_only=False
    )

    def key(self, endpoint: Endpoint) -> str:  # noqa: ARG002
        """Give the key of the VPC."""
        return "aws:SourceVpc"


def _policy(given: Any) -> Any:
    if isinstance(given, Mapping):
        if "Statement" not in given:
            raise RejectedError('write {"Version": "2012-10-17", "Statement": [...]}')
        return MappingProxyType(dict(given))
    rules = given if isinstance(given, list | tuple) else (given,)
    for rule in rules:
        if not isinstance(rule, _Rule):
            raise RejectedError("make a value of it: put () behind it" if isinstance(rule, type) else None, given=rule)
    if not rules:
        raise RejectedError("give at least one part, or leave out policy=")
    return tuple(rules)


POLICY = Checked(
    "Public(), AllowAccounts, AllowIp, AllowVpcEndpoints, ...: one or a list; or a policy as a dict", _policy
)
Policy = Mapping[str, Any] | _Rule | Sequence[Any]


def check_policy(policy: Policy | None, endpoint: Endpoint, api: Value) -> Iterator[CfngwError]:
    """Check an API's policy against its endpoint, and its parts against each other."""
    if policy is None:
        if endpoint.type == "PRIVATE" and not endpoint.vpc_endpoint_ids:
            yield api.refusal(
                "a private API needs a resource policy: without one, nobody can call it.",
                allowed="who may call, as policy= or as the endpoint's own VPC endpoints",
                fix='give Endpoint("PRIVATE", vpc_endpoint_ids=["vpce-…"]), or policy=AllowVpcs("vpc-…")',
                option="policy",
            )
        return
    if not isinstance(policy, tuple):
        return
    for rule in policy:
        if rule.private and endpoint.type != "PRIVATE":
            yield rule.refusal(
                f"no request to an API of the type {endpoint.type} comes from a VPC, so that it would keep out all.",
                given=rule.members,
                allowed="on a private API",
                fix='give endpoint=Endpoint("PRIVATE"), or leave it out',
            )
    yield from _check_who([rule for rule in policy if isinstance(rule, _Who)])


def _check_who(rules: Sequence[_Who]) -> Iterator[CfngwError]:
    public = next((rule for rule in rules if isinstance(rule, Public)), None)
    if public is not None and len(rules) > 1:
        yield public.refusal(
            "it lets everybody in, so that the others who are named say nothing.",
            given=[rule.label for rule in rules],
            fix="leave out Public(), or the others",
        )


def policy_statements(policy: Policy | None, endpoint: Endpoint) -> list[dict[str, Any]]:
    """Give the statements of a policy; of a private API without one, those that let its VPC endpoints in."""
    rules = policy if isinstance(policy, tuple) else (AllowVpcEndpoints(endpoint.vpc_endpoint_ids),)
    who: list[_Who] = [rule for rule in rules if isinstance(rule, _Who)] or [Public()]
    statements = [{"Effect": "Allow", **_principal_first(rule.allowed())} for rule in who]
    for kind in (AllowIp, DenyIp, AllowVpcEndpoints, AllowVpcs):
        alike = [rule for rule in rules if isinstance(rule, kind)]
        if alike:
            members = [member for rule in alike for member in rule.members]
            condition = {kind.operator: {alike[0].key(endpoint): members}}
            statements.append({"Effect": "Deny", "Principal": "*", **_INVOKE, "Condition": condition})
    return statements


def _principal_first(allowed: dict[str, Any]) -> dict[str, Any]:
    condition = {"Condition": allowed["Condition"]} if "Condition" in allowed else {}
    return {"Principal": allowed["Principal"], **_INVOKE, **condition}


def needs_iam(policy: Policy | None) -> Value | None:
    """Give the part of a policy that only a signed request can fit, or None."""
    rules = policy if isinstance(policy, tuple) else ()
    return next((rule for rule in rules if isinstance(rule, AllowAccounts | AllowOrganization)), None)
