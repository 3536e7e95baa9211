"""Methods that get and put objects: the bucket and the key in the address, and the role's right to what begins so."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from troposphere import Sub

from cfngw.compile.assembly import Assembly
from cfngw.compile.aws_integration import Called
from cfngw.compile.mapping_expression import Expression, pieces
from cfngw.compile.service_integration import Call, in_sub, words_of
from cfngw.declare.bucket import Bucket
from cfngw.declare.grant import Grant
from cfngw.declare.intrinsic import is_intrinsic
from cfngw.declare.method import Method
from cfngw.declare.role import Allow
from cfngw.declare.s3_integration import S3PutObject
from cfngw.naming import name_words


def bucket_name(bucket: Any) -> Any:
    """Give what names a bucket."""
    return bucket.ref if isinstance(bucket, Bucket) else bucket


def called(assembly: Assembly, method: Method, target: Any, call: Call) -> Called:  # noqa: ARG001
    """Say how an object is called; %s stands for the bucket."""
    parameters: dict[str, Any] = {}
    headers: dict[str, Any] = {}
    key = _key(assembly, method, target.key, parameters)
    if isinstance(target, S3PutObject):
        given = target.content_type
        if given is None:
            headers["Content-Type"] = f"method.request.header.{_declared(method, 'header', 'Content-Type')}"
        else:
            headers["Content-Type"] = (
                Sub("'${Given}'", Given=assembly.resolve(given)) if is_intrinsic(given) else f"'{given}'"
            )
    return Called(f"s3:path/%s/{key}", verb=target.verb, headers=headers, parameters=parameters)


def _key(assembly: Assembly, method: Method, given: Any, parameters: dict[str, Any]) -> str:
    """Write the key into the address: variables stand for what is taken from the request."""
    if is_intrinsic(given):
        parameters["integration.request.path.key"] = Sub("'${Given}'", Given=assembly.resolve(given))
        return "{key}"
    written = []
    for piece in pieces(given):
        if not isinstance(piece, Expression):
            written.append(quote(piece, safe="/-_.~!'()*+,:@&=;"))
            continue
        name = f"key{len(parameters) + 1}"
        parameters[f"integration.request.path.{name}"] = _source(method, piece)
        written.append(f"{{{name}}}")
    return "".join(written)


def _source(method: Method, of: Expression) -> str:
    if of.root != "request":
        return f"{of.root}.{of.name}"
    return f"method.request.{of.place}.{_declared(method, of.place, of.name)}"


def _declared(method: Method, place: str, name: str) -> str:
    """Give a parameter's name as the method declares it: the case of a header does not count."""
    if place != "header":
        return name
    names = [each for of, each in method.parameters if of == "header"]
    return next((each for each in names if each.casefold() == name.casefold()), name)


def rights(assembly: Assembly, target: Any) -> Call:
    """Say what the role may work on: the one object, or those whose keys begin as all of these do."""
    bucket, prefix = target.bucket, target.prefix
    keys = prefix if prefix == target.key else f"{prefix}*"
    if isinstance(bucket, Bucket):
        granted = bucket.grant(target.action.partition(":")[2], prefix=prefix, variable=None)
        statements = [Allow(target.action, bucket.below_arn(keys)), *granted.statements[1:]]
        granted = Grant(statements, condition=granted.condition)
        return Call({}, [], name_words(bucket.name), granted, own=bool(prefix))
    variables: dict[str, Any] = {}
    name = in_sub(assembly, bucket, variables)
    arn = Sub(f"arn:${{AWS::Partition}}:s3:::{name}/{keys}", **variables)
    return Call({}, [arn], words_of(bucket), own=bool(prefix))
