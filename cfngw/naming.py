"""Logical ids. They are public API: a change to this rule is a major version.

An id is a pure function of the names that the user wrote: the blueprint's ``name``, a function's name, a method
and a path. Never of order, position in a list, or the name of a Python class.

The rule
    <name> <kind>                  NotesApi, NotesFunction, NotesFunctionRole, NotesFunctionLogGroup
    <function's id> Version        HelloFunctionVersion
    <function's id> Alias <alias>  HelloFunctionAliasProd; its HelloFunctionAliasProdUrl and the like begin with it
    <name> Stage <stage>           NotesStageDefault for ``$default``, NotesStageDev
    <name> Integration <function>  NotesIntegrationReader
    <name> Permission <function>   NotesPermissionReader; in both, a function's pinned id stands in place of its name,
                                   and an alias of it behind the name: NotesPermissionReaderAliasProd
    <name> Integration Http <url>  NotesIntegrationHttpApiDotExampleDotComPets for ``https://api.example.com/pets``; a
                                   Ref, GetAtt, Sub or ImportValue in its place is named by what is written in it
    <name> Integration Private <target>        NotesIntegrationPrivateListener for ``Ref("Listener")``
    <name> Integration Route <Method> <path>   NotesIntegrationRoutePostNotes, which calls another service of AWS
    <name> <Service> <Action> <resource> Role  NotesSQSSendMessageJobsRole, with which it does
    <name> Method <Method> <path> Role         NotesMethodGetNotesVarRole, of one method with rights of its own
    <name> VpcLink                 BackendVpcLink, which several APIs may share
    <name> ClientCertificate       BackendClientCertificate, which several stages may share
    <stage> Base, <stage> WebAcl   NotesStageProdBase, the parameter of its canary (and its condition
                                   NotesStageProdHasCanary); NotesStageProdWebAcl, what ties it to a web ACL
    <stage> DeploymentId           ProdDeploymentId, the parameter by which a stage is promoted, and its condition
                                   ProdIsPromoted; a pinned id stands in place of the stage's name
    <stage> Before                 ProdBefore, the parameter that remembers what the stage served before
    <name> DeploymentId <stage>    NotesDeploymentIdStaging, the output that tells what a stage serves
    <name> Documentation <place>   NotesDocumentationApi, NotesDocumentationMethodGetNotesVar,
                                   NotesDocumentationQueryParameterGetNotesNamePage, ...ResponseGetNotesStatus200
    <name> DocumentationVersion <digest>  over all parts of the documentation
    <name> Authorizer <authorizer> NotesAuthorizerUsers
    <name> Route <Method> <path>   NotesRouteGetNotesVar for ``GET /notes/{id}``; NotesRouteDefault for ``$default``
    <name> Resource <path>         NotesResourceNotesVar for the part ``{id}`` of ``/notes/{id}`` in a REST API
    <name> Method <Method> <path>  NotesMethodGetNotesVar
    <name> Stack <path>            NotesStackOrders for the sub-tree of ``/orders``, with ``layout="nested"``;
                                   NotesStack3Of8 for one of several that share what ``parts=8`` deals
    <name> Model <model>           NotesModelAnswer
    <name> Validator <what>        NotesValidatorBody, NotesValidatorParameters, NotesValidatorAll
    <name> GatewayResponse <type>  NotesGatewayResponseDefault4xx
    <name> UsagePlan <plan>        NotesUsagePlanFree; its tie to a key is NotesUsagePlanFreeKeyMobile
    <key> ApiKey                   MobileApiKey, which several APIs may share
    <name> Deployment <digest>     a digest over all that is deployed (``deployment_digest``)
    <domain> DomainName            ApiDotExampleDotComDomainName; its records begin with it: ...RecordA, ...RecordAaaa
    <domain> Certificate           ApiDotExampleDotComCertificate, which several domains may share
    <name> Mapping <domain> <path> NotesMappingApiDotExampleDotComV1Orders for the path ``v1/orders``
    <domain> RoutingRule <priority>            ApiDotExampleDotComRoutingRule100, whichever API it leads to
    <domain> DomainName Access <VPC endpoint>  PrivateDotExampleDotComDomainNameAccessVpceDash0a1b

    The environment variable that tells a function the name of a table, bucket, queue or parameter is made of words in
    capitals: NOTES_TABLE for the table Notes, as the function's code depends on it in the same way.

Names
    The first letter becomes upper case, letters and digits stay, any other character is spelled out (below).

Paths
    ``/`` alone            Root
    ``{anything}``         Var      (a path variable is a placeholder, whatever its name)
    ``{anything+}``        Proxy
    ``pets``               Pets     (a segment starts with a capital)
    ``userId``             UserCapId              (a capital that the user wrote)
    ``User``, ``-user``    BeginCapUser, BeginDashUser    (a segment that begins with one, or with another character)
    ``2024``               Num2024
    ``user-id``            UserDashId             (other characters: the names in SPELLED)
    a literal word that looks like one of these words gets ``Text`` before it: ``/var`` is TextVar; a segment that
    ends with another character is closed by ``End``

Two paths that differ in more than the names of their variables have different ids, so that ``/user-id``,
``/user/id``, ``/userId`` and ``/user/{id}`` are told apart. What still collides is an error at build time;
``logical_id=`` pins any id.
"""

