"""Custom domain names, certificates, records and mappings: what they take, and what they refuse at which line."""

from __future__ import annotations

from typing import Any

import pytest
from troposphere import ImportValue, Ref

from cfngw import AliasRecords, ApiMapping, Certificate, DomainName, HttpApiBlueprint, MutualTls, Parameter, Stage
from cfngw.declare.certificate import covers
from http_stages import CERTIFICATE, ZONE, domain, http
from samples import loose, problems, refused

RECORDS = AliasRecords(ZONE)


# --- names ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["api.example.com", "example.com", "*.example.com", "a-1.b.xn--p1ai", "_x.example.com"]
)
def test_a_domain_name(name: str) -> None:
    assert domain(name).name == name


@pytest.mark.parametrize(
    ("name", "fix"),
    [
        ("API.Example.com", 'write "api.example.com"'),
        ("https://api.example.com/v1", 'write "api.example.com"'),
        ("api.example.com.", 'write "api.example.com"'),
        ("localhost", "write one of what is allowed"),
        ("a b.example.com", "write one of what is allowed"),
        ("-a.example.com", "write one of what is allowed"),
        ("a.*.example.com", "write one of what is allowed"),
        (f"{'a' * 64}.example.com", "write one of what is allowed"),
        ("", "write one of what is allowed"),
        (5, "put it in quotes"),
    ],
)
def test_a_domain_name_refuses(name: Any, fix: str) -> None:
    error = refused(lambda: loose.DomainName(name, certificate=CERTIFICATE))
    assert error.option == "name"
    assert str(error.fix).startswith(fix)


def test_a_name_that_only_cloudformation_knows_needs_an_id() -> None:
    name = ImportValue("domain")
    for make in (
        lambda: DomainName(name, certificate=CERTIFICATE),
        lambda: ApiMapping(name),
        lambda: Certificate(name, hosted_zone_id=ZONE),
    ):
        assert refused(make).fix == 'give logical_id="..."'
    assert domain(name, logical_id="Own").resource_id == "Own"
    assert ApiMapping(domain(name, logical_id="Own")).called == "Own"


def test_a_parameter_names_its_domain() -> None:
    assert domain(Parameter("Domain")).resource_id == "DomainDomainName"
    assert ApiMapping(Parameter("Domain")).called == "Domain"


# --- certificates --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given", [CERTIFICATE, Parameter("Arn"), ImportValue("certificate"), Certificate("*.example.com")]
)
def test_a_certificate_is_given_or_made(given: Any) -> None:
    assert DomainName("api.example.com", certificate=given, records=RECORDS).certificate == given


@pytest.mark.parametrize("given", ["arn:aws:iam::1:server-certificate/x", "x", 5, None, Certificate, domain()])
def test_a_certificate_refuses(given: Any) -> None:
    assert refused(lambda: loose.DomainName("api.example.com", certificate=given)).option == "certificate"


def test_a_domain_needs_a_certificate() -> None:
    assert refused(lambda: loose.DomainName("api.example.com")).problem.endswith("certificate is missing.")


def test_a_certificate_is_validated_in_a_zone_of_which_the_id_is_known() -> None:
    certificate = Certificate()
    for records in (None, AliasRecords(hosted_zone_name="example.com")):
        (error,) = problems(lambda records=records: domain(certificate=certificate, records=records))  # type: ignore[misc]
        assert error.where == certificate.source
        assert error.fix == 'give Certificate(hosted_zone_id="Z..."), or the domain records=AliasRecords("Z...")'
    assert domain(certificate=Certificate(hosted_zone_id=ZONE))
    assert domain(certificate=Certificate(), records=RECORDS)


