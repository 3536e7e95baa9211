"""Functions that decide: TOKEN and REQUEST of REST APIs, REQUEST of HTTP APIs.

What a function answers is remembered by its identity sources, for all methods: a policy that names but the method that
was called first refuses the others, as at AWS. REST APIs remember 300 seconds unless told otherwise; an HTTP API's
authorizer without a TTL remembers nothing (AWS documents no default), and neither does one without identity sources.
A function has 29 seconds on REST APIs (AWS documents none of its own) and 10 on HTTP APIs. A function that raises
``Unauthorized`` means 401 on REST APIs; another failure is AUTHORIZER_CONFIGURATION_ERROR, as users report, and so is
an answer that can't be taken; AUTHORIZER_FAILURE is a function that takes too long (not documented; both are 500).
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
"""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from cfngw.local.auth.arns import MOST_ARN_BYTES, method_arn
from cfngw.local.auth.cache import Cache
from cfngw.local.auth.configuration import ConfigurationFault, name_of, validation
from cfngw.local.auth.events import of_http_request, of_http_request_1, of_rest_request, of_token
from cfngw.local.auth.lambda_answers import AnswerFault, Verdict, parsed, verdict
from cfngw.local.auth.policy import ALLOW, DENY, Asked, Decision
from cfngw.local.auth.resource_policy import RequestKeys, ResourcePolicy
from cfngw.local.auth.sources import Source, source
from cfngw.local.fault import Fault
from cfngw.local.running import Invocation, InvocationRefused
from cfngw.read.model import FunctionTarget

if TYPE_CHECKING:
    from cfngw.local.passage import Passage
    from cfngw.local.running import Surroundings
    from cfngw.local.values import LocalValues
    from cfngw.read.model import Api, Authorizer
    from cfngw.read.targets import Targets

REST_TTL, MOST_TTL = 300, 3_600
REST_SECONDS, HTTP_SECONDS = 29.0, 10.0
_TEXTS = {
    DENY: "User is not authorized to access this resource with an explicit deny in an identity-based policy",
    "": "User is not authorized to access this resource because no identity-based policy allows the"
    " execute-api:Invoke action",
}


