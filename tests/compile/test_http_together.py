"""What authorizers, CORS, targets, stages, deployments and domains of one HTTP API make of each other."""

from __future__ import annotations

from typing import Any

import pytest

from cfngw import (
    Alias,
    AliasRecords,
    ApiMapping,
    Composition,
    Cors,
    DomainName,
    Function,
    HttpApiBlueprint,
    HttpProxy,
    IamAuthorizer,
    JwtAuthorizer,
    LambdaAuthorizer,
    LambdaProxy,
    Parameter,
    PrivateIntegration,
    Queue,
    Route,
    RouteSettings,
    SqsSendMessage,
    Stage,
    Throttle,
    VpcLink,
)
from samples import function, of_type, resources, statements

V2 = "AWS::ApiGatewayV2::"
USERS = JwtAuthorizer("Users", issuer="https://id.example", audience=["notes"])
CORS = Cors(["https://notes.example"])
JOBS = Queue("Jobs")
SEND = SqsSendMessage(JOBS, body="$request.body")
LISTENER = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/web/1/2"


def guarded(*routes: Route, **options: Any) -> HttpApiBlueprint:
    """Make an API with an authorizer and CORS."""
    return HttpApiBlueprint(**{"name": "Notes", "authorizer": USERS, "cors": CORS, "routes": routes, **options})


def properties(blueprint: HttpApiBlueprint, kind: str) -> list[Any]:
    """Compile, and give the properties of the resources of one type."""
    return [each["Properties"] for each in of_type(resources(blueprint), f"{V2}{kind}").values()]


def deployment(blueprint: HttpApiBlueprint) -> str:
    """Give the logical id of the one deployment."""
    (name,) = of_type(resources(blueprint), f"{V2}Deployment")
    return name


def test_the_methods_that_any_becomes_share_one_integration() -> None:
    blueprint = guarded(Route("ANY /jobs", SEND))
    assert list(of_type(resources(blueprint), f"{V2}Integration")) == ["NotesIntegrationRouteAnyJobs"]
    assert len(properties(blueprint, "Route")) == 6
    assert len({each["Target"]["Fn::Sub"] for each in properties(blueprint, "Route")}) == 1


def test_settings_of_any_hold_for_the_methods_that_it_becomes_and_the_stage_waits_for_them() -> None:
    limit = RouteSettings(throttle=Throttle(rate=1, burst=2))
    blueprint = guarded(
        Route("ANY /jobs", SEND), Route("GET /jobs", function()), stages=[Stage(route_settings={"ANY /jobs": limit})]
    )
    (stage,) = of_type(resources(blueprint), f"{V2}Stage").values()
    keys = [f"{method} /jobs" for method in ("DELETE", "HEAD", "PATCH", "POST", "PUT")]
    assert sorted(stage["Properties"]["RouteSettings"]) == keys
    routes = of_type(resources(blueprint), f"{V2}Route")
    assert sorted(routes[name]["Properties"]["RouteKey"] for name in stage["DependsOn"]) == keys


def test_settings_of_the_default_route_hold_for_it_alone_and_not_for_the_preflights_beside_it() -> None:
    limit = RouteSettings(throttle=Throttle(rate=1, burst=2))
    blueprint = guarded(Route("$default", function()), stages=[Stage(route_settings={"$default": limit})])
    (stage,) = properties(blueprint, "Stage")
    assert list(stage["RouteSettings"]) == ["$default"]
    assert len(properties(blueprint, "Route")) == 3


def test_a_deployment_waits_for_every_route_that_the_template_holds() -> None:
    blueprint = guarded(Route("ANY /jobs", SEND), Route("$default", function()), stages=[Stage(auto_deploy=False)])
    made = resources(blueprint)
    (found,) = of_type(made, f"{V2}Deployment").values()
    assert set(of_type(made, f"{V2}Route")) <= set(found["DependsOn"])


def test_a_change_of_who_may_call_and_of_what_is_called_is_another_deployment() -> None:
    stages = [Stage(auto_deploy=False)]
    other = JwtAuthorizer("Users", issuer="https://id.example", audience=["others"])
    private = PrivateIntegration(LISTENER, VpcLink("Web", ["subnet-0123abcd"]))
    made = [
        guarded(Route("POST /jobs", SEND), stages=stages),
        guarded(Route("POST /jobs", SEND), stages=stages, authorizer=other),
        guarded(Route("POST /jobs", SEND, scopes=["jobs"]), stages=stages),
        guarded(Route("POST /jobs", SqsSendMessage(JOBS, body="$request.body.job")), stages=stages),
        guarded(Route("POST /jobs", private), stages=stages),
        guarded(Route("POST /jobs", HttpProxy("https://jobs.example")), stages=stages),
    ]
    assert len({deployment(each) for each in made}) == len(made)


