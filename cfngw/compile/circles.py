"""Resources that need each other, told by the reference to take out and what to write in its place.

Which reference that is depends on the cause: the address of an API in the environment of a function that the API
needs is passed in another way, a statement about a resource moves into a policy of its own. What is no circle, though
it looks like one: a function whose environment names the API itself, for no API needs its function; its stages,
routes, integrations and permissions do. ``references`` finds circles, and imports this file when there is one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from cfngw.errors import CircleError
from cfngw.source import Source

Locate = Callable[[str], "Source | None"]
Names = Callable[[Any], list[str]]
_LONGEST_SEARCHED = 200


class _Edge(NamedTuple):
    """All references of one resource to another."""

    source: str
    paths: tuple[str, ...]
    target: str
    types: tuple[str, str]

    def __str__(self) -> str:
        more = f" and {len(self.paths) - 3} more" if len(self.paths) > 3 else ""
        return f"{', '.join(f'{self.source}.{path}' for path in self.paths[:3])}{more} -> {self.target}"


class _Cure(NamedTuple):
    """What to do about an edge whose source, paths and target fit these patterns."""

    source: str
    path: str
    target: str
    advice: str

    def fits(self, edge: _Edge) -> bool:
        """Tell whether all references of an edge have this cause."""
        source, target = edge.types
        return (
            re.fullmatch(self.source, source) is not None
            and re.fullmatch(self.target, target) is not None
            and all(re.match(self.path, path) for path in edge.paths)
        )


_ANY = ".*"
_ENVIRONMENT = r"Environment\.Variables\."
_CURES = (  # the first that fits one of the references wins
    # https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-notificationconfiguration.html
    _Cure(
        _ANY,
        "(?!DependsOn)",
        "AWS::S3::Bucket",
        "name the bucket (bucket_name=, a text or a Parameter) and write the name there, its ARN as "
        "arn:${AWS::Partition}:s3:::<name>; or send the bucket's events by EventBridge, whose rule stands between them",
    ),
    _Cure(
        "AWS::Lambda::Function",
        _ENVIRONMENT,
        r"AWS::ApiGateway(V2)?::.*|AWS::Lambda::Url",
        "let the code take the address from its event (requestContext.domainName and stage), pass the custom domain's "
        'name, or pass the name of an SSM parameter that the address is written to: SsmParameter("/app/url").grant()',
    ),
    _Cure(
        r"(?!AWS::S3::Bucket|AWS::ApiGateway(V2)?::Deployment).*",
        "DependsOn",
        _ANY,
        "leave the DependsOn out: a Ref, GetAtt or Sub orders resources by itself",
    ),
    _Cure(
        "AWS::IAM::Role",
        "Policies",
        _ANY,
        "put this statement into a policy of its own, in resources: troposphere.iam.PolicyType(title, PolicyName=…, "
        "PolicyDocument=…, Roles=[Ref(role)])",
    ),
    _Cure(
        "AWS::KMS::Key",
        "KeyPolicy",
        _ANY,
        "let the key's policy name the account (arn:${AWS::Partition}:iam::${AWS::AccountId}:root), so that the roles' "
        "own policies say who may use it",
    ),
    _Cure(
        "AWS::Lambda::Function",
        _ENVIRONMENT,
        "AWS::Lambda::Function",
        "name that function (function_name=, a text or a Parameter) and pass the name; its own name is in "
        "AWS_LAMBDA_FUNCTION_NAME",
    ),
    _Cure(
        "AWS::SQS::Queue",
        "RedriveAllowPolicy",
        "AWS::SQS::Queue",
        "name the source queue (queue_name=) and write its ARN there, or leave RedriveAllowPolicy out",
    ),
    _Cure(
        "AWS::EC2::SecurityGroup",
        "SecurityGroup(In|E)gress",
        "AWS::EC2::SecurityGroup",
        "put this rule into a resource of its own: AWS::EC2::SecurityGroupIngress or AWS::EC2::SecurityGroupEgress",
    ),
    _Cure(
        r"AWS::.*Policy",
        _ANY,
        _ANY,
        "name what the policy speaks of (a text or a Parameter) and write its ARN with Substitution in place of the "
        "reference",
    ),
    _Cure(
        "AWS::Lambda::Function",
        _ENVIRONMENT,
        _ANY,
        "pass the name of an SSM parameter that the value is written to: "
        'SsmParameter("/app/value").grant(); or name the resource and pass that name',
    ),
)
_GENERAL = "pass a name (a text or a Parameter) there in place of the reference"


def explained(
    circle: list[str],
    references: Mapping[str, Mapping[str, None]],
    resources: Mapping[str, Any],
    locate: Locate,
    names_in: Names,
) -> CircleError:
    """Tell of a circle by its shortest one; ``references``: what each resource refers to."""
    circle = _shortest(circle, references)
    pairs = list(zip(circle, [*circle[1:], circle[0]], strict=True))
    edges = [_edge(source, target, resources, names_in) for source, target in pairs]
    cut, advice = _cure(edges)
    where = locate(cut.source)
    return CircleError(
        f"resources need each other in a circle: {' -> '.join([*circle, circle[0]])}.",
        where=where,
        edges=[f"{edge}{_at(locate(edge.source), where)}" for edge in edges],
        cut=str(cut),
        allowed="references that lead from one resource to the next and end",
        fix=advice,
    )


def _at(line: Source | None, where: Source | None) -> str:
    return f" ({line})" if line is not None and line != where else ""


def _cure(edges: Sequence[_Edge]) -> tuple[_Edge, str]:
    """Choose the edge to take out by its cause; without a known one, the last."""
    for cure in _CURES:
        for edge in edges:
            if cure.fits(edge):
                return edge, cure.advice
    return edges[-1], _GENERAL


def _edge(source: str, target: str, resources: Mapping[str, Any], names_in: Names) -> _Edge:
    resource = resources[source]
    paths = [path.removeprefix("Properties.") for path in _paths(resource, target, names_in)]
    depends = resource.get("DependsOn", ())
    if depends == target or (isinstance(depends, list) and target in depends):
        paths.append("DependsOn")
    return _Edge(source, tuple(paths), target, (resource.get("Type", ""), resources[target].get("Type", "")))


def _paths(node: Any, target: str, names_in: Names) -> Iterator[str]:
    """Find where a part of a resource refers to ``target``, as far as the intrinsic function that does."""
    members = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for name, member in members:
        if target not in names_in(member):
            continue
        here = f"[{name}]" if isinstance(name, int) else name
        if isinstance(member, dict) and len(member) == 1 and _is_function(next(iter(member))):
            yield here
            continue
        for below in _paths(member, target, names_in):
            yield f"{here}{below}" if below.startswith("[") else f"{here}.{below}"


def _is_function(name: str) -> bool:
    return name == "Ref" or name.startswith("Fn::")


def _shortest(circle: list[str], edges: Mapping[str, Mapping[str, None]]) -> list[str]:
    """Give the shortest circle among the members of one: the fewer references, the plainer the cause."""
    if len(circle) > _LONGEST_SEARCHED:
        return circle
    found = (_way_back(start, set(circle), edges) for start in circle)
    return min(found, key=len)


def _way_back(start: str, members: set[str], edges: Mapping[str, Mapping[str, None]]) -> list[str]:
    """Give the shortest way from a member of a circle to itself."""
    ways = [[start]]
    seen: set[str] = set()
    for way in ways:  # grows as it is read
        for target in edges[way[-1]]:
            if target == start:
                return way
            if target in members and target not in seen:
                seen.add(target)
                ways.append([*way, target])
    return [start]
