"""Opening templates: what is served, what is told, what is refused."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from served import HTTP, HTTP_ALONE, REST, Part, makers, opened, tells

from cfngw.document import TemplateError
from cfngw.errors import OutputError, UsageError
from cfngw.local.exchange import Call
from cfngw.local.options import Options
from cfngw.local.start import open_served
from cfngw.local.template import api_id

SOCKET = """\
Resources:
  Socket:
    Type: AWS::ApiGatewayV2::Api
    Properties: {Name: s, ProtocolType: WEBSOCKET, RouteSelectionExpression: $request.body.action}
"""


def told(served: object) -> str:
    return "\n".join(map(str, served.notices))  # type: ignore[attr-defined]


def test_several_templates_give_their_apis_in_order(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(REST)
    (tmp_path / "b.yaml").write_text(HTTP_ALONE)
    served = open_served([tmp_path / "a.yaml", tmp_path / "b.yaml"], Options(), makers=makers())
    assert [(api.logical_id, api.is_rest, list(api.stages)) for api in served.apis] == [
        ("Api", True, ["dev"]),
        ("Web", False, ["$default", "test"]),
    ]


def test_an_api_id_is_made_of_the_logical_id_alone() -> None:
    assert api_id("Api") == api_id("Api") != api_id("Web")
    assert len(api_id("Api")) == 10
    assert api_id("Api").isalnum()


def test_an_api_without_a_stage_is_served_at_one_called_local_and_it_is_said(tmp_path: Path) -> None:
    served = opened(tmp_path, REST.partition("  Dev:")[0])
    assert list(served.apis[0].stages) == ["local"]
    assert "Api has no stage: it is served as local; at AWS nobody could call it." in told(served)


def test_a_stage_whose_name_is_unknown_is_served_as_local(tmp_path: Path) -> None:
    text = "Parameters: {Name: {Type: String}}\n" + REST.replace("StageName: dev", "StageName: !Ref Name")
    served = opened(tmp_path, text)
    assert list(served.apis[0].stages) == ["local"]
    assert "the parameter Name has no value; what depends on it is unknown." in told(served)
    assert "--parameter Name=…" in told(served)
    given = opened(tmp_path, text, parameters={"Name": "prod"})
    assert list(given.apis[0].stages) == ["prod"]
    assert given.notices == ()


def test_parameters_that_nothing_served_needs_are_not_asked_for(tmp_path: Path) -> None:
    text = "Parameters: {Bucket: {Type: String}, Unused: {Type: String}}\n" + REST
    text += "  F:\n    Type: AWS::Lambda::Function\n    Properties: {Code: {S3Bucket: !Ref Bucket, S3Key: x}}\n"
    assert opened(tmp_path, text).notices == ()


def test_a_parameters_value_goes_to_the_templates_that_have_it(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("Parameters: {A: {Type: String}}\n" + REST)
    (tmp_path / "b.yaml").write_text("Parameters: {B: {Type: String}}\n" + HTTP_ALONE)
    paths = [tmp_path / "a.yaml", tmp_path / "b.yaml"]
    open_served(paths, Options(parameters={"A": "1", "B": "2"}), makers=makers())
    with pytest.raises(TemplateError, match="the template has no parameter AA"):
        open_served(paths, Options(parameters={"AA": "1"}), makers=makers())


def test_a_websocket_api_is_listed_as_not_served_beside_others(tmp_path: Path) -> None:
    served = opened(tmp_path, SOCKET + HTTP)
    assert [api.logical_id for api in served.apis] == ["Web"]
    assert "Socket is a WebSocket API, which is not served yet." in told(served)


def test_a_private_api_is_served_and_it_is_said(tmp_path: Path) -> None:
    text = REST.replace("{Name: x}", "{Name: x, EndpointConfiguration: {Types: [PRIVATE]}}")
    assert "Api is private; here it is served to this machine." in told(opened(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Resources: {}\n", "there is no API in it."),
        ("a: 1\n", "this is no CloudFormation template: it has no Resources."),
        ("[1, 2]\n", "a template is a mapping of sections."),
        ("{", "fix:"),
        (SOCKET, "Socket is a WebSocket API, which is not served yet."),
    ],
)
def test_what_holds_nothing_to_serve_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(TemplateError) as raised:
        opened(tmp_path, text)
    assert problem in str(raised.value)
    assert raised.value.fix


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="can't be read"):
        open_served([tmp_path / "no.yaml"], Options(), makers=makers())


def test_an_api_without_routes_is_served_and_it_is_said(tmp_path: Path) -> None:
    bare = "  Bare:\n    Type: AWS::ApiGatewayV2::Api\n    Properties: {Name: z, ProtocolType: HTTP}\n"
    for text in (REST + bare, f"Resources:\n{bare}"):
        assert "Bare has no routes: every path answers as an unknown one." in told(opened(tmp_path, text))


@pytest.mark.parametrize(
    ("written", "line", "column"),
    [
        ('{"application/json": "#if(1"}', 14, 54),
        ('\n          application/json: |\n            {\n              "a": #if($x\n            }\n', 18, 13),
    ],
)
def test_a_mapping_template_that_does_not_parse_is_told_with_its_place_in_the_file(
    tmp_path: Path, written: str, line: int, column: int
) -> None:
    """The route answers 500 as at AWS; the rest lives."""
    text = REST.replace(
        "Integration: {Type: MOCK}", f"Integration:\n        Type: MOCK\n        RequestTemplates: {written}"
    )
    served = opened(tmp_path, text)
    (notice,) = served.notices
    assert "a mapping template of ANY / does not parse" in notice.problem
    assert notice.where is not None
    assert (notice.where.line, notice.where.column) == (line, column)
    assert asyncio.run(served.front.answer(Call("GET", "/dev/"), served.apis[0])).status == 200


def test_an_api_is_named_where_there_are_several(tmp_path: Path) -> None:
    served = opened(tmp_path, REST + HTTP)
    assert served.api("Web").logical_id == "Web"
    with pytest.raises(UsageError, match="hold several APIs"):
        served.api(None)
    with pytest.raises(UsageError, match="no API Wb") as raised:
        served.api("Wb")
    assert raised.value.fix == "name Web"


def test_closing_ends_all_parts(tmp_path: Path) -> None:
    parts: list[Part] = []
    path = tmp_path / "t.yaml"
    path.write_text(REST)
    served = open_served([path], Options(), makers=makers(tells, parts))
    asyncio.run(served.close())
    assert [part.closed for part in parts] == [True, True]


def test_resources_are_called_by_the_names_they_have_in_the_template(tmp_path: Path) -> None:
    from cfngw.document import Reference

    tables = (
        "  Notes:\n    Type: AWS::DynamoDB::Table\n    Properties: {TableName: my-notes}\n"
        "  Jobs:\n    Type: AWS::SQS::Queue\n"
    )
    values = opened(tmp_path, REST + tables).templates[0].values
    assert values.text(Reference("Notes", "", "AWS::DynamoDB::Table")) == "my-notes"
    assert values.text(Reference("Jobs", "Arn", "AWS::SQS::Queue")) == "arn:aws:sqs:us-east-1:123456789012:Jobs"


def test_an_api_that_a_condition_leaves_out_is_not_called_missing(tmp_path: Path) -> None:
    text = "Conditions: {Live: !Equals [a, b]}\n" + REST.replace("RestApi\n", "RestApi\n    Condition: Live\n", 1)
    with pytest.raises(TemplateError) as raised:
        opened(tmp_path, text)
    assert "template.yaml:3:3: its condition is false: Api is not made" in str(raised.value)


CALLED = """\
Resources:
  Web:
    Type: AWS::ApiGatewayV2::Api
    Properties: {Name: y, ProtocolType: HTTP, Target: !GetAtt Called.Arn}
  Aside: &function
    Type: AWS::Lambda::Function
    Properties: {Handler: index.handler, Runtime: python3.13, Code: {ZipFile: x}}
  Called: *function
"""


def test_only_functions_that_requests_lead_to_are_started_ahead(tmp_path: Path) -> None:
    class Warms(Part):
        def __init__(self) -> None:
            super().__init__()
            self.names: list[str] = []

        def warm(self, names: Sequence[str]) -> None:
            self.names += names

    warms = Warms()
    (tmp_path / "t.yaml").write_text(CALLED)
    made = replace(makers(), functions=lambda *_: warms)  # type: ignore[arg-type]
    open_served([tmp_path / "t.yaml"], Options(), makers=made).warm()
    assert warms.names == ["Called"]
