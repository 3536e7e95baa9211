"""Versions and aliases as they are declared: what goes together, and what does not."""

from __future__ import annotations

from typing import Any

import pytest

from cfngw import (
    Alias,
    HttpApiBlueprint,
    ImportedFunction,
    LambdaProxy,
    Parameter,
    ProvisionedConcurrency,
    Route,
    TrafficShifting,
    Version,
    VersionWeight,
)
from samples import function, loose, problems, refused

SHIFTING = TrafficShifting("AllAtOnce")
LATEST: tuple[Any, ...] = ("$LATEST", Parameter("ProdVersion", "$LATEST"))


@pytest.mark.parametrize("version", LATEST, ids=["text", "parameter"])
@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (
            {"weights": [VersionWeight("7", 0.1)]},
            "an alias that points to $LATEST shares its calls with no other version",
        ),
        ({"provisioned_concurrency": 1}, "$LATEST has no provisioned concurrency"),
        (
            {"traffic_shifting": SHIFTING},
            "CodeDeploy moves calls between published versions, never from or to $LATEST",
        ),
    ],
    ids=lambda given: next(iter(given)) if isinstance(given, dict) else "",
)
def test_latest_is_no_published_version(version: Any, options: dict[str, Any], problem: str) -> None:
    target = function()
    error = refused(lambda: Alias("live", target, version=version, **options))
    assert error.problem == f'Alias "live": {problem}.'
    assert error.fix == f"leave out version=, or {next(iter(options))}="


def test_a_number_is_no_name_of_an_alias() -> None:
    target = function()
    assert refused(lambda: Alias("7", target)).fix == 'write "v7": a number names a version'


def test_latest_has_no_weight() -> None:
    error = refused(lambda: VersionWeight("$LATEST", 0.1))
    assert error.fix == "name a published version: calls can't be shared with $LATEST"


def test_a_weight_is_no_percentage() -> None:
    assert refused(lambda: VersionWeight("7", 10)).fix == "write 0.1"
    assert refused(lambda: VersionWeight("7", 1000)).fix == "choose a number from 0 to 1: 0.1 is a tenth"
    weight = Parameter("Weight", 2, type="Number")
    assert (
        refused(lambda: VersionWeight("7", weight)).fix == "give the parameter a default that the option takes, or none"
    )


def test_latest_is_written_with_its_sign() -> None:
    target = function()
    assert refused(lambda: Alias("live", target, version="latest")).fix == 'write "$LATEST"'


def test_a_version_is_of_the_same_function() -> None:
    target, other = function(), function("Other")
    error = refused(lambda: Alias("live", target, version=Version(other)))
    assert (error.given, error.allowed) == ("Other", "Hello")
    assert refused(lambda: Alias("live", target, weights=[VersionWeight(Version(other), 0.1)])).given == "Other"


def test_a_version_shares_no_calls_with_itself() -> None:
    target = function()
    stable = Parameter("Stable")
    for version, second in ((None, Version(target)), (Version(target), Version(target)), ("7", "7"), (stable, stable)):
        error = refused(lambda: Alias("live", target, version=version, weights=[VersionWeight(second, 0.1)]))  # noqa: B023
        assert error.allowed == "two versions"
    Alias("live", target, version=stable, weights=[VersionWeight(Version(target), 0.1)])
    Alias("live", target, version="6", weights=[VersionWeight("7", 0.1)])


@pytest.mark.parametrize("make", [Version, lambda each: Alias("live", each)], ids=["version", "alias"])
def test_only_a_function_of_this_template_has_versions_and_aliases(make: Any) -> None:
    imported, alias = ImportedFunction("Old", Parameter("Arn")), Alias("live", function())
    assert (
        problems(lambda: make(imported))[0].fix == "declare versions and aliases in the stack that makes the function"
    )
    assert problems(lambda: make(alias))[0].fix == "write the function that the alias is of: alias.function"


def test_a_version_has_no_provisioned_concurrency_of_its_own() -> None:
    target = function()
    error = refused(lambda: loose.Version(target, provisioned_concurrency=5))
    assert "Lambda publishes none of an unchanged function" in error.problem
    assert error.fix == "write Alias(name, function, provisioned_concurrency=...)"


def test_weights_are_codedeploys_while_it_shifts() -> None:
    target = function()
    error = refused(lambda: Alias("live", target, weights=[VersionWeight("7", 0.1)], traffic_shifting=SHIFTING))
    assert error.allowed == "weights= or traffic_shifting="


def test_a_function_does_not_check_itself() -> None:
    target = function()
    error = refused(lambda: Alias("live", target, traffic_shifting=TrafficShifting("AllAtOnce", before=target)))
    assert error.given == "Hello"


def test_snapshots_and_provisioned_concurrency_exclude_each_other() -> None:
    target = function(snap_start=True)
    error = refused(lambda: Alias("live", target, provisioned_concurrency=1))
    assert error.fix == "leave out provisioned_concurrency=, or snap_start= of the function"


def test_the_bounds_of_provisioned_concurrency_are_in_order() -> None:
    assert refused(lambda: ProvisionedConcurrency(5, max_capacity=4)).allowed == "at most 4"
    assert refused(lambda: ProvisionedConcurrency(1, max_capacity=4, target_utilization=0)).fix is not None
    assert ProvisionedConcurrency(4, max_capacity=4)


def test_an_alias_is_named_once() -> None:
    live = Alias("live", function())
    error = refused(lambda: LambdaProxy(live, qualifier="live"))
    assert error.fix == "leave out qualifier="


def test_a_configuration_has_its_full_name() -> None:
    assert SHIFTING.configuration_name == "CodeDeployDefault.LambdaAllAtOnce"
    own = TrafficShifting("my-own")
    assert (own.of_aws, own.configuration_name) == (False, "my-own")
    assert TrafficShifting(Parameter("P")).of_aws is False


def test_an_alias_is_equal_by_its_options_and_knows_its_names() -> None:
    target = function()
    live = Alias("v-1", target)
    assert live == Alias("v-1", target)
    assert (live.resource_id, live.called) == ("HelloFunctionAliasVDash1", "HelloAliasVDash1")
    assert live.arn.to_dict() == {"Ref": "HelloFunctionAliasVDash1"}
    assert live.but(logical_id="Own").called == "Own"
    assert HttpApiBlueprint(name="Notes", routes=[Route("GET /", live)])