from __future__ import annotations

import re
from functools import lru_cache

SPELLED = {
    "-": "Dash",
    "_": "Under",
    ".": "Dot",
    "~": "Tilde",
    "!": "Bang",
    "$": "Dollar",
    "&": "Amp",
    "'": "Quote",
    "(": "Open",
    ")": "Close",
    "*": "Star",
    "+": "Plus",
    ",": "Comma",
    ";": "Semi",
    "=": "Equal",
    ":": "Colon",
    "@": "At",
    "%": "Percent",
}
_MARKS = ("Root", "Var", "Proxy", "Begin", "Cap", "Num", "Text", "End")
_RESERVED = re.compile(f"^(?:(?:{'|'.join((*_MARKS, *SPELLED.values()))})[0-9]*|Num[0-9][a-z0-9]*)$")
_WORD = re.compile(r"[a-z][a-z0-9]*|[A-Z][a-z0-9]*|[0-9][a-z0-9]*|.", re.DOTALL)
_VARIABLE_BREAK = re.compile(r"[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_BRACED = re.compile(r"\$\{!?([^}]*)\}")
VALID_ID = re.compile(r"^[A-Za-z0-9]{1,255}\Z")


@lru_cache(maxsize=4096)
def name_words(name: str) -> str:
    """Turn a name into the beginning of a logical id: ``redshift-select`` is RedshiftDashSelect."""
    parts: list[str] = []
    capital = True
    for character in name:
        if character in SPELLED:
            parts.append(SPELLED[character])
        else:
            parts.append(character.upper() if capital else character)
        capital = character in SPELLED
    return "".join(parts)


def stage_words(name: str) -> str:
    """Name a stage: ``$default`` is Default, a stage called ``default`` is TextDefault."""
    if name == "$default":
        return "Default"
    words = name_words(name)
    return f"Text{words}" if words == "Default" else words


@lru_cache(maxsize=4096)
def path_words(path: str) -> str:
    """Turn a path into a part of a logical id, by the rule at the top."""
    if path == "/":
        return "Root"
    return "".join(_segment(segment) for segment in path[1:].split("/"))


@lru_cache(maxsize=4096)
def _segment(segment: str) -> str:
    if segment.startswith("{") and segment.endswith("}"):
        return "Proxy" if segment.endswith("+}") else "Var"
    if re.fullmatch(r"[a-z][a-z0-9]*", segment):
        return _literal(segment)
    return _mixed_segment(segment)


def _mixed_segment(segment: str) -> str:
    """Spell a segment that holds capitals or other characters, word by word."""
    parts = ["Begin"] if segment and not re.match(r"[a-z0-9]", segment) else []
    at_start = True  # of the segment, or behind a spelled character: there a word must say what it is
    for word in _WORD.findall(segment):
        if word in SPELLED:
            parts.append(SPELLED[word])
            at_start = True
            continue
        parts.append(_word(word, at_start=at_start))
        at_start = False
    return "".join(parts) + ("End" if at_start else "")


