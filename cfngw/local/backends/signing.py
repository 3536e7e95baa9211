"""Signature version 4 for what is handed to a stand-in of AWS: it finds service and region in the signature's scope.

The credentials are none of the user's unless given on purpose: nothing is read from the environment or from files.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cfngw.local.backends.service_models import Service
    from cfngw.local.exchange import Pairs


class Credentials(NamedTuple):
    """Whom requests are signed for. The default is nobody: its key opens nothing."""

    access_key: str = "local"
    secret_key: str = "local"  # noqa: S105 (nobody's)
    token: str | None = None

    def __repr__(self) -> str:
        """Keep the secret out of logs and tracebacks."""
        return f"Credentials({self.access_key!r})"


def signed(
    service: Service, region: str, credentials: Credentials, method: str, url: str, headers: Pairs, body: bytes
) -> Pairs:
    """Give the headers of a request with its signature; ``url`` is what is called."""
    from botocore.auth import S3SigV4Auth, SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials as Keys

    request = AWSRequest(method=method, url=url, data=body)
    for name, value in headers:
        request.headers.add_header(name, value)
    make = S3SigV4Auth if service.is_s3 else SigV4Auth
    make(Keys(*credentials), service.signing_name, region).add_auth(request)
    return tuple(request.headers.items())
