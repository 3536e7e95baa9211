"""The smallest HTTP API: one inline function behind ``GET /``, invoked through a role.

Everything that differs from stack to stack is a parameter with a default, so that it can be created as it is.
"""

from troposphere import Sub

from cfngw import Function, HttpApiBlueprint, Inline, Parameter, Route

prefix = Parameter("Prefix", "hello", description="The beginning of the API's name")

hello = Function(
    "Hello",
    Parameter("Handler", "index.lambda_handler", description="The function that answers: index.<function>"),
    runtime=Parameter("Runtime", "python3.13", description="A Python runtime of Lambda"),
    architecture=Parameter(
        "Architecture", "x86_64", allowed_values=["x86_64", "arm64"], description="arm64 costs less for the same work"
    ),
    code=Inline(
        """\
import json


def lambda_handler(event, context):
    return {
        "statusCode": 200,
        "body": json.dumps("Hello from cfngw!"),
    }
"""
    ),
)


class HelloApi(HttpApiBlueprint):
    name = "Hello"
    description = "One inline function behind an HTTP API"
    api_name = Sub("${Prefix}-HttpApi")
    parameters = [prefix]
    invocation = "role"
    routes = [Route("GET /", hello, public="the page that everybody may see")]


blueprint = HelloApi()