def _word(word: str, *, at_start: bool) -> str:
    if word[0].isdigit():
        return f"Num{word}" if at_start else word
    if word[0].isupper():
        return f"Cap{word}"
    return _literal(word)


def _literal(word: str) -> str:
    capital = word[0].upper() + word[1:]
    return f"Text{capital}" if _RESERVED.match(capital) else capital


def api_id(name: str) -> str:
    """Name an API."""
    return f"{name_words(name)}Api"


def function_id(name: str) -> str:
    """Name a function; its role, log group and the rest begin with this."""
    return f"{name_words(name)}Function"


def version_id(function: str) -> str:
    """Name the version of a function, whose logical id is given."""
    return f"{function}Version"


def alias_id(function: str, alias: str) -> str:
    """Name an alias of a function, whose logical id is given; what belongs to the alias begins with this."""
    return f"{function}Alias{name_words(alias)}"


def route_id(api: str, method: str | None, path: str) -> str:
    """Name a route, or ``$default`` when ``method`` is None."""
    if method is None:
        return f"{name_words(api)}RouteDefault"
    return f"{name_words(api)}Route{method.capitalize()}{path_words(path)}"


def authorizer_id(api: str, authorizer: str) -> str:
    """Name an authorizer of an API."""
    return f"{name_words(api)}Authorizer{name_words(authorizer)}"


def stage_id(api: str, stage: str) -> str:
    """Name a stage."""
    return f"{name_words(api)}Stage{stage_words(stage)}"


def path_part_id(api: str, path: str) -> str:
    """Name the resource that a path of a REST API ends in."""
    return f"{name_words(api)}Resource{path_words(path)}"


def method_id(api: str, method: str, path: str) -> str:
    """Name a method of a REST API."""
    return f"{name_words(api)}Method{method.capitalize()}{path_words(path)}"


def stack_id(api: str, words: str) -> str:
    """Name a nested stack by the words of the path that it starts at."""
    return f"{name_words(api)}Stack{words}"


def model_id(api: str, model: str) -> str:
    """Name a model of a REST API."""
    return f"{name_words(api)}Model{name_words(model)}"


def validator_id(api: str, checked: str) -> str:
    """Name a request validator by what it checks: body, parameters or all."""
    return f"{name_words(api)}Validator{checked.capitalize()}"


def deployment_id(api: str, digest: str = "") -> str:
    """Name a deployment; until the digest of all that is deployed is known, without it."""
    return f"{name_words(api)}Deployment{digest}"


def promoted_words(stage: str, logical_id: str | None = None) -> str:
    """Begin the names of what promotes a stage: its parameter and its condition."""
    return logical_id or stage_words(stage)


def promoted_id(stage: str, logical_id: str | None = None) -> str:
    """Name the parameter that says which deployment a stage serves: ProdDeploymentId."""
    return f"{promoted_words(stage, logical_id)}DeploymentId"


def before_id(stage: str) -> str:
    """Name the parameter that remembers what a stage served before it was promoted: ProdBefore."""
    return f"{stage_words(stage)}Before"


def served_id(api: str, stage: str) -> str:
    """Name the output that tells the id of the deployment which a stage serves: NotesDeploymentIdStaging."""
    return f"{name_words(api)}DeploymentId{stage_words(stage)}"


def domain_id(domain: str) -> str:
    """Name a custom domain name; its records begin with this."""
    return f"{name_words(domain)}DomainName"


def certificate_id(domain: str) -> str:
    """Name a certificate by its first name."""
    return f"{name_words(domain)}Certificate"


def mapping_id(api: str, domain: str, path: str | None) -> str:
    """Name the mapping of an API's stage to a path of a domain."""
    return f"{name_words(api)}Mapping{name_words(domain)}{path_words(f'/{path}') if path else ''}"


def routing_rule_id(domain: str, priority: int) -> str:
    """Name a routing rule by what no two rules of a domain share; moved to another API, it stays the same."""
    return f"{name_words(domain)}RoutingRule{priority}"


def access_id(domain: str, endpoint: str) -> str:
    """Name the access of a VPC endpoint to a private domain name, which is given by its logical id."""
    return f"{domain}Access{endpoint}"


