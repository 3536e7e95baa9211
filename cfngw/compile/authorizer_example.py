"""What a call to try needs to be let in, with words in place of what is secret."""

from __future__ import annotations

from cfngw.declare.authorizer import Authorizer, IamAuthorizer

SIGNED = "--aws-sigv4 aws:amz:${AWS::Region}:execute-api --user ACCESS_KEY:SECRET_KEY"


def example_options(authorizer: Authorizer) -> str:
    """Give what curl needs to be let in, with words in place of what is secret."""
    if isinstance(authorizer, IamAuthorizer):
        return f" {SIGNED}"
    secret = "TOKEN" if authorizer.scoped else "VALUE"
    return "".join(f" -H '{name}: {_bearer(name, authorizer)}{secret}'" for name in authorizer.headers)


def _bearer(header: str, authorizer: Authorizer) -> str:
    return "Bearer " if authorizer.scoped and header == "Authorization" else ""


def example_query(authorizer: Authorizer) -> str:
    """Give the part of the address that lets a call in."""
    query = [f"{each.removeprefix('query.')}=VALUE" for each in authorizer.sources if each.startswith("query.")]
    return f"?{'&'.join(query)}" if query else ""


def rest_options(authorizer: Authorizer) -> tuple[list[str], dict[str, str], list[str]]:
    """Give what curl needs for a REST API: words, headers, and the names in the query.

    AWS's page on user pools shows a token without ``Bearer``; what else it takes is not said.
    """
    if isinstance(authorizer, IamAuthorizer):
        return [SIGNED], {}, []
    secret = "TOKEN" if authorizer.scoped else "VALUE"
    query = [each.removeprefix("query.") for each in authorizer.sources if each.startswith("query.")]
    return [], dict.fromkeys(authorizer.headers, secret), query