@pytest.mark.parametrize(
    ("name", "others", "good"),
    [
        ("api.example.com", [], True),
        ("*.example.com", [], True),
        ("example.com", ["*.example.com"], True),
        ("example.com", [], False),
        ("*.api.example.com", [], False),
        ("b.example.com", ["c.example.com"], False),
        (Parameter("Name"), [], True),
    ],
)
def test_a_certificate_that_is_made_is_for_its_domain(name: Any, others: list[str], good: bool) -> None:
    certificate = Certificate(name, alternative_names=others, hosted_zone_id=ZONE)
    if good:
        assert domain(certificate=certificate)
    else:
        error = refused(lambda: DomainName("api.example.com", certificate=certificate))
        assert error.problem == 'DomainName "api.example.com": its certificate is for other names.'


def test_a_wildcard_covers_one_label() -> None:
    assert covers("*.example.com", "a.example.com")
    assert not covers("*.example.com", "a.b.example.com")
    assert not covers("*.example.com", "example.com")


# --- records -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "fix"),
    [
        ({}, "give one of them"),
        ({"hosted_zone_id": ZONE, "hosted_zone_name": "example.com"}, "give one of them"),
        ({"weight": 1}, 'give set_identifier="blue", another one for each record of this name'),
        ({"weight": 1, "region": "eu-central-1", "set_identifier": "a"}, "leave out weight= or region="),
        ({"set_identifier": "a"}, "give weight=100 or region=, or leave it out"),
        ({"weight": 256, "set_identifier": "a"}, "choose a whole number from 0 to 255"),
        ({"region": "Frankfurt"}, "write one of what is allowed"),
    ],
)
def test_records_refuse(options: dict[str, Any], fix: str) -> None:
    zone = {} if not options or "hosted_zone_name" in options else {"hosted_zone_id": ZONE}
    assert refused(lambda: AliasRecords(**{**zone, **options})).fix == fix


@pytest.mark.parametrize(
    ("given", "fix"),
    [
        (f"/hostedzone/{ZONE}", f'write "{ZONE}"'),
        ("example.com", "write one of what is allowed"),
        (ZONE.lower(), "write one of what is allowed"),
    ],
)
def test_the_id_of_a_zone(given: str, fix: str) -> None:
    assert refused(lambda: AliasRecords(given)).fix == fix


@pytest.mark.parametrize("zone", ["example.com", "example.com.", "api.example.com", "com"])
def test_records_are_in_the_zone_of_the_domain(zone: str) -> None:
    assert domain(records=AliasRecords(hosted_zone_name=zone))


@pytest.mark.parametrize("zone", ["example.org", "ample.com", "v1.api.example.com"])
def test_records_are_in_no_other_zone(zone: str) -> None:
    error = refused(
        lambda: DomainName("api.example.com", certificate=CERTIFICATE, records=AliasRecords(hosted_zone_name=zone))
    )
    assert error.problem == 'DomainName "api.example.com": it is not in the zone of its records.'


def test_the_name_of_a_zone_is_in_small_letters() -> None:
    assert refused(lambda: AliasRecords(hosted_zone_name="Example.com")).fix == "write it in small letters"


# --- mutual TLS and the rest ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given", ["s3://trust", "https://trust.s3.amazonaws.com/store.pem", "trust/store.pem", "", None]
)
def test_a_trust_store_is_an_object_in_s3(given: Any) -> None:
    assert refused(lambda: MutualTls(given)).option == "truststore_uri"


def test_an_ownership_certificate_is_for_mutual_tls() -> None:
    assert (
        refused(lambda: DomainName("api.example.com", certificate=CERTIFICATE, ownership_certificate=CERTIFICATE)).fix
        == "give mutual_tls=MutualTls(...), or leave it out"
    )
    assert domain(ownership_certificate=CERTIFICATE, mutual_tls=MutualTls("s3://trust/store.pem"))


@pytest.mark.parametrize(
    ("option", "given"),
    [
        ("ip_address_type", "ipv6"),
        ("security_policy", "TLS 1.2"),
        ("routing_mode", "mappings"),
        ("mutual_tls", "s3://trust/store.pem"),
        ("records", ZONE),
        ("tags", ["a"]),
        ("logical_id", "a-b"),
    ],
)
def test_the_other_options_refuse(option: str, given: Any) -> None:
    assert (
        refused(lambda: loose.DomainName("api.example.com", certificate=CERTIFICATE, **{option: given})).option
        == option
    )


