"""Client certificates: what API Gateway shows to an address behind a REST API, which so knows whose call it is."""

from __future__ import annotations

from collections.abc import Mapping

from cfngw.declare.intrinsic import Reference, Text
from cfngw.declare.kinds import NAME, TAGS, Words
from cfngw.declare.parameter import CONDITION, Condition
from cfngw.declare.value import Value, option, pinned, required
from cfngw.naming import client_certificate_id


class ClientCertificate(Value):
    """A certificate that API Gateway makes, and shows to the addresses that a stage calls; several may share it.

    It lasts 365 days. To rotate: make another under another name, let the backend trust both, give the stage the new
    one, and take the old one away. ``description``: tells it apart in the console.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-clientcertificate.html
    """

    name: str = required(NAME, kw_only=False)
    description: Text | None = option(Words(longest=1024), default=None)
    tags: Mapping[str, Text] | None = option(TAGS, default=None)
    condition: str | Condition | None = option(CONDITION, default=None)
    logical_id: str | None = pinned(default=None)

    @property
    def resource_id(self) -> str:
        """Give the logical id."""
        return self.logical_id or client_certificate_id(self.name)

    @property
    def ref(self) -> Reference:
        """Refer to the certificate's id."""
        return Reference(self.resource_id, target=self)
