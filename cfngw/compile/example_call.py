"""A call of a REST API to try: one that its validators let through, as far as the declaration tells."""

from __future__ import annotations

import json
from typing import Any

from cfngw.compile.assembly import condition_name
from cfngw.declare.mapping_template import JSON, by_content_type, is_json
from cfngw.declare.method import Method
from cfngw.declare.model import BUILT_IN, Model
from cfngw.declare.rest_api import RestApi, callable_url
from cfngw.declare.schema_sample import NotSimpleError, sample_of

_WITH_BODY = ("POST", "PUT", "PATCH")
_FORM = "application/x-www-form-urlencoded"
_LONGEST = 300
_VALUE = "text"
_BUILT_IN = {"Empty": {"type": "object"}, "Error": {"type": "object", "properties": {"message": {"type": "string"}}}}


def example_call(api: RestApi) -> str | None:
    """Give a command line for Fn::Sub, or None where no method can be called as it stands."""
    method, base = _chosen(api), _base(api)
    if method is None or base is None:
        return None
    verb = [] if method.key.method == "GET" else ["-X", str(method.key.method)]
    own_key = method.api_key_required not in (None, False) and api.api_key_source != "AUTHORIZER"
    key = ["X-Api-Key: KEY"] if own_key else []
    words, let_in, asked = _let_in(api, method)
    needed = [each for each in method.parameters.values() if each.required]
    known = {name.casefold() for name in let_in}
    headers = [f"{name}: {secret}" for name, secret in let_in.items()]
    headers += [
        f"{each.name}: {_VALUE}" for each in needed if each.place == "header" and each.name.casefold() not in known
    ]
    content_type, body = _body(api, method)
    sent = any(each.name.casefold() == "content-type" for each in needed)
    headers = [each for each in headers if not each.casefold().startswith("content-type:")]
    typed = [f"Content-Type: {content_type}"] if body is not None or sent else []
    words = [
        *_certificate(api),
        *verb,
        *words,
        *(word for header in (*key, *headers, *typed) for word in ("-H", _quoted(header))),
    ]
    words += ["-d", body if body == "@body.json" else _quoted(body)] if body is not None else []
    path = base + method.key.path
    names = {**{each.name: _VALUE for each in needed if each.place == "querystring"}, **dict.fromkeys(asked, "VALUE")}
    query = "&".join(f"{name}={value}" for name, value in names.items())
    return " ".join(["curl -i", *words, f"'{path}?{query}'" if query else path])


def _let_in(api: RestApi, method: Method) -> tuple[list[str], dict[str, str], list[str]]:
    """Give what an authorizer wants to see: words for curl, headers, and names in the query."""
    authorizer = api.authorizer_of(method)
    if authorizer is None:
        return [], {}, []
    from cfngw.compile.authorizer_example import rest_options  # for those who have one

    return rest_options(authorizer)


def _base(api: RestApi) -> str | None:
    """Give what stands before the path: the stage's URL, or a domain's where the API's own endpoint is off."""
    if api.execute_api_endpoint:
        return callable_url(api)
    from cfngw.compile.api_mapping import example_base

    return example_base(api)


def _certificate(api: RestApi) -> list[str]:
    if api.execute_api_endpoint:
        return []
    from cfngw.compile.api_mapping import certificate_options

    return certificate_options(api).split()


def _chosen(api: RestApi) -> Method | None:
    """Choose a method that can be called as it stands: one of its own and no variables."""
    plain = [method for method in api.methods if method.key.method != "ANY" and "{" not in method.key.path]
    unconditional = [
        method
        for method in plain
        if all(condition_name(each) is None for each in (method, method.function, _guard(api, method)))
    ]
    return next((method for method in unconditional if method.key.method == "GET"), next(iter(unconditional), None))


def _guard(api: RestApi, method: Method) -> Any:
    """Give the function that decides who calls a method, if any."""
    authorizer = api.authorizer_of(method)
    return None if authorizer is None else authorizer.function


def _body(api: RestApi, method: Method) -> tuple[str, str | None]:
    """Give the content type and a body that fits its model; ``@body.json`` where none is simple."""
    request = method.request
    models = request.all_models if request is not None else {}
    types = [*models, *(by_content_type(request.template) if request is not None else ())]
    content_type = JSON if JSON in types or not types else types[0]
    if method.key.method not in _WITH_BODY:
        return content_type, None
    model = models.get(content_type)
    if model is None:
        return content_type, "{}" if is_json(
            content_type
        ) else f"{_VALUE}={_VALUE}" if content_type == _FORM else _VALUE
    try:
        text = json.dumps(_sample(api, model), ensure_ascii=False)
    except NotSimpleError:
        return content_type, "@body.json"
    return content_type, text if len(text) <= _LONGEST else "@body.json"


def _sample(api: RestApi, wanted: Model | str) -> Any:
    known = api.all_models()

    def find(named: Any) -> Any:
        model = named if isinstance(named, Model) else known.get(named)
        if model is not None:
            return model.document()
        if named in BUILT_IN:
            return _BUILT_IN[named]
        raise NotSimpleError

    return sample_of(find(wanted), find)


def _quoted(text: str) -> str:
    """Put a text into single quotes for a shell, and write what Fn::Sub would take for a reference."""
    return "'" + text.replace("'", "'\\''").replace("${", "${!") + "'"
