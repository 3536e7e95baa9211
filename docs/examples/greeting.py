"""One function behind one route."""

from cfngw import Function, HttpApiBlueprint, Inline, Route

CODE = """
import json

def handler(event, context):
    name = event["pathParameters"]["name"]
    return {"statusCode": 200, "body": json.dumps({"message": f"Hello, {name}!"})}
"""

greet = Function("Greet", "index.handler", runtime="python3.13", code=Inline(CODE))


class GreetingApi(HttpApiBlueprint):
    name = "Greeting"
    description = "Greets whoever is named"
    routes = [Route("GET /hello/{name}", greet, public="an example that anybody may call")]


blueprint = GreetingApi()
