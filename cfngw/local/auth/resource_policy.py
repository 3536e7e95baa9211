"""The resource policy of a REST API: who and where from may call which methods, and how that goes with an authorizer.

Without an authorizer, and behind a user pool or a JWT authorizer, it must allow; before a Lambda authorizer it may only
deny, and what the authorizer says decides with it; with IAM either allows within an account, and both across accounts.
``aws:SourceIp`` is the address of the call. A request is told as one over TLS (``aws:SecureTransport``), for the
gateway takes no other; what only AWS knows, such as ``aws:SourceVpce``, is what the user gives in
``Identities.conditions``, and otherwise not there.
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-aws-condition-keys.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from cfngw.document.values import At, Reference, Text, Unknown
from cfngw.local.auth.arns import api_arn, masked, method_arn
from cfngw.local.auth.policy import ALLOW, DENY, NEITHER, Asked, Decision, Policy, PolicyFault
from cfngw.local.fault import Fault

if TYPE_CHECKING:
    from cfngw.local.passage import Passage
    from cfngw.local.running import Surroundings
    from cfngw.local.values import LocalValues
    from cfngw.read.model import Api

_OWN = "\ue002"  # stands where the template refers to the API itself, whose id a passage tells
_MOST_APIS = 16
_FLOWS = {"CUSTOM": "deny", "AWS_IAM": "later", "COGNITO_USER_POOLS": "later", "JWT": "later"}


class RequestKeys:
    """The condition keys of a request. ``identity``: what is known of an IAM caller."""

    def __init__(self, around: Surroundings, passage: Passage, identity: Mapping[str, Any] | None = None) -> None:
        self._around = around
        self._passage = passage
        self._identity = identity

    def values(self, key: str) -> Sequence[str] | None:
        """Give the values of a key in lower case."""
        given = self._around.identities.conditions
        if given:
            value = next((value for name, value in given.items() if name.lower() == key), None)
            if value is not None:
                return [value] if isinstance(value, str) else [str(each) for each in value]
        found = self._of_request(key) if self._identity is None else self._of_caller(key) or self._of_request(key)
        return None if found is None else [found]

    def _of_request(self, key: str) -> str | None:
        call = self._passage.call
        if key == "aws:sourceip":
            return call.source_ip
        if key == "aws:useragent":
            return call.header("user-agent")
        if key == "aws:referer":
            return call.header("referer")
        if key == "aws:securetransport":
            return "true"
        if key == "aws:epochtime":
            return str(int(self._around.clock()))
        if key == "aws:currenttime":
            return datetime.fromtimestamp(self._around.clock(), UTC).isoformat()
        return None

    def _of_caller(self, key: str) -> str | None:
        identity = self._identity or {}
        if key.startswith("aws:principaltag/"):
            tags = identity.get("tags") or {}
            return next((str(value) for name, value in tags.items() if f"aws:principaltag/{name.lower()}" == key), None)
        name = {
            "aws:principalarn": "userArn",
            "aws:principalaccount": "accountId",
            "aws:principaltype": "type",
            "aws:principalorgid": "principalOrgId",
            "aws:userid": "caller",
            "aws:username": "username",
        }.get(key)
        value = None if name is None else identity.get(name)
        return None if value is None else str(value)


class ResourcePolicy:
    """The policy of one API; without one everything passes. A policy that can't be told lets nobody by."""

    def __init__(self, api: Api, values: LocalValues, around: Surroundings) -> None:
        self._api = api
        self._around = around
        self._unknown: str | None = None
        self._compiled: dict[str, Policy] = {}
        self._document = None if api.policy is None else self._plain(api.policy, values)
        if api.policy is None:
            for note in api.unknown:
                if note.why.startswith("the policy "):
                    around.say(f"{note.where}: {note.why}; it is not applied here")

    @property
    def exists(self) -> bool:
        """Tell whether the API has a policy."""
        return self._document is not None or self._unknown is not None

    def check(self, passage: Passage) -> None:
        """Refuse what the policy refuses by itself, before an authorizer is asked. To be called with the route set."""
        if passage.tested or not self.exists:
            return
        route = passage.route
        flow = "allow" if route is None else _FLOWS.get(str(route.authorization), "allow")
        if flow == "later":  # it is evaluated with the caller known
            return
        decision = self.decide(passage)
        if decision.effect == DENY or (flow == "allow" and decision.effect != ALLOW):
            raise self.refusal(passage, decision)
        self.tell(passage, decision)

    def decide(self, passage: Passage, identity: Mapping[str, Any] | None = None) -> Decision:
        """Evaluate the policy; raise a Fault where it can't be."""
        if self._unknown is not None:
            raise self._broken(passage, f"the resource policy can't be told: {self._unknown}")
        if self._document is None:
            return Decision(NEITHER)
        try:
            policy = self._compiled.get(passage.api_id) or self._compile(passage.api_id)
        except PolicyFault as error:
            raise self._broken(passage, f"the resource policy is not valid: {error}") from None
        asked = Asked(
            method_arn(self._around, passage),
            principals=() if identity is None else principals_of(identity),
            keys=RequestKeys(self._around, passage, identity),
        )
        return policy.decide(asked)

    def require(self, passage: Passage) -> None:
        """Refuse unless the policy allows, where there is one: behind a user pool or a JWT authorizer."""
        if not self.exists:
            return
        decision = self.decide(passage)
        if decision.effect != ALLOW:
            raise self.refusal(passage, decision)
        self.tell(passage, decision)

    def refusal(self, passage: Passage, decision: Decision, user: str = "anonymous") -> Fault:
        """Give the Fault of a decision."""
        hint = f"the resource policy denies it{_named(decision)}"
        end = "with an explicit deny in a resource-based policy"
        if decision.effect != DENY:
            end = "because no resource-based policy allows the execute-api:Invoke action"
            hint = "no statement of the resource policy allows it"
            if decision.missed:
                hint += f"; not met: {', '.join(decision.missed)}"
        return Fault("ACCESS_DENIED", refused_text(self._around, passage, user, end), hint=hint, at=self._at(decision))

    def tell(self, passage: Passage, decision: Decision) -> None:
        """Note a decision that lets a request by."""
        if passage.journey.on:
            said = "the resource policy allows it" if decision.effect == ALLOW else "the resource policy denies nothing"
            passage.journey.step("policy", said + _named(decision), at=self._at(decision))

    def _at(self, decision: Decision) -> At:
        at = self._api.at
        if decision.statement is None:
            return at
        return At(at.document, (*at.path, "Properties", "Policy", "Statement", decision.statement))

    def _broken(self, passage: Passage, hint: str) -> Fault:
        end = "because no resource-based policy allows the execute-api:Invoke action"
        text = refused_text(self._around, passage, "anonymous", end)
        return Fault("ACCESS_DENIED", text, hint=hint, at=self._api.at)

    def _compile(self, api_id: str) -> Policy:
        document = _replaced(self._document, api_id)
        policy = Policy(document, resource_based=True, prefix=api_arn(self._around, api_id))
        if len(self._compiled) < _MOST_APIS:
            self._compiled[api_id] = policy
        return policy

    def _plain(self, value: Any, values: LocalValues) -> Any:
        """Give a policy as plain data, with a mark where the API itself stands."""
        if isinstance(value, Mapping):
            return {str(key): self._plain(each, values) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return [self._plain(each, values) for each in value]
        if isinstance(value, Text):
            pieces = [self._plain(piece, values) for piece in value.pieces]
            return "".join(str(piece) for piece in pieces)
        if isinstance(value, Reference):
            is_own = value.logical_id == self._api.logical_id and value.attribute in ("", "RestApiId")
            return _OWN if is_own else values.text(value) or self._untold(f"{value} is not known here")
        if isinstance(value, Unknown):
            return self._untold(value.why)
        return value

    def _untold(self, why: str) -> str:
        self._unknown = self._unknown or why
        return ""


def refused_text(around: Surroundings, passage: Passage, user: str, end: str) -> str:
    """Give the gateway's text of a refusal, its account masked."""
    arn = masked(method_arn(around, passage))
    return f"User: {user} is not authorized to perform: execute-api:Invoke on resource: {arn} {end}"


def principals_of(identity: Mapping[str, Any]) -> tuple[str, ...]:
    """Give what a policy may call an IAM caller: its ARN, its account, its role behind a session."""
    found = [str(identity[name]) for name in ("userArn", "accountId") if identity.get(name)]
    if identity.get("accountId"):
        partition = str(identity.get("userArn") or "arn:aws").split(":")[1]
        found.append(f"arn:{partition}:iam::{identity['accountId']}:root")
    pieces = str(identity.get("userArn") or "").split(":", 5)
    if len(pieces) == 6 and pieces[2] == "sts" and pieces[5].startswith("assumed-role/"):
        found.append(f"{':'.join(pieces[:2])}:iam::{pieces[4]}:role/{pieces[5].split('/')[1]}")
    return tuple(found)


def _named(decision: Decision) -> str:
    if decision.statement is None:
        return ""
    return f": statement {decision.statement + 1}" + (f" ({decision.sid})" if decision.sid else "")


def _replaced(value: Any, api_id: str) -> Any:
    if isinstance(value, dict):
        return {key: _replaced(each, api_id) for key, each in value.items()}
    if isinstance(value, list):
        return [_replaced(each, api_id) for each in value]
    return value.replace(_OWN, api_id) if isinstance(value, str) else value
