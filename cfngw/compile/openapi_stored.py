"""An OpenAPI document that lies in S3: what stands there for the intrinsics that nobody resolves in it.

* ``${AWS::Region}``, ``${AWS::Partition}``, ``${AWS::AccountId}``, ``${AWS::URLSuffix}`` are filled in by ``cfngw
  package``, which knows the region and the account.
* Names that CloudFormation gives (of functions, roles, queues, VPC links) come by stage variables, in the places that
  AWS documents for them. What has no such place is refused.

https://docs.aws.amazon.com/apigateway/latest/developerguide/aws-api-gateway-stage-variables-reference.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from cfngw.compile.layout import Fold, is_intrinsic, refused
from cfngw.compile.openapi_parts import ALSO_PROPERTIES
from cfngw.deployment_digest import digest_of, document_content
from cfngw.errors import DeclarationError, LimitError
from cfngw.source import Source

_FILLED = ("AWS::AccountId", "AWS::Partition", "AWS::Region", "AWS::URLSuffix")
_IN_SUB = re.compile(r"\$\{(!?)([^}]+)\}")
_ARN = "arn:${AWS::Partition}:%s:${AWS::Region}:${AWS::AccountId}:%s"
_ROLE_ARN = "arn:${AWS::Partition}:iam::${AWS::AccountId}:%s"
_LONGEST_NAME, _MOST_VARIABLES = 64, 100
_PLAIN = (bool, int)
_GATEWAY_RESPONSES = "x-amazon-apigateway-gateway-responses"  # AWS names no stage variables there
_WITHOUT = ("requestBody", "responses")  # parts of an operation that name models and headers alone


def stored(fold: Fold, api: dict[str, Any], body: dict[str, Any], lines: Mapping[tuple[str, ...], Source]) -> None:
    """Put the document into a file beside the template, and its place into the RestApi."""
    carrier = _Carrier(fold, lines)
    carrier.document(body)
    carrier.give_stages()
    bucket, key = fold.stored(fold.api, f"the OpenAPI document of the API {fold.api}")
    api["Properties"]["BodyS3Location"] = {"Bucket": {"Ref": bucket}, "Key": {"Ref": key}}
    alone = [*fold.assembly.layouts.values()].count("openapi") == 1
    name = fold.put_beside("openapi" if alone else f"{fold.api}.openapi", body, lines, is_template=False)
    metadata = api.setdefault("Metadata", {})
    ours = metadata.pop("cfngw", {})
    metadata.update(fold.metadata(name, "BodyS3Location", document_content(body)))
    metadata["cfngw"] = {
        **metadata["cfngw"],
        "Fill": sorted(name.removeprefix("AWS::") for name in carrier.filled),
        **ours,
    }


class _Named(NamedTuple):
    """A part of a text that only CloudFormation knows: what a Ref or a GetAtt gives."""

    target: str
    attribute: str | None

    @property
    def intrinsic(self) -> dict[str, Any]:
        """Give it as CloudFormation takes it."""
        if self.attribute is None:
            return {"Ref": self.target}
        return {"Fn::GetAtt": [self.target, self.attribute]}


_Piece = str | _Named


class _Carrier:
    """Replaces the intrinsics of one document, in place; ``filled``: what is left to ``cfngw package``."""

    def __init__(self, fold: Fold, lines: Mapping[tuple[str, ...], Source]) -> None:
        self.filled: set[str] = set()
        self._fold = fold
        self._lines = lines
        self._variables: dict[str, Any] = {}
        self._where: Source | None = fold.where
        self._place = fold.api
        self._known: dict[tuple[bool, str, str] | None, str] = {}
        self._carries = True  # whether stage variables may stand in a part

    def document(self, body: dict[str, Any]) -> None:
        """Go through it all."""
        if not isinstance(body["info"]["title"], str):
            body["info"]["title"] = self._fold.api
        for name in ALSO_PROPERTIES.values():
            if name in body and self._is_open(body[name]):
                del body[name]  # the property of the same content has its intrinsics resolved
        for path, item in body["paths"].items():
            for verb, operation in item.items():
                self._operation(path, verb, operation)
        self._where, self._place = self._fold.where, self._fold.api
        for name, part in body.items():
            if name != "paths":
                self._carries = name != _GATEWAY_RESPONSES
                self._walk(body, name, part, "")

    def _operation(self, path: str, verb: str, operation: dict[str, Any]) -> None:
        self._where = self._lines.get(("paths", path, verb), self._fold.where)
        self._place = f"{verb.upper()} {path}" if len(verb) < 8 else f"ANY {path}"
        if "Fn::If" in operation:
            condition = operation["Fn::If"][0]
            self._refuse("a method under a condition, in a document in S3", condition, _FIX_CONDITION)
            return
        for name, part in operation.items():
            if name not in _WITHOUT:
                self._walk(operation, name, part, "")

    def give_stages(self) -> None:
        """Put the variables into every stage of the API."""
        if len(self._variables) > _MOST_VARIABLES:
            self._fold.problems.append(
                LimitError(
                    f"the OpenAPI document of {self._fold.api} takes {len(self._variables)} names by stage variables.",
                    where=self._fold.where,
                    given=len(self._variables),
                    allowed=f"at most {_MOST_VARIABLES} for a stage",
                    fix="let routes share functions, name the functions (function_name=), or split the API",
                )
            )
        for name, stage in self._fold.resources.items() if self._variables else ():
            if stage["Type"] != "AWS::ApiGateway::Stage" or stage["Properties"].get("RestApiId") != {
                "Ref": self._fold.api
            }:
                continue
            own = stage["Properties"].setdefault("Variables", {})
            for variable, value in self._variables.items():
                if own.setdefault(variable, value) != value:
                    self._fold.problems.append(
                        refused(self._fold, name, f"a stage variable called {variable}", own[variable], "rename it")
                    )

    # The walk

    def _walk(self, holder: Any, key: Any, node: Any, field: str) -> None:
        """Replace ``node``, which ``holder`` has at ``key``; ``field`` names the property that it is in."""
        kind = type(node)
        if kind is str:
            if "${AWS::" in node:
                self._refuse(f"the text {_shown(node)!r}, which looks like what is filled in", node)
        elif kind is dict:
            if len(node) == 1 and is_intrinsic(node):
                text = self._text(node, field, key)
                if text is not None:
                    holder[key] = text
                return
            for name, member in node.items():
                if type(member) in _PLAIN or (type(member) is str and "${AWS::" not in member):
                    continue
                self._walk(node, name, member, name if name in _CARRIED or field not in _CARRIED else field)
        elif kind is list:
            for position, member in enumerate(node):
                self._walk(node, position, member, field)

    def _text(self, node: Mapping[str, Any], field: str, key: Any) -> str | None:
        """Give what stands for an intrinsic; None when nothing does, which is a problem then."""
        asked = (self._carries, field, text) if type(text := node.get("Fn::Sub")) is str else None
        if asked in self._known:  # most methods have the address of the same few functions
            return self._known[asked]
        pieces = _pieces(node)
        carry = _CARRIED.get(field) if self._carries else None
        made = None
        if pieces is not None:
            names = [each for each in pieces if isinstance(each, _Named) and each.target not in _FILLED]
            made = self._joined(pieces) if not names else carry(self, pieces) if carry is not None else None
        if made is None:
            named = field or (key if isinstance(key, str) else "a value")
            self._refuse(f"{named} that only CloudFormation knows, in a document in S3", node, _FIX)
        elif asked is not None:
            self._known[asked] = made
        return made

    def _joined(self, pieces: list[_Piece], each: Any = None) -> str | None:
        """Put pieces together; ``each`` gives what stands for a name."""
        texts = []
        for piece in pieces:
            if isinstance(piece, str):
                text: str | None = piece
            elif piece.target in _FILLED:
                self.filled.add(piece.target)
                text = f"${{{piece.target}}}"
            else:
                text = each(piece) if each is not None else None
            if text is None:
                return None
            texts.append(text)
        return "".join(texts)

    def _is_open(self, node: Any) -> bool:
        """Tell whether a node holds what only CloudFormation knows."""
        if isinstance(node, dict):
            if len(node) == 1 and is_intrinsic(node):
                pieces = _pieces(node)
                return pieces is None or any(isinstance(each, _Named) and each.target not in _FILLED for each in pieces)
            return any(map(self._is_open, node.values()))
        return isinstance(node, list) and any(map(self._is_open, node))

    # What stands for names, by the property that they are in

    def uri(self, pieces: list[_Piece]) -> str | None:
        """Give the address of an integration."""
        first = pieces[0]
        if not isinstance(first, str) or not first.startswith("arn:"):
            return self._joined(pieces, self._variable)
        texts = "".join(each if isinstance(each, str) else f"\0{each.target}\0" for each in pieces)
        if ":lambda:path/" in texts:
            return self._of_function(pieces, named=False)
        # The action, or the path, of another service may come by stage variables; what is before it may not.
        marker = next((mark for mark in (":path/", ":action/") if mark in texts), None)
        if marker is None:
            return None
        reached = False
        made = []
        for piece in pieces:
            if isinstance(piece, str):
                reached = reached or marker in piece
                made.append(piece)
            else:
                text = self._joined([piece], self._variable if reached else None)
                if text is None:
                    return None
                made.append(text)
        return "".join(made)

    def authorizer_uri(self, pieces: list[_Piece]) -> str | None:
        """Give the address of an authorizer's function: stage variables are not documented there."""
        return self._of_function(pieces, named=True)

    def _of_function(self, pieces: list[_Piece], *, named: bool) -> str | None:
        def function(piece: _Named) -> str | None:
            resource = self._fold.resources.get(piece.target, {})
            if resource.get("Type") == "AWS::Lambda::Alias" and piece.attribute is None:
                alias, of = resource["Properties"].get("Name"), resource["Properties"].get("FunctionName")
                found = function(_Named(str(of.get("Ref")), "Arn")) if isinstance(of, Mapping) else None
                return f"{found}:{alias}" if found is not None and isinstance(alias, str) else None
            if resource.get("Type") != "AWS::Lambda::Function" or piece.attribute != "Arn":
                return None
            name = resource["Properties"].get("FunctionName")
            if not isinstance(name, str):
                name = None if named else self._variable(_Named(piece.target, None))
            self.filled.update(("AWS::Partition", "AWS::Region", "AWS::AccountId"))
            return None if name is None else _ARN % ("lambda", f"function:{name}")

        return self._joined(pieces, function)

    def role(self, pieces: list[_Piece]) -> str | None:
        """Give the ARN of a role."""
        return self._of_role(pieces, named=False)

    def authorizer_role(self, pieces: list[_Piece]) -> str | None:
        """Give the ARN of the role that calls an authorizer."""
        return self._of_role(pieces, named=True)

    def _of_role(self, pieces: list[_Piece], *, named: bool) -> str | None:
        if len(pieces) != 1 or not isinstance(pieces[0], _Named) or pieces[0].attribute != "Arn":
            return None
        role = self._fold.resources.get(pieces[0].target, {})
        if role.get("Type") != "AWS::IAM::Role":
            return None
        name, path = role["Properties"].get("RoleName"), role["Properties"].get("Path", "/")
        self.filled.update(("AWS::Partition", "AWS::AccountId"))
        if isinstance(name, str) and isinstance(path, str):
            return _ROLE_ARN % f"role{path}{name}"
        behind = {"Fn::Select": [5, {"Fn::Split": [":", pieces[0].intrinsic]}]}  # role/<name>
        return None if named else _ROLE_ARN % self._variable(_Named(pieces[0].target, "Resource"), behind)

    def user_pool(self, pieces: list[_Piece]) -> str | None:
        """Give the ARN of a user pool."""
        if len(pieces) != 1 or not isinstance(pieces[0], _Named) or pieces[0].attribute != "Arn":
            return None
        if self._fold.resources.get(pieces[0].target, {}).get("Type") != "AWS::Cognito::UserPool":
            return None
        self.filled.update(("AWS::Partition", "AWS::Region", "AWS::AccountId"))
        return _ARN % ("cognito-idp", f"userpool/{self._variable(_Named(pieces[0].target, None))}")

    def whole(self, pieces: list[_Piece]) -> str | None:
        """Give a value that is one name, such as a VPC link's id."""
        return self._joined(pieces, self._variable) if len(pieces) == 1 else None

    def template(self, pieces: list[_Piece]) -> str | None:
        """Give a mapping template, which reads stage variables anywhere."""
        return self._joined(pieces, self._variable)

    def expression(self, pieces: list[_Piece]) -> str | None:
        """Give a parameter mapping: a text in quotes that is one name, which is then the stage variable itself."""
        match pieces:
            case ["'", _Named() as name, "'"] if name.target not in _FILLED:
                return self._variable(name)[2:-1]
        return None

    def _variable(self, piece: _Named, value: Any = None) -> str:
        """Read a stage variable that holds what a name stands for; no logical id has the sign between its words."""
        name = re.sub(r"\W+", "_", f"{piece.target}.{piece.attribute}" if piece.attribute else piece.target)
        if len(name) > _LONGEST_NAME:
            name = name[: _LONGEST_NAME - 10] + digest_of({"": name})
        self._variables[name] = value if value is not None else piece.intrinsic
        return f"${{stageVariables.{name}}}"

    def _refuse(self, problem: str, given: Any, fix: str | None = None) -> None:
        self._fold.problems.append(
            DeclarationError(f"{self._place}: {problem}, can't be carried.", where=self._where, given=given, fix=fix)
        )


