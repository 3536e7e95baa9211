"""E9780: a record that leads to nothing of the domain name."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.node import Node
from cfngw.document.values import Reference
from cfngw.lint.rules.domains.common import PUBLIC, V1, domains
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View

_RECORD, _GROUP = "AWS::Route53::RecordSet", "AWS::Route53::RecordSetGroup"
_KINDS = {"Regional": "REGIONAL", "Distribution": "EDGE"}
_OTHER = {"Regional": "Distribution", "Distribution": "Regional"}


class AliasRecord(Rule):
    """AliasTarget of a record for a domain name of API Gateway."""

    id = "E9780"
    short = "An alias record takes name and zone of one kind, that of the domain name"
    long = (
        "The alias of a regional domain name is its RegionalDomainName in RegionalHostedZoneId; that of an "
        "edge-optimized one DistributionDomainName in DistributionHostedZoneId. HostedZoneId of the alias is not the "
        "record's own zone."
    )
    aws = "The stack fails: Route 53 finds no such target in that zone, or the attribute does not exist."
    fix = "Write both attributes of the domain name's kind."
    url = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-to-api-gateway.html"
    types = PUBLIC

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources(_RECORD):
            yield from _wrong(view, each.properties, each.properties)
        for each in view.resources(_GROUP):
            rows = each.properties.get("RecordSets")
            for row in rows.each() if rows is not None else ():
                yield from _wrong(view, row, each.properties)


def _wrong(view: View, record: Node, around: Node) -> Iterator[Problem]:
    alias = record.get("AliasTarget")
    name, zone = (alias.get("DNSName"), alias.get("HostedZoneId")) if alias is not None else (None, None)
    if alias is None or name is None or zone is None or not isinstance(name.value, Reference):
        return
    domain = domains(view).get(name.value.logical_id)
    if domain is None:
        return
    own, attribute = domain.resource, name.value.attribute
    kind = attribute.removesuffix("DomainName") if attribute.endswith("DomainName") else ""
    if kind not in _KINDS:
        wanted = "Distribution" if domain.kind == "EDGE" else "Regional"
        text = (
            f"This is no address of {own.logical_id} that DNS could lead to. Write !GetAtt "
            f"{own.logical_id}.{wanted}DomainName"
        )
        yield Problem(below(alias.at, "DNSName"), text)
        return
    if own.type == V1 and domain.kind is not None and domain.kind in _KINDS.values() and domain.kind != _KINDS[kind]:
        wanted = f"{_OTHER[kind]}DomainName"
        text = (
            f"{own.logical_id} is {domain.kind} and has no {attribute}: the stack fails. Write !GetAtt "
            f"{own.logical_id}.{wanted}"
        )
        yield Problem(below(alias.at, "DNSName"), text)
        return
    wanted = f"{kind}HostedZoneId"
    if isinstance(zone.value, Reference) and zone.value.logical_id == name.value.logical_id:
        if zone.value.attribute != wanted:
            text = (
                f"The zone of {attribute} is {wanted}, not {zone.value.attribute or 'the name'}: Route 53 refuses it. "
                f"Write {wanted}"
            )
            yield Problem(below(alias.at, "HostedZoneId"), text)
        return
    mine = record.get("HostedZoneId") or around.get("HostedZoneId")
    if mine is not None and mine.value == zone.value:
        text = (
            f"This is the record's own zone, and the alias lies in that of {own.logical_id}: Route 53 refuses it. "
            f"Write !GetAtt {own.logical_id}.{wanted}"
        )
        yield Problem(below(alias.at, "HostedZoneId"), text)
