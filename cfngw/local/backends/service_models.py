"""How services are spoken to: botocore's models of them, loaded when a service is first called.

API Gateway's URIs name a service by its endpoint (``states``, ``monitoring``), botocore by its product; a request is
signed with a third name. Without botocore (the extra ``aws``) there are no models: what is known then is the name.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from botocore.model import OperationModel
    from botocore.model import ServiceModel as BotocoreModel

_ALIASES = {
    "a4b": "alexaforbusiness",
    "airflow": "mwaa",
    "appstream2": "appstream",
    "appsync-api": "appsync",
    "cognito-sync": "cognito-sync",
    "data.iot": "iot-data",
    "data.iotevents": "iotevents-data",
    "data.jobs.iot": "iot-jobs-data",
    "elasticfilesystem": "efs",
    "elasticloadbalancing": "elbv2",
    "elasticmapreduce": "emr",
    "email": "ses",
    "eventbridge": "events",
    "execute-api": "apigatewaymanagementapi",
    "iotdata": "iot-data",
    "models.lex": "lex-models",
    "monitoring": "cloudwatch",
    "mturk-requester": "mturk",
    "queue": "sqs",
    "runtime.lex": "lex-runtime",
    "runtime.sagemaker": "sagemaker-runtime",
    "states": "stepfunctions",
    "streams.dynamodb": "dynamodbstreams",
    "tagging": "resourcegroupstaggingapi",
}
# They are called by the query protocol as long as nothing says JSON: templates in use rely on it, and botocore's model
# has given it up or has a newer one.
_QUERY = {"sqs": ("2012-11-05", "http://queue.amazonaws.com/doc/2012-11-05/")}
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]*\Z")


class Service:
    """One service; ``model`` is None where botocore has none. ``protocol``: json, query, ec2, rest-json or rest-xml."""

    def __init__(self, name: str, model: BotocoreModel | None) -> None:
        self.name = name
        self.model = model
        product = _ALIASES.get(name, name)
        self.names = (name, product) if product != name else (name,)
        """What a user may call it: as URIs have it, and as botocore has it."""
        self.signing_name: str = model.signing_name if model is not None else name
        metadata: dict[str, Any] = dict(model.metadata) if model is not None else {}
        spoken = metadata.get("protocols") or [metadata.get("protocol", "")]
        self.protocol = next((each for each in ("json", "query", "ec2", "rest-json", "rest-xml") if each in spoken), "")
        if model is not None and name in ("monitoring", "cloudwatch") and "query" in spoken:
            self.protocol = "query"
        self.query_version, self.namespace = _QUERY.get(
            name, (metadata.get("apiVersion", ""), metadata.get("xmlNamespace", ""))
        )
        self.target_prefix: str = metadata.get("targetPrefix", "")
        self.json_type = f"application/x-amz-json-{metadata.get('jsonVersion') or '1.1'}"

    @property
    def is_s3(self) -> bool:
        """Tell S3, which has a way of its own to sign."""
        return self.signing_name == "s3"

    @property
    def speaks_query(self) -> bool:
        """Tell whether an action is sent as a form with ``Action``."""
        return self.protocol in ("query", "ec2") or self.name in _QUERY

    def operation(self, name: str) -> OperationModel | None:
        """Give the model of an action."""
        if self.model is None or name not in self.model.operation_names:
            return None
        return self.model.operation_model(name)

    @cached_property
    def _routes(self) -> list[tuple[str, re.Pattern[str], frozenset[str], str]]:
        """List the operations that are called by path, the most telling first: method, path, query, name."""
        found: list[tuple[str, re.Pattern[str], frozenset[str], str]] = []
        for name in self.model.operation_names if self.model is not None else ():
            http = self.model.operation_model(name).http  # type: ignore[union-attr]
            path, _, query = http["requestUri"].partition("?")
            pattern = re.escape(path).replace(r"\{", "{").replace(r"\}", "}").replace(r"\+", "+")
            pattern = re.sub(r"\{[^{}+]*\+\}", "(?:.+)", pattern)
            pattern = re.sub(r"\{[^{}]*\}", "[^/]+", pattern)
            names = frozenset(each.partition("=")[0] for each in query.split("&") if each)
            found.append((http["method"], re.compile(pattern.rstrip("/") + r"/?\Z"), names, name))
        # Of S3's many calls of one path, those that name more of the query come first, then the plain ones.
        found.sort(key=lambda route: (-len(route[2]), len(route[3])))
        return found

    def operation_of_path(self, method: str, path: str, query: str) -> str | None:
        """Name the action that a method and a path stand for."""
        if self.model is None or not self.protocol.startswith("rest"):
            return None
        asked = {each.partition("=")[0] for each in query.split("&") if each}
        for verb, pattern, names, name in self._routes:
            if verb == method and names <= asked and pattern.match(path) and name not in _OTHERS:
                return name
        return None


# What S3 tells by a header from the call of the same method and path.
_OTHERS = frozenset(("CopyObject", "UploadPartCopy", "WriteGetObjectResponse", "CreateSession"))


def botocore_is_there() -> bool:
    """Tell whether botocore is installed, without importing it."""
    from importlib.util import find_spec

    return find_spec("botocore") is not None


class ServiceModels:
    """The services that were called so far."""

    def __init__(self) -> None:
        self._known: dict[str, Service] = {}
        self._loader: Any = None

    def known(self, name: str) -> Service | None:
        """Give a service that was loaded before: no work."""
        return self._known.get(name)

    def load(self, name: str) -> Service:
        """Load a service: tenths of a second for the first, a hundredth for others. Threads may call it."""
        service = self._known.get(name)
        if service is None:
            service = Service(name, self._model(name))
            if len(self._known) < 500:  # there are fewer services; a name may come out of a mapping
                self._known[name] = service
        return service

    def _model(self, name: str) -> BotocoreModel | None:
        if not _NAME.match(name) or not botocore_is_there():
            return None
        from botocore.exceptions import DataNotFoundError
        from botocore.loaders import Loader
        from botocore.model import ServiceModel

        if self._loader is None:
            # botocore's own data alone: no folder of the user's is looked into, no variable of the environment read.
            self._loader = Loader(extra_search_paths=[Loader.BUILTIN_DATA_PATH], include_default_search_paths=False)
        name = _ALIASES.get(name, name)
        try:
            return ServiceModel(self._loader.load_service_model(name, "service-2"), name)
        except DataNotFoundError:
            return None
