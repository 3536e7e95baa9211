"""What methods of REST APIs read of their authorizer, and whether it has that to say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cfngw.compile.assembly import Assembly
from cfngw.compile.template_probe import SOUND
from cfngw.declare.aws_target import AwsTarget
from cfngw.declare.mapping_template import by_content_type, parsed
from cfngw.declare.method import Method
from cfngw.declare.rest_api import RestApi
from cfngw.declare.value import Value
from cfngw.errors import Notice

if TYPE_CHECKING:
    from cfngw.declare.authorizer import Authorizer

_MARK = "context.authorizer"


def note_reads(assembly: Assembly, api: RestApi) -> None:
    """Tell of what methods read of an authorizer that has not that to say."""
    for method in api.methods:
        if _may_read(method):
            assembly.notices += _notes(api, method)


def _notes(api: RestApi, method: Method) -> Iterator[Notice]:
    """Tell of what a method reads of an authorizer that will not be there."""
    authorizer = api.authorizer_of(method)
    told: set[str] = set()
    for holder, name in _reads(method):
        found = _lacking(authorizer, name)
        if found is not None and name not in told:
            told.add(name)
            problem, fix = found
            yield Notice(f"{method.label}: ${_MARK}{name} is empty: {problem}.", holder.source, fix)


def _may_read(method: Method) -> bool:
    """Tell whether a method could read an authorizer's values, at little cost."""
    found = (*(text for _, text in texts(method)), *(str(each) for each in _sources(method)), *_expressions(method))
    return any(_MARK in text for text in found)


def texts(method: Method) -> Iterator[tuple[Value, str]]:
    """Give the templates that are a method's own, but for the ready ones, with what holds them."""
    if method.request is not None and method.request.template is not None:
        yield from _known(method.request, method.request.template)
    for response in (method.response, *method.responses):
        if response is not None and response.template is not None:
            yield from _known(response, response.template)


def _known(holder: Value, templates: Any) -> Iterator[tuple[Value, str]]:
    for text in by_content_type(templates).values():
        if isinstance(text, str) and text not in SOUND:
            yield holder, text


def _sources(method: Method) -> Iterator[str]:
    if method.request is not None and method.request.parameters:
        yield from (each for each in method.request.sources.values() if isinstance(each, str))


def _expressions(method: Method) -> Iterator[str]:
    """Give the expressions of what calls a service, without ``$``."""
    if isinstance(method.target, AwsTarget):
        yield from method.target.expressions()


def _reads(method: Method) -> Iterator[tuple[Value, str]]:
    """Give what is read, as it stands behind ``$context.authorizer``: ``.principalId``, ``.claims.sub`` or nothing."""
    from cfngw.vtl.inputs import ANY, reads_of

    for holder, text in texts(method):
        if _MARK in text:
            for read in reads_of(parsed(text)):
                if read.source[:2] == ("context", "authorizer"):
                    yield holder, "".join(f".{step}" for step in read.source[2:] if step != ANY)
    for source in _sources(method):
        if source.startswith(_MARK):
            yield method, source.removeprefix(_MARK)
    for expression in _expressions(method):
        if expression.startswith(_MARK):
            yield method.integration, expression.removeprefix(_MARK)


def _lacking(authorizer: Authorizer | None, name: str) -> tuple[str, str] | None:
    """Say why a value will not be there, and what to do; None where it may be."""
    from cfngw.declare.authorizer import IamAuthorizer
    from cfngw.declare.cognito_authorizer import CognitoAuthorizer

    if authorizer is None:
        return "the method has no authorizer", "give the method or the API one, or leave this out"
    if isinstance(authorizer, IamAuthorizer):
        return "IAM says who calls elsewhere", "read $context.identity.userArn or $context.identity.caller"
    of_claims = name.startswith(".claims")
    if isinstance(authorizer, CognitoAuthorizer) and name and not of_claims:
        return f"{authorizer.label} gives the token's claims alone", "read $context.authorizer.claims.sub or the like"
    if isinstance(authorizer, CognitoAuthorizer) and name == ".claims":
        return "the whole of the claims is null", "name one claim, such as $context.authorizer.claims.sub"
    if not isinstance(authorizer, CognitoAuthorizer) and of_claims:
        fix = "read $context.authorizer.principalId, or what the function puts into its answer's context"
        return f"{authorizer.label} has no claims", fix
    return None
