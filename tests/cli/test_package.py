from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from cfngw.cli import main
from s3_servers import ACCOUNT, REGION, Proxy, clients, moto, owned_by

BUCKET = "code-of-the-command"
TEMPLATE = """\
Parameters:
  CodeBucket: {Type: String}
  NotesFunctionCodeKey: {Type: String}
  AuditFunctionCodeKey: {Type: String}
  FontsLayerCodeKey: {Type: String}
  Days: {Type: Number, Default: 30}
Resources:
  NotesFunction:
    Type: AWS::Lambda::Function
    Metadata: {aws:asset:path: ../src/notes, aws:asset:property: Code}
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Role: !GetAtt Role.Arn
      Layers: [!Ref FontsLayer]
      Code: {S3Bucket: !Ref CodeBucket, S3Key: !Ref NotesFunctionCodeKey}
  AuditFunction:
    Type: AWS::Lambda::Function
    Metadata: {aws:asset:path: ../src/notes, aws:asset:property: Code}
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Role: !GetAtt Role.Arn
      Code: {S3Bucket: !Ref CodeBucket, S3Key: !Ref AuditFunctionCodeKey}
  FontsLayer:
    Type: AWS::Lambda::LayerVersion
    Metadata: {aws:asset:path: ../layers/fonts, aws:asset:property: Content}
    Properties:
      Content: {S3Bucket: !Ref CodeBucket, S3Key: !Ref FontsLayerCodeKey}
  Role:
    Type: AWS::IAM::Role
    Properties: {AssumeRolePolicyDocument: {}}
"""


class Ran(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture(scope="module")
def running() -> Iterator[Proxy]:
    with moto() as server:
        clients(f"http://{server[0]}:{server[1]}")[0].create_bucket(
            Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION}
        )
        proxy = Proxy(server)
        yield proxy
        proxy.close()


@pytest.fixture
def proxy(running: Proxy, monkeypatch: pytest.MonkeyPatch) -> Proxy:
    """Be the AWS that the environment names."""
    running.reset()
    for name, value in _aws(running.url).items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    return running


