"""What users of other tools ran into with REST APIs, and that it can't happen here: methods, responses, deployments.

Each test bears the id of one complaint. Keys, plans, CORS, stages and the account are in test_rest_around.
"""

# ruff: noqa: N802
from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from troposphere import Equals, Ref, apigateway

from cfngw import (
    FORM_BODY,
    PARSED_BODY,
    PATH_PARAMETERS,
    ApiKey,
    BracketErrors,
    Condition,
    Cors,
    Endpoint,
    File,
    Function,
    GatewayResponse,
    JsonErrors,
    Method,
    MethodSettings,
    Mock,
    Model,
    PrefixErrors,
    Public,
    Quota,
    Request,
    Response,
    RestApiLambdaBlueprint,
    RestLambdaProxy,
    Stage,
    Throttle,
    UsagePlan,
)
from cfngw.declare.error_contract import ErrorContract
from cfngw.deployment_digest import deployment_inputs, digest_of
from cfngw.document import parse
from cfngw.errors import DeclarationError, DuplicateError
from cfngw.vtl import render
from cfngw.vtl.limits import Budget
from cfngw.vtl.regex import compiled
from rest_around import all_of, notices, properties, rest
from samples import document, function, of_type, problems, resources

NASTY = ["plain", "it's", 'a "quoted" word', "two\nlines", "\r\n", "tab\t", "back\\slash", "€ 火 \U0001f600", "\u2028"]
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))


# One API, changed in one place at a time: P01 and P02.


def notes(**options: Any) -> RestApiLambdaBlueprint:
    """Make an API with something of everything."""
    return rest(*_methods(), **{"models": [_model()], "errors": BracketErrors([400]), **options})


def _methods(target: Function | None = None, **options: Any) -> list[Method]:
    reader = target or function("Reader")
    given = {"request": Request(_model(), template='{"id": 1}'), "response": Response(200), **options}
    return [Method("POST /notes", reader, **given), Method("GET /notes/{id}", reader, request=_by_path())]


def _by_path() -> Request:
    return Request(template=PATH_PARAMETERS)


def _model(**schema: Any) -> Model:
    return Model("Note", {"type": "object", **schema})


def deployment(blueprint: RestApiLambdaBlueprint) -> str:
    """Compile, and give the logical id of the deployment; the stages point at that very one."""
    found = resources(blueprint)
    (name,) = of_type(found, "AWS::ApiGateway::Deployment")
    stages = of_type(found, "AWS::ApiGateway::Stage")
    assert stages
    assert all(stage["Properties"]["DeploymentId"] == {"Ref": name} for stage in stages.values())
    return name


PARTS: dict[str, Callable[[], RestApiLambdaBlueprint]] = {
    "request template": lambda: rest(*_methods(request=Request(_model(), template='{"id": 2}')), **_rest()),
    "response template": lambda: rest(*_methods(response=Response(200, template="$input.json('$.x')")), **_rest()),
    "response header": lambda: rest(*_methods(response=Response(200, headers={"X-A": "a"})), **_rest()),
    "response status": lambda: rest(*_methods(response=Response(201)), **_rest()),
    "response model": lambda: rest(*_methods(response=Response(200, model="Note")), **_rest()),
    "model": lambda: rest(*_methods(request=Request(_model(required=["id"]), template='{"id": 1}')), errors=_errors()),
    "further model": lambda: notes(models=[_model(), Model("Other", {"type": "string"})]),
    "validation": lambda: rest(*_methods(request=Request("Note", template='{"id": 1}', validate="none")), **_rest()),
    "passthrough": lambda: rest(
        *_methods(request=Request(_model(), template='{"id": 1}', passthrough_behavior="WHEN_NO_MATCH")), **_rest()
    ),
    "parameter": lambda: rest(*_methods(request_parameters=["query.page"]), **_rest()),
    "required parameter": lambda: rest(*_methods(request_parameters=["query.page!"]), **_rest()),
    "timeout": lambda: rest(*_methods(timeout_ms=5000), **_rest()),
    "API key asked for": lambda: rest(
        *_methods(api_key_required=True), **_rest(), usage_plans=[UsagePlan("free", keys=[ApiKey("client")])]
    ),
    "target": lambda: rest(*_methods(function("Other")), **_rest()),
    "integration": lambda: rest(*_methods(), Method("GET /x", RestLambdaProxy(function("Reader"))), **_rest()),
    "method more": lambda: rest(*_methods(), Method("DELETE /notes/{id}", Mock()), **_rest()),
    "method less": lambda: rest(*_methods()[:1], **_rest()),
    "path": lambda: rest(*_methods()[:1], Method("GET /memos/{id}", function("Reader"), request=_by_path()), **_rest()),
    "path variable": lambda: rest(
        *_methods()[:1], Method("GET /notes/{name}", function("Reader"), request=_by_path()), **_rest()
    ),
    "errors": lambda: notes(errors=BracketErrors([400, 404])),
    "gateway response": lambda: notes(gateway_responses=[GatewayResponse("INVALID_API_KEY", status=401)]),
    "policy": lambda: notes(policy=Public()),
    "CORS": lambda: notes(cors=Cors(["https://notes.example"])),
    "endpoint": lambda: notes(endpoint=Endpoint("EDGE")),
    "binary types": lambda: notes(binary_media_types=["image/png"]),
    "compression": lambda: notes(minimum_compression_size=1024),
    "key source": lambda: notes(api_key_source="AUTHORIZER"),
    "invocation": lambda: notes(invocation="role"),
    "redeploy": lambda: notes(redeploy=2),
    "authorizer": lambda: notes(resources=[_authorizer()]),
}


