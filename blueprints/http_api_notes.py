"""Notes in a table: four routes on two functions that share what they may do, and a ``$default`` route.

It starts a service of your own: replace the two handlers, keep the rest.
"""

from troposphere import GetAtt, Ref
from troposphere.dynamodb import AttributeDefinition, KeySchema, Table

from cfngw import AccessLogs, Allow, File, Function, HttpApiBlueprint, Inline, LogGroup, Parameter, Route, Stage

log_retention = Parameter("LogRetention", 30, type="Number", description="How many days logs are kept")

table = Table(
    "NotesTable",
    AttributeDefinitions=[AttributeDefinition(AttributeName="id", AttributeType="S")],
    KeySchema=[KeySchema(AttributeName="id", KeyType="HASH")],
    BillingMode="PAY_PER_REQUEST",
    DeletionPolicy="Retain",
    UpdateReplacePolicy="Retain",
)

# One policy for both functions: what they may do with this table, and with nothing else.
table_access = [
    Allow(["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem", "dynamodb:Scan"], GetAtt(table, "Arn")),
]


def notes_function(name: str, handler_file: str) -> Function:
    """Make a function with what all functions of this service have."""
    return Function(
        name,
        "index.handler",
        runtime="python3.13",
        architecture="arm64",
        code=Inline(File(handler_file)),
        memory_size_mb=256,
        timeout_seconds=10,
        environment={"TABLE_NAME": Ref(table)},
        log_group=LogGroup(retention_in_days=log_retention),
        allow=table_access,
    )


reader = notes_function("Reader", "handlers/notes_reader.py")
writer = notes_function("Writer", "handlers/notes_writer.py")


class NotesApi(HttpApiBlueprint):
    name = "Notes"
    description = "Notes kept in a table"
    resources = [table]
    stages = [Stage(access_logs=AccessLogs("JSON", retention_in_days=log_retention))]
    routes = [
        Route("GET /notes", reader),
        Route("GET /notes/{id}", reader),
        Route("PUT /notes/{id}", writer),
        Route("DELETE /notes/{id}", writer),
        Route("$default", reader, public="answers 404 with a hint"),
    ]


blueprint = NotesApi()
