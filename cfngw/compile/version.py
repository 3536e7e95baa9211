"""Versions of functions, each described by all that it keeps, so that CloudFormation makes another when that changes.

The description is written last, of the finished document: what customize() changed counts, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from troposphere import GenericHelperFn, Ref, awslambda

from cfngw.compile.assembly import Assembly, Locate, only_given, policies
from cfngw.compile.function import add_function
from cfngw.compile.qualifier import function_in
from cfngw.compile.version_description import Described, described
from cfngw.declare.function import Function, runtime_family
from cfngw.declare.parameter import default_of
from cfngw.declare.version import Version
from cfngw.errors import CfngwError, DuplicateError, LimitError, Notice
from cfngw.source import Source

_VERSION = "AWS::Lambda::Version"
_MOST = 256  # characters; https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html
_SNAP_START = {"java": 11, "python": 3.12, "dotnet": 8}  # the first of each family that has it


def add_version(assembly: Assembly, version: Version) -> None:
    """Put a version and its function into the template, once; its description comes last."""
    add_function(assembly, version.function)
    title = version.resource_id
    if not assembly.claim("Resources", title, version, version.source):
        return
    options = {
        "Condition": assembly.condition(version),
        **policies(version.deletion_policy),
        "Metadata": {"cfngw": {"Republish": version.republish}} if version.republish is not None else None,
        "FunctionName": Ref(version.function.resource_id),
    }
    assembly.template.resources[title] = awslambda.Version(title, **only_given(options))
    if not assembly.versions:
        assembly.checks.append(_check_single)
    assembly.versions.append(title)


def describe_versions(assembly: Assembly, document: dict[str, Any]) -> list[CfngwError]:
    """Write the description of each version, which decides whether an update makes another; give what is wrong."""
    problems: list[CfngwError] = []
    resources = document["Resources"]
    for title in assembly.versions:
        version = resources.get(title)
        function = function_in((version or {}).get("Properties", {}).get("FunctionName"))
        if version is None or function is None or function not in resources or "Description" in version["Properties"]:
            continue  # customize() has its own way
        where = assembly.sources["Resources", title]
        made = described(document, function, (version.get("Metadata") or {}).get("cfngw"))
        version["Properties"]["Description"] = made.text
        text = made.text if isinstance(made.text, str) else GenericHelperFn(made.text)
        assembly.template.resources[title].Description = text
        if made.shortest > _MOST:
            problems.append(_too_long(title, made, where))
        assembly.notices.extend(_notices(title, made, where))
    return problems


def _too_long(title: str, made: Described, where: Source) -> LimitError:
    return LimitError(
        f"{title}: the values of the parameters that it keeps have at least {made.shortest} characters.",
        where=where,
        given=made.shortest,
        allowed=f"at most {_MOST}, which a version's description can hold",
        fix="let the function read long values from SSM, or put them into the template",
    )


def _notices(title: str, made: Described, where: Source) -> Iterator[Notice]:
    if made.longest > _MOST >= made.shortest:
        yield Notice(
            f"{title}: the values of the parameters that it keeps may have {made.longest} characters; of more than "
            f"{_MOST} Lambda makes no version.",
            where,
            "give the parameters a smaller max_length",
        )
    for what in made.unseen:
        yield Notice(
            f"{title}: {what} may change without a new version.",
            where,
            "ask for one together with the change: Version(function, republish=1), then 2",
        )


def _check_single(document: Mapping[str, Any], locate: Locate) -> Iterator[CfngwError]:
    """Find functions with two versions: nothing changes between the two, so that Lambda publishes one alone."""
    first: dict[str, str] = {}
    for title, resource in document["Resources"].items():
        function = function_in(resource["Properties"].get("FunctionName")) if resource["Type"] == _VERSION else None
        if function is None:
            continue
        other = first.setdefault(function, title)
        if other != title:
            yield DuplicateError(
                f"{other} and {title} are versions of one function, and Lambda publishes none that differs in nothing.",
                where=locate(title),
                other=locate(other),
                given=title,
                allowed="one Version of a function in a template; older ones stay by themselves",
                fix="leave out one of them, or give the alias version= the other one",
            )


def expect_version(assembly: Assembly, function: Function) -> None:
    """Check, when the template is finished, that a function which starts from a snapshot has a version."""
    _note_snap_start(assembly, function)

    def check(document: Mapping[str, Any], locate: Locate) -> Iterator[CfngwError]:  # noqa: ARG001
        if function.resource_id not in document["Resources"]:
            return
        named = (
            function_in(resource["Properties"].get("FunctionName"))
            for resource in document["Resources"].values()
            if resource["Type"] == _VERSION
        )
        if function.resource_id not in named:
            yield function.refusal(
                "only versions start from a snapshot, and nothing publishes one.",
                given=True,
                allowed="snap_start=True with a Version of the function, or an Alias of it",
                fix=f'route to Alias("live", {function.name.casefold()}), or leave out snap_start=',
            )

    assembly.checks.append(check)


def _note_snap_start(assembly: Assembly, function: Function) -> None:
    """Tell of a runtime that is not known to start from snapshots; AWS may have added it.

    https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html#snapstart-runtimes
    """
    runtime = default_of(function.runtime)
    if function.runtime is None:
        what = "an image"
    elif isinstance(runtime, str) and not _has_snap_start(runtime):
        what = runtime
    else:
        return
    assembly.notices.append(
        Notice(
            f"{function.label}: {what} is not among what SnapStart is documented for: Java from 11, Python from 3.12, "
            ".NET from 8.",
            function.source,
            "leave out snap_start=, or see whether AWS has added it",
        )
    )


def _has_snap_start(runtime: str) -> bool:
    family = runtime_family(runtime)
    first = _SNAP_START.get(family or "")
    number = runtime.removeprefix(family or "").split(".al")[0]
    try:
        return first is not None and tuple(map(int, number.split("."))) >= tuple(map(int, str(first).split(".")))
    except ValueError:
        return False
