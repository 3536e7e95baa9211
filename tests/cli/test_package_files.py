"""``cfngw package`` of templates with files beside them: an OpenAPI document, the templates of nested stacks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from cfngw.cli import main
from cfngw.deploy import BesideFile, filled, find_files, pseudo_parameters
from cfngw.document import read
from cfngw.errors import CfngwError
from cfngw.source import Source
from s3_servers import ACCOUNT, REGION, Proxy, clients, moto, owned_by

BUCKET = "files-of-the-command"
TEMPLATE = """\
Parameters:
  CodeBucket: {Type: String}
  NotesApiFileKey: {Type: String}
  PartFileKey: {Type: String}
Resources:
  NotesApi:
    Type: AWS::ApiGateway::RestApi
    Metadata:
      aws:asset:path: app.openapi.yaml
      aws:asset:property: BodyS3Location
      cfngw: {Fill: [AccountId, Partition, Region, Unknown]}
    Properties:
      BodyS3Location: {Bucket: !Ref CodeBucket, Key: !Ref NotesApiFileKey}
  Part:
    Type: AWS::CloudFormation::Stack
    Metadata: {aws:asset:path: app.part.yaml, aws:asset:property: TemplateURL}
    Properties:
      TemplateURL: !Sub https://${CodeBucket}.s3.${AWS::Region}.${AWS::URLSuffix}/${PartFileKey}
"""
BODY = "openapi: '3.0.1'\nuri: arn:${AWS::Partition}:x:${AWS::Region}:${AWS::AccountId}:${stageVariables.F}\n"
NESTED = "Resources:\n  A:\n    Type: AWS::SQS::Queue\n    Metadata: {at: '${AWS::Region}'}\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in {"app.yaml": TEMPLATE, "app.openapi.yaml": BODY, "app.part.yaml": NESTED}.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "setup.py").touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def package(*words: str) -> int:
    with pytest.raises(SystemExit) as end:
        main(["package", *words])
    return int(end.value.code or 0)


def values(path: Path) -> dict[str, Any]:
    return {each["ParameterKey"]: each["ParameterValue"] for each in json.loads(path.read_text())}


def test_files_are_found_with_their_parameters(project: Path) -> None:
    body, part = find_files(read(Path("app.yaml")))
    assert (body.kind, body.bucket_parameter, body.key_parameter) == ("body", "CodeBucket", "NotesApiFileKey")
    assert body.fill == ("AWS::AccountId", "AWS::Partition", "AWS::Region")
    assert (part.kind, part.bucket_parameter, part.key_parameter, part.fill) == (
        "template",
        "CodeBucket",
        "PartFileKey",
        (),
    )


def test_local_needs_neither_boto3_nor_credentials_where_region_and_account_are_said(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert package("app.yaml", "--local", "out", "--region", "cn-north-1", "--account", "123456789012") == 0
    given = values(project / "out" / "app.parameters.json")
    stored = (project / "out" / given["NotesApiFileKey"]).read_text()
    assert yaml.safe_load(stored)["uri"] == "arn:aws-cn:x:cn-north-1:123456789012:${stageVariables.F}"
    assert (project / "out" / given["PartFileKey"]).read_text() == NESTED
    assert "NotesApi" in capsys.readouterr().out


def test_the_key_changes_with_content_and_region_alone(project: Path) -> None:
    def key(region: str) -> Any:
        assert package("app.yaml", "--local", "out", "--region", region, "--account", "123456789012") == 0
        return values(project / "out" / "app.parameters.json")["NotesApiFileKey"]

    first = key("eu-west-1")
    assert key("eu-west-1") == first != key("eu-west-2")
    (project / "app.openapi.yaml").write_text(BODY + "more: 1\n")
    assert key("eu-west-1") != first


@pytest.mark.parametrize(
    ("region", "partition", "suffix"),
    [
        ("eu-west-1", "aws", "amazonaws.com"),
        ("cn-north-1", "aws-cn", "amazonaws.com.cn"),
        ("us-gov-west-1", "aws-us-gov", "amazonaws.com"),
        ("us-iso-east-1", "aws-iso", "c2s.ic.gov"),
        ("eusc-de-east-1", "aws-eusc", "amazonaws.eu"),
    ],
)
def test_pseudo_parameters(region: str, partition: str, suffix: str) -> None:
    found = pseudo_parameters(region, "123456789012")
    assert (found["AWS::Partition"], found["AWS::URLSuffix"], found["AWS::Region"]) == (partition, suffix, region)


def test_what_is_not_asked_for_is_not_filled_in(project: Path) -> None:
    file = BesideFile("A", "body", project / "app.openapi.yaml", "B", "K", Source("x", 1), ("AWS::Region",))
    made = filled(file, pseudo_parameters("eu-west-1", "1"), project)
    assert "arn:${AWS::Partition}:x:eu-west-1:${AWS::AccountId}" in made.read_text()


def test_upload(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with moto() as server:
        s3, _ = clients(f"http://{server[0]}:{server[1]}")[:2]
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        proxy = Proxy(server)
        for name, value in {
            "AWS_ACCESS_KEY_ID": "a",
            "AWS_SECRET_ACCESS_KEY": "b",
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ENDPOINT_URL": proxy.url,
            "AWS_CONFIG_FILE": "none",
            "AWS_SHARED_CREDENTIALS_FILE": "none",
        }.items():
            monkeypatch.setenv(name, value)
        proxy.rule = owned_by(ACCOUNT) if callable(owned_by) else proxy.rule
        assert package("app.yaml", "--bucket", BUCKET, "--parameters", "p.json") == 0
        given = values(project / "p.json")
        stored = s3.get_object(Bucket=BUCKET, Key=given["NotesApiFileKey"])["Body"].read().decode()
        proxy.close()
    assert given["CodeBucket"] == BUCKET
    assert f"arn:aws:x:{REGION}:{ACCOUNT}:" in stored


WRONG: list[tuple[str, str, str]] = [
    ("app.openapi.yaml\n", "app.openapy.yaml\n", "there is no file app.openapy.yaml beside the template"),
    ("Key: !Ref NotesApiFileKey", "Key: fixed", "BodyS3Location does not take bucket and key by parameters"),
    ("/${PartFileKey}", "/part.yaml", "TemplateURL does not take bucket and key by parameters"),
    ("  PartFileKey: {Type: String}\n", "", "TemplateURL does not take bucket and key by parameters"),
]


@pytest.mark.parametrize(("old", "new", "told"), WRONG)
def test_what_can_not_be_packaged_is_told_at_its_line(project: Path, old: str, new: str, told: str) -> None:
    (project / "app.yaml").write_text(TEMPLATE.replace(old, new, 1))
    with pytest.raises(CfngwError, match=told) as error:
        find_files(read(Path("app.yaml")))
    assert error.value.where is not None


def test_a_wrong_account(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert package("app.yaml", "--local", "out", "--account", "me") == 2
    assert "--account does not take this value" in capsys.readouterr().err
