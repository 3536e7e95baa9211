"""The authorizers of an API: for each route what it asks for, made once; who may not call is refused with a Fault.

``check`` fills ``passage.authorizer`` and ``passage.identity``:

    Lambda, REST   {"principalId": …, key: value…}, values as texts; ``passage.api_key`` where the API
                   takes its keys from authorizers
    Lambda, HTTP   {"lambda": {…}}, any JSON
    JWT            {"jwt": {"claims": {…}, "scopes": […] or None}}, claims as texts; scopes where the route has some
    Cognito        {"claims": {…}}, as texts
    IAM            ``passage.identity``: accessKey, accountId, caller, user, userArn…; HTTP: {"iam": {…}} as well

A REST API's resource policy is evaluated here with the caller known; ``ResourcePolicy.check`` goes before.
What can't be told (an unknown authorizer, function, issuer) is refused as AUTHORIZER_CONFIGURATION_ERROR, never let by.
JWT authorizers of REST APIs are refused so too: templates are not read for them yet.
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html
"""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Protocol

from cfngw.document.values import Unknown
from cfngw.local.auth.configuration import ConfigurationFault
from cfngw.local.auth.resource_policy import ResourcePolicy
from cfngw.local.fault import Fault
from cfngw.read.model import Authorizer

if TYPE_CHECKING:
    from cfngw.local.auth.key_sets import KeySets
    from cfngw.local.passage import Passage
    from cfngw.local.running import Surroundings
    from cfngw.local.values import LocalValues
    from cfngw.read.model import Api, Route
    from cfngw.read.targets import Targets

_STATUSES = {"UNAUTHORIZED": 401, "AUTHORIZER_FAILURE": 500, "AUTHORIZER_CONFIGURATION_ERROR": 500}


class Checker(Protocol):
    """One way to decide."""

    async def check(self, passage: Passage) -> None:
        """Decide, or raise a Fault."""
        ...


class Refused:
    """A route that nobody can decide about."""

    def __init__(self, route: Route, why: str) -> None:
        self._route = route
        self._why = why

    async def check(self, passage: Passage) -> None:  # noqa: ARG002 (the protocol's)
        """Raise a Fault."""
        raise Fault("AUTHORIZER_CONFIGURATION_ERROR", None, status=500, hint=self._why, at=self._route.at)


class BehindPolicy:
    """A user pool's authorizer; after it the resource policy must allow by itself, where there is one."""

    def __init__(self, inner: Checker, policy: ResourcePolicy) -> None:
        self._inner = inner
        self._policy = policy

    async def check(self, passage: Passage) -> None:
        """Ask the authorizer, then the policy."""
        await self._inner.check(passage)
        self._policy.require(passage)


class Authorizers:
    """The authorizers of one API, by route."""

    def __init__(
        self,
        api: Api,
        around: Surroundings,
        values: LocalValues,
        targets: Targets,
        *,
        policy: ResourcePolicy | None = None,
    ) -> None:
        self._api = api
        self._around = around
        self._values = values
        self._targets = targets
        self._policy = policy or (ResourcePolicy(api, values, around) if api.protocol == "REST" else None)
        # One for all routes that ask alike: they share what is remembered. Each kind is imported where one asks for it.
        self._iam: Checker | None = None
        self._sets: KeySets | None = None
        self._lambdas: dict[int, Checker] = {}
        self._by_scopes: dict[tuple[int, tuple[str, ...]], Checker] = {}
        self._checkers: dict[int, Checker | None] = {id(route): self._checker(route) for route in api.routes}

    async def check(self, passage: Passage) -> None:
        """Let a passage by, or raise a Fault. To be called with its route set; a tested passage goes by."""
        route = passage.route
        if route is None or passage.tested:
            return
        key = id(route)
        checker = self._checkers[key] if key in self._checkers else self._checker(route)
        if checker is None:
            return
        started = perf_counter()
        try:
            await checker.check(passage)
        except Fault as fault:
            passage.authorizer_status = fault.status or _STATUSES.get(fault.type, 403)
            raise
        else:
            passage.authorizer_status = 200
        finally:
            passage.authorizer_latency = (perf_counter() - started) * 1000

    def _checker(self, route: Route) -> Checker | None:
        authorization = route.authorization
        if authorization == "NONE":
            return None
        try:
            if authorization == "AWS_IAM":
                return self._of_iam()
            if authorization == "CUSTOM":
                return self._lambda(self._named(route, ("TOKEN", "REQUEST")))
            if (self._api.protocol, authorization) in (("REST", "COGNITO_USER_POOLS"), ("HTTP", "JWT")):
                return self._of_tokens(self._named(route, (str(authorization),)), self._scopes(route))
        except ConfigurationFault as error:
            return Refused(route, str(error))
        if isinstance(authorization, Unknown):
            return Refused(route, f"the authorization of the route can't be told: {authorization.why}")
        if authorization == "JWT":
            return Refused(route, "JWT authorizers of REST APIs don't run here yet")
        return Refused(route, f"the authorization {authorization} is none of an API of the kind {self._api.protocol}")

    def _named(self, route: Route, kinds: tuple[str, ...]) -> Authorizer:
        if isinstance(route.authorizer, Unknown):
            raise ConfigurationFault(f"the authorizer of the route can't be told: {route.authorizer.why}")
        found = self._api.authorizer(route.authorizer) if route.authorizer is not None else None
        if found is None:
            raise ConfigurationFault(f"the API has no authorizer {self._values.text(route.authorizer) or ''}".rstrip())
        if found.kind not in kinds:
            raise ConfigurationFault(f"the kind of the authorizer is {found.kind}, and not {' or '.join(kinds)}")
        return found

    def _of_iam(self) -> Checker:
        from cfngw.local.auth.iam import IamAuthorizer

        if self._iam is None:
            self._iam = IamAuthorizer(self._api, self._around, policy=self._policy)
        return self._iam

    def _lambda(self, authorizer: Authorizer) -> Checker:
        """Give the authorizer that a function is."""
        from cfngw.local.auth.lambda_authorizer import LambdaAuthorizer

        key = id(authorizer)
        if key not in self._lambdas:
            self._lambdas[key] = LambdaAuthorizer(
                self._api, authorizer, self._around, self._values, self._targets, policy=self._policy
            )
        return self._lambdas[key]

    def _of_tokens(self, authorizer: Authorizer, scopes: tuple[str, ...]) -> Checker:
        """Give the authorizer of tokens for routes with certain scopes."""
        from cfngw.local.auth.cognito import CognitoAuthorizer
        from cfngw.local.auth.jwt_authorizer import JwtAuthorizer
        from cfngw.local.auth.key_sets import KeySets

        self._sets = self._sets or KeySets(self._around)
        key = (id(authorizer), scopes)
        found = self._by_scopes.get(key)
        if found is None:
            make = JwtAuthorizer if authorizer.kind == "JWT" else CognitoAuthorizer
            found = make(authorizer, self._around, self._values, scopes=scopes, sets=self._sets)
            if self._policy is not None:
                found = BehindPolicy(found, self._policy)
            self._by_scopes[key] = found
        return found

    def _scopes(self, route: Route) -> tuple[str, ...]:
        scopes = [self._values.text(scope) for scope in route.scopes]
        if None in scopes:
            raise ConfigurationFault("the scopes of the route can't be told")
        return tuple(scope for scope in scopes if scope is not None)
