"""I9961: the base path of a document is no part of the API."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.document.node import Node
from cfngw.document.values import At
from cfngw.lint.rules.openapi.common import OF_REST, docs
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import literal


class BasePath(Rule):
    """A base path that a document has, and that the import leaves out."""

    id = "I9961"
    short = "The base path of a document is left out by the import unless its Parameters say otherwise"
    long = (
        "basePath of Swagger, and the path of a server of OpenAPI 3, are not put before the paths: for that the API "
        "has "
        "to be imported with Parameters: {basepath: prepend}."
    )
    aws = "The API answers at the paths without it; a call that has it is answered 403 Missing Authentication Token."
    fix = "Write `Parameters: {basepath: prepend}`, write it into the paths, or map it by a domain name."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api-basePath.html"
    tags = ("apigateway", "openapi")
    types = OF_REST

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for doc in docs(view, *OF_REST):
            own = doc.resource.properties
            given = own.get("Parameters")
            if given is not None and (not given.is_mapping or given.get("basepath") is not None):
                continue
            api = view.reading.api(doc.resource.key)
            names = [stage.name for stage in api.stages] if api is not None else []
            if not all(isinstance(name, str) for name in names):
                continue
            # What was exported from a stage has the stage for its base path.
            stages = {f"/{name}" for name in names}
            for at, path in _base_paths(doc.node):
                if path.strip("/") and path not in stages:
                    yield Problem(
                        at,
                        f"The base path {path} of {doc.name} is left out by the import: its operations answer without "
                        "it. Write Parameters: {basepath: prepend}, or write it into the paths",
                    )


def _base_paths(node: Node) -> Iterator[tuple[At, str]]:
    swagger = literal(node.get("basePath"))
    if swagger is not None and node.get("swagger") is not None:
        yield below(node.at, "basePath"), swagger
    servers = node.get("servers")
    for server in servers.each() if servers is not None else ():
        url = literal(server.get("url"))
        if url is None:
            continue
        _, _, rest = url.rpartition("://")
        path = "/" + rest.partition("/")[2] if "/" in rest else ""
        # {basePath} is the stage, in what API Gateway exports.
        if path and "{" not in path:
            yield below(server.at, "url"), path.rstrip("/")
