"""Stage variables: which names and texts API Gateway takes.

https://docs.aws.amazon.com/apigateway/latest/developerguide/stage-variables.html
"""

from __future__ import annotations

from cfngw.declare.kinds import Table, Words

VARIABLES = Table(
    Words("a text of letters, digits and -._~:/?#&=,", pattern=r"[A-Za-z0-9\-._~:/?#&=,]+", longest=512),
    key=Words("a name: letters, digits and '_'", pattern=r"[A-Za-z0-9_]+", longest=64, literal=True),
)