def _errors() -> ErrorContract:
    return BracketErrors([400])


def _rest() -> dict[str, Any]:
    return {"models": [_model()], "errors": _errors()}


def _authorizer(ttl: int = 300) -> apigateway.Authorizer:
    return apigateway.Authorizer(
        "Users",
        RestApiId=Ref("NotesApi"),
        Name="users",
        Type="COGNITO_USER_POOLS",
        IdentitySource="method.request.header.Authorization",
        ProviderARNs=["arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_x"],
        AuthorizerResultTtlInSeconds=ttl,
    )


@pytest.mark.parametrize("part", PARTS)
def test_P01_every_part_of_an_api_changes_the_deployment(part: str) -> None:
    assert deployment(PARTS[part]()) != deployment(notes())


def test_P01_no_two_of_these_changes_give_the_same_deployment() -> None:
    assert len({deployment(make()) for make in PARTS.values()}) == len(PARTS)


OUTSIDE: dict[str, Callable[[], RestApiLambdaBlueprint]] = {
    "a function's description": lambda: rest(*_methods(function("Reader", description="Reads notes")), **_rest()),
    "a function's memory": lambda: rest(*_methods(function("Reader", memory_size_mb=512)), **_rest()),
    "a function's environment": lambda: rest(*_methods(function("Reader", environment={"LEVEL": "b"})), **_rest()),
    "the description": lambda: notes(description="Notes of everybody"),
    "tags": lambda: notes(tags={"team": "notes"}),
    "a stage more": lambda: notes(stages=[Stage("dev"), Stage("prod")]),
    "a stage's variables and settings": lambda: notes(
        stages=[Stage("dev", variables={"level": "1"}, method_settings=MethodSettings(metrics=True))]
    ),
    "a plan": lambda: notes(usage_plans=[UsagePlan("free", quota=Quota(1, "DAY"), throttle=Throttle(rate=1))]),
    "an output": lambda: notes(default_outputs=False),
    "the order of methods": lambda: rest(*reversed(_methods()), **_rest()),
}


@pytest.mark.parametrize("part", OUTSIDE)
def test_P01_what_the_snapshot_does_not_hold_deploys_nothing(part: str) -> None:
    assert deployment(OUTSIDE[part]()) == deployment(notes())


def test_P01_what_customize_changes_counts() -> None:
    class Customized(RestApiLambdaBlueprint):
        def customize(self, template: Any) -> None:
            template.resources["NotesMethodPostNotes"].OperationName = "make"

    assert deployment(Customized(name="Notes", methods=_methods(), **_rest())) != deployment(notes())


