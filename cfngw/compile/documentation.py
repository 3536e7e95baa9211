"""Documentation of REST APIs: its parts, and the version of all of them that the stages show.

A version is a snapshot, which API Gateway never changes. Its name is therefore the digest of the parts, made when all
else is done, after customize(): other words make another version, and the stages go over to it.
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-documenting-api-quick-start-publishing.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from troposphere import GenericHelperFn, Ref, Select, apigateway

from cfngw.compile.assembly import Assembly, condition_name, only_given
from cfngw.declare.doc import Doc, Place, misplaced, place_words, unknown_parameters, unknown_place, written
from cfngw.declare.path_tree import nodes
from cfngw.declare.rest_api import RestApi
from cfngw.deployment_digest import digest_of
from cfngw.errors import DuplicateError
from cfngw.naming import documentation_id, documentation_version_id
from cfngw.source import Source

_PART, _STAGE = "AWS::ApiGateway::DocumentationPart", "AWS::ApiGateway::Stage"


def add_documentation(assembly: Assembly, api: RestApi) -> str | None:
    """Put the parts and their version into the template; give the version's name for stages, None where all is bare."""
    seen: dict[Place, Source] = {}
    for place, content, source, condition in _parts(assembly, api):
        if place in seen:
            assembly.problems.append(_twice(place, source, seen[place]))
            continue
        seen[place] = source
        title = documentation_id(api.name, place_words(place))
        location = {
            "Type": place.type,
            "Path": place.path,
            "Method": place.method,
            "StatusCode": place.status,
            "Name": place.name,
        }
        part = apigateway.DocumentationPart(
            title,
            RestApiId=Ref(api.resource_id),
            Location=apigateway.Location(**only_given(location)),
            Properties=written(content),
            **only_given({"Condition": condition}),
        )
        assembly.add(part, (api.resource_id, place), source)
    if not seen:
        return None
    title = documentation_version_id(api.name)
    version = apigateway.DocumentationVersion(title, RestApiId=Ref(api.resource_id), DocumentationVersion=title)
    assembly.add(version, (api.resource_id, "DocumentationVersion"), api.source)
    assembly.documented[title] = api.resource_id
    return title


_Part = tuple[Place, Mapping[str, Any], Source, str | None]


def _parts(assembly: Assembly, api: RestApi) -> Iterator[_Part]:
    """Give place, content, line and condition of each part: a method's is there when the method is."""
    if isinstance(api.documentation, Doc):
        assembly.problems += misplaced(api.documentation, "an API")
        yield Place("API"), _of_api(api.documentation), api.documentation.source, None
    for model in api.all_models().values():
        if isinstance(model.documentation, Doc):
            assembly.problems += misplaced(model.documentation, "a model")
            yield Place("MODEL", name=model.name), model.documentation.content, model.documentation.source, None
    for method in api.methods:
        doc = method.documentation
        if isinstance(doc, Doc):
            assembly.problems += unknown_parameters(doc, method.parameters)
            for place, content in doc.places(method.key.path, str(method.key.method)):
                yield _anywhere(place), content, doc.source, condition_name(method) or condition_name(method.behind)
    paths = {path for method in api.methods for path, _, _ in nodes(method.key.path)} if api.documentation_parts else ()
    for part in api.documentation_parts:
        assembly.problems += unknown_place(part, paths, api.all_models())
        said: Any = part.content  # kept as a mapping
        yield _anywhere(part.place), said, part.source, None


def _of_api(doc: Doc) -> dict[str, Any]:
    """Put the description where OpenAPI has that of an API: below ``info``."""
    content = doc.content
    info = {name: content.pop(name) for name in ("summary", "description") if name in content}
    given = content.get("info")
    return {"info": {**info, **(given if isinstance(given, Mapping) else {})}, **_without(content, "info")}


def _without(content: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {each: member for each, member in content.items() if each != name}


def _anywhere(place: Place) -> Place:
    """Write a method ANY as what API Gateway has for any: ``*``."""
    return place._replace(method="*") if place.method == "ANY" else place


def _twice(place: Place, source: Source, first: Source) -> DuplicateError:
    shown = " ".join(each for each in (place.type, place.method, place.path, place.status, place.name) if each)
    return DuplicateError(
        f"documentation of {shown} is given twice.",
        where=source,
        other=first,
        given=shown,
        allowed="each place once",
        fix="leave out one of them",
    )


def name_versions(assembly: Assembly, document: dict[str, Any]) -> None:
    """Name each version by what it holds, let it wait for the parts, and let the stages show it."""
    resources = document["Resources"]
    for old, api in assembly.documented.items():
        if old not in resources:
            continue
        parts = {name: each for name, each in resources.items() if _belongs(each, _PART, api)}
        digest = digest_of({name: each.get("Properties") for name, each in parts.items()})
        _name(assembly, document, old, digest, parts)
        for name, each in document["Resources"].items():
            if _belongs(each, _STAGE, api) and each["Properties"].get("DocumentationVersion") == old:
                _show(assembly, name, each, old + digest, digest)


def _belongs(resource: Any, kind: str, api: str) -> bool:
    return (
        isinstance(resource, dict)
        and resource.get("Type") == kind
        and resource.get("Properties", {}).get("RestApiId") == {"Ref": api}
    )


def _name(assembly: Assembly, document: dict[str, Any], old: str, digest: str, parts: dict[str, Any]) -> None:
    new, template = old + digest, assembly.template
    version, made = document["Resources"][old], template.resources[old]
    always = [name for name, each in parts.items() if "Condition" not in each]
    if always:
        version["DependsOn"] = made.resource["DependsOn"] = always
    perhaps = [
        {"Fn::If": [each["Condition"], {"Ref": name}, ""]} for name, each in parts.items() if "Condition" in each
    ]
    if perhaps:
        # DependsOn may not name what a condition can leave out. A Ref makes the version wait as well, and of all the
        # texts of this list the first is the description.
        texts = ["Made after its parts, also those under a condition", *perhaps]
        version["Properties"]["Description"] = {"Fn::Select": [0, texts]}
        made.Description = Select(0, [texts[0], *map(GenericHelperFn, perhaps)])
    version["Properties"]["DocumentationVersion"] = made.properties["DocumentationVersion"] = digest
    document["Resources"] = {new if name == old else name: each for name, each in document["Resources"].items()}
    template.resources = {new if name == old else name: each for name, each in template.resources.items()}
    made.title = new
    assembly.sources["Resources", new] = assembly.sources.pop(("Resources", old))


def _show(assembly: Assembly, name: str, stage: dict[str, Any], version: str, digest: str) -> None:
    made = assembly.template.resources[name]
    waits = stage.get("DependsOn", [])
    stage["DependsOn"] = made.resource["DependsOn"] = [*([waits] if isinstance(waits, str) else waits), version]
    stage["Properties"]["DocumentationVersion"] = made.properties["DocumentationVersion"] = digest