class LambdaAuthorizer:
    """One authorizer of an API. Raise ConfigurationFault for what can't be told or can't work."""

    def __init__(
        self,
        api: Api,
        authorizer: Authorizer,
        around: Surroundings,
        values: LocalValues,
        targets: Targets,
        *,
        policy: ResourcePolicy | None = None,
        seconds: float | None = None,
    ) -> None:
        self._around = around
        self._authorizer = authorizer
        self._targets = targets
        self._policy = policy
        self._is_rest = api.protocol == "REST"
        self._gives_keys = values.text(api.api_key_source) == "AUTHORIZER"
        self._is_token = authorizer.kind == "TOKEN"
        self._name = name_of(authorizer, values)
        self._sources = self._made_sources(values)
        self._ttl = self._made_ttl()
        self._version = "1.0" if self._is_rest else values.text(authorizer.payload_version) or "2.0"
        self._simple = not self._is_rest and self._version == "2.0" and authorizer.simple_responses is True
        self._seconds = seconds or (REST_SECONDS if self._is_rest else HTTP_SECONDS)
        self._validation = validation(authorizer, values) if self._is_token else None
        self._cache: Cache[Verdict] = Cache()
        if not isinstance(authorizer.target, FunctionTarget):
            raise ConfigurationFault(f"the function of the authorizer {self._name} can't be told")
        if not isinstance(authorizer.simple_responses, bool):
            raise ConfigurationFault(f"EnableSimpleResponses of {self._name} can't be told")

    async def check(self, passage: Passage) -> None:
        """Decide; what the function gave goes to ``passage.authorizer``."""
        identity = self._identity(passage)
        arn = method_arn(self._around, passage)
        if len(arn) > MOST_ARN_BYTES:
            raise Fault("REQUEST_TOO_LARGE", "Request URI too long", status=414, at=self._authorizer.at)
        key = (passage.stage_name, *identity)
        found = self._cache.get(key, self._around.clock()) if self._ttl else None
        cached = found is not None
        if found is None:
            found = await self._asked(passage, identity, arn)
            if self._ttl:
                self._cache.put(key, found, self._around.clock() + self._ttl)
        decision = self._decision(passage, found, arn)
        passage.authorizer = self._given(found)
        if found.key is not None and self._gives_keys:
            passage.api_key = found.key
        if decision.effect != ALLOW or (self._policy is not None and self._policy.exists):
            self._with_policy(passage, decision, cached=cached)
        if passage.journey.on:
            self._tell(passage, found, decision, cached=cached)

    # --- the identity -------------------------------------------------------------------------------------------

    def _identity(self, passage: Passage) -> list[str]:
        """Give the identity sources' values; without one of them nobody is asked."""
        found: list[str] = []
        for expression, find in self._sources:
            value = find(passage)
            if not value:
                hint = f"{self._name} asks for {expression}, and the request has none; its function is not called"
                raise self._unauthorized(hint)
            found.append(value)
        if self._validation is not None and not self._validation(found[0]):
            hint = f"the token does not match {self._name}'s validation expression; its function is not called"
            raise self._unauthorized(hint)
        return found

    def _unauthorized(self, hint: str) -> Fault:
        return Fault("UNAUTHORIZED", None, hint=hint, at=self._authorizer.at)

    # --- asking the function --------------------------------------------------------------------------------------

    async def _asked(self, passage: Passage, identity: list[str], arn: str) -> Verdict:
        event = json.dumps(self._event(passage, identity, arn), separators=(",", ":")).encode()
        invocation = await self._invoked(passage, event)
        if invocation.failed:
            raise self._failure(invocation)
        try:
            return verdict(invocation.payload, is_rest=self._is_rest, simple=self._simple)
        except AnswerFault as error:
            raise self._fault("AUTHORIZER_CONFIGURATION_ERROR", f"{self._name}: {error}") from None

    def _event(self, passage: Passage, identity: list[str], arn: str) -> dict[str, Any]:
        account = self._around.account
        if self._is_token:
            return of_token(identity[0], arn)
        if self._is_rest:
            return of_rest_request(passage, arn, account)
        make = of_http_request_1 if self._version == "1.0" else of_http_request
        return make(passage, arn, account, identity)

    async def _invoked(self, passage: Passage, event: bytes) -> Invocation:
        target = self._targets.under(self._authorizer.target, passage.variables)
        if not isinstance(target, FunctionTarget):
            raise self._fault("AUTHORIZER_CONFIGURATION_ERROR", f"the function of {self._name} can't be told")
        invoke = self._around.functions.invoke
        try:
            async with asyncio.timeout(self._seconds):
                return await invoke(target, event, request_id=passage.request_id, journey=passage.journey)
        except InvocationRefused as error:
            raise self._fault("AUTHORIZER_CONFIGURATION_ERROR", f"{self._name}: {error.code}: {error.why}") from None
        except TimeoutError:
            hint = f"{self._name} did not answer within {self._seconds:g} seconds"
            raise self._fault("AUTHORIZER_FAILURE", hint) from None

    def _failure(self, invocation: Invocation) -> Fault:
        try:
            answer = parsed(invocation.payload)
        except AnswerFault:
            answer = None
        said = answer.get("errorMessage") if isinstance(answer, dict) else None
        if said == "Unauthorized" and self._is_rest:
            return self._unauthorized(f"the function of {self._name} raised Unauthorized")
        text = said[:200] if isinstance(said, str) else "no message"
        hint = f"the function of {self._name} failed: {text}; REST APIs answer 401 where it raises 'Unauthorized'"
        return self._fault("AUTHORIZER_CONFIGURATION_ERROR", hint)

    def _fault(self, kind: str, hint: str) -> Fault:
        return Fault(kind, None, status=500, hint=hint, at=self._authorizer.at)

    # --- deciding -------------------------------------------------------------------------------------------------

    def _decision(self, passage: Passage, found: Verdict, arn: str) -> Decision:
        if found.policy is None:
            return Decision(ALLOW if found.allowed else DENY)
        return found.policy.decide(Asked(arn, keys=RequestKeys(self._around, passage)))

    def _with_policy(self, passage: Passage, decision: Decision, *, cached: bool) -> None:
        """Decide with the resource policy (table A of the authorization flow), and raise what refuses."""
        if decision.effect != DENY and self._policy is not None and self._policy.exists:
            own = self._policy.decide(passage)
            if own.effect == DENY:
                raise self._policy.refusal(passage, own)
            if ALLOW in (own.effect, decision.effect):
                return
        hint = f"{self._name} answered a policy that {'denies' if decision.effect == DENY else 'does not allow'} it"
        if self._simple:
            hint = f"{self._name} answered isAuthorized: false"
        if decision.missed:
            hint += f"; not met: {', '.join(decision.missed)}"
        if cached:
            hint += f"; the answer is one that is remembered for {self._ttl} seconds, and holds for all methods"
        text = (_TEXTS[DENY] if decision.effect == DENY else _TEXTS[""]) if self._is_rest else None
        raise Fault("ACCESS_DENIED", text, hint=hint, at=self._authorizer.at)

    def _given(self, found: Verdict) -> dict[str, Any]:
        if not self._is_rest:
            return {"lambda": found.context}
        return {**found.context, "principalId": found.principal}

    def _tell(self, passage: Passage, found: Verdict, decision: Decision, *, cached: bool) -> None:
        who = f" {found.principal}" if found.principal else ""
        how = "remembered" if cached else "asked"
        shown: dict[str, Any] = {"cached": cached, "context": found.context}
        if decision.statement is not None:
            shown["statement"] = decision.statement + 1
        passage.journey.step("authorizer", f"{self._name} lets{who} by ({how})", at=self._authorizer.at, **shown)

    # --- what the template says -------------------------------------------------------------------------------------

    def _made_sources(self, values: LocalValues) -> list[tuple[str, Source]]:
        given = [values.text(each) for each in self._authorizer.identity_sources]
        if self._is_token and not given:
            given = ["method.request.header.Authorization"]
        made: list[tuple[str, Source]] = []
        for text in given:
            found = None if text is None else source(text, is_rest=self._is_rest)
            if text is None or found is None:
                raise ConfigurationFault(f"the identity source {text or '(unknown)'} of {self._name} is none")
            made.append((text, found))
        return made

    def _made_ttl(self) -> int:
        ttl = self._authorizer.ttl_seconds
        if ttl is not None and not isinstance(ttl, int):
            raise ConfigurationFault(f"the TTL of {self._name} can't be told: {ttl.why}")
        if ttl is None:
            ttl = REST_TTL if self._is_rest else 0
        return min(ttl, MOST_TTL) if self._sources and ttl > 0 else 0