def gateway_response_id(api: str, response_type: str) -> str:
    """Name what the gateway itself answers: DEFAULT_4XX is Default4xx."""
    words = "".join(word.capitalize() for word in response_type.split("_"))
    return f"{name_words(api)}GatewayResponse{words}"


def api_key_id(key: str) -> str:
    """Name an API key."""
    return f"{name_words(key)}ApiKey"


def usage_plan_id(api: str, plan: str) -> str:
    """Name a usage plan of an API."""
    return f"{name_words(api)}UsagePlan{name_words(plan)}"


def usage_plan_key_id(api: str, plan: str, key: str) -> str:
    """Name the tie between a usage plan and a key."""
    return f"{usage_plan_id(api, plan)}Key{name_words(key)}"


def integration_id(api: str, target: str, variant: str = "") -> str:
    """Name an integration; ``variant`` tells apart several ways to call one function."""
    return f"{name_words(api)}Integration{name_words(target)}{variant}"


def address_words(address: object) -> str | None:
    """Name what an integration leads to: a URL or an ARN, or the intrinsic that gives it; None for what has no name.

    ``https://api.example.com/v1/{id}`` is ApiDotExampleDotComV1Var, an ARN is named by its last part.
    """
    text = _written(address)
    if text is None:
        return None
    text = re.sub(r"^https?://", "", text)
    if text.startswith("arn:"):
        text = text.split(":", 5)[-1]
    parts = [part for part in re.split(r"[/:?]", text) if part]
    words = "".join(_segment(part) if part.startswith("{") else name_words(_readable(part)) for part in parts)
    return words or None


def _written(address: object) -> str | None:
    """Give the text of a literal, or the names that an intrinsic is made of."""
    if isinstance(address, str):
        return _BRACED.sub(r"\1", address)
    if not isinstance(address, dict) or len(address) != 1:
        return None
    ((function, argument),) = address.items()
    if function == "Fn::GetAtt" and isinstance(argument, list):
        argument = "/".join(map(str, argument))
    if function == "Fn::Sub" and isinstance(argument, list):
        argument = argument[0]
    if function not in ("Ref", "Fn::GetAtt", "Fn::Sub", "Fn::ImportValue"):
        return None
    return _BRACED.sub(r"\1", argument).replace("AWS::", "") if isinstance(argument, str) else None


def _readable(part: str) -> str:
    """Spell the characters that an id has no word for: a URL may hold any."""
    return "".join(letter if letter in SPELLED or (letter.isascii() and letter.isalnum()) else "_" for letter in part)


def route_integration_id(api: str, method: str | None, path: str) -> str:
    """Name the integration that one route has for itself."""
    return f"{name_words(api)}Integration{route_id('', method, path)}"


def service_role_id(api: str, subtype: str, what: str) -> str:
    """Name the role with which an API calls one action of a service on one resource."""
    words = "".join(word[0].upper() + word[1:] for word in subtype.split("-"))
    return f"{name_words(api)}{words}{what}Role"


def vpc_link_id(link: str) -> str:
    """Name a VPC link."""
    return f"{name_words(link)}VpcLink"


def client_certificate_id(certificate: str) -> str:
    """Name a client certificate."""
    return f"{name_words(certificate)}ClientCertificate"


def documentation_id(api: str, place: str) -> str:
    """Name a part of an API's documentation by its place."""
    return f"{name_words(api)}Documentation{place}"


def documentation_version_id(api: str) -> str:
    """Name the version of an API's documentation; until the digest of its parts is known, without it."""
    return f"{name_words(api)}DocumentationVersion"


def permission_id(api: str, target: str) -> str:
    """Name the permission of an API to invoke a function."""
    return f"{name_words(api)}Permission{name_words(target)}"


def variable_name(name: str, kind: str) -> str:
    """Name an environment variable: NOTES_TABLE for the table ``Notes`` and for ``NotesTable``.

    ``/redshift/db`` is REDSHIFT_DB_PARAMETER; what starts with a digit gets the kind in front: TABLE_2024.
    """
    words = _VARIABLE_BREAK.sub("_", name).strip("_").upper()
    if not words or words == kind or words.endswith(f"_{kind}"):
        return words or kind
    return f"{kind}_{words}" if words[0].isdigit() else f"{words}_{kind}"