def test_P01_the_deployment_is_made_of_what_the_template_says_and_of_nothing_else() -> None:
    """The same blueprint gives the same id twice, and so does its text when it is read again."""
    made = notes()
    assert deployment(made) == deployment(made) == deployment(notes())
    inputs = deployment_inputs(parse(made.to_yaml(), Path("notes.yaml")).data)
    assert deployment(made) == f"NotesDeployment{digest_of(inputs['NotesApi'])}"


def test_P02_an_authorizer_that_changes_is_deployed() -> None:
    assert deployment(notes(resources=[_authorizer(300)])) != deployment(notes(resources=[_authorizer(60)]))


def test_P02_the_role_that_functions_are_invoked_by_is_deployed() -> None:
    assert deployment(notes(invocation="role")) != deployment(notes(invocation="permission"))


def test_P02_a_policy_that_changes_is_deployed() -> None:
    open_to_all = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*"}]}
    closed = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "*"}]}
    assert deployment(notes(policy=open_to_all)) != deployment(notes(policy=closed))


# The order in which CloudFormation makes things.


def test_P03_the_deployment_waits_for_every_method() -> None:
    made = notes(cors=Cors(["https://notes.example"]))
    found = resources(made)
    waits = found[deployment(made)]["DependsOn"]
    methods = of_type(found, "AWS::ApiGateway::Method")
    assert len(methods) == 4  # two preflights
    assert methods.keys() <= set(waits)
    assert len(waits) == len(set(waits))


def test_P03_it_waits_for_methods_that_were_added_by_hand() -> None:
    class ByHand(RestApiLambdaBlueprint):
        def customize(self, template: Any) -> None:
            template.add_resource(
                apigateway.Method(
                    "ByHand",
                    RestApiId=Ref("NotesApi"),
                    ResourceId=Ref("NotesResourceNotes"),
                    HttpMethod="PATCH",
                    AuthorizationType="NONE",
                    Integration=apigateway.Integration(Type="MOCK"),
                )
            )

    made = ByHand(name="Notes", methods=_methods(), **_rest())
    assert "ByHand" in resources(made)[deployment(made)]["DependsOn"]


def test_P03_it_waits_for_a_method_under_a_condition_when_that_is_made() -> None:
    """DependsOn may not name what a condition can leave out; a Ref within Fn::If waits as well."""
    perhaps = Method("GET /beta", Mock(), condition="IsBeta")
    made = notes(methods=[*_methods(), perhaps], conditions=[Condition("IsBeta", Equals("a", "a"))])
    waiting = resources(made)[deployment(made)]
    assert "NotesMethodGetBeta" not in waiting["DependsOn"]
    assert json.dumps({"Fn::If": ["IsBeta", {"Ref": "NotesMethodGetBeta"}, ""]}) in json.dumps(waiting["Properties"])


def test_P03_an_api_without_methods_is_refused() -> None:
    (problem,) = problems(lambda: RestApiLambdaBlueprint(name="Notes", methods=[]))
    assert "it has no methods" in str(problem)


# A function's own policy has 20,480 bytes.


def test_P04_a_hundred_methods_on_one_function_need_one_permission() -> None:
    reader = function("Reader")
    found = resources(rest(*(Method(f"GET /notes{number}", reader) for number in range(100))))
    granted = [each["Properties"] for each in of_type(found, "AWS::Lambda::Permission").values()]
    (permission,) = granted
    assert permission["SourceArn"]["Fn::Sub"].endswith(":${NotesApi}/*")
    assert _policy_bytes(granted) < 1_000
    assert _policy_bytes(granted * 100) > 20_480  # what one permission for each method would come to


def _policy_bytes(permissions: list[Any]) -> int:
    """Estimate the policy that Lambda keeps: one statement for each permission."""
    arn = "arn:aws:lambda:ap-northeast-1:123456789012:function:notes-ReaderFunction-ABCDEFGHIJKL"
    statements = [
        {
            "Sid": f"notes-NotesPermissionReader-{number:012}",
            "Effect": "Allow",
            "Principal": {"Service": each["Principal"]},
            "Action": each["Action"],
            "Resource": arn,
            "Condition": {"ArnLike": {"AWS:SourceArn": each["SourceArn"]["Fn::Sub"]}},
        }
        for number, each in enumerate(permissions)
    ]
    return len(json.dumps({"Version": "2012-10-17", "Id": "default", "Statement": statements}))