def test_a_newer_policy_or_mode_is_taken() -> None:
    assert domain(security_policy="SecurityPolicy_TLS13_1_3_2025_09", routing_mode="NEWER_MODE")


# --- mappings ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["v1", "v1/orders", "a/b/c-d_e.f+g!*'()$", "x" * 300])
def test_a_path(path: str) -> None:
    assert ApiMapping(domain(), path).path == path


@pytest.mark.parametrize(
    ("path", "fix"),
    [
        ("/v1", 'write "v1"'),
        ("v1/orders/", 'write "v1/orders"'),
        ("/", "leave it out: without a path, the API has the whole domain"),
        ("v1//orders", "write one of what is allowed"),
        ("{id}", "write one of what is allowed"),
        ("a b", "write one of what is allowed"),
        ("ä", "write one of what is allowed"),
        ("x" * 301, "shorten it: it has 301 characters"),
        (Ref("Path"), "write it out: it must be known when the template is made"),
    ],
)
def test_a_path_refuses(path: Any, fix: str) -> None:
    error = refused(lambda: ApiMapping(domain(), path))
    assert (error.option, error.fix) == ("path", fix)


@pytest.mark.parametrize(
    ("given", "fix"),
    [
        (domain(), "write ApiMapping(domain)"),
        ("v1", 'write ApiMapping(domain, "v1")'),
        (5, "write one of what is allowed"),
    ],
)
def test_what_is_no_mapping_says_how_to_make_one(given: Any, fix: str) -> None:
    assert problems(lambda: http(api_mappings=[given]))[0].fix == fix


def test_a_mapping_leads_to_a_stage_of_the_api() -> None:
    mapping = ApiMapping(domain(), stage="prdo")
    (error,) = problems(lambda: http(stages=[Stage("dev"), Stage("prod")], api_mappings=[mapping]))
    assert error.problem == 'ApiMapping "api.example.com/": the API has no stage "prdo".'
    assert (error.where, error.allowed, error.fix) == (mapping.source, "dev, prod", 'write "prod"')


@pytest.mark.parametrize("path", [None, "v1/orders"])
def test_a_path_of_a_domain_is_mapped_once(path: str | None) -> None:
    first, second = ApiMapping(domain(), path), ApiMapping("api.example.com", path, stage="dev")
    (error,) = problems(lambda: http(stages=[Stage(), Stage("dev")], api_mappings=[first, second]))
    assert "is declared twice: a path of a domain leads to one stage" in error.problem
    assert (error.where, getattr(error, "other", None)) == (second.source, first.source)


# --- the URL -------------------------------------------------------------------------------------------------


def url(blueprint: HttpApiBlueprint) -> Any:
    """Give the URL as it stands in a template."""
    found = blueprint.url
    return found if isinstance(found, str) else found.to_dict()["Fn::Sub"]


@pytest.mark.parametrize(
    ("mappings", "expected"),
    [
        ([], "${NotesApi.ApiEndpoint}/v1"),
        ([ApiMapping(domain())], "https://api.example.com"),
        ([ApiMapping(domain(), "notes/v1")], "https://api.example.com/notes/v1"),
        ([ApiMapping(domain(), "v2", stage="v2"), ApiMapping(domain(), "v1")], "https://api.example.com/v1"),
        ([ApiMapping(domain(), stage="v2")], "${NotesApi.ApiEndpoint}/v1"),
        ([ApiMapping(domain(Parameter("Domain")), "n")], "https://${Domain}/n"),
        ([ApiMapping(domain("*.example.com"))], "${NotesApi.ApiEndpoint}/v1"),
        ([ApiMapping(ImportValue("domain"), logical_id="Own")], "${NotesApi.ApiEndpoint}/v1"),
    ],
)
def test_the_url_is_that_of_the_first_mapping_of_the_first_stage(mappings: list[ApiMapping], expected: str) -> None:
    assert url(http(stages=[Stage("v1"), Stage("v2")], api_mappings=mappings)) == expected
