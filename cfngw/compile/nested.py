"""``layout="nested"``: the methods and paths of a big REST API in nested stacks, under a parent that keeps the rest.

The parent has the API, its models, validators, authorizers, gateway responses, functions, roles, deployment and stages;
a nested stack has the resources and methods of one sub-tree of paths (``sub_trees``). What these name of the parent
reaches them by parameters, each only where it is used. The stacks are made one after the other: API Gateway takes five
new resources in a second and ten calls in all, for the whole account, and these quotas can't be raised.
https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-nested-stacks.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from troposphere import GenericHelperFn, Output

from cfngw.compile.handed_down import HandedDown, HandedUp
from cfngw.compile.layout import twin
from cfngw.compile.sub_trees import RESOURCE, SubTree, paths, sub_trees
from cfngw.declare.nested_stacks import NestedStacks
from cfngw.deployment_digest import nested_content
from cfngw.errors import DeclarationError, DuplicateError, LimitError, nearest
from cfngw.naming import name_words, stack_id

if TYPE_CHECKING:
    from cfngw.compile.layout import Fold
    from cfngw.source import Source

_VERSION = "2010-09-09"
_URL = "https://${%s}.s3.${AWS::Region}.${AWS::URLSuffix}/${%s}"
_NEAR = 0.8  # of a limit: from there on it is told


def fold_nested(fold: Fold) -> None:
    """Move the sub-trees of an API into templates beside the document."""
    name, asked = fold.assembly.nested[fold.api]
    wanted = asked if asked is not None else NestedStacks()
    if not _foldable(fold, wanted):
        return
    trees = sub_trees(fold.resources, fold.api, wanted)
    stacks = {stack_id(name, tree.words): tree for tree in trees}
    home = {member: title for title, tree in stacks.items() for member in tree.members}
    taken = [title for title in stacks if title in fold.resources or title in fold.document.get("Parameters", {})]
    if taken:
        fold.problems += (_taken(fold, title) for title in taken)
        return
    whole = dict(fold.document)  # with all that was in it when the fold began
    children = {title: HandedDown(whole, home, title) for title in stacks}
    for title, tree in stacks.items():
        for member in tree.members:
            children[title].add(member, whole["Resources"][member])
    for child in children.values():
        for member, attribute in child.of_others:
            children[home[member]].output(member, attribute)
    _rewrite_parent(fold, home, children)
    several = sum(layout == "nested" for layout in fold.assembly.layouts.values()) > 1
    previous: str | None = None
    made: dict[str, Any] = {}
    for title, tree in stacks.items():
        part = f"{_kebab(name)}.{tree.file_part}" if several else tree.file_part
        made[title] = _stack(fold, title, tree, children[title], part, previous)
        fold.problems += _exceeded(fold, tree, children[title])
        previous = title
    _put(fold, home, made)


def _kebab(name: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in name_words(name)).lower()


def _foldable(fold: Fold, wanted: NestedStacks) -> bool:
    """Find what keeps an API from being laid out so."""
    if "Transform" in fold.document:
        fold.problems.append(
            DeclarationError(
                'a template with a Transform can\'t be laid out with layout="nested".',
                where=fold.where,
                given=fold.document["Transform"],
                allowed="a template without macros: what one makes of the parts is not known here",
                fix='take the Transform out, or leave out layout="nested"',
            )
        )
        return False
    known = paths(fold.resources, fold.api) if wanted.at else []
    unknown = [path for path in wanted.at if path not in known]
    for path in unknown:
        close = nearest(path, known)
        fold.problems.append(
            wanted.refusal(
                f"{path} is no path of the API.",
                given=path,
                allowed="paths that methods have, or that lead to them",
                fix=f'write "{close}"' if close else "remove it from at",
                option="at",
            )
        )
    return not unknown


def _taken(fold: Fold, title: str) -> DuplicateError:
    return DuplicateError(
        f"the logical id {title} is taken: a nested stack has it.",
        where=fold.locate(title),
        other=fold.locate(fold.api),
        given=title,
        allowed="each once",
        fix="rename what has it, or pin another id there with logical_id=",
    )


def _rewrite_parent(fold: Fold, home: Mapping[str, str], children: Mapping[str, HandedDown]) -> None:
    """Let what stays in the parent name what moved by the outputs of its stack."""
    rewriting, template = HandedUp(home, children), fold.assembly.template
    for name, resource in fold.resources.items():
        if name in home:
            continue
        new = rewriting.resource(resource)
        if new is not resource:
            fold.resources[name], template.resources[name] = new, twin(name, new)
    outputs = fold.document.get("Outputs") or {}
    for name, output in outputs.items():
        new = rewriting.rewritten(output)
        if new is not output:
            outputs[name], template.outputs[name] = new, Output(name, **{**new, "Value": GenericHelperFn(new["Value"])})


def _stack(fold: Fold, title: str, tree: SubTree, child: HandedDown, part: str, previous: str | None) -> dict[str, Any]:
    """Write a sub-tree's template beside the parent's; give the resource that makes a stack of it."""
    document = {
        "AWSTemplateFormatVersion": _VERSION,
        "Description": f"{tree.described}, of the API {fold.api}; made and updated by the parent stack alone",
        **child.sections(),
    }
    lines: dict[tuple[str, ...], Source] = {
        ("Resources", name): found for name in tree.members if (found := fold.locate(name)) is not None
    }
    file = fold.put_beside(part, document, lines, is_template=True, is_sound=child.sound)
    source = fold.locate(fold.api)
    if source is not None:
        fold.assembly.sources["Resources", title] = source
    bucket, key = fold.stored(title, f"the template {file}")
    made: dict[str, Any] = {
        "Type": "AWS::CloudFormation::Stack",
        "Metadata": fold.metadata(file, "TemplateURL", nested_content(document)),
    }
    if tree.path is not None:
        made["Metadata"]["cfngw"]["Path"] = tree.path
    if child.macros:
        made["Metadata"]["cfngw"]["Macros"] = True
    depends = list(dict.fromkeys([*([previous] if previous is not None else []), *child.awaited]))
    if depends:
        made["DependsOn"] = depends
    url = {"Fn::Sub": _URL % (bucket, key)}
    made["Properties"] = {"TemplateURL": url, "Parameters": child.values} if child.values else {"TemplateURL": url}
    return made


def _put(fold: Fold, home: Mapping[str, str], made: Mapping[str, Any]) -> None:
    """Put the stacks where the first of what they hold was."""
    resources: dict[str, Any] = {}
    for name, each in fold.resources.items():
        if name not in home:
            resources[name] = each
        elif not made.keys() <= resources.keys():
            resources.update(made)
    fold.document["Resources"] = resources


_SECTIONS: Sequence[str] = ("Resources", "Parameters", "Outputs")


def _exceeded(fold: Fold, tree: SubTree, child: HandedDown) -> Iterator[LimitError]:
    """Refuse a stack that holds too much, and tell of one that will."""
    counts = {"Resources": len(child.resources), "Parameters": len(child.values), "Outputs": len(child.outputs)}
    for section in _SECTIONS:
        count, most = counts[section], getattr(fold.limits, section.lower())
        if count > most:
            yield LimitError(
                f"the nested stack of {tree.described} has {count} {section.lower()}.",
                where=fold.locate(fold.api),
                given=count,
                allowed=f"at most {most}",
                fix=_way_out(tree, child),
            )
        elif count > _NEAR * most:
            fold.note(
                f"the nested stack of {tree.described} has {count} of {most} {section.lower()}.",
                fold.locate(fold.api),
                f"while nothing is deployed yet, {_way_out(tree, child)}; later, its paths would have to move",
            )


def _way_out(tree: SubTree, child: HandedDown) -> str:
    """Name the sub-tree of a stack that may best have a stack of its own."""
    if tree.path is None:
        return "give nested=NestedStacks(parts=...) more parts"
    places = {
        name: str(each["Properties"].get("PathPart"))
        for name, each in child.resources.items()
        if each["Type"] == RESOURCE
    }
    start = next(iter(places), None)
    below = [
        name
        for name in places
        if child.resources[name]["Properties"].get("ParentId") == {"Ref": start} and places[name].isascii()
    ]
    sizes = {name: _size(name, child.resources) for name in below}
    if not sizes:
        return f"split {tree.path} in two APIs"
    largest = max(sizes, key=sizes.__getitem__)
    return f'start another at one of its parts: nested=NestedStacks(at=["{tree.path}/{places[largest]}"])'


def _size(start: str, resources: Mapping[str, Any]) -> int:
    """Count the resources at and below a resource."""
    within = {start}
    for name, each in resources.items():  # a path's resource stands before those below it
        place = each["Properties"].get("ParentId") or each["Properties"].get("ResourceId")
        if isinstance(place, Mapping) and place.get("Ref") in within:
            within.add(name)
    return len(within)