def test_what_no_route_sees_is_the_same_deployment() -> None:
    plain = guarded(Route("POST /jobs", SEND), stages=[Stage(auto_deploy=False)])
    limited = guarded(
        Route("POST /jobs", SEND),
        stages=[Stage(auto_deploy=False, throttle=Throttle(rate=1, burst=2))],
        api_mappings=[ApiMapping("api.notes.example")],
    )
    assert deployment(plain) == deployment(limited)


def test_a_route_stands_under_the_condition_of_its_queue_or_its_link() -> None:
    template = HttpApiBlueprint(
        name="Notes",
        parameters=[Parameter("Env", "dev")],
        routes=[
            Route("POST /jobs", SqsSendMessage(Queue("Some", condition="IsProd"), body="$request.body")),
            Route("GET /web", PrivateIntegration(LISTENER, VpcLink("Web", ["subnet-0123abcd"], condition="IsProd"))),
            Route("GET /", function()),
        ],
        conditions=[_is_prod()],
    )
    routes = {each["Properties"]["RouteKey"]: each.get("Condition") for each in _routes(template).values()}
    assert routes == {"POST /jobs": "IsProd", "GET /web": "IsProd", "GET /": None}


def _is_prod() -> Any:
    from troposphere import Equals, Ref

    from cfngw import Condition

    return Condition("IsProd", Equals(Ref("Env"), "prod"))


def _routes(blueprint: HttpApiBlueprint) -> dict[str, Any]:
    return of_type(resources(blueprint), f"{V2}Route")


def test_a_function_that_answers_by_an_alias_and_authorizes_may_be_called_as_both() -> None:
    guard = function("Guard", timeout_seconds=5)
    blueprint = HttpApiBlueprint(
        name="Notes",
        invocation="role",
        authorizer=LambdaAuthorizer("Guard", guard),
        routes=[Route("GET /", LambdaProxy(guard, qualifier="live"))],
        resources=[Alias("live", guard)],
    )
    (statement,) = statements(resources(blueprint)["NotesInvocationRole"])
    assert statement["Resource"] == [
        {"Fn::GetAtt": ["GuardFunction", "Arn"]},
        {"Fn::Sub": "${GuardFunction.Arn}:live"},
    ]


@pytest.mark.slow
@pytest.mark.checked
def test_one_domain_serves_several_apis_with_everything_and_cfn_lint_finds_nothing() -> None:
    domain = DomainName(
        "api.notes.example",
        certificate="arn:aws:acm:eu-west-1:123456789012:certificate/0",
        records=AliasRecords("Z123"),
        ip_address_type="dualstack",
    )
    guard: Function = function("Guard", timeout_seconds=5)
    blueprint = Composition(
        guarded(
            Route("ANY /jobs", SEND),
            Route("$default", function()),
            stages=[
                Stage("dev", throttle=Throttle(rate=1, burst=2)),
                Stage("prod", auto_deploy=False, route_settings={"ANY /jobs": RouteSettings(metrics=True)}),
            ],
            api_mappings=[ApiMapping(domain, "dev"), ApiMapping(domain, "v1/notes", stage="prod")],
            execute_api_endpoint=False,
        ),
        HttpApiBlueprint(
            name="Partners",
            invocation="role",
            authorizer=LambdaAuthorizer("Guard", guard, cache_seconds=60),
            routes=[
                Route("GET /guarded", guard),
                Route(
                    "GET /web/{proxy+}",
                    PrivateIntegration(LISTENER, VpcLink("Web", ["subnet-0123abcd"], ["sg-0123abcd"])),
                ),
                Route("GET /signed", HttpProxy("https://jobs.example"), authorizer=IamAuthorizer()),
            ],
            api_mappings=[ApiMapping(domain, "partners")],
        ),
    )
    assert blueprint.lint() == []
    made = resources(blueprint)
    assert len(of_type(made, f"{V2}DomainName")) == 1
    assert len(of_type(made, f"{V2}ApiMapping")) == 3
    assert len(of_type(made, "AWS::Route53::RecordSet")) == 2