_CARRIED = {
    "uri": _Carrier.uri,
    "credentials": _Carrier.role,
    "connectionId": _Carrier.whole,
    "requestTemplates": _Carrier.template,
    "responseTemplates": _Carrier.template,
    "requestParameters": _Carrier.expression,
    "responseParameters": _Carrier.expression,
    "providerARNs": _Carrier.user_pool,
    "authorizerUri": _Carrier.authorizer_uri,
    "authorizerCredentials": _Carrier.authorizer_role,
}
_FIX_CONDITION = "leave the condition out, or let the document fit into the template: split the API"
_FIX = (
    "write a literal; name the function (function_name=) or role (role_name=) that it refers to; or let the document "
    "fit into the template: split the API"
)


def _pieces(node: Any) -> list[_Piece] | None:
    """Give the texts and names that an intrinsic is made of; None for what can't be taken apart."""
    if isinstance(node, str):
        return [node]
    if not isinstance(node, Mapping) or len(node) != 1:
        return None
    ((function, argument),) = node.items()
    if function == "Ref" and isinstance(argument, str):
        return [_Named(argument, None)]
    if function == "Fn::Sub" and isinstance(argument, str):
        return _flat(_of_sub(argument, {}))
    match function, argument:
        case "Fn::GetAtt", [str(target), *attributes] if all(isinstance(each, str) for each in attributes):
            return [_Named(target, ".".join(attributes))]
        case "Fn::Sub", [str(text), {**values}]:
            return _flat(_of_sub(text, values))
        case "Fn::Join", [str(between), [*members]]:
            return _flat(_of_join(between, members))
    return None


def _of_sub(text: str, values: Mapping[Any, Any]) -> Iterator[list[_Piece] | None]:
    end = 0
    for match in _IN_SUB.finditer(text):
        yield [text[end : match.start()]]
        end = match.end()
        literal, name = match.groups()
        target, _, attribute = name.partition(".")
        if literal:
            yield [f"${{{name}}}"]
        else:
            yield _pieces(values[name]) if name in values else [_Named(target, attribute or None)]
    yield [text[end:]]


def _of_join(between: str, members: list[Any]) -> Iterator[list[_Piece] | None]:
    for position, member in enumerate(members):
        if position and between:
            yield [between]
        yield _pieces(member)


def _flat(found: Iterator[list[_Piece] | None]) -> list[_Piece] | None:
    """Put lists of pieces together; neighbouring texts become one."""
    pieces: list[_Piece] = []
    for each in found:
        if each is None:
            return None
        for piece in each:
            if isinstance(piece, str) and pieces and isinstance(pieces[-1], str):
                pieces[-1] += piece
            elif piece != "":
                pieces.append(piece)
    return pieces


def _shown(text: str) -> str:
    at = text.index("${AWS::")
    return text[max(at - 20, 0) : at + 30]