def test_P04_with_a_role_the_function_needs_no_policy_at_all() -> None:
    assert of_type(resources(notes(invocation="role")), "AWS::Lambda::Permission") == {}


# Which response an error's message selects.

CONTRACTS = {
    "bracket": (BracketErrors([400, 404, 500]), "[{}:Some] {}"),
    "prefix": (PrefixErrors([400, 404, 500]), "{}: {}"),
    "json": (JsonErrors("Status", [400, 404, 500]), '{{"Status": {}, "ErrorReason": {}}}'),
}


def selected(contract: ErrorContract, message: str) -> list[str]:
    """Give the statuses whose pattern takes a whole message, as Java's matcher does."""
    found = all_of(rest(Method("GET /notes", function()), errors=contract), "Method")
    answers = found["NotesMethodGetNotes"]["Integration"]["IntegrationResponses"]
    patterns = {each["StatusCode"]: each.get("SelectionPattern") for each in answers}
    return [status for status, pattern in patterns.items() if pattern and compiled(pattern).matches(message, Budget())]


@pytest.mark.parametrize("style", CONTRACTS)
@pytest.mark.parametrize("status", [400, 404, 500])
@pytest.mark.parametrize("words", NASTY)
def test_P15_a_message_selects_its_status_alone_whatever_it_holds(style: str, status: int, words: str) -> None:
    contract, form = CONTRACTS[style]
    message = form.format(status, json.dumps(words) if style == "json" else words)
    assert selected(contract, message) == [str(status)]


@pytest.mark.parametrize("style", CONTRACTS)
@pytest.mark.parametrize(
    "message", ["KeyError: 'x'", "Task timed out after 3.00 seconds", "\n", "x\n[400:Bad] y\n400: z"]
)
def test_P15_what_nobody_foresaw_is_500(style: str, message: str) -> None:
    assert selected(CONTRACTS[style][0], message) == ["500"]


@pytest.mark.parametrize("style", CONTRACTS)
@given(message=ANY_TEXT)
def test_P15_every_message_that_is_not_empty_selects_exactly_one_status(style: str, message: str) -> None:
    assert len(selected(CONTRACTS[style][0], message)) == (1 if message else 0)


def test_P15_a_pattern_that_a_newline_defeats_is_told() -> None:
    answers = [Response(200), Response(400, pattern="400: .+"), Response(500, pattern=r"(?!400: )[\s\S]+")]
    told = notices(rest(Method("GET /notes", function(), responses=answers)))
    assert any("the pattern 400: .+ misses messages of several lines" in each for each in told)


def test_P15_an_error_that_no_pattern_takes_is_told() -> None:
    answers = [Response(200), Response(400, pattern=r"400: [\s\S]+")]
    told = notices(rest(Method("GET /notes", function(), responses=answers)))
    assert any("answered with 200 and its stack trace" in each for each in told)


def test_P15_a_pattern_that_is_no_regular_expression_is_refused() -> None:
    (problem,) = problems(lambda: Response(400, pattern="[400"))
    assert "does not compile" in str(problem)


def test_P15_a_success_with_the_status_of_an_error_is_refused_with_both_lines() -> None:
    answer, contract = Response(400), BracketErrors([400])
    (problem,) = problems(lambda: rest(Method("GET /notes", function(), response=answer), errors=contract))
    assert isinstance(problem, DuplicateError)
    assert (problem.where, problem.other) == (answer.source, contract.source)


def test_P15_a_status_as_a_number_is_no_pattern() -> None:
    number: Any = 400
    (problem,) = problems(lambda: Response(400, pattern=number))
    assert isinstance(problem, DeclarationError)


# Quotes and the rest of what JSON escapes.


def request_json(template: str, **given: Any) -> Any:
    """Render a request's template, and read it as JSON."""
    context = {"httpMethod": "POST", "stage": "dev", "resourcePath": "/notes", "identity": {"sourceIp": "192.0.2.1"}}
    return json.loads(render(template, context=context, **given).output)


