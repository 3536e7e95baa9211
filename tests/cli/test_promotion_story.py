"""Document 003's story on templates and parameter files alone: deploy, change, look at staging, promote, roll back.

Rows D26, D30 and D34; pains P22 and P35. No step of it needs AWS, or a template that was changed by hand.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from cli_runs import Ran, cfngw, start_project

from cfngw.blueprint import Blueprint
from cfngw.deployment_digest import deployment_inputs, digest_of
from cfngw.document import read
from promotions import KINDS, STAGES, Stack, after_change, before_change, both

DEPLOYMENT = {"rest": "AWS::ApiGateway::Deployment", "http": "AWS::ApiGatewayV2::Deployment"}
TEMPLATE, OUTPUTS, PARAMETERS = Path("output/user.yaml"), Path("outputs.json"), Path("parameters.json")


class Story(NamedTuple):
    """A kind of API in its stack."""

    kind: str
    stack: Stack

    @property
    def word(self) -> str:
        """Give the word that the parameters of the stage begin with."""
        return STAGES[self.kind][1].capitalize()

    def build(self, step: Callable[[str], Blueprint]) -> Any:
        """Write the template of a step and read it."""
        TEMPLATE.parent.mkdir(exist_ok=True)
        TEMPLATE.write_text(step(self.kind).to_yaml())
        return read(TEMPLATE).data

    def run(self, *words: str) -> Ran:
        """Describe the stack and run the command."""
        self.stack.describe(OUTPUTS)
        origin, stage = STAGES[self.kind]
        given = ("--outputs", str(OUTPUTS), "--from", origin, "--to", stage, "--parameters", str(PARAMETERS))
        ran = cfngw("promote", str(TEMPLATE), *given, *words)
        assert ran.code == 0, ran.err
        return ran

    def update(self, template: Any = None) -> dict[str, Any]:
        """Update the stack by the parameter file, and give what changed of it."""
        return self.stack.update(template, json.loads(PARAMETERS.read_text()))

    def served(self, stage: str) -> str:
        """Give the deployment that a stage serves, which must be there."""
        (found,) = [each["DeploymentId"] for each in self.stack.resources.values() if each.get("StageName") == stage]
        assert found == self.newest or found in self.stack.kept
        return str(found)

    @property
    def newest(self) -> str:
        """Give the id of the deployment that the template holds."""
        return self.stack.id_of(DEPLOYMENT[self.kind])

    @property
    def version(self) -> str:
        """Give the version that the alias points to."""
        return str(self.stack.resources[f"{self.word}Alias"]["FunctionVersion"])


@pytest.fixture(params=KINDS)
def story(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Story:
    start_project(tmp_path, monkeypatch)
    return Story(request.param, Stack("user"))


def changed(update: dict[str, Any]) -> dict[str, set[str]]:
    """Give the properties that an update changes, by the resources that it keeps."""
    return {
        name: {key for key in {*old, *new} if old.get(key) != new.get(key)}
        for name, (old, new) in update.items()
        if old is not None and new is not None
    }


def test_document_003_from_the_first_deployment_to_the_way_back(story: Story) -> None:
    origin, stage = STAGES[story.kind]

    # The first deployment needs no special step: there is no version yet, and no other deployment (D26).
    first = story.build(before_change)
    story.stack.update(first)
    d1 = story.newest
    assert (story.served(origin), story.served(stage), story.version) == (d1, d1, "$LATEST")

    # It is promoted: from now on the stage keeps what it has. Nothing else of the stack changes.
    ran = story.run()
    assert f"{story.word}DeploymentId  the newest -> {d1}" in ran.out
    change = changed(story.update())
    assert change == {f"{story.word}Alias": {"FunctionVersion"}}
    v1 = story.version
    assert (story.served(stage), v1 != "$LATEST") == (d1, True)

    # A change is deployed with the same parameter file. The one stage gets it, the other one does not.
    second = story.build(after_change)
    change = changed(story.update(second))
    d2 = story.newest
    assert (story.served(origin), story.served(stage), story.version) == (d2, d1, v1)
    assert d1 in story.stack.kept
    (moved,) = [name for name, keys in change.items() if "DeploymentId" in keys]
    assert moved.endswith(origin.capitalize())
    assert {*change} == {moved, "HelloFunction", f"{story.word}Published"}

    # It was looked at, and is promoted: the stage and the alias change, and nothing else.
    ran = story.run()
    assert f"{story.word}DeploymentId  {d1} -> {d2}" in ran.out
    change = changed(story.update())
    assert sorted(keys for each in change.values() for keys in each) == ["DeploymentId", "FunctionVersion"]
    v2 = story.version
    assert (story.served(origin), story.served(stage), v2 == v1) == (d2, d2, False)

    # It was not good: the way back is one command, too, and from another folder's clone of the project.
    PARAMETERS.unlink()
    ran = story.run("--rollback")
    assert f"{story.word}DeploymentId  {d2} -> {d1}" in ran.out
    change = changed(story.update())
    assert sorted(keys for each in change.values() for keys in each) == ["DeploymentId", "FunctionVersion"]
    assert (story.served(origin), story.served(stage), story.version) == (d2, d1, v1)

    # And forward again.
    story.run()
    story.update()
    assert (story.served(stage), story.version) == (d2, v2)
    assert read(TEMPLATE).data == second


@pytest.mark.slow
@pytest.mark.checked
def test_the_templates_of_the_story_have_no_findings() -> None:
    assert both(before_change).lint() == []
    assert both(after_change).lint() == []


def test_a_promotion_changes_no_template_and_no_digest(story: Story) -> None:
    """The parameters that promote are no part of what is deployed, neither by name nor by value."""
    template = story.build(before_change)
    story.stack.update(template)
    text = TEMPLATE.read_bytes()
    story.run()
    assert TEMPLATE.read_bytes() == text
    (inputs,) = deployment_inputs(template).values()
    told = json.dumps(inputs)
    assert not any(name in told for name in (f"{story.word}DeploymentId", "Promoted", "Before"))
    (name,) = [name for name, each in template["Resources"].items() if each["Type"] == DEPLOYMENT[story.kind]]
    assert name.endswith(digest_of(inputs))
