"""Blueprints of HTTP APIs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from cfngw.blueprint import Blueprint, described
from cfngw.declare.contents import Contents
from cfngw.declare.http_api import OF_REST_APIS, HttpApi, Route
from cfngw.declare.intrinsic import Reference, Substitution, Text
from cfngw.declare.stage import DEFAULT_STAGE, Stage
from cfngw.declare.value import Value

if TYPE_CHECKING:
    from cfngw.declare.api_mapping import ApiMapping
    from cfngw.declare.authorizer import Authorizer
    from cfngw.declare.cors import Cors


class HttpApiBlueprint(Blueprint):
    """An HTTP API (ApiGatewayV2) whose routes call Lambda functions.

    ``name``: the beginning of all logical ids, and the API's name unless ``api_name`` is given. ``stages``: one
    ``$default`` stage with access logs. ``authorizer``: of all routes that don't say it themselves; without one, a
    route is open to everybody. ``cors``: what pages of other origins may do. ``api_mappings``: where its stages are
    served under domain names of your own; ``execute_api_endpoint=False``: there alone. ``invocation``:
    ``"permission"``, one per function, or ``"role"``, one for the API. ``description``: of the template and the API.
    See ``cfngw.declare.http_api.HttpApi``.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api.html
    """

    name: str
    routes: Sequence[Route] = ()
    stages: Sequence[Stage] = (DEFAULT_STAGE,)
    authorizer: Authorizer | None = None
    cors: Cors | None = None
    api_mappings: Sequence[ApiMapping] = ()
    execute_api_endpoint: bool = True
    ip_address_type: Text | None = None
    redeploy: int | None = None
    invocation: str = "permission"
    qualifier: str | None = None
    payload_format_version: str = "2.0"
    api_name: Text | None = None
    api_description: Text | None = None
    version: Text | None = None
    tags: Mapping[str, Text] | None = None
    logical_id: str | None = None

    _declares: ClassVar[tuple[type[Value], ...]] = (Contents, HttpApi)
    _elsewhere: ClassVar[Mapping[str, tuple[str, str]]] = OF_REST_APIS

    def _options(self, declared: type[Value]) -> dict[str, Any]:
        return described(self, declared, super()._options(declared))

    @property
    def api_id(self) -> Reference:
        """Refer to the API's id."""
        return Reference(self._declared[HttpApi].resource_id)

    @property
    def url(self) -> str | Substitution:
        """Give the URL of the first stage, without a slash at its end: that of its first mapping, or of the API."""
        api: HttpApi = self._declared[HttpApi]
        mapping = api.url_mapping
        if mapping is not None and mapping.url is not None:
            return mapping.url
        return Substitution(f"${{{api.resource_id}.ApiEndpoint}}{api.stages[0].path}")
