"""A REST API without proxy: mapping templates turn requests into events, and a handler's errors into statuses.

``GET /hoge`` is answered with 200, any other path below the root with 400: the two addresses are outputs.
Its stage writes execution logs: create the stack of ``account.py`` first, once for each account and region.
"""

from troposphere import Sub

from cfngw import (
    BracketErrors,
    File,
    Function,
    Inline,
    Method,
    MethodSettings,
    Output,
    Request,
    Response,
    RestApiLambdaBlueprint,
    Stage,
)

STAGE = "https://${SampleApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}/snapshot"

demo = Function(
    "Demo",
    "index.lambda_handler",
    runtime="python3.13",
    code=Inline(
        """\
def lambda_handler(event, context):
    hoge = event["pathParams"]["hoge"]
    if hoge == "hoge":
        return {"message": "hogehoge"}
    raise NotHogeError(hoge)


class NotHogeError(Exception):
    def __init__(self, hoge):
        super().__init__(hoge)
        self.hoge = hoge

    def __str__(self):
        # API Gateway looks for the status at the beginning of the message.
        return f"[400:BadRequest] {self.hoge} is not hoge"
"""
    ),
)


class Sample(RestApiLambdaBlueprint):
    name = "Sample"
    description = "A sample API with mapping templates"
    invocation = "role"
    errors = BracketErrors([400], template=File("templates/error_message.vm"))
    methods = [
        Method(
            "GET /{hoge}",
            demo,
            request=Request(template=File("templates/path_parameters.vm")),
            response=Response(200, model="Empty"),
            public="a sample that everybody may call",
        ),
    ]
    stages = [
        Stage("snapshot", description="snapshot stage", method_settings=MethodSettings(logging_level="INFO")),
    ]
    outputs = [
        Output("OkUrl", Sub(f"{STAGE}/hoge"), description="Is answered with 200"),
        Output("NgUrl", Sub(f"{STAGE}/fuga"), description="Is answered with 400"),
    ]


blueprint = Sample()