def _aws(url: str) -> dict[str, str]:
    return {
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
        "AWS_ENDPOINT_URL": url,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_DEFAULT_REGION": REGION,
    }


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for folder in ("src/notes", "layers/fonts", "output"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "pyproject.toml").touch()
    # Content that no other test has stored.
    (tmp_path / "src/notes/app.py").write_text(f"# {tmp_path}\ndef handler(event, context):\n    return {{}}\n")
    (tmp_path / "layers/fonts/a.ttf").write_text(str(tmp_path))
    (tmp_path / "output/notes.yaml").write_text(TEMPLATE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(project: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def package(*words: str) -> Ran:
        with pytest.raises(SystemExit) as ended:
            main(["package", *words])
        captured = capsys.readouterr()
        return Ran(int(ended.value.code or 0), captured.out, captured.err)

    return package


def values(path: Path) -> dict[str, Any]:
    return {entry["ParameterKey"]: entry.get("ParameterValue") for entry in json.loads(path.read_text())}


def test_a_template_without_code_says_so(run: Run, project: Path) -> None:
    (project / "output/notes.yaml").write_text("Resources:\n  A: {Type: AWS::SNS::Topic}\n")
    ran = run("output/notes.yaml", "--bucket", BUCKET)
    assert ran.code == 0
    assert ran.out.startswith("output/notes.yaml has no code to package")
    assert not (project / ".cfngw").exists()


def test_each_content_is_uploaded_once(run: Run, proxy: Proxy, project: Path) -> None:
    ran = run("output/notes.yaml", "--bucket", BUCKET, "--prefix", "team")
    assert (ran.code, ran.err) == (0, "")
    assert [line.split() for line in ran.out.splitlines()[:4]] == [
        ["asset", "kind", "size", "unzipped", "done"],
        ["NotesFunction", "function", *ran.out.splitlines()[1].split()[2:-1], "uploaded"],
        ["AuditFunction", "function", *ran.out.splitlines()[2].split()[2:-1], "uploaded"],
        ["FontsLayer", "layer", *ran.out.splitlines()[3].split()[2:-1], "uploaded"],
    ]
    given = values(project / ".cfngw/parameters/notes.json")
    assert given["CodeBucket"] == BUCKET
    assert given["NotesFunctionCodeKey"] == given["AuditFunctionCodeKey"]
    assert given["NotesFunctionCodeKey"].startswith("team/notes-")
    assert given["FontsLayerCodeKey"].startswith("team/fonts-")
    assert "Days" not in given
    paths = {f"/{BUCKET}/{given[name]}" for name in ("NotesFunctionCodeKey", "FontsLayerCodeKey")}
    assert {request.path for request in proxy.requests if request.method == "PUT"} == paths
    assert len(proxy.sent("PUT")) == 2


def test_a_second_run_sends_nothing_and_an_edit_only_what_changed(run: Run, proxy: Proxy, project: Path) -> None:
    run("output/notes.yaml", "--bucket", BUCKET)
    before = values(project / ".cfngw/parameters/notes.json")
    text = (project / "output/notes.yaml").read_bytes()
    proxy.reset()
    ran = run("output/notes.yaml", "--bucket", BUCKET)
    assert proxy.sent("PUT") == []
    assert ran.out.count("already there") == 3
    (project / "src/notes/more.py").touch()
    assert "already there" in run("output/notes.yaml", "--bucket", BUCKET).out
    after = values(project / ".cfngw/parameters/notes.json")
    assert len(proxy.sent("PUT")) == 1
    assert {name for name in after if after[name] != before[name]} == {"NotesFunctionCodeKey", "AuditFunctionCodeKey"}
    assert (project / "output/notes.yaml").read_bytes() == text


def test_the_commands_to_type_next(run: Run, proxy: Proxy) -> None:
    out = run("output/notes.yaml", "--bucket", BUCKET, "--region", REGION).out
    assert out.endswith(f"""
To create the stack:
  aws cloudformation create-stack --stack-name notes \\
    --template-body file://output/notes.yaml \\
    --parameters file://.cfngw/parameters/notes.json \\
    --capabilities CAPABILITY_IAM \\
    --region {REGION}

To update it later:
  aws cloudformation update-stack --stack-name notes \\
    --template-body file://output/notes.yaml \\
    --parameters file://.cfngw/parameters/notes.json \\
    --capabilities CAPABILITY_IAM \\
    --region {REGION}
""")


def test_other_values_of_a_parameter_file_are_kept(run: Run, proxy: Proxy, project: Path) -> None:
    own = [
        {"ParameterKey": "Days", "ParameterValue": "7"},
        {"ParameterKey": "FontsLayerCodeKey", "ParameterValue": "old"},
        {"ParameterKey": "Gone", "UsePreviousValue": True},
    ]
    (project / "prod.json").write_text(json.dumps(own))
    ran = run("output/notes.yaml", "--bucket", BUCKET, "--parameters", "prod.json")
    entries = json.loads((project / "prod.json").read_text())
    assert entries[0] == own[0]
    assert entries[2] == own[2]
    assert entries[1]["ParameterKey"] == "FontsLayerCodeKey"
    assert entries[1]["ParameterValue"].startswith("fonts-")
    assert "prod.json gives Gone, which the template has no parameter of" in ran.err
    assert "--parameters file://prod.json" in ran.out


def test_what_the_file_still_lacks_is_told(run: Run, proxy: Proxy, project: Path) -> None:
    text = TEMPLATE.replace("Parameters:\n", "Parameters:\n  Issuer: {Type: String}\n")
    (project / "output/notes.yaml").write_text(text)
    assert "notes.json has no value of Issuer." in run("output/notes.yaml", "--bucket", BUCKET).err


def test_local_copies_and_writes_there(run: Run, project: Path) -> None:
    ran = run("output/notes.yaml", "--local", "dist", "--prefix", "team")
    assert ran.code == 0
    given = values(project / "dist/notes.parameters.json")
    names = {given[name].removeprefix("team/") for name in ("NotesFunctionCodeKey", "FontsLayerCodeKey")}
    assert {path.name for path in (project / "dist").iterdir()} == {*names, "notes.parameters.json"}
    assert ran.out.count("copied") == 3
    assert "has no value of CodeBucket" in ran.err
    for name in names:
        assert f'  aws s3 cp dist/{name} "s3://${{CodeBucket:?}}/team/{name}"\n' in ran.out
    assert run("output/notes.yaml", "--local", "dist").out.count("already there") == 3


# --- what goes wrong -------------------------------------------------------------------------------------------


def test_a_lost_connection_writes_no_parameters_and_the_next_run_completes(
    run: Run, proxy: Proxy, project: Path
) -> None:
    proxy.rule = lambda request: 0 if request.method == "PUT" and "fonts" in request.path else None
    ran = run("output/notes.yaml", "--bucket", BUCKET)
    assert ran.code == 6
    assert "the connection was lost or never made" in ran.err
    assert "Traceback" not in ran.err
    assert not (project / ".cfngw/parameters").exists()
    proxy.reset()
    ran = run("output/notes.yaml", "--bucket", BUCKET)
    assert ran.code == 0
    assert [line.split()[-1] for line in ran.out.splitlines()[1:4]] == ["there", "there", "uploaded"]


def test_a_bucket_of_somebody_else_stops_before_anything_is_built(run: Run, proxy: Proxy, project: Path) -> None:
    proxy.rule = owned_by("999999999999")
    ran = run("output/notes.yaml", "--bucket", BUCKET)
    assert ran.code == 6
    assert f"does not belong to the account {ACCOUNT}; nothing was sent" in ran.err
    assert not (project / ".cfngw").exists()
    assert run("output/notes.yaml", "--bucket", BUCKET, "--owner", "999999999999").code == 0


def test_a_missing_bucket(run: Run, proxy: Proxy) -> None:
    ran = run("output/notes.yaml", "--bucket", "nobody-has-this")
    assert (ran.code, ran.out) == (6, "")
    assert "there is no bucket nobody-has-this." in ran.err


def test_what_is_too_large_is_said_before_anything_is_sent(run: Run, proxy: Proxy, project: Path) -> None:
    with (project / "layers/fonts/large.bin").open("wb") as stream:
        stream.truncate(251 << 20)
    ran = run("output/notes.yaml", "--bucket", BUCKET)
    assert ran.code == 4
    assert "output/notes.yaml:25:3: layers/fonts has 251.0 MB unzipped: large.bin 251.0 MB" in ran.err
    assert not list((project / ".cfngw/bundles").glob("fonts-*"))
    assert proxy.sent("PUT") == []


def test_what_it_writes_is_not_packed_the_next_time(run: Run, project: Path) -> None:
    words = "its zip would hold what this command writes to"
    ran = run("output/notes.yaml", "--local", "src/notes/dist")
    assert (ran.code, (project / "src/notes/dist").exists()) == (4, False)
    assert f"NotesFunction: {words} src/notes/dist." in ran.err
    ran = run("output/notes.yaml", "--local", "dist", "--parameters", "layers/fonts/p.json")
    assert f"FontsLayer: {words} layers/fonts/p.json." in ran.err
    assert not (project / "dist").exists()


@pytest.mark.slow
def test_the_last_lines_of_a_program_stand_before_the_error_that_needs_them(run: Run, project: Path) -> None:
    metadata = "aws:asset:property: Code, cfngw: {Bundle: {Requirements: ../r.txt}}"
    (project / "output/notes.yaml").write_text(TEMPLATE.replace("aws:asset:property: Code", metadata))
    (project / "r.txt").write_text("foo bar\n")
    ran = run("output/notes.yaml", "--local", "dist")
    assert ran.code == 4
    before, _, message = ran.err.partition(
        "error: r.txt:1: pip could not install the requirements: Invalid requirement"
    )
    assert message
    assert "Invalid requirement" in before


def test_problems_stand_at_lines_of_the_template(run: Run, proxy: Proxy, project: Path) -> None:
    (project / "output/notes.yaml").write_text(TEMPLATE.replace("../layers/fonts", "../layers/font"))
    ran = run("output/notes.yaml", "--bucket", BUCKET)
    assert ran.code == 4
    assert "error: output/notes.yaml:27:16: FontsLayer: the folder ../layers/font does not exist." in ran.err
    assert 'its parent holds "fonts"' in ran.err
    assert proxy.sent() == []


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ([], 2, "say where the code goes"),
        (["--local", "d", "--bucket", "bbb"], 2, "goes to one place"),
        (["--local", "d", "--kms", "k"], 2, "--kms is for --bucket"),
        (["--bucket", "s3://bbb/x"], 2, "--bucket does not take this value"),
        (["--bucket", "bbb", "--prefix", "a/../b"], 2, "--prefix does not take this value"),
        (["--bucket", "bbb", "--prefix", "a//b"], 2, "--prefix does not take this value"),
        (["--bucket", "bbb", "--prefix", "x" * 701], 2, "--prefix does not take this value"),
        (["--bucket", "bbb", "--owner", "me"], 2, "--owner does not take this value"),
    ],
)
def test_options_that_do_not_fit(run: Run, words: list[str], code: int, told: str) -> None:
    ran = run("output/notes.yaml", *words)
    assert ran.code == code
    assert told in ran.err


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        (None, 6, "can't be read"),
        ("a: [", 3, "not YAML"),
        ("a: 1", 3, "no CloudFormation template"),
    ],
)
def test_a_file_that_is_no_template(run: Run, project: Path, text: str | None, code: int, told: str) -> None:
    file = project / "output/notes.yaml"
    file.unlink()
    if text is not None:
        file.write_text(text)
    ran = run("output/notes.yaml", "--bucket", BUCKET)
    assert ran.code == code
    assert told in ran.err


def test_no_credentials_and_no_region(run: Run, proxy: Proxy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    ran = run("output/notes.yaml", "--bucket", BUCKET)
    assert ran.code == 6
    assert "there are no AWS credentials" in ran.err
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    monkeypatch.delenv("AWS_REGION", raising=False)
    ran = run("output/notes.yaml", "--bucket", BUCKET)
    assert ran.code == 6
    assert "no region is known" in ran.err
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    ran = run("output/notes.yaml", "--bucket", BUCKET)
    assert ran.code == 6
    assert "nobody" in ran.err


def test_without_boto3_the_extra_is_named(project: Path) -> None:
    code = "import sys; sys.modules['boto3'] = None; from cfngw.cli import main; main(sys.argv[1:])"
    words = ["package", "output/notes.yaml", "--bucket", "bbb"]
    ran = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert "pip install 'cfngw[aws]'" in ran.stderr


def test_local_needs_no_boto3(project: Path) -> None:
    code = """
import sys
from cfngw.cli import main
try:
    main(sys.argv[1:])
finally:
    assert not {"boto3", "botocore", "cfnlint"} & set(sys.modules)
"""
    words = ["package", "output/notes.yaml", "--local", "dist"]
    ran = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
