"""E9812: changes of answers that API Gateway doesn't take."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cfngw.lint.rules.http.answers import answers
from cfngw.lint.rules.http.common import INTEGRATION, apis
from cfngw.lint.rules.http.mapping import wrong_key
from cfngw.lint.rules.rule import Problem, Rule
from cfngw.lint.rules.view import View

_STATUS = re.compile(r"[2-5][0-9][0-9]")


class ResponseParameters(Rule):
    """Changes of answers that API Gateway doesn't take."""

    id = "E9812"
    short = "Answers are changed by their status, 200 to 599: headers and statuscode"
    long = (
        "ResponseParameters has a status from 200 to 599 for each key; what is changed is append, overwrite or "
        "remove of header.<name>, or overwrite:statuscode."
    )
    aws = "The stack fails when the integration is made: 400 BadRequestException."
    fix = "Write each status as a number, and overwrite:statuscode or <action>:header.<name> as Destination."
    url = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html"
    types = (INTEGRATION,)

    def check(self, view: View) -> Iterator[Problem]:
        """Find the mistakes."""
        for api in apis(view, "HTTP"):
            for row in api.integrations:
                written = row.resource.properties.get("ResponseParameters") if row.resource is not None else None
                for status, _ in written.items() if written is not None else ():
                    if not _STATUS.fullmatch(status):
                        yield Problem(
                            row.at("ResponseParameters", status),
                            f"{status} is no status from 200 to 599, and API Gateway refuses the "
                            "integration (400). Write each "
                            "status by itself, such as 404",
                        )
                for status, index, key, source in answers(row):
                    wrong = wrong_key(key, "response")
                    place = ("ResponseParameters", status, "ResponseParameters", index)
                    if wrong is not None:
                        yield Problem(
                            row.at(*place, "Destination"),
                            f"{key} {wrong}, for API Gateway refuses the integration (400)",
                        )
                    elif key == "overwrite:statuscode" and re.fullmatch(r"(?![2-5][0-9][0-9]$)[0-9]+", source or ""):
                        yield Problem(
                            row.at(*place, "Source"), f"{source} is no status that a client can get. Write 200 to 599"
                        )
