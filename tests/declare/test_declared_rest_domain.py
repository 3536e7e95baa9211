"""Domain names and mappings of REST APIs: what they take, and what they refuse at which line."""

from __future__ import annotations

from typing import Any

import pytest
from troposphere import ImportValue

from cfngw import ApiMapping, Certificate, DomainName, MutualTls, Parameter, Stage
from http_stages import CERTIFICATE, ZONE, domain, http
from rest_around import rest
from rest_domains import IN_VIRGINIA, STRICT, edge, inner, private
from samples import loose, problems, refused

TLS = MutualTls("s3://trust/store.pem")


def test_the_certificate_of_an_edge_optimized_domain_is_in_virginia() -> None:
    error = refused(lambda: DomainName("edge.example.com", certificate=CERTIFICATE, endpoint_type="EDGE"))
    assert "takes certificates of us-east-1 alone, and this one is in eu-central-1" in error.problem
    assert (error.given, error.option) == (CERTIFICATE, "certificate")
    for good in (IN_VIRGINIA, Parameter("Arn"), ImportValue("arn"), Certificate(hosted_zone_id=ZONE)):
        assert edge(certificate=good).edge


def test_an_edge_optimized_domain_asks_for_no_clients_certificates() -> None:
    error = refused(lambda: DomainName("a.example.com", certificate=IN_VIRGINIA, endpoint_type="EDGE", mutual_tls=TLS))
    assert error.fix == 'leave out endpoint_type="EDGE", or mutual_tls='


@pytest.mark.parametrize("policy", ["TLS_1_0", STRICT])
def test_mutual_tls_is_with_tls_1_2(policy: str) -> None:
    error = refused(
        lambda: DomainName("a.example.com", certificate=CERTIFICATE, mutual_tls=TLS, security_policy=policy)
    )
    assert error.problem.endswith(f"asks for no client's certificate with the policy {policy}.")
    assert domain(mutual_tls=TLS, security_policy=Parameter("Policy"))


@pytest.mark.parametrize("policy", ["TLS_1_0", "TLS_1_2"])
def test_an_access_mode_is_for_the_newer_policies(policy: str) -> None:
    error = refused(
        lambda: DomainName(
            "a.example.com", certificate=CERTIFICATE, security_policy=policy, endpoint_access_mode="BASIC"
        )
    )
    assert error.option == "endpoint_access_mode"
    assert domain(security_policy=STRICT, endpoint_access_mode="BASIC")
    assert domain(security_policy="Newer", endpoint_access_mode=Parameter("Mode"))


@pytest.mark.parametrize(
    ("option", "given"),
    [("endpoint_type", "PRIVATE"), ("endpoint_type", Parameter("Type")), ("endpoint_access_mode", "LOOSE")],
)
def test_the_other_options_refuse(option: str, given: Any) -> None:
    error = refused(lambda: loose.DomainName("a.example.com", certificate=CERTIFICATE, **{option: given}))
    assert error.option == option


# --- mappings ------------------------------------------------------------------------------------------------


def test_an_edge_optimized_domain_is_mapped_by_paths_of_one_part() -> None:
    own = edge()
    error = refused(lambda: ApiMapping(own, "v1/notes"))
    assert error.problem.endswith("an edge-optimized domain name is mapped by paths of one part.")
    error = refused(lambda: ApiMapping("a.example.com", "v1/notes", endpoint_type="EDGE"))
    assert (error.given, error.fix) == ("v1/notes", "write one without slashes")
    assert ApiMapping(own, "v1").edge


def test_a_private_domain_is_mapped_by_paths_of_one_part() -> None:
    own = private()
    error = refused(lambda: ApiMapping(own, "v1/notes"))
    assert "routing_rules=[RoutingRule(domain, priority=100" in str(error.fix)
    mapping = ApiMapping(Parameter("DomainArn"), "v1/notes")
    (error,) = problems(lambda: inner(api_mappings=[mapping]))
    assert error.where == mapping.source


def test_a_domain_says_itself_of_which_type_it_is() -> None:
    own = edge()
    assert refused(lambda: ApiMapping(own, endpoint_type="EDGE")).fix == "leave out endpoint_type="


def test_edge_optimized_domains_lead_to_rest_apis_alone() -> None:
    for mapping in (ApiMapping(edge()), ApiMapping("a.example.com", endpoint_type="EDGE")):
        (error,) = problems(lambda mapping=mapping: http(api_mappings=[mapping]))  # type: ignore[misc]
        assert "edge-optimized domain names lead to REST APIs alone" in error.problem
        assert error.where == mapping.source
        assert rest(api_mappings=[mapping])


def test_public_and_private_do_not_mix() -> None:
    public, own = ApiMapping(domain()), ApiMapping(private())
    (error,) = problems(lambda: inner(api_mappings=[public]))
    assert "a public domain name leads to public APIs alone" in error.problem
    assert error.fix == 'write PrivateDomainName("api.example.com", ...)'
    for make in (lambda: rest(api_mappings=[own]), lambda: http(api_mappings=[own])):
        (error,) = problems(make)
        assert "a private domain name leads to private REST APIs alone" in error.problem
        assert error.where == own.source
    assert inner(api_mappings=[own])


def test_a_mapping_leads_to_a_stage_of_the_api() -> None:
    mapping = ApiMapping(domain(), stage="prdo")
    (error,) = problems(lambda: rest(stages=[Stage("dev"), Stage("prod")], api_mappings=[mapping]))
    assert (error.where, error.allowed, error.fix) == (mapping.source, "dev, prod", 'write "prod"')


def test_a_path_of_a_domain_is_mapped_once() -> None:
    first, second = ApiMapping(domain(), "v1"), ApiMapping("api.example.com", "v1")
    (error,) = problems(lambda: rest(api_mappings=[first, second]))
    assert (error.where, getattr(error, "other", None)) == (second.source, first.source)


@pytest.mark.parametrize(
    ("given", "fix"),
    [
        (domain(), "write ApiMapping(domain)"),
        (private(), "write ApiMapping(domain)"),
        ("v1", 'write ApiMapping(domain, "v1")'),
        ("api.example.com", 'write ApiMapping("api.example.com")'),
    ],
)
def test_what_is_no_mapping_says_how_to_make_one(given: Any, fix: str) -> None:
    assert problems(lambda: rest(api_mappings=[given]))[0].fix == fix


def test_the_endpoint_is_on_or_off() -> None:
    assert problems(lambda: rest(execute_api_endpoint=Parameter("On")))[0].option == "execute_api_endpoint"


def test_an_arn_names_the_domain_in_it() -> None:
    arn = "arn:aws:apigateway:eu-west-1:123456789012:/domainnames/private.example.com+abc123"
    mapping = ApiMapping(arn, "notes")
    assert (mapping.called, mapping.url) == ("private.example.com", "https://private.example.com/notes")
    assert inner(api_mappings=[mapping])
