"""W9730: settings for a method that is not there."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.errors import nearest
from cfngw.lint.rules.deployments.common import STAGES, described_by, owner
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.model import Api
from cfngw.read.stages import setting_path
from cfngw.read.taking import literal


class SettingsForNothing(Rule):
    """MethodSettings whose path or method the API does not have."""

    id = "W9730"
    short = "Method settings are for methods that the API has"
    long = "ResourcePath and HttpMethod name a method as it is written, with the names of its variables: /pets/{id}."
    aws = "Not documented: the stage is made or refused; the settings take effect for no call."
    fix = "Write the path and method of one that the API has, or /* and * for all."
    url = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigateway-stage-methodsetting.html"
    types = STAGES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        apis = {api.logical_id: api for api in view.reading.apis}
        for each in view.resources(*STAGES):
            described = described_by(each)
            listed = described.get("MethodSettings") if described is not None else None
            api = apis.get(owner(each) or "")
            if listed is None or api is None or api.unknown or view.is_open:
                continue
            by_path: dict[str, list[str]] = {}
            for route in api.routes:
                by_path.setdefault(route.path, []).append(route.method)
            for setting in listed.each():
                written, verb = literal(setting.get("ResourcePath")), literal(setting.get("HttpMethod"))
                if written is None or verb is None:
                    continue
                wrong = _wrong(api, by_path, setting_path(written), verb)
                if wrong is not None:
                    yield Problem(below(setting.at, "ResourcePath"), wrong)


def _wrong(api: Api, by_path: dict[str, list[str]], path: str, verb: str) -> str | None:
    if path in ("/*", "*", "/**"):
        return None
    if path not in by_path:
        close = nearest(path, sorted(by_path))
        fix = f"Write {close}" if close else "Write the path as the API has it, or /* for all"
        return f"{api.logical_id} has no path {path}, so that these settings take effect for no call. {fix}"
    verbs = by_path[path]
    if verb == "*" or verb in verbs or "ANY" in verbs:
        return None
    return f"{path} has no method {verb}, so that these settings take effect for no call. Write {' or '.join(verbs)}"
