"""Document 003's story with the ready blueprint, on templates and parameter files alone.

Deployed first, changed, looked at on staging, promoted, rolled back: each step's template has no findings, and the
difference between steps is what the story says and nothing else. Rows D24 to D34; pain P22.
"""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

import pytest
from cli_runs import cfngw, start_project

from cfngw import Alias, Composition, Function, Inline, Method, RestApiLambdaBlueprint, Stage
from cfngw.document import read
from promotions import Stack

BLUEPRINTS = Path(__file__).parents[2] / "blueprints"
TEMPLATE, OUTPUTS, PARAMETERS = Path("output/user_api_staging_prod.yaml"), Path("outputs.json"), Path("prod.json")
NAME = "user-api-staging-prod"
DEPLOYMENT = "AWS::ApiGateway::Deployment"
READY: dict[str, Any] = runpy.run_path(str(BLUEPRINTS / "user_api_staging_prod.py"))


def first() -> RestApiLambdaBlueprint:
    """Give the API as it is deployed first."""
    return RestApiLambdaBlueprint(**options())


def options(user: Function | None = None) -> dict[str, Any]:
    """Give the options of the ready blueprint, with another function."""
    made: RestApiLambdaBlueprint = READY["blueprint"]
    given = {name: getattr(made, name) for name in made._known() if hasattr(made, name)}
    if user is not None:
        aliases = [READY[name].but(function=user) for name in ("staging", "prod")]
        given["methods"] = [each.but(target=user) for each in made.methods]
        given["stages"] = [
            each.but(variables={"stage": alias}) for each, alias in zip(made.stages, aliases, strict=True)
        ]
    return given


def second() -> RestApiLambdaBlueprint:
    """Give it with other code and a method more: both the function and the API are other ones."""
    code = READY["user"].code.text.read() + "\n# changed\n"
    user = READY["user"].but(code=Inline(code))
    given = options(user)
    return RestApiLambdaBlueprint(**{**given, "methods": [*given["methods"], Method("GET /user", user)]})


class Story:
    """The stack of the ready blueprint."""

    def __init__(self) -> None:
        self.stack = Stack(NAME)
        values = {"CertificateArn": "arn:aws:acm:eu-west-1:123456789012:certificate/1", "HostedZoneId": "Z1"}
        given = [{"ParameterKey": name, "ParameterValue": value} for name, value in values.items()]
        PARAMETERS.write_text(json.dumps(given))

    def deploy(self, blueprint: RestApiLambdaBlueprint) -> dict[str, Any]:
        """Write the template, and update the stack with it and the parameter file as it is."""
        TEMPLATE.parent.mkdir(exist_ok=True)
        TEMPLATE.write_text(blueprint.to_yaml())
        return self.update()

    def update(self) -> dict[str, Any]:
        """Update the stack; give what changed of what stayed."""
        change = self.stack.update(read(TEMPLATE).data, json.loads(PARAMETERS.read_text()))
        return {
            name: {key for key in {*old, *new} if old.get(key) != new.get(key)}
            for name, (old, new) in change.items()
            if old is not None and new is not None
        }

    def promote(self, *words: str) -> dict[str, Any]:
        """Run the command, and update the stack by what it wrote."""
        self.stack.describe(OUTPUTS)
        given = ("--outputs", str(OUTPUTS), "--from", "staging", "--to", "prod", "--parameters", str(PARAMETERS))
        ran = cfngw("promote", str(TEMPLATE), *given, *words)
        assert ran.code == 0, ran.err
        return self.update()

    @property
    def newest(self) -> str:
        """Give the deployment of the template."""
        return self.stack.id_of(DEPLOYMENT)

    def serves(self, stage: str) -> tuple[str, str]:
        """Give the deployment of a stage, and the version that its variable leads to."""
        of_stage = self.stack.resources[f"UserStage{stage.capitalize()}"]
        alias = self.stack.resources[f"UserFunctionAlias{of_stage['Variables']['stage'].capitalize()}"]
        return str(of_stage["DeploymentId"]), str(alias["FunctionVersion"])

    @property
    def published(self) -> str:
        """Give the version that the stack publishes."""
        return self.stack.id_of("AWS::Lambda::Version")


@pytest.fixture
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Story:
    start_project(tmp_path, monkeypatch)
    return Story()


MOVED = {"UserStageProd": {"DeploymentId"}, "UserFunctionAliasProd": {"FunctionVersion"}}


def test_the_story_from_the_first_deployment_to_the_way_back(story: Story) -> None:
    # The 8 steps of the first deployment: deploy, look at staging, promote. There was no version before (D26).
    story.deploy(first())
    d1 = story.newest
    assert story.serves("staging") == story.serves("prod") == (d1, "$LATEST")
    assert story.promote() == {"UserFunctionAliasProd": {"FunctionVersion"}}
    v1 = story.published
    assert (story.serves("staging"), story.serves("prod")) == ((d1, "$LATEST"), (d1, v1))

    # The 5 steps of a change: deploy, which staging alone gets ...
    change = story.deploy(second())
    d2, v2 = story.newest, story.published
    assert {*change} == {"UserFunction", "UserFunctionVersion", "UserStageStaging"}
    assert (change["UserFunction"], change["UserStageStaging"]) == ({"Code"}, {"DeploymentId"})
    assert (story.serves("staging"), story.serves("prod")) == ((d2, "$LATEST"), (d1, v1))
    assert d1 in story.stack.kept

    # ... look at it, promote: the same template, another parameter file.
    text = TEMPLATE.read_bytes()
    assert story.promote() == MOVED
    assert story.serves("prod") == (d2, v2) != (d1, v1)

    # It was not good: one command leads back, and one forward again.
    assert story.promote("--rollback") == MOVED
    assert (story.serves("staging"), story.serves("prod")) == ((d2, "$LATEST"), (d1, v1))
    assert story.promote() == MOVED
    assert story.serves("prod") == (d2, v2)
    assert TEMPLATE.read_bytes() == text


def test_the_ready_blueprint_is_where_the_story_begins() -> None:
    assert first().to_yaml() == (BLUEPRINTS.parent / "output" / "user_api_staging_prod.yaml").read_text()


def test_the_template_after_the_change_has_no_findings() -> None:
    assert second().lint() == []


def test_a_stage_in_the_middle_hands_on_what_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """dev follows the stack, staging is promoted from dev, prod from staging: prod gets staging's version."""
    from cfngw import Parameter

    user: Function = READY["user"]
    words = {"dev": None, "staging": "dev", "prod": "staging"}
    stages = [
        Stage(
            name,
            variables={
                "stage": Alias(
                    name,
                    user,
                    version="$LATEST" if before is None else Parameter(f"{name.capitalize()}Version", "$LATEST"),
                )
            },
            promoted_from=before,
        )
        for name, before in words.items()
    ]
    made = RestApiLambdaBlueprint(**{**options(), "stages": stages, "api_mappings": []})
    outputs = made.sealed().document["Outputs"]
    assert outputs["UserFunctionVersionDev"]["Value"] == {"Fn::GetAtt": ["UserFunctionVersion", "Version"]}
    assert outputs["UserFunctionVersionStaging"]["Value"] == {"Ref": "StagingVersion"}
    assert Composition(made).lint() == []
