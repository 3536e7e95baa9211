"""Templates to explain: those of the house, and short ones by hand."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import Any

from cfngw.document import Document, Given, parse
from cfngw.explain import Explanation, explain
from cfngw.explain.model import ApiTold, RouteTold

ROOT = Path(__file__).parents[2]
OUTPUT = ROOT / "output"


def document(resources: str, head: str = "") -> Document:
    """Read the resources of a template."""
    body = "\n".join(f"  {line}" for line in dedent(resources).strip().splitlines())
    return parse(f"{head}Resources:\n{body}\n", Path("x.yaml"))


def told(resources: str, head: str = "", **given: Any) -> Explanation:
    """Explain the resources of a template."""
    return explain(document(resources, head), Given(**given))


def api_of(resources: str, head: str = "", **given: Any) -> ApiTold:
    """Explain the one API of some resources."""
    (api,) = told(resources, head, **given).apis
    return api


def route_of(resources: str, head: str = "", **given: Any) -> RouteTold:
    """Explain the one route of the one API."""
    (route,) = api_of(resources, head, **given).routes
    return route


def rest(method: str = "", *, api: str = "", more: str = "") -> str:
    """Write a REST API with one method, ``GET /``; properties may be added to the API and the method."""
    integration = "" if "Integration:" in method else ", Integration: {Type: MOCK}"
    kind = "" if "AuthorizationType" in method else ", AuthorizationType: NONE"
    verb = "" if ", HttpMethod" in method else ", HttpMethod: GET"
    return f"""\
Api: {{Type: AWS::ApiGateway::RestApi, Properties: {{Name: Notes{api}}}}}
Method:
  Type: AWS::ApiGateway::Method
  Properties: {{RestApiId: !Ref Api, ResourceId: !GetAtt Api.RootResourceId{verb}{kind}{method}{integration}}}
{more}"""


def http(route: str = "", *, api: str = "", more: str = "") -> str:
    """Write an HTTP API with one route, ``GET /notes``."""
    key = "" if "RouteKey" in route else ", RouteKey: GET /notes"
    return f"""\
Api: {{Type: AWS::ApiGatewayV2::Api, Properties: {{Name: Notes, ProtocolType: HTTP{api}}}}}
Route:
  Type: AWS::ApiGatewayV2::Route
  Properties: {{ApiId: !Ref Api{key}, Target: !Sub "integrations/${{Integration}}"{route}}}
Integration:
  Type: AWS::ApiGatewayV2::Integration
  Properties: {{ApiId: !Ref Api, IntegrationType: AWS_PROXY, IntegrationUri: !GetAtt Fn.Arn}}
Fn: {{Type: AWS::Lambda::Function, Properties: {{Runtime: python3.13, Handler: a.b}}}}
{more}"""
