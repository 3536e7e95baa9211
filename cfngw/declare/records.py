"""The names of domains and zones, and the records of Route 53 by which DNS finds a domain name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cfngw.declare.intrinsic import Flag, Integer, Text
from cfngw.declare.kinds import FLAG, Choice, OneOf, Whole, Words
from cfngw.declare.parameter import Parameter
from cfngw.declare.value import Value, option, required
from cfngw.errors import CfngwError, report

_LABEL = r"[a-z0-9_]([a-z0-9-]{0,61}[a-z0-9])?"


_DOMAIN = rf"(\*\.)?({_LABEL}\.)+[a-z][a-z0-9-]*"


def _plain_domain(given: str) -> str | None:
    """Give the domain name in a URL, in capitals or with a dot at its end."""
    plain = re.sub(r"^[a-z]+://", "", given.strip().lower()).partition("/")[0].rstrip(".")
    return f'write "{plain}"' if plain != given and re.fullmatch(_DOMAIN, plain) else None


DOMAIN = Words("a domain name in small letters", pattern=_DOMAIN, longest=253, mend=_plain_domain)
ZONE_ID = Words(
    "the id of a hosted zone",
    pattern=r"Z[A-Z0-9]{1,31}",
    mend=lambda given: f'write "{given.rpartition("/")[2]}"' if "/" in given else None,
)
ZONE_NAME = Words(
    "the name of a hosted zone",
    pattern=rf"({_LABEL}\.)*[a-z][a-z0-9-]*\.?",
    longest=254,
    mend=lambda given: "write it in small letters" if given != given.lower() else None,
)


def called(name: Text) -> str | None:
    """Give what a name is called in logical ids: itself, or its parameter; None for another intrinsic."""
    if isinstance(name, Parameter):
        return name.name
    return name if isinstance(name, str) else None


def unnamed(value: Value) -> CfngwError:
    """Describe a value that nothing can name but a logical id of its own."""
    return value.refusal(
        "its logical id can't be made of a name that only CloudFormation knows.",
        allowed="a name that is written out, a Parameter, or logical_id=",
        fix='give logical_id="..."',
    )


def without_choice(value: Any, name: object) -> str:
    """Refuse to name by a domain that each environment has another of, before there is one."""
    if isinstance(name, Choice):
        report(
            value.refusal(
                "its logical id is asked for, and is another in each environment.",
                given=name,
                fix='give logical_id="..."',
            )
        )
    return ""


def out_of_zone(value: Value, name: Text, zone: Text | None) -> Iterator[CfngwError]:
    """Find a domain that is not in the zone which its records are made in."""
    if not isinstance(zone, str) or not isinstance(name, str):
        return
    if not f".{name}".endswith(f".{zone.rstrip('.')}"):
        yield value.refusal(
            "it is not in the zone of its records.",
            given=zone,
            allowed="a zone whose name is the domain's or its end",
            fix="name another zone, or correct the domain",
            option="records",
        )


def one_zone(records: AliasRecords | VpcEndpointRecords) -> Iterator[CfngwError]:
    """Ask for one zone, by its id or by its name."""
    if (records.hosted_zone_id is None) == (records.hosted_zone_name is None):
        yield records.refusal(
            "it needs one hosted zone.",
            given=records.given(),
            allowed="hosted_zone_id or hosted_zone_name",
            fix="give one of them",
        )


class AliasRecords(Value):
    """Records of Route 53 by which a domain name leads to API Gateway: A, and AAAA where the domain is dual stack.

    ``hosted_zone_id`` or ``hosted_zone_name``: where they are made. ``weight`` shares requests among records of one
    name, each with a ``set_identifier``; ``region``, such as ``Ref("AWS::Region")``, answers by latency.
    ``evaluate_target_health``: whether Route 53 leaves out an endpoint that is not well.
    https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-to-api-gateway.html
    """

    hosted_zone_id: Text | None = option(ZONE_ID, default=None, kw_only=False)
    hosted_zone_name: Text | None = option(ZONE_NAME, default=None)
    weight: Integer | None = option(Whole(0, 255), default=None)
    region: Text | None = option(
        Words("a region, such as eu-central-1", pattern=r"[a-z]{2}(-[a-z]+)+-[0-9]"), default=None
    )
    set_identifier: Text | None = option(Words(longest=128), default=None)
    evaluate_target_health: Flag | None = option(FLAG, default=None)

    @property
    def label(self) -> str:
        """Name this value by its class alone."""
        return "AliasRecords"

    def check(self) -> Iterator[CfngwError]:
        """Ask for one zone, and for one way to choose among records."""
        yield from one_zone(self)
        if self.weight is not None and self.region is not None:
            yield self.refusal(
                "records are chosen by weight or by latency.", given=self.given(), fix="leave out weight= or region="
            )
        elif self.weight is not None and self.set_identifier is None:
            yield self.refusal(
                "records with weights are told apart by a set identifier.",
                given=self.weight,
                fix='give set_identifier="blue", another one for each record of this name',
                option="weight",
            )
        elif self.set_identifier is not None and self.weight is None and self.region is None:
            yield self.refusal(
                "a set identifier without a weight or a region has no effect.",
                given=self.set_identifier,
                fix="give weight=100 or region=, or leave it out",
                option="set_identifier",
            )


# As CloudFormation gives it: !Select [0, !GetAtt Endpoint.DnsEntries]
DNS_ENTRY = Words(
    "the entry of a VPC endpoint: the id of its zone, a colon and its DNS name",
    pattern=r"Z[A-Z0-9]{1,31}:[A-Za-z0-9*-]+(\.[A-Za-z0-9-]+)+",
    mend=lambda given: "put the id of the endpoint's zone in front: Z...:vpce-..." if ":" not in given else None,
)


class VpcEndpointRecords(Value):
    """Records of Route 53, mostly in a private zone, by which a private domain name leads to a VPC endpoint.

    ``hosted_zone_id`` or ``hosted_zone_name``: where they are made. ``dns_entry``: which name and zone of the endpoint
    they lead to, as ``aws ec2 describe-vpc-endpoints`` tells them with a colon between, or ``Select(0,
    GetAtt("Endpoint", "DnsEntries"))``. ``ip_address_type``: ``"dualstack"`` for an endpoint that has IPv6, too.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-custom-domains-tutorial.html
    """

    hosted_zone_id: Text | None = option(ZONE_ID, default=None, kw_only=False)
    hosted_zone_name: Text | None = option(ZONE_NAME, default=None)
    dns_entry: Text = required(DNS_ENTRY)
    ip_address_type: str = option(OneOf("ipv4", "dualstack", literal=True), default="ipv4")
    evaluate_target_health: Flag | None = option(FLAG, default=None)

    @property
    def label(self) -> str:
        """Name this value by its class alone."""
        return "VpcEndpointRecords"

    def check(self) -> Iterator[CfngwError]:
        """Ask for one zone."""
        yield from one_zone(self)