@pytest.mark.parametrize("words", NASTY)
def test_P16_what_a_client_sends_reaches_the_handler_as_it_is(words: str) -> None:
    assert request_json(PATH_PARAMETERS, path={"id": words}) == {"pathParams": {"id": words}}
    body = json.dumps({"text": words})
    made = request_json(
        PARSED_BODY, body=body, header={"X-A": words}, querystring={"q": words}, stage_variables={"v": words}
    )
    assert made["body"] == {"text": words}
    assert (made["headers"], made["query"], made["stageVariables"]) == ({"X-A": words}, {"q": words}, {"v": words})


@given(words=ANY_TEXT)
def test_P16_so_does_any_text_at_all(words: str) -> None:
    made = request_json(PARSED_BODY, body="{}", path={"id": words}, header={words or "x": words})
    assert made["path"] == {"id": words}


def test_P16_form_fields_survive_too() -> None:
    body = "name=it%27s+%22me%22&note=a%0Ab&none="
    assert request_json(FORM_BODY, body=body)["body"] == {"name": 'it\'s "me"', "note": "a\nb", "none": ""}


@pytest.mark.parametrize("style", CONTRACTS)
@pytest.mark.parametrize("words", NASTY)
def test_P16_errors_are_json_whatever_their_message_holds(style: str, words: str) -> None:
    contract, form = CONTRACTS[style]
    message = form.format(400, json.dumps(words) if style == "json" else words)
    answer = next(each for each in contract.responses() if each.status == 400)
    body = json.dumps({"errorMessage": message, "errorType": "BadRequest", "stackTrace": ["line 1"]})
    templates: Any = answer.template
    made = json.loads(render(templates["application/json"], body=body).output)
    assert (
        made
        == {
            "bracket": {"message": message},
            "prefix": {"error": words},
            "json": {"Status": 400, "ErrorReason": words},
        }[style]
    )


def test_P16_a_template_that_forgets_to_escape_is_told_with_the_input_that_breaks_it() -> None:
    careless = Request(template="""{"name": "$input.params('name')"}""")
    told = notices(rest(Method("GET /notes/{name}", function(), request=careless)))
    assert any("gives invalid JSON for a double quote in path.name" in each for each in told)


def test_P16_escape_javascript_alone_is_told_to_break_on_an_apostrophe() -> None:
    careless = Request(template="""{"name": "$util.escapeJavaScript($input.params('name'))"}""")
    told = notices(rest(Method("GET /notes/{name}", function(), request=careless)))
    assert any("an apostrophe in path.name" in each and "replaceAll" in each for each in told)


# Variables in paths.


def test_P17_two_variables_in_one_place_are_refused_with_both_lines() -> None:
    first = Method("GET /users/{id}", Mock())
    second = Method("GET /users/{name}/notes", Mock())
    (problem,) = problems(lambda: rest(first, second))
    assert isinstance(problem, DuplicateError)
    assert problem.where == second.source
    assert problem.other == first.source
    assert "{name} stands where {id} stands already" in str(problem)
    assert "write /users/{id} in both" in str(problem)


def test_P17_a_variable_beside_a_greedy_one_is_refused() -> None:
    (problem,) = problems(lambda: rest(Method("GET /{proxy+}", Mock()), Method("GET /{id}/notes", Mock())))
    assert isinstance(problem, DuplicateError)


def test_P17_a_variable_may_stand_beside_texts() -> None:
    found = all_of(rest(Method("GET /users/{id}", Mock()), Method("GET /users/me", Mock())), "Resource")
    assert sorted(each["PathPart"] for each in found.values()) == ["me", "users", "{id}"]


def test_P17_renaming_a_variable_changes_no_id() -> None:
    def ids(name: str) -> list[str]:
        made = rest(Method(f"GET /users/{{{name}}}/notes", Mock()), Method(f"PUT /users/{{{name}}}", Mock()))
        return [each for each in resources(made) if not each.startswith("NotesDeployment")]

    assert ids("id") == ids("userName")


# Logical ids.

WORDS = ["a", "b", "users", "user-id", "userId", "var", "{x}", "2024", "v1.0"]
PATHS = st.lists(st.sampled_from(WORDS), max_size=3, unique=True).map(lambda parts: "/" + "/".join(parts))
KEYS = st.lists(st.tuples(st.sampled_from(["GET", "POST", "ANY"]), PATHS), min_size=1, max_size=12, unique=True)


