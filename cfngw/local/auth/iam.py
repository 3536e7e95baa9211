"""AWS_IAM: whose access key a request is signed with, among those that the user gives.

An identity may have ``arn``, ``account``, ``user`` (its id), ``secret``, ``session_token``, ``policy`` (its document),
``tags``, ``type`` and ``principalOrgId``. The signature is checked where a ``secret`` is given; without one, whoever
names the key is its owner. Without a ``policy`` an identity may invoke everything that the resource policy does not
deny. Callers of another account need both policies on REST APIs, and are refused by HTTP APIs, which have no resource
policy. A request that is not signed, and a key that is not given, are refused.
https://docs.aws.amazon.com/apigateway/latest/developerguide/permissions.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cfngw.local.auth.arns import method_arn
from cfngw.local.auth.policy import ALLOW, DENY, NEITHER, Asked, Decision, Policy, PolicyFault
from cfngw.local.auth.resource_policy import RequestKeys, ResourcePolicy, refused_text
from cfngw.local.auth.sigv4 import INVALID_TOKEN, Signature, SignatureFault, check, signature_of
from cfngw.local.fault import Fault

if TYPE_CHECKING:
    from cfngw.document.values import At
    from cfngw.local.passage import Passage
    from cfngw.local.running import Surroundings
    from cfngw.read.model import Api

_ENDS = {
    DENY: "with an explicit deny in an identity-based policy",
    NEITHER: "because no identity-based policy allows the execute-api:Invoke action",
}


class IamAuthorizer:
    """The IAM authorization of one API."""

    def __init__(self, api: Api, around: Surroundings, *, policy: ResourcePolicy | None) -> None:
        self._around = around
        self._policy = policy
        self._is_rest = api.protocol == "REST"
        self._identities: dict[str, dict[str, Any]] = {}
        self._policies: dict[str, Policy] = {}

    async def check(self, passage: Passage) -> None:
        """Decide; who calls goes to ``passage.identity``."""
        at = None if passage.route is None else passage.route.at
        try:
            signature = signature_of(passage.call)
            if signature is None:
                raise self._fault("MISSING_AUTHENTICATION_TOKEN", None, "the request is not signed", at)
            given = self._known(signature)
            checked = self._check_signature(passage, signature, given)
        except SignatureFault as error:
            raise self._fault("INVALID_SIGNATURE", error.message, error.hint or error.message, at) from None
        identity = self._identity(signature.access_key, given)
        passage.identity = identity
        self._check_policies(passage, identity, given, at)
        if not self._is_rest:
            passage.authorizer = {"iam": _iam(identity)}
        if passage.journey.on:
            how = "signature checked" if checked else "signature not checked: no secret is given for the key"
            passage.journey.step("authorizer", f"{identity['userArn']} may invoke it ({how})", at=at)

    def _known(self, signature: Signature) -> Mapping[str, Any]:
        given = self._around.identities.keys.get(signature.access_key)
        if given is None:
            hint = 'no such key is given; give its owner among the identities: keys: {"AKIA…": {"arn": …}}'
            raise SignatureFault(INVALID_TOKEN, hint)
        return given

    def _check_signature(self, passage: Passage, signature: Signature, given: Mapping[str, Any]) -> bool:
        session = given.get("session_token")
        if session is not None:
            sent = (signature.session_token or "").encode("utf-8", "replace")
            if not hmac.compare_digest(sent, str(session).encode()):
                raise SignatureFault(INVALID_TOKEN, "the session token is not that of the key")
        secret = given.get("secret")
        if secret is None:
            return False
        check(passage.call, signature, str(secret), region=self._around.region, now=self._around.clock())
        return True

    def _identity(self, key: str, given: Mapping[str, Any]) -> dict[str, Any]:
        found = self._identities.get(key)
        if found is None:
            found = self._identities[key] = _described(key, given, self._around)
        return found

    def _check_policies(
        self, passage: Passage, identity: Mapping[str, Any], given: Mapping[str, Any], at: At | None
    ) -> None:
        own = self._own_decision(passage, identity, given, at)
        policy = self._policy if self._policy is not None and self._policy.exists else None
        theirs = Decision(NEITHER) if policy is None else policy.decide(passage, identity)
        if policy is not None and theirs.effect == DENY:
            raise policy.refusal(passage, theirs, str(identity["userArn"]))
        crosses = identity["accountId"] != self._around.account
        effects = (own.effect, theirs.effect)
        if own.effect != DENY and (effects == (ALLOW, ALLOW) if crosses else ALLOW in effects):
            return
        if crosses and own.effect == ALLOW:
            hint = f"{identity['userArn']} is of another account, so that a resource policy must allow it too"
            end = "because no resource-based policy allows the execute-api:Invoke action"
        else:
            hint = f"the policy of {identity['userArn']} {'denies' if own.effect == DENY else 'does not allow'} it"
            end = _ENDS[own.effect] if own.effect in _ENDS else _ENDS[NEITHER]
        if own.missed:
            hint += f"; not met: {', '.join(own.missed)}"
        text = refused_text(self._around, passage, str(identity["userArn"]), end)
        raise self._fault("ACCESS_DENIED", text, hint, at)

    def _own_decision(
        self, passage: Passage, identity: Mapping[str, Any], given: Mapping[str, Any], at: At | None
    ) -> Decision:
        document = given.get("policy")
        if document is None:
            return Decision(ALLOW)
        key = str(identity["accessKey"])
        try:
            policy = self._policies.get(key) or self._policies.setdefault(key, Policy(document))
        except PolicyFault as error:
            hint = f"the policy given for {identity['userArn']} is not valid: {error}"
            raise self._fault("ACCESS_DENIED", None, hint, at) from None
        keys = RequestKeys(self._around, passage, identity)
        return policy.decide(Asked(method_arn(self._around, passage), keys=keys))

    def _fault(self, kind: str, text: str | None, hint: str, at: At | None) -> Fault:
        """Give a refusal; an HTTP API says Forbidden, whatever it was."""
        if not self._is_rest:
            return Fault("ACCESS_DENIED", None, status=403, hint=hint, at=at)
        return Fault(kind, text, status=403, hint=hint, at=at)


def _described(key: str, given: Mapping[str, Any], around: Surroundings) -> dict[str, Any]:
    """Give an identity in the words of ``$context.identity``, and of policies."""
    arn = given.get("arn")
    pieces = str(arn).split(":", 5) if arn else []
    of_arn = pieces[4] if len(pieces) == 6 and pieces[4] else around.account
    account = str(given.get("account") or of_arn)
    name = str(given.get("name") or (pieces[5].rpartition("/")[2] if len(pieces) == 6 else given.get("user") or key))
    user = str(given.get("user") or key)
    is_role = len(pieces) == 6 and pieces[5].startswith("assumed-role/")
    described = {
        "accessKey": key,
        "accountId": account,
        "account": account,
        "caller": user,
        "user": user,
        "userArn": str(arn or f"arn:{around.partition}:iam::{account}:user/{name}"),
        "username": None if is_role else name,
        "type": given.get("type") or ("AssumedRole" if is_role else "User"),
        "principalOrgId": given.get("principalOrgId"),
        "tags": given.get("tags") if isinstance(given.get("tags"), Mapping) else None,
    }
    return {**described, "arn": described["userArn"]}


def _iam(identity: Mapping[str, Any]) -> dict[str, Any]:
    """Give what an HTTP API's payload has."""
    return {
        "accessKey": identity["accessKey"],
        "accountId": identity["accountId"],
        "callerId": identity["caller"],
        "cognitoIdentity": None,
        "principalOrgId": identity["principalOrgId"],
        "userArn": identity["userArn"],
        "userId": identity["user"],
    }
