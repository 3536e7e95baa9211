"""W9741: a cache that is set up and off."""

from __future__ import annotations

from collections.abc import Iterator

from cfngw.lint.rules.deployments.common import STAGES, described_by, settings_of
from cfngw.lint.rules.rule import Problem, Rule, below
from cfngw.lint.rules.view import View
from cfngw.read.taking import flag


class CacheWithoutEffect(Rule):
    """Cache settings on a stage without a cache."""

    id = "W9741"
    short = "What is cached has a cache"
    long = "CachingEnabled and CacheClusterSize take effect on a stage with CacheClusterEnabled: true alone."
    aws = "Nothing fails; each call goes to the integration."
    fix = "Add CacheClusterEnabled: true, which costs by the hour, or leave the cache's settings out."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html"
    types = STAGES

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for each in view.resources(*STAGES):
            described = described_by(each)
            if described is None or not described.is_mapping:
                continue
            given = described.get("CacheClusterEnabled")
            if (given is None and "CacheClusterEnabled" in described.value) or flag(given) is not False:
                continue
            for setting in settings_of(each):
                if flag(setting.get("CachingEnabled")) is True:
                    yield Problem(
                        below(setting.at, "CachingEnabled"),
                        f"{each.logical_id} has no cache, so that CachingEnabled does nothing. Add "
                        "CacheClusterEnabled: true, or leave it out",
                    )
            if given is None and described.get("CacheClusterSize") is not None:
                yield Problem(
                    below(described.at, "CacheClusterSize"),
                    f"{each.logical_id} has a cache's size and no cache. Add CacheClusterEnabled: true, or leave it "
                    "out",
                )