@given(keys=KEYS, seed=st.randoms(use_true_random=False))
def test_P36_ids_depend_on_no_order_and_no_neighbour(keys: list[tuple[str, str]], seed: random.Random) -> None:
    def ids(wanted: list[tuple[str, str]]) -> dict[str, str]:
        made = all_of(rest(*(Method(" ".join(key), Mock()) for key in wanted)), "Method")
        return {f"{each['HttpMethod']} {json.dumps(each['ResourceId'])}": name for name, each in made.items()}

    whole = ids(keys)
    assert len(whole) == len(keys)
    shuffled = list(keys)
    seed.shuffle(shuffled)
    assert ids(shuffled) == whole
    assert ids(keys[:1]).items() <= whole.items()


def test_P36_the_name_of_the_class_and_of_the_variable_does_not_count() -> None:
    class First(RestApiLambdaBlueprint):
        name = "Notes"
        methods = _methods()

    class Second(First):
        pass

    assert list(resources(First())) == list(resources(Second()))


def test_P36_an_old_id_can_be_kept() -> None:
    made = notes(methods=[Method("GET /notes", Mock(), logical_id="OldMethod")], logical_id="OldApi")
    assert properties(made, "OldMethod")["RestApiId"] == {"Ref": "OldApi"}


def test_P36_two_that_want_one_id_are_refused_with_both_lines() -> None:
    first, second = Method("GET /a", Mock(), logical_id="Same"), Method("GET /b", Mock(), logical_id="Same")
    (problem,) = problems(lambda: document(rest(first, second)))
    assert isinstance(problem, DuplicateError)
    assert {problem.where, problem.other} == {first.source, second.source}


# Validation, wired up.


def test_P39_a_model_is_enforced() -> None:
    made = resources(notes())
    method = made["NotesMethodPostNotes"]["Properties"]
    assert method["RequestModels"] == {"application/json": {"Ref": "NotesModelNote"}}
    assert method["RequestValidatorId"] == {"Ref": "NotesValidatorBody"}
    validator = made["NotesValidatorBody"]["Properties"]
    assert (validator["ValidateRequestBody"], validator["ValidateRequestParameters"]) == (True, False)


def test_P39_so_is_a_parameter_that_must_be_there() -> None:
    made = resources(rest(Method("GET /notes", Mock(), request_parameters=["query.page!", "header.X-A"])))
    method = made["NotesMethodGetNotes"]["Properties"]
    assert method["RequestParameters"] == {
        "method.request.querystring.page": True,
        "method.request.header.X-A": False,
    }
    assert method["RequestValidatorId"] == {"Ref": "NotesValidatorParameters"}


@pytest.mark.parametrize("contract", [None, *(each for each, _ in CONTRACTS.values())])
def test_P39_the_400_says_what_is_wrong(contract: ErrorContract | None) -> None:
    told = all_of(notes(errors=contract), "GatewayResponse")["NotesGatewayResponseBadRequestBody"]
    assert told["ResponseType"] == "BAD_REQUEST_BODY"
    assert told["StatusCode"] == "400"
    assert "$context.error.validationErrorString" in told["ResponseTemplates"]["application/json"]


def test_P39_a_response_of_your_own_takes_its_place() -> None:
    own = GatewayResponse("BAD_REQUEST_BODY", status=422)
    told = all_of(notes(gateway_responses=[own]), "GatewayResponse")["NotesGatewayResponseBadRequestBody"]
    assert told["StatusCode"] == "422"


def test_P39_a_model_that_the_api_does_not_have_is_refused() -> None:
    (problem,) = problems(lambda: rest(Method("POST /notes", Mock(), request=Request("Nott")), models=[_model()]))
    assert 'there is no model "Nott"' in str(problem)
    assert "Note" in str(problem)


def test_P39_a_schema_that_is_not_draft_4_is_refused() -> None:
    (problem,) = problems(lambda: Model("Note", {"type": "object", "required": True}))
    assert problem.allowed == "JSON Schema draft 4"


def test_P39_a_schema_in_a_file_that_is_not_json_is_refused(tmp_path: Path) -> None:
    (tmp_path / "note.json").write_text("{", encoding="utf-8")
    (problem,) = problems(lambda: Model("Note", File(str(tmp_path / "note.json"))))
    assert "is not JSON" in str(problem)
